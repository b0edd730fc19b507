import { accountOf, isDebitAccount } from '../src/chart.ts';

/** Accounts that stand against others of their kind (ledger.md §2.7). */
const CONTRA: ReadonlySet<number> = new Set([
  1180, 1185, 1190, 1590, 3020, 4110, 4115, 4120, 4125, 4130, 5090,
]);
/** What may stand on either side: clearing, suspense, affiliates, earnings. */
const EITHER: ReadonlySet<number> = new Set([1030, 1035, 1036, 1050, 1090, 1210, 2410, 3900, 6810]);

/**
 * Whether a balance (debits positive) is on the side its account is expected on: contra accounts
 * keep the contra sign, cash is not below zero. A balance on the other side is a question, not an
 * error: an overdraft, a vendor's credit, an allowance that was used up.
 */
export function hasUsualSign(account: number, cents: number): boolean {
  if (cents === 0 || EITHER.has(account) || accountOf(account) === undefined) return true;
  const isDebit = isDebitAccount(account) !== CONTRA.has(account);
  return isDebit === cents > 0;
}
