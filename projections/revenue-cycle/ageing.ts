import type { Claim } from './claim.ts';
import { Groups, SPLITS } from './groups.ts';
import type { Split } from './groups.ts';
import type { RevenueCycleState } from './state.ts';

/** Ages in days since the first date of service; the last has no end. */
export const AGE_BUCKETS = ['0-30', '31-60', '61-90', '91-120', 'over 120'] as const;
const LAST_DAYS = [30, 60, 90, 120];

/** Open claims of one group; cents unless said. */
export interface AgeingRow {
  readonly split: Split;
  readonly name: string;
  /** Debit balances by bucket. */
  readonly buckets: readonly number[];
  readonly claimsByBucket: readonly number[];
  /** Part of the buckets that was never sent to a payer (HFMA AR-1 and AR-3 differ by it). */
  readonly unbilled: number;
  /** Claims paid beyond what was open: a debt to the payer, below zero; never netted. */
  readonly creditBalances: number;
  /** What stands in 1110 without a claim: journal entries, suspense, opening differences. */
  readonly withoutClaim: number;
  /** Buckets, credit balances and what has no claim: the balance of account 1110. */
  readonly total: number;
}

interface Tally {
  readonly buckets: number[];
  readonly claims: number[];
  unbilled: number;
  credit: number;
}

/**
 * Ageing of the receivable from payers as of the cut. The rows of the total and of each entity add
 * up to the ledger's account 1110, opening items included; payers and sites show claims only.
 */
export function ageingOf(state: RevenueCycleState, claims: Iterable<Claim>): AgeingRow[] {
  const groups = new Groups(state);
  const tallies: Tally[] = [];
  const tallyOf = (group: number): Tally =>
    (tallies[group] ??= { buckets: zeros(), claims: zeros(), unbilled: 0, credit: 0 });
  for (const claim of claims) {
    const { open } = claim.money;
    if (open === 0) continue;
    const bucket = bucketOf(state.asOf - (claim.servedOn ?? state.asOf));
    for (const group of groups.of(claim)) {
      const tally = tallyOf(group);
      if (open < 0) {
        tally.credit += open;
        continue;
      }
      tally.buckets[bucket] = (tally.buckets[bucket] ?? 0) + open;
      tally.claims[bucket] = (tally.claims[bucket] ?? 0) + claim.claims;
      if (claim.submittedOn === null && !claim.isOpening && claim.decisions.length === 0) {
        tally.unbilled += open;
      }
    }
  }
  return rowsOf(state, groups, tallyOf);
}

const zeros = (): number[] => AGE_BUCKETS.map(() => 0);

/** Index of the bucket of an age in days. */
export function bucketOf(ageDays: number): number {
  const at = LAST_DAYS.findIndex((last) => ageDays <= last);
  return at < 0 ? AGE_BUCKETS.length - 1 : at;
}

function rowsOf(
  state: RevenueCycleState,
  groups: Groups,
  tallyOf: (group: number) => Tally,
): AgeingRow[] {
  const held = new Map<string, number>();
  let all = 0;
  state.receivable.forEach((cents, entity) => {
    all += cents;
    if (cents === 0) return;
    groups.ofEntity(entity);
    held.set(state.names.nameOf('entity', entity) || 'unknown', cents);
  });
  return SPLITS.flatMap((split) =>
    groups.in(split).map(({ name, number }) => {
      const { buckets, claims, unbilled, credit } = tallyOf(number);
      const ofClaims = buckets.reduce((sum, cents) => sum + cents, credit);
      const total = split === 'total' ? all : split === 'entity' ? (held.get(name) ?? 0) : ofClaims;
      return {
        split,
        name,
        buckets,
        claimsByBucket: claims,
        unbilled,
        creditBalances: credit,
        withoutClaim: total - ofClaims,
        total,
      };
    }),
  );
}
