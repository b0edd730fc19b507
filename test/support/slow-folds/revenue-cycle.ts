// The revenue cycle as most programs would fold it: decoded events one by one, objects in Maps.
import { parseDay } from '../../../src/calendar.ts';
import type { Json, RecordedEvent } from '../../../src/event.ts';
import { ADJUSTMENT_CLASSES, OUTCOMES } from '../../../src/events/claims.ts';
import { PAYER_CLASSES, WRITE_OFF_REASONS } from '../../../src/events/shared.ts';
import { parseCents } from '../../../src/money.ts';

type Data = Readonly<Record<string, Json>>;

/** One dated thing of a claim, under the id of its event. */
interface SlowRecord {
  readonly id: string;
  readonly kind: 'charge' | 'submission' | 'decision' | 'writeOff' | 'edit' | 'opening';
  readonly day: number;
  readonly payerClass: number;
  readonly rank: number;
  readonly code: number;
  readonly isPaid: boolean;
  readonly hasShare: boolean;
  readonly party: string;
  readonly entity: string;
  readonly site: string;
  readonly claims: number;
  readonly a: number;
  readonly b: number;
}

export interface SlowClaim {
  readonly money: Map<string, number>;
  records: SlowRecord[];
}

export interface SlowRevenueCycle {
  readonly claims: Map<string, SlowClaim>;
  /** Movements of 1110 by entity. */
  readonly receivable: Map<string, number>;
  /** Denial-class cents by reason code. */
  readonly denied: Map<string, number>;
  /** Cents by "entity class YYYY-MM what". */
  readonly period: Map<string, number>;
}

const KINDS = ['charge', 'submission', 'decision', 'writeOff', 'edit', 'opening'];
const RANKS = ['primary', 'secondary', 'tertiary'];
const FREQUENCIES = ['original', 'replacement', 'void'];
const EDITS = ['passed', 'edited', 'rejected'];

const text = (data: Data, name: string): string => (data[name] as string | undefined) ?? '';
const cents = (data: Data, name: string): number =>
  data[name] === undefined ? 0 : parseCents(data[name] as string);
const cohort = (data: Data): number => (data['claims'] as number | undefined) ?? 1;
const place = (list: readonly string[], value: string): number => list.indexOf(value) + 1;

export function emptyRevenueCycle(): SlowRevenueCycle {
  return { claims: new Map(), receivable: new Map(), denied: new Map(), period: new Map() };
}

export function slowRevenueCycle(events: Iterable<RecordedEvent>): SlowRevenueCycle {
  const state = emptyRevenueCycle();
  for (const event of events) foldSlowly(state, event);
  return state;
}

