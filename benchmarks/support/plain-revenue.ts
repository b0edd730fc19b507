import { parseDay } from '../../src/calendar.ts';
import type { Json } from '../../src/event.ts';
import { cents } from './plain-fold.ts';
import type { Data, Spoken } from './plain-fold.ts';

/** One thing that happened to a claim, as the columns keep it. */
interface PlainRecord {
  readonly kind: string;
  readonly day: number;
  readonly payer: Json | undefined;
  readonly payerClass: Json | undefined;
  readonly site: string | undefined;
  readonly code: Json | undefined;
  readonly rank: Json | undefined;
  readonly claims: number;
  readonly a: number;
  readonly b: number;
  readonly isReversal: boolean;
}

interface PlainClaim {
  gross: number;
  paid: number;
  patientShare: number;
  contractual: number;
  writtenOff: number;
  patientPaid: number;
  estimate: number;
  readonly records: PlainRecord[];
}

/** Claims by name; money by "entity class what YYYY-MM"; denials by reason; 1110 by entity. */
export interface PlainRevenue {
  readonly claims: Map<string, PlainClaim>;
  readonly money: Map<string, number>;
  readonly denied: Map<string, { cents: number; count: number }>;
  readonly receivable: Map<string, number>;
}

export const startPlainRevenue = (): PlainRevenue => ({
  claims: new Map(),
  money: new Map(),
  denied: new Map(),
  receivable: new Map(),
});

function claimOf({ claims }: PlainRevenue, name: string): PlainClaim {
  let claim = claims.get(name);
  if (claim === undefined) {
    const sums = { gross: 0, paid: 0, patientShare: 0, contractual: 0, writtenOff: 0 };
    claim = { ...sums, patientPaid: 0, estimate: 0, records: [] };
    claims.set(name, claim);
  }
  return claim;
}

const add = (map: Map<string, number>, key: string, amount: number): void => {
  map.set(key, (map.get(key) ?? 0) + amount);
};

function record(
  spoken: Spoken,
  kind: string,
  code: Json | undefined,
  a: number,
  b: number,
): PlainRecord {
  const { data, sign, event, occurredOn } = spoken;
  return {
    kind,
    day: parseDay(occurredOn),
    payer: data['payer'],
    payerClass: data['payerClass'],
    site: event.meta.site,
    code,
    rank: data['rank'],
    claims: sign,
    a: sign * a,
    b: sign * b,
    isReversal: sign < 0,
  };
}

/** The types of claims and payments that the made-up book has; all of its payers are primary. */
export function foldPlainRevenue(state: PlainRevenue, spoken: Spoken): void {
  const { type, data, sign, month, event } = spoken;
  const { entity } = event.meta;
  switch (type) {
    case 'ChargePosted': {
      const claim = claimOf(state, data['claim'] as string);
      const gross = cents(data['gross']);
      claim.gross += sign * gross;
      claim.estimate += sign * cents(data['expectedContractual']);
      add(state.receivable, entity, sign * gross);
      add(state.money, `${entity} ${data['payerClass'] as string} charges ${month}`, sign * gross);
      claim.records.push(record(spoken, 'charge', undefined, gross, 0));
      return;
    }
    case 'ClaimSubmitted': {
      const claim = claimOf(state, data['claim'] as string);
      const served = parseDay(data['serviceOn'] as string);
      claim.records.push(
        record(spoken, 'submission', data['frequency'], cents(data['charge']), served),
      );
      return;
    }
    case 'ClaimAdjudicated':
      adjudicate(state, spoken, claimOf(state, data['claim'] as string));
      return;
    case 'DenialWrittenOff': {
      const claim = claimOf(state, data['claim'] as string);
      const net = cents(data['net']);
      const released = cents(data['released']);
      claim.writtenOff += sign * (net + released);
      claim.estimate -= sign * released;
      add(state.receivable, entity, -sign * (net + released));
      claim.records.push(record(spoken, 'write-off', data['reason'], net, released));
      return;
    }
    case 'PatientPaymentReceived': {
      const amount = sign * cents(data['amount']);
      claimOf(state, data['claim'] as string).patientPaid += amount;
      add(state.money, `${entity} - patient-paid ${month}`, amount);
      return;
    }
    default:
  }
}

function adjudicate(state: PlainRevenue, spoken: Spoken, claim: PlainClaim): void {
  const { data, sign, month, event } = spoken;
  const { entity } = event.meta;
  const paid = sign * cents(data['paid']);
  const share = sign * cents(data['patientShare']);
  const contractual = sign * cents(data['contractual']);
  claim.paid += paid;
  claim.patientShare += share;
  claim.contractual += contractual;
  claim.estimate -= sign * cents(data['released']);
  add(state.receivable, entity, -paid - share - contractual);
  const payerClass = data['payerClass'] as string;
  add(state.money, `${entity} ${payerClass} paid ${month}`, paid);
  add(state.money, `${entity} ${payerClass} contractual ${month}`, contractual);
  for (const adjustment of data['adjustments'] as unknown as readonly Data[]) {
    if (adjustment['class'] !== 'denial') continue;
    const carc = adjustment['carc'] as string;
    const denial = state.denied.get(carc) ?? { cents: 0, count: 0 };
    denial.cents += sign * cents(adjustment['amount']);
    denial.count += sign;
    state.denied.set(carc, denial);
  }
  const denied = cents(data['denied']);
  const lines = cents(data['deniedLineCharges']);
  claim.records.push(record(spoken, 'decision', data['outcome'], denied, lines));
}

/** Sums of a claim, with number and checksum of its records. */
export function claimLine(
  name: string,
  sums: readonly number[],
  records: readonly { readonly day: number; readonly a: number; readonly b: number }[],
): string {
  const sum = records.reduce((s, { day, a, b }) => s + day + 3 * a + 7 * b, 0);
  return `claim ${name} ${sums.map((n) => n + 0).join(' ')} ${records.length} ${sum}`;
}

export function plainRevenueLines({ claims, money, denied, receivable }: PlainRevenue): string[] {
  const lines: string[] = [];
  for (const [name, claim] of claims) {
    const { gross, paid, patientShare, contractual, writtenOff, patientPaid, estimate } = claim;
    const sums = [gross, paid, patientShare, contractual, writtenOff, patientPaid, estimate];
    lines.push(claimLine(name, sums, claim.records));
  }
  for (const [key, sum] of money) if (sum !== 0) lines.push(`money ${key} ${sum}`);
  for (const [carc, { cents: sum, count }] of denied) lines.push(`denied ${carc} ${sum} ${count}`);
  for (const [entity, sum] of receivable) if (sum !== 0) lines.push(`1110 ${entity} ${sum}`);
  return lines;
}
