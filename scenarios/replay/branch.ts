// One counterfactual history as a branch beside the book: what a claim's other outcome does to its
// events, each with the event it comes from, the luck and the parameters. Never recorded.
import { formatDay, parseDay } from '../../src/calendar.ts';
import type { Day } from '../../src/calendar.ts';
import type { Json, NewEvent, RecordedEvent } from '../../src/event.ts';
import { formatCents } from '../../src/money.ts';
import type { Sha256 } from '../../src/numeric/stream.ts';
import { canonicalOrder } from '../../src/events/canonical-order.ts';
import { toHex } from '../../src/audit/merkle.ts';
import type { Latent, Outcome } from './mechanism.ts';
import { paidOf } from './replay-claims.ts';
import type { Replayable } from './replay-claims.ts';

/** Version of the rules by which outcomes become events. */
export const RULE_VERSION = 'replay-claims@1';

/** What a claim's events become: the same, another one, or nothing; and those that are new. */
export interface Rendered {
  /** By id of the recorded event; null is dropped. */
  readonly instead: ReadonlyMap<string, NewEvent | null>;
  readonly added: readonly NewEvent[];
}

/** Ids of the events of a branch: made from the branch and what they come from, never random. */
export function branchId(branch: string, from: string, sha256: Sha256): string {
  const hex = toHex(sha256(new TextEncoder().encode(`${branch}\0${from}`)));
  const variant = ((parseInt(hex.slice(16, 18), 16) & 0x3f) | 0x80).toString(16).padStart(2, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(18, 20)}-${hex.slice(20, 32)}`;
}

interface Naming {
  readonly branch: string;
  readonly sha256: Sha256;
}

/** Renders an outcome of a claim; its own outcome gives its own events, byte for byte. */
export function renderClaim(one: Replayable, outcome: Outcome, naming: Naming): Rendered {
  const { history } = one;
  const { decision, end, patient } = history.events;
  const before = history.outcome;
  const instead = new Map<string, NewEvent | null>();
  const added: NewEvent[] = [];
  const put = (from: RecordedEvent | null, made: NewEvent | null): void => {
    if (from !== null) instead.set(from.id, made);
    else if (made !== null) added.push(made);
  };
  const decidedOn = on(history.submittedOn, outcome.decidedAfter);
  const endedOn =
    decidedOn === null || !outcome.isDenied ? null : on(decidedOn, outcome.endedAfter);
  const paid = paidOf(one, outcome);
  const paying = before.isDenied ? end : decision;
  const wasPaid = paying?.type === 'ClaimAdjudicated' && (!before.isDenied || before.isOverturned);

  // What pays the claim, or that it is given up: the recorded event moved, or one made anew.
  const payment = (from: RecordedEvent | null): NewEvent | null => {
    if (paid === null) return null;
    if (wasPaid && paying !== null) return moved(paying, paid.day, naming);
    return made(one, 'paid', paid.day, from, naming);
  };
  const denial = decidedOn === null || !outcome.isDenied ? null : decidedOn;
  if (before.isDenied) {
    put(decision, denial === null || decision === null ? null : moved(decision, denial, naming));
    const isGivenUp = endedOn !== null && !outcome.isOverturned;
    if (isGivenUp) {
      const same = end !== null && !before.isOverturned;
      put(end, same ? moved(end, endedOn, naming) : made(one, 'lost', endedOn, end, naming));
    } else put(end, payment(end));
  } else {
    put(
      decision,
      denial === null ? payment(decision) : made(one, 'denied', denial, decision, naming),
    );
    if (denial !== null && endedOn !== null) {
      added.push(
        ...[outcome.isOverturned ? payment(null) : made(one, 'lost', endedOn, null, naming)].filter(
          (event) => event !== null,
        ),
      );
    }
  }
  patient.forEach((event, i) => {
    const to = wasPaid ? paid?.patient[i]?.day : undefined;
    put(event, to === undefined ? null : moved(event, to, naming));
  });
  if (!wasPaid && paid !== null) {
    for (const { day, cents } of paid.patient) added.push(patientPayment(one, day, cents, naming));
  }
  return { instead, added };
}

const on = (from: Day, days: number | null): Day | null =>
  days === null ? null : ((from + days) as Day);

/** A recorded event on another day; on its own day it is the event itself, put together anew. */
function moved(event: RecordedEvent, day: Day, { branch, sha256 }: Naming): NewEvent {
  const { id, type, data, meta } = event;
  const days = day - parseDay(meta.occurredOn);
  const effective = (parseDay(meta.effectiveOn) + days) as Day;
  const dated = { ...meta, occurredOn: formatDay(day), effectiveOn: formatDay(effective) };
  if (days === 0) return { id, type, data, meta: dated };
  return { id: branchId(branch, id, sha256), type, data, meta: synthetic(dated, id) };
}

function synthetic(meta: NewEvent['meta'], parent: string): NewEvent['meta'] {
  const { sourceFile: _, sourceRecord: __, sourceSystem: ___, ...rest } = meta;
  return { ...rest, actor: 'replay', actorKind: 'model', causedBy: parent };
}

/** An event that nothing recorded: a denial, a payment at the payer's average, a write-off. */
function made(
  one: Replayable,
  what: 'denied' | 'paid' | 'lost',
  day: Day,
  from: RecordedEvent | null,
  naming: Naming,
): NewEvent {
  const { history, rule } = one;
  const { sent } = history.events;
  const of = sent.data as { readonly [key: string]: Json };
  const text = (name: string): Json => of[name] ?? '';
  const { chargeCents } = history;
  const money = (cents: number): string => formatCents(cents);
  if (what === 'lost') {
    return fresh(one, 'DenialWrittenOff', day, from, naming, {
      claim: history.claim,
      net: money(chargeCents),
      payer: text('payer'),
      reason: 'denial',
      released: '0.00',
    });
  }
  const isPaid = what === 'paid';
  const paid = isPaid ? Math.round(chargeCents * rule.paidShare) : 0;
  const patient = isPaid ? Math.round(chargeCents * rule.patientShare) : 0;
  const denied = money(isPaid ? 0 : chargeCents);
  return fresh(one, 'ClaimAdjudicated', day, from, naming, {
    adjustments: [],
    charge: money(chargeCents),
    claim: history.claim,
    contractual: money(isPaid ? chargeCents - paid - patient : 0),
    coordination: '0.00',
    denied,
    deniedLineCharges: denied,
    deniedOpen: denied,
    outcome: isPaid ? 'paid' : 'denied',
    paid: money(paid),
    patientShare: money(patient),
    payer: text('payer'),
    payerClass: text('payerClass'),
    rank: 'primary',
    released: '0.00',
    remittance: `replay-${history.claim}`,
    serviceOn: text('serviceOn'),
    status: isPaid ? '1' : '4',
  });
}

function patientPayment(one: Replayable, day: Day, cents: number, naming: Naming): NewEvent {
  return fresh(one, 'PatientPaymentReceived', day, null, naming, {
    amount: formatCents(cents),
    claim: one.history.claim,
    tender: 'check',
  });
}

function fresh(
  { history }: Replayable,
  type: string,
  day: Day,
  from: RecordedEvent | null,
  { branch, sha256 }: Naming,
  data: { readonly [key: string]: Json },
): NewEvent {
  const { sent } = history.events;
  const parent = from ?? sent;
  const dated = { ...sent.meta, occurredOn: formatDay(day), effectiveOn: formatDay(day) };
  return {
    id: branchId(branch, `${parent.id} ${type} ${history.claim}`, sha256),
    type,
    data: canonicalOrder(data),
    meta: synthetic(dated, parent.id),
  };
}

/** One claim of a branch, as a line of its file. */
export interface BranchClaim {
  readonly kind: 'claim';
  readonly claim: string;
  /** Which rule of the header it went by. */
  readonly rule: number;
  readonly u: Latent;
  readonly before: Outcome;
  readonly after: Outcome;
  readonly ruleVersion: string;
  /** Events of the book that the branch has not. */
  readonly dropped: readonly string[];
  /** Events the branch has instead, or besides; `parentEvent` is one of the book. */
  readonly events: readonly {
    readonly synthetic: true;
    readonly parentEvent: string;
    readonly event: NewEvent;
  }[];
}

/** What differs of one claim; null where nothing does. */
export function branchClaim(
  { history }: Replayable,
  rule: number,
  u: Latent,
  after: Outcome,
  { instead, added }: Rendered,
): BranchClaim | null {
  const changed = [...instead].filter(([id, event]) => event?.id !== id);
  if (changed.length === 0 && added.length === 0) return null;
  const made = [...changed.flatMap(([, event]) => (event === null ? [] : [event])), ...added];
  return {
    kind: 'claim',
    claim: history.claim,
    rule,
    u,
    before: history.outcome,
    after,
    ruleVersion: RULE_VERSION,
    dropped: changed.map(([id]) => id),
    events: made.map((event) => ({
      synthetic: true,
      parentEvent: event.meta.causedBy ?? '',
      event,
    })),
  };
}
