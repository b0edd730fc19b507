import type { Day } from '../../src/calendar.ts';
import { INVOICE, NO_MONTH, PAYMENT, RECORD_INTS } from './state.ts';
import type { ManagementFeeState } from './state.ts';

/** What was asked for a month, and under which numbers. */
export interface InvoicedMonth {
  readonly numbers: readonly string[];
  readonly dueOn: Day | null;
}

/** A payment of the fee with the months it was found to be for. */
export interface PlacedPayment {
  readonly on: Day;
  readonly reference: string;
  readonly cents: number;
  readonly months: readonly { readonly month: number; readonly cents: number }[];
  /** What decided it; "nothing" leaves the rest unplaced. */
  readonly by:
    | 'its month'
    | 'its reference'
    | 'its amount'
    | 'the oldest month open'
    | 'what was paid over due'
    | 'nothing';
}

interface Found {
  readonly on: Day;
  readonly reference: string;
  readonly month: number;
  cents: number;
}

/** Reads records of one kind, those of equal day, name and month added up, reversals with them. */
function recordsOf(state: ManagementFeeState, pair: number, kind: number) {
  const found = new Map<string, Found & { dueOn: number }>();
  const count = state.counters[0] ?? 0;
  for (let r = 0; r < count; r++) {
    const at = r * RECORD_INTS;
    if (state.recordInts[at] !== kind || state.recordInts[at + 1] !== pair) continue;
    const reference = state.context.names.nameOf('subject', state.recordInts[at + 2] ?? 0);
    const month = state.recordInts[at + 3] ?? NO_MONTH;
    const on = (state.recordInts[at + 4] ?? 0) as Day;
    const dueOn = state.recordInts[at + 5] ?? 0;
    const key = `${on} ${month} ${dueOn} ${reference}`;
    const cents = state.recordCents[r] ?? 0;
    const known = found.get(key);
    if (known) known.cents += cents;
    else found.set(key, { on, reference, month, cents, dueOn });
  }
  return [...found.values()]
    .filter(({ cents }) => cents !== 0)
    .sort((a, b) => a.on - b.on || (a.reference < b.reference ? -1 : 1) || a.month - b.month);
}

/** Numbers and due dates of the invoices of each month. */
export function invoicesOf(state: ManagementFeeState, pair: number): Map<number, InvoicedMonth> {
  const months = new Map<number, InvoicedMonth>();
  for (const { reference, month, dueOn } of recordsOf(state, pair, INVOICE)) {
    const known = months.get(month);
    const numbers = [...(known?.numbers ?? []), ...(reference === '' ? [] : [reference])];
    const latest = Math.max(known?.dueOn ?? 0, dueOn);
    months.set(month, { numbers, dueOn: latest === 0 ? null : (latest as Day) });
  }
  return months;
}

/**
 * Places each payment on the months it is for: the month it names; else the invoice whose number
 * its reference begins with; else the one month that asks for exactly this amount; else the oldest
 * months still open. `askedCents` is what each month asks for, invoiced or, failing that, due. What
 * the MSO paid back without saying for which month goes to the months paid over `payableCents`.
 */
export function placePayments(
  state: ManagementFeeState,
  pair: number,
  askedCents: ReadonlyMap<number, number>,
  payableCents: ReadonlyMap<number, number>,
): PlacedPayment[] {
  const invoices = invoicesOf(state, pair);
  const open = new Map(askedCents);
  const paid = new Map<number, number>();
  const take = (month: number, cents: number): { month: number; cents: number } => {
    open.set(month, (open.get(month) ?? 0) - cents);
    paid.set(month, (paid.get(month) ?? 0) + cents);
    return { month, cents };
  };
  const payments = recordsOf(state, pair, PAYMENT);
  const placed = new Map<Found, PlacedPayment>();
  const put = (found: Found, by: PlacedPayment['by'], months: PlacedPayment['months']): void => {
    const { on, reference, cents } = found;
    placed.set(found, { on, reference, cents, months, by });
  };
  // What is certain comes first, so that guesses get only what is left.
  for (const found of payments) {
    if (found.month !== NO_MONTH) put(found, 'its month', [take(found.month, found.cents)]);
  }
  for (const found of payments) {
    if (placed.has(found) || found.reference === '') continue;
    const month = monthOfReference(invoices, found.reference);
    if (month !== null) put(found, 'its reference', [take(month, found.cents)]);
  }
  for (const found of payments) {
    if (placed.has(found)) continue;
    const equal = [...open].filter(([, asked]) => asked === found.cents && asked > 0);
    const [only] = equal;
    if (only && equal.length === 1) put(found, 'its amount', [take(only[0], found.cents)]);
  }
  for (const found of payments) {
    if (placed.has(found) || found.cents < 0) continue;
    const months: { month: number; cents: number }[] = [];
    let left = found.cents;
    for (const [month, asked] of [...open].sort(([a], [b]) => a - b)) {
      const cents = Math.min(left, asked);
      if (cents <= 0) continue;
      months.push(take(month, cents));
      left -= cents;
    }
    put(found, months.length > 0 ? 'the oldest month open' : 'nothing', months);
  }
  for (const found of payments) {
    if (placed.has(found)) continue;
    const months: { month: number; cents: number }[] = [];
    let left = -found.cents;
    for (const [month, cents] of [...paid].sort(([a], [b]) => a - b)) {
      const back = Math.min(left, cents - Math.max(0, payableCents.get(month) ?? 0));
      if (back <= 0) continue;
      months.push(take(month, -back));
      left -= back;
    }
    put(found, months.length > 0 ? 'what was paid over due' : 'nothing', months);
  }
  return payments.flatMap((found) => placed.get(found) ?? []);
}

/** The month of the invoice with the longest number that the reference begins with. */
function monthOfReference(
  invoices: ReadonlyMap<number, InvoicedMonth>,
  reference: string,
): number | null {
  let best: { month: number; length: number } | null = null;
  for (const [month, { numbers }] of invoices) {
    for (const number of numbers) {
      if (!reference.startsWith(number) || number.length <= (best?.length ?? 0)) continue;
      best = { month, length: number.length };
    }
  }
  return best?.month ?? null;
}
