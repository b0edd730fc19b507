import { cashFlow } from '../../projections/cash-flow.ts';
import { indirectCashFlow } from '../../projections/indirect-cash-flow.ts';
import type { MonthlyCents } from '../../projections/income-statement.ts';
import { ledger } from '../../projections/ledger.ts';
import { accountLabel } from '../../src/chart.ts';
import { FeeworthError } from '../../src/error.ts';
import type { Globals } from '../cli/context.ts';
import type { View } from '../cli/view.ts';
import { entitiesIn } from '../explain/scope.ts';
import { money, text } from './columns.ts';
import type { Row, Table } from './document.ts';
import { allMonths, recordedMonths } from './months.ts';

/**
 * Cash from operations by the indirect method beside the direct one (ASC 230-10-45-28), by month
 * and by what changed. Throws `usage/two-scopes` for a site: balances are an entity's.
 */
export function indirectTables(view: View, scope: Pick<Globals, 'entity' | 'site'>): Table[] {
  if (scope.site !== undefined) {
    throw new FeeworthError('usage/two-scopes', 'usage', 'Either --site or --indirect', {
      hint: 'the indirect method starts from net income and balances, which only entities have',
    });
  }
  const wanted = new Set(
    entitiesIn(view.context, scope.entity === undefined ? {} : { entity: scope.entity }),
  );
  const own = indirectCashFlow(view.state(ledger), view.state(cashFlow)).filter(({ entity }) =>
    wanted.has(entity),
  );
  const direct = view.figures(cashFlow).entities.filter(({ entity }) => wanted.has(entity));
  const all = allMonths(view);
  const parts = {
    income: own.map((e) => e.netIncome),
    changes: own.flatMap((e) => e.changes),
    without: own.map((e) => e.withoutCash),
    indirect: own.map((e) => e.cfoIndirect),
    direct: direct.map((e) => e.operating),
  };
  const sums = (months: readonly string[]): number[] => {
    const at = months.map((month) => all.indexOf(month));
    const of = (list: readonly MonthlyCents[]): number =>
      list.reduce((sum, { byMonth }) => at.reduce((s, m) => s + (byMonth[m] ?? 0), sum), 0);
    const [income, changes, without] = [of(parts.income), of(parts.changes), of(parts.without)];
    const [found, told] = [of(parts.indirect), of(parts.direct)];
    return [income, changes, without, found, told, found - told];
  };
  const months = recordedMonths(view);
  return [
    {
      name: 'indirect',
      title: 'Cash from operations by both methods, dollars',
      columns: [
        text('month', 'Month'),
        money('netIncome', 'Net income'),
        money('changes', 'Changes in balances'),
        money('withoutCash', 'Without cash'),
        money('indirect', 'Indirect'),
        money('direct', 'Direct'),
        money('difference', 'Difference'),
      ],
      rows: [
        ...months.map((month): Row => ({ cells: [month, ...sums([month])] })),
        { kind: 'total', cells: ['Total', ...sums(months)] },
      ],
    },
    changesTable(parts.changes, (byMonth) =>
      months.reduce((sum, month) => sum + (byMonth[all.indexOf(month)] ?? 0), 0),
    ),
  ];
}

/** What each balance gave or took, over the months of the book's history. */
function changesTable(
  changes: readonly (MonthlyCents & { readonly account: number })[],
  total: (byMonth: readonly number[]) => number,
): Table {
  const byAccount = new Map<number, number>();
  for (const { account, byMonth } of changes)
    byAccount.set(account, (byAccount.get(account) ?? 0) + total(byMonth));
  const rows = [...byAccount].filter(([, cents]) => cents !== 0).toSorted(([a], [b]) => a - b);
  return {
    name: 'changes-in-balances',
    title: 'Changes in balances, dollars; below zero they took cash',
    columns: [text('account', 'Account'), money('change', 'Change')],
    rows: [
      ...rows.map(([account, cents]): Row => ({
        cells: [accountLabel(account), cents],
      })),
      { kind: 'total', cells: ['Total', rows.reduce((sum, [, cents]) => sum + cents, 0)] },
    ],
  };
}
