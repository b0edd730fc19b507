import { DIFFERING } from '../../projections/cash-basis/rules.ts';
import { cashBasis } from '../../projections/cash-basis.ts';
import { balanceOf, ledger } from '../../projections/ledger.ts';
import type { LedgerState } from '../../projections/ledger.ts';
import { accountLabel, accountsOf } from '../../src/chart.ts';
import { invariant } from '../../src/error.ts';
import type { View } from '../cli/view.ts';
import { countedEvents } from '../counted-events.ts';
import { money, text } from './columns.ts';
import type { Table } from './document.ts';

/** The ledger of a view on the cash basis. */
export async function cashBasisOf(view: View): Promise<LedgerState> {
  return cashBasis(view.context, view.cut, await countedEvents(view));
}

const EQUITY = accountsOf(['Equity', 'Income', 'Expenses']).map((a) => a.number);

/** From the equity of the accrual basis to that of the cash basis, account by account, exact. */
export function betweenBases(view: View, cash: LedgerState, entity: string): Table {
  const accrual = view.state(ledger);
  const number = view.context.names.numberOf('entity', entity);
  const equityOf = (state: LedgerState): number =>
    EQUITY.reduce((sum, account) => sum - balanceOf(state, number, account), 0);
  const differences = DIFFERING.map((account) => ({
    account,
    cents: balanceOf(cash, number, account) - balanceOf(accrual, number, account),
  })).filter(({ cents }) => cents !== 0);
  const sum = differences.reduce((total, { cents }) => total + cents, equityOf(accrual));
  invariant(sum === equityOf(cash), 'the listed accounts lead from one basis to the other');
  return {
    name: `between-bases-${entity}`,
    title: `From accrual to the cash basis of ${entity}: what the accounts that differ are worth, dollars`,
    columns: [text('account', 'Account'), money('amount', 'Amount')],
    rows: [
      { cells: ['Equity and income, accrual', equityOf(accrual)] },
      ...differences.map(({ account, cents }) => ({ cells: [accountLabel(account), cents] })),
      { kind: 'total', cells: ['Equity and income, cash basis', sum] },
    ],
  };
}