/** Takes in one decoded event. */
export function foldSlowly(state: SlowRevenueCycle, event: RecordedEvent): void {
  let { type, data } = event as { type: string; data: Data };
  let { occurredOn } = event.meta;
  let sign = 1;
  let { id } = event;
  if (type === 'EntryReversed') {
    const [copy] = data['original'] as readonly Data[];
    if (copy === undefined) return;
    sign = -1;
    id = text(data, 'reverses');
    type = text(copy, 'type');
    occurredOn = text(copy, 'occurredOn');
    data = JSON.parse(text(copy, 'data')) as Data;
  }
  const { entity, site = '', effectiveOn } = event.meta;
  const day = parseDay(occurredOn);
  const bump = (map: Map<string, number>, key: string, by: number): void => {
    map.set(key, (map.get(key) ?? 0) + sign * by);
  };
  const claimOf = (name: string): SlowClaim => {
    let claim = state.claims.get(name);
    if (claim === undefined) {
      claim = { money: new Map(), records: [] };
      state.claims.set(name, claim);
    }
    return claim;
  };
  const money = (name: string, what: string, by: number): void =>
    bump(claimOf(name).money, what, by);
  const period = (payerClass: string, what: string, by: number): void =>
    bump(state.period, `${entity} ${payerClass} ${effectiveOn.slice(0, 7)} ${what}`, by);
  const note = (name: string, of: Partial<SlowRecord> & Pick<SlowRecord, 'kind'>): void => {
    const claim = claimOf(name);
    if (sign < 0) {
      const at = claim.records.findIndex((r) => r.id === id && r.kind === of.kind);
      if (at >= 0) claim.records.splice(at, 1);
      return;
    }
    claim.records.push({
      id,
      day,
      payerClass: place(PAYER_CLASSES, text(data, 'payerClass')),
      rank: 0,
      code: 0,
      isPaid: false,
      hasShare: false,
      party: text(data, 'payer'),
      entity,
      site,
      claims: cohort(data),
      a: 0,
      b: 0,
      ...of,
    });
  };
  switch (type) {
    case 'ChargePosted': {
      const gross = cents(data, 'gross');
      const name = text(data, 'claim');
      money(name, 'gross', gross);
      money(name, 'estimate', cents(data, 'expectedContractual'));
      bump(state.receivable, entity, gross);
      period(text(data, 'payerClass'), 'charges', gross);
      note(name, { kind: 'charge', a: gross });
      break;
    }
    case 'ClaimSubmitted':
      note(text(data, 'claim'), {
        kind: 'submission',
        rank: place(RANKS, text(data, 'rank')),
        code: place(FREQUENCIES, text(data, 'frequency')),
        a: cents(data, 'charge'),
        b: parseDay(text(data, 'serviceOn')),
      });
      break;
    case 'ClaimEdited':
      note(text(data, 'claim'), {
        kind: 'edit',
        code: place(EDITS, text(data, 'outcome')),
        party: '',
      });
      break;
    case 'ClaimAdjudicated': {
      const name = text(data, 'claim');
      const paid = cents(data, 'paid');
      const share = cents(data, 'patientShare');
      const contractual = cents(data, 'contractual');
      const isPrimary = text(data, 'rank') === 'primary';
      money(name, isPrimary ? 'paid' : 'laterPaid', paid);
      money(name, isPrimary ? 'contractual' : 'laterContractual', contractual);
      if (isPrimary) {
        money(name, 'patientShare', share);
        bump(state.receivable, entity, -paid - share - contractual);
      }
      money(name, 'estimate', -cents(data, 'released'));
      period(text(data, 'payerClass'), 'paid', paid);
      period(text(data, 'payerClass'), 'contractual', contractual);
      for (const item of data['adjustments'] as readonly Data[]) {
        if (place(ADJUSTMENT_CLASSES, text(item, 'class')) !== 3) continue;
        bump(state.denied, text(item, 'carc'), cents(item, 'amount'));
      }
      note(name, {
        kind: 'decision',
        rank: place(RANKS, text(data, 'rank')),
        code: place(OUTCOMES, text(data, 'outcome')),
        isPaid: paid > 0,
        hasShare: share > 0,
        a: cents(data, 'denied'),
        b: cents(data, 'deniedLineCharges'),
      });
      break;
    }
    case 'DenialWrittenOff': {
      const name = text(data, 'claim');
      const [net, released] = [cents(data, 'net'), cents(data, 'released')];
      money(name, 'writtenOff', net + released);
      money(name, 'estimate', -released);
      bump(state.receivable, entity, -net - released);
      note(name, {
        kind: 'writeOff',
        code: place(WRITE_OFF_REASONS, text(data, 'reason')),
        a: net,
        b: released,
      });
      break;
    }
    case 'PatientPaymentReceived':
      period('', 'patientPaid', cents(data, 'amount'));
      if (text(data, 'claim') !== '') {
        money(text(data, 'claim'), 'patientPaid', cents(data, 'amount'));
      }
      break;
    case 'PatientBalanceConceded':
      if (text(data, 'claim') !== '') {
        money(text(data, 'claim'), 'conceded', cents(data, 'estimated') + cents(data, 'excess'));
      }
      break;
    case 'PayerRefundPaid':
    case 'PatientCreditRefunded':
      period('', 'refunded', cents(data, 'amount'));
      break;
    case 'OpeningBalanceRecorded':
      lines(data, 'lines', (by) => bump(state.receivable, entity, by));
      for (const item of data['items'] as readonly Data[]) {
        if (text(item, 'kind') !== 'claim') continue;
        const name = text(item, 'subject');
        money(name, 'opening', cents(item, 'amount'));
        money(name, 'estimate', cents(item, 'expectedContractual'));
        note(name, {
          kind: 'opening',
          payerClass: place(PAYER_CLASSES, text(item, 'payerClass')),
          party: text(item, 'party'),
          claims: (item['units'] as number | undefined) ?? 0,
          a: cents(item, 'amount'),
          b: parseDay(text(item, 'from')),
        });
      }
      break;
    case 'JournalEntryRecorded':
    case 'FiscalYearClosed':
      lines(data, 'lines', (by) => bump(state.receivable, entity, by));
      break;
    case 'ErrorRestated':
      lines(data, 'effectByAccount', (by) => bump(state.receivable, entity, by));
      break;
    case 'SuspenseResolved':
      if (data['account'] === 1110) bump(state.receivable, entity, -cents(data, 'amount'));
      break;
    case 'RecordSuspended':
      if (data['against'] === 1110) bump(state.receivable, entity, cents(data, 'amount'));
      break;
    default:
      break;
  }
}

