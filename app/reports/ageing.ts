import { AGE_BUCKETS, revenueCycle } from '../../projections/revenue-cycle.ts';
import type { AgeingRow } from '../../projections/revenue-cycle/ageing.ts';
import type { Globals } from '../cli/context.ts';
import type { View } from '../cli/view.ts';
import { LEDGER_BALANCE } from '../explain/ledger-kinds.ts';
import { figureName } from '../explain/figure.ts';
import { money } from './columns.ts';
import type { Cell, Report, Row, Table } from './document.ts';
import { allMonths } from './months.ts';
import { percent, roundDollars } from './numbers.ts';

/** Open receivables from payers by age, as of the cut; totals are the ledger's account 1110. */
export function ageingReport(view: View, scope: Pick<Globals, 'entity' | 'site'>): Report {
  const { ageing, asOf } = view.figures(revenueCycle);
  const of = (split: AgeingRow['split']): AgeingRow[] =>
    ageing.filter((row) => row.split === split);
  const [all] =
    scope.site !== undefined
      ? of('site').filter((row) => row.name === scope.site)
      : scope.entity !== undefined
        ? of('entity').filter((row) => row.name === scope.entity)
        : of('total');
  const old = (all?.buckets ?? []).slice(3).reduce((sum, cents) => sum + cents, 0);
  const total = all?.total ?? 0;
  const share = total > 0 ? `, ${percent(old / total, 0)} of it older than 90 days` : '';
  const chosen = (rows: AgeingRow[], name: string | undefined): AgeingRow[] =>
    name === undefined ? rows : rows.filter((row) => row.name === name);
  return {
    schema: 'feeworth.report.ageing/1',
    title: `Payers owe ${roundDollars(total)} on ${asOf}${share}`,
    tables: [
      table(
        view,
        'by-entity',
        'By entity; totals are account 1110',
        chosen(of('entity'), scope.entity),
      ),
      table(view, 'by-site', 'By site', chosen(of('site'), scope.site)),
      ...(scope.entity === undefined && scope.site === undefined
        ? [
            table(view, 'by-payer-class', 'By payer class', of('payerClass')),
            table(view, 'by-payer', 'By payer', of('payer')),
          ]
        : []),
    ],
    notes: [
      'Age counts from the first date of service. Denied claims stay until they are written off.',
      'Credit balances are debts to payers and are never netted.',
    ],
    provenance: view.provenance,
  };
}

function table(view: View, name: string, title: string, rows: readonly AgeingRow[]): Table {
  const month = allMonths(view).at(-1) ?? '';
  return {
    name,
    title: `${title}, dollars`,
    columns: [
      { key: 'name', label: 'Claims of', unit: 'text' },
      ...AGE_BUCKETS.map((bucket) => money(bucket.replaceAll(' ', '-'), bucket)),
      money('credit', 'Credit'),
      money('withoutClaim', 'Without claim'),
      money('total', 'Total'),
      money('unbilled', 'of it unbilled'),
    ],
    rows: rows.map((row): Row => {
      const figure = figureName(LEDGER_BALANCE, { account: '1110', month, entity: row.name });
      const total: Cell = row.split === 'entity' ? { value: row.total, figure } : row.total;
      return {
        cells: [
          row.name,
          ...row.buckets,
          row.creditBalances,
          row.withoutClaim,
          total,
          row.unbilled,
        ],
      };
    }),
  };
}
