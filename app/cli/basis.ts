import { FeeworthError } from '../../src/error.ts';

/** Whether `--basis` asks for the cash basis. Throws `usage/bad-value` for any other word. */
export function isCashBasis(basis = 'accrual'): boolean {
  if (basis === 'cash' || basis === 'accrual') return basis === 'cash';
  throw new FeeworthError('usage/bad-value', 'usage', '--basis is accrual or cash', {
    hint: 'see docs/cash-basis.md for what the cash basis is',
  });
}
