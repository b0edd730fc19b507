// What is sold ahead, by the month of its sale: a stated pattern says how much of a cohort is used
// by when; what is never used is breakage in proportion to what is (ASC 606-10-55-48), or the
// state's, where it must have it.
import { invariant } from '../src/error.ts';
import { roundModelCents } from '../src/money.ts';

/** Shares of what was sold, by whole months since its sale, added up over them. */
export interface Release {
  readonly used: Float64Array;
  /** Breakage, or taken by the state; whatever is not used is in it at the last month. */
  readonly rest: Float64Array;
}

/** How cohorts are used up, those of the horizon and what is owed before it. */
export interface ReleasePattern {
  readonly sold: Release;
  /** Of a balance at the start, by months since the start. */
  readonly open: Release;
}

/** A pattern ends with the month by which all but this share is used. */
const LEFT = 0.01;

/**
 * Use falls off geometrically from the month of sale on, `delayMonths` later in the mean, and is over
 * when all but a hundredth is used: C(k) = (1 − q^(k+1)) / (1 − q^(n+1)), q = delay / (1 + delay).
 */
export function usedBy(delayMonths: number): Float64Array {
  invariant(delayMonths >= 0, 'use does not come before the sale');
  const q = delayMonths / (1 + delayMonths);
  const open: number[] = [];
  let left = 1;
  do open.push((left *= q));
  while (left >= LEFT);
  return Float64Array.from(open, (still, k) =>
    k === open.length - 1 ? 1 : (1 - still) / (1 - left),
  );
}

/** Makes the pattern of what is sold, and of a balance that steady sales would have left. */
export function releasePattern(of: {
  readonly delayMonths: number;
  readonly unused: number;
  /** Months after which what is left goes to the state; null: it is breakage. */
  readonly escheatMonths: number | null;
}): ReleasePattern {
  const curve = usedBy(of.delayMonths);
  const months = of.escheatMonths === null ? curve.length : of.escheatMonths + 1;
  const isUsed = (k: number): number => curve[Math.min(k, curve.length - 1)] as number;
  const sold: Release = {
    // From the month on in which the state takes what is left, nothing is used.
    used: Float64Array.from({ length: months }, (_, k) => {
      const last = of.escheatMonths === null ? k : Math.min(k, of.escheatMonths - 1);
      return (1 - of.unused) * isUsed(last);
    }),
    rest: Float64Array.from({ length: months }, (_, k) =>
      of.escheatMonths === null ? of.unused * isUsed(k) : 0,
    ),
  };
  const last = months - 1;
  sold.rest[last] = 1 - (sold.used[last] as number);
  return { sold, open: opened(sold) };
}

/**
 * A balance has the mix of ages that level sales would have left: of the cohorts sold one, two …
 * months before the start, what each still owes is used and broken as its own pattern goes on.
 */
function opened({ used, rest }: Release): Release {
  const last = used.length - 1;
  const owed = (of: Float64Array, k: number): number => (of[last] as number) - (of[k] as number);
  let whole = 0;
  for (let k = 0; k < last; k++) whole += owed(used, k) + owed(rest, k);
  const added = (of: Float64Array): Float64Array => {
    let sum = 0;
    return Float64Array.from({ length: last }, (_, k) => (sum += owed(of, k)) / whole);
  };
  return whole > 0 ? { used: added(used), rest: added(rest) } : NEVER;
}

/** What is used in the month of its sale leaves no balance; one that is there stays. */
const NEVER: Release = { used: new Float64Array(0), rest: new Float64Array(0) };

/** Cents of a cohort used by the end of its k-th month; 0 before its sale. */
export function usedCents({ used }: Release, soldCents: number, k: number): number {
  if (k < 0 || used.length === 0) return 0;
  return roundModelCents(soldCents * (used[Math.min(k, used.length - 1)] as number));
}

/** Cents of a cohort that are breakage or the state's by then; with the used ones all, at its end. */
export function restCents(release: Release, soldCents: number, k: number): number {
  const last = release.rest.length - 1;
  if (k < 0 || last < 0) return 0;
  if (k < last) return roundModelCents(soldCents * (release.rest[k] as number));
  return soldCents - usedCents(release, soldCents, last);
}

/** What was sold ahead by month of the horizon, and what was owed before; whole cents. */
export interface Cohorts {
  readonly sold: Float64Array;
  openCents: number;
  /** Month from which a balance at the start is used. */
  firstMonth: number;
}

export const newCohorts = (months: number): Cohorts => ({
  sold: new Float64Array(months),
  openCents: 0,
  firstMonth: 0,
});

/** What a month uses of all cohorts, and what it breaks or gives up. */
export interface Released {
  used: number;
  rest: number;
}

/** Releases a month of the horizon; what it sold itself stands in the cohorts already. */
export function releaseMonth(
  { sold, open }: ReleasePattern,
  cohorts: Cohorts,
  month: number,
  out: Released,
): void {
  const { openCents } = cohorts;
  const since = month - cohorts.firstMonth;
  out.used = usedCents(open, openCents, since) - usedCents(open, openCents, since - 1);
  out.rest = restCents(open, openCents, since) - restCents(open, openCents, since - 1);
  for (let from = Math.max(0, month - sold.used.length + 1); from <= month; from++) {
    const cents = cohorts.sold[from] as number;
    if (cents === 0) continue;
    const k = month - from;
    out.used += usedCents(sold, cents, k) - usedCents(sold, cents, k - 1);
    out.rest += restCents(sold, cents, k) - restCents(sold, cents, k - 1);
  }
}

/** What is still owed at the end of a month. */
export function owedCents({ sold, open }: ReleasePattern, cohorts: Cohorts, month: number): number {
  const left = (release: Release, cents: number, k: number): number =>
    cents - usedCents(release, cents, k) - restCents(release, cents, k);
  let sum = left(open, cohorts.openCents, month - cohorts.firstMonth);
  for (let from = 0; from <= month; from++) {
    sum += left(sold, cohorts.sold[from] as number, month - from);
  }
  return sum;
}
