// Cash of insured care by month of service and month it came in (scenarios.md §4.2): what payers
// and patients paid, reversals and take-backs counted against it.
import type { ColumnBook } from '../../src/batch/column-book.ts';
import { kindOf } from '../../src/batch/layout.ts';
import { monthOf } from '../../src/calendar.ts';
import type { BookReading } from '../levels/reading.ts';
import type { Claim } from '../../projections/revenue-cycle/claim.ts';

export interface CashTriangle {
  /** Index of the first month of service; row i is of month `first + i`. */
  readonly first: number;
  /** Cumulative cents by months since service; the last one of each row ends with the book. */
  readonly rows: readonly (readonly number[])[];
  /** Charges of each month of service. */
  readonly charges: readonly number[];
}

const ADJUDICATED = kindOf('ClaimAdjudicated');
const PATIENT_PAID = kindOf('PatientPaymentReceived');

/**
 * Reads the triangle of some claims. Payments that name no claim and claims that the book began
 * with are in none. The reading ends with a whole month, so its last diagonal is no partial one.
 */
export function cashTriangle(
  book: ColumnBook,
  reading: BookReading,
  claims: readonly Claim[],
): CashTriangle {
  const { context, cut, all, cycle } = reading;
  const months = all.to - all.from + 1;
  const servedIn = new Int32Array(cycle.state.subjects).fill(-1);
  const charges = Array.from({ length: months }, () => 0);
  for (const { subject, servedOn, isOpening, money } of claims) {
    if (servedOn === null || isOpening) continue;
    const origin = monthOf(servedOn) - context.firstMonth - all.from;
    if (origin < 0 || origin >= months) continue;
    servedIn[subject] = origin;
    charges[origin] = (charges[origin] ?? 0) + money.gross;
  }
  const paid = new Float64Array(months * months);
  for (const { batch, from, to } of book.feed(cut)) {
    const { kind, subject, effective, amount0, amount1 } = batch;
    for (let i = from; i < to; i++) {
      const k = kind[i];
      if (k !== ADJUDICATED && k !== PATIENT_PAID) continue;
      const origin = servedIn[subject[i] as number] ?? -1;
      if (origin < 0) continue;
      const month = context.monthOfDay[(effective[i] as number) - context.firstDay] as number;
      // Money dated before its service was there when the service was.
      const age = Math.max(0, month - all.from - origin);
      const at = origin * months + age;
      paid[at] = (paid[at] as number) + ((k === ADJUDICATED ? amount1 : amount0)[i] as number);
    }
  }
  const rows = charges.map((_, origin) => {
    let sum = 0;
    return Array.from(
      { length: months - origin },
      (__, age) => (sum += paid[origin * months + age] as number),
    );
  });
  return { first: all.from, rows, charges };
}