function lines(data: Data, list: string, bump: (cents: number) => void): void {
  for (const line of data[list] as readonly Data[]) {
    if (line['account'] === 1110) bump(cents(line, 'amount'));
  }
}

/** What the figures read of a claim, found by going through all its records. */
export function readSlowly(claim: SlowClaim): Record<string, unknown> {
  const all = claim.records.toSorted(
    (x, y) =>
      x.day - y.day ||
      KINDS.indexOf(x.kind) - KINDS.indexOf(y.kind) ||
      y.code - x.code ||
      Number(x.hasShare) - Number(y.hasShare) ||
      Number(x.isPaid) - Number(y.isPaid) ||
      x.rank - y.rank ||
      x.payerClass - y.payerClass ||
      x.a - y.a ||
      x.b - y.b ||
      x.claims - y.claims ||
      (`${x.party}\n${x.entity}\n${x.site}` < `${y.party}\n${y.entity}\n${y.site}` ? -1 : 1),
  );
  const of = (kind: string): SlowRecord[] => all.filter((r) => r.kind === kind);
  const [sent] = of('submission').filter((r) => r.code === 1 && r.rank === 1);
  const replaced = of('submission').filter((r) => r.code > 1);
  const replacedOn = Math.min(...replaced.map((r) => r.day));
  const counted = sent ?? of('charge')[0] ?? of('opening')[0] ?? of('decision')[0];
  const claims =
    counted === undefined || (counted.kind === 'opening' && counted.claims === 0)
      ? 1
      : counted.claims;
  const principal = of('charge')[0] ?? sent ?? of('opening')[0] ?? of('submission')[0] ?? all[0];
  const primary = of('decision').filter((r) => r.rank === 1);
  const dates = [
    ...of('charge').map((r) => r.day),
    ...of('submission').map((r) => r.b),
    ...of('opening').map((r) => r.b),
  ].sort((a, b) => a - b);
  return {
    payerClass: principal?.payerClass ?? 0,
    payer: principal?.party ?? '',
    entity: principal?.entity ?? '',
    site: principal?.site ?? '',
    servedOn: dates[0] ?? all[0]?.day ?? null,
    submittedOn: sent?.day ?? null,
    submittedCents: sent?.a ?? 0,
    claims,
    isOpening: of('opening').length > 0,
    isReplaced: replaced.length > 0,
    isRejected: of('edit').some((r) => r.code === 3),
    reversedOn: primary.find((r) => OUTCOMES[r.code - 1] === 'reversal')?.day ?? null,
    first: firstOf(
      sent === undefined ? primary.filter((r) => r.day <= replacedOn) : primary,
      claims,
    ),
    ends: endsOf(primary, of('writeOff'), claims),
    money: Object.fromEntries([...claim.money].filter(([, c]) => c !== 0)),
  };
}

function firstOf(primary: readonly SlowRecord[], claims: number): unknown[] {
  let left = claims;
  return primary.flatMap((r) => {
    const outcome = OUTCOMES[r.code - 1] ?? '';
    const taken = Math.min(left, r.claims);
    if (left <= 0 || r.claims <= 0) return [];
    if (['duplicate', 'reversal', 'not-counted'].includes(outcome)) return [];
    left -= taken;
    return [{ day: r.day, outcome, claims: taken, deniedCents: r.a, deniedLineCents: r.b }];
  });
}

function endsOf(
  primary: readonly SlowRecord[],
  writeOffs: readonly SlowRecord[],
  claims: number,
): unknown[] {
  const all = ['paid', 'moved to the patient', 'written off'];
  const found = [
    ...primary
      .filter((r) => !['duplicate', 'reversal'].includes(OUTCOMES[r.code - 1] ?? ''))
      .filter((r) => r.isPaid || r.hasShare)
      .map((r) => ({ day: r.day, rank: r.isPaid ? 0 : 1, claims: r.claims })),
    ...writeOffs.map((r) => ({ day: r.day, rank: 2, claims: r.claims })),
  ].sort((x, y) => x.day - y.day || x.rank - y.rank || x.claims - y.claims);
  let left = claims;
  return found.flatMap(({ day, rank, claims: given }) => {
    const taken = Math.min(left, given);
    if (taken <= 0) return [];
    left -= taken;
    return [{ day, end: all[rank], claims: taken }];
  });
}
