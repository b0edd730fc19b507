// Claims of a log as histories that a mechanism can speak of, and those it cannot.
import { parseDay } from '../../src/calendar.ts';
import type { Day } from '../../src/calendar.ts';
import type { Json, RecordedEvent } from '../../src/event.ts';
import { parseCents } from '../../src/money.ts';
import type { Outcome } from './mechanism.ts';

/** A claim whose way is plain: sent once, decided at most once, at most one denial worked. */
export interface ClaimHistory {
  readonly claim: string;
  readonly payer: string;
  readonly submittedOn: Day;
  /** Days from submission to the cut. */
  readonly waited: number;
  readonly chargeCents: number;
  readonly outcome: Outcome;
  /** What the payer and the patient paid; 0 where neither did. */
  readonly paidCents: number;
  readonly patientCents: number;
  readonly patient: readonly { readonly day: Day; readonly cents: number }[];
  /** Its events by what they are in it, as places in the log that was read. */
  readonly events: {
    readonly sent: RecordedEvent;
    readonly decision: RecordedEvent | null;
    readonly end: RecordedEvent | null;
    readonly patient: readonly RecordedEvent[];
  };
}

/** Claims of a log: those that can be replayed, and how many are left as they were recorded. */
export interface Histories {
  readonly claims: readonly ClaimHistory[];
  /** Claims sent that are not plain: replaced, partly denied, reversed, decided again. */
  readonly kept: number;
}

const field = (event: RecordedEvent, name: string): string => {
  const value = (event.data as { readonly [key: string]: Json })[name];
  return typeof value === 'string' ? value : '';
};

const cents = (event: RecordedEvent, name: string): number => {
  const text = field(event, name);
  return text === '' ? 0 : parseCents(text);
};

const OWN = new Set([
  'ChargePosted',
  'ClaimSubmitted',
  'ClaimAdjudicated',
  'DenialWrittenOff',
  'PatientPaymentReceived',
]);
/** Says nothing of how a payer decides. */
const BESIDE = new Set(['ClaimEdited', 'PatientBalanceConceded', 'ImplicitConcessionEstimated']);

/**
 * Groups the events of a log by claim. What names a claim and is neither of the plain kinds nor
 * beside them makes that claim not plain; events dated after the cut are not read.
 */
export function historiesOf(events: Iterable<RecordedEvent>, asOf: Day): Histories {
  const byClaim = new Map<string, RecordedEvent[]>();
  for (const event of events) {
    const claim = field(event, 'claim');
    if (claim === '' || BESIDE.has(event.type) || parseDay(event.meta.occurredOn) > asOf) continue;
    const known = byClaim.get(claim);
    if (known === undefined) byClaim.set(claim, [event]);
    else known.push(event);
  }
  const claims: ClaimHistory[] = [];
  let kept = 0;
  for (const [claim, own] of byClaim) {
    const history = historyOf(claim, own, asOf);
    if (history !== null) claims.push(history);
    else if (own.some(({ type }) => type === 'ClaimSubmitted')) kept += 1;
  }
  return { claims, kept };
}

function historyOf(claim: string, own: readonly RecordedEvent[], asOf: Day): ClaimHistory | null {
  const of = (type: string): RecordedEvent[] => own.filter((event) => event.type === type);
  const [sent, ...again] = of('ClaimSubmitted');
  if (sent === undefined || again.length > 0 || own.some(({ type }) => !OWN.has(type))) return null;
  if (field(sent, 'frequency') !== 'original' || field(sent, 'rank') !== 'primary') return null;
  const decisions = of('ClaimAdjudicated').toSorted(byDay);
  const writeOffs = of('DenialWrittenOff');
  const way = wayOf(decisions, writeOffs);
  if (way === null || own.some((event) => 'claims' in (event.data as object))) return null;
  const submittedOn = dayOf(sent);
  const { decision, end } = way;
  const decidedOn = decision === null ? null : dayOf(decision);
  if (decidedOn !== null && decidedOn < submittedOn) return null;
  const paying = end?.type === 'ClaimAdjudicated' ? end : decision;
  const patient = of('PatientPaymentReceived');
  return {
    claim,
    payer: field(sent, 'payer'),
    submittedOn,
    waited: Math.max(0, asOf - submittedOn),
    chargeCents: cents(sent, 'charge'),
    outcome: {
      decidedAfter: decidedOn === null ? null : decidedOn - submittedOn,
      isDenied: decision !== null && field(decision, 'outcome') === 'denied',
      endedAfter: end === null || decidedOn === null ? null : dayOf(end) - decidedOn,
      isOverturned: end?.type === 'ClaimAdjudicated',
    },
    paidCents: paying === null ? 0 : cents(paying, 'paid'),
    patientCents: patient.reduce((sum, event) => sum + cents(event, 'amount'), 0),
    patient: patient.map((event) => ({ day: dayOf(event), cents: cents(event, 'amount') })),
    events: { sent, decision, end, patient },
  };
}

const dayOf = (event: RecordedEvent): Day => parseDay(event.meta.occurredOn);
const byDay = (a: RecordedEvent, b: RecordedEvent): number =>
  dayOf(a) - dayOf(b) || a.sequence - b.sequence;

/** The first decision and the end of a denial; null for a claim that went another way. */
function wayOf(
  decisions: readonly RecordedEvent[],
  writeOffs: readonly RecordedEvent[],
): { decision: RecordedEvent | null; end: RecordedEvent | null } | null {
  const [first = null, second = null, ...more] = decisions;
  if (more.length > 0 || decisions.some((d) => field(d, 'rank') !== 'primary')) return null;
  if (first === null) return writeOffs.length === 0 ? { decision: null, end: null } : null;
  const outcome = field(first, 'outcome');
  const isPaid = (d: RecordedEvent): boolean => ['paid', 'zero-paid'].includes(field(d, 'outcome'));
  if (isPaid(first)) {
    return second === null && writeOffs.length === 0 ? { decision: first, end: null } : null;
  }
  if (outcome !== 'denied' || writeOffs.length > 1) return null;
  const [writeOff = null] = writeOffs;
  if (second !== null) {
    return writeOff === null && isPaid(second) ? { decision: first, end: second } : null;
  }
  if (writeOff !== null && dayOf(writeOff) < dayOf(first)) return null;
  return { decision: first, end: writeOff };
}
