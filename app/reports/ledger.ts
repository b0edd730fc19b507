import { ledger } from '../../projections/ledger.ts';
import type { EntityLedger } from '../../projections/ledger.ts';
import type { IncomeLine, MonthlyCents } from '../../projections/income-statement.ts';
import { accountLabel } from '../../src/chart.ts';
import type { Globals } from '../cli/context.ts';
import type { View } from '../cli/view.ts';
import { figureCell } from '../explain/figure.ts';
import { LEDGER_BALANCE } from '../explain/ledger-figures.ts';
import { entityIds } from '../explain/scope.ts';
import type { Cell, Column, Report, Row, Table } from './document.ts';
import { allMonths, firstMsoMonth, recordedMonths } from './months.ts';
import { roundDollars } from './numbers.ts';

/** Trial balance, income statement and balance sheet of each entity. */
export function ledgerReport(view: View, scope: Pick<Globals, 'entity'>): Report {
  const wanted = scope.entity === undefined ? entityIds(view.context) : [scope.entity];
  const entities = view.figures(ledger).entities.filter((e) => wanted.includes(e.entity));
  const income = entities.map(
    (e) => `${e.entity} ${roundDollars(e.incomeStatement.netIncome.totalCents)}`,
  );
  return {
    schema: 'feeworth.report.ledger/1',
    title: `Debits equal credits in every book; net income since opening: ${income.join(', ')}`,
    tables: [
      trialBalance(view, entities),
      ...entities.flatMap((e) => [incomeTable(view, e), balanceTable(view, e)]),
    ],
    notes: [
      'The MSO’s book is partial: it holds what the practices’ own files say of it.',
      'Figures are by effective date; a late fact of a closed month counts on the first open day.',
    ],
    provenance: view.provenance,
  };
}

const MONEY = (key: string, label: string): Column => ({ key, label, unit: 'cents' });
const TEXT = (key: string, label: string): Column => ({ key, label, unit: 'text' });

function trialBalance(view: View, entities: readonly EntityLedger[]): Table {
  const month = allMonths(view).at(-1) ?? '';
  const rows: Row[] = entities.flatMap((e) => [
    ...e.trialBalance.map((line): Row => {
      const args = { account: String(line.account), month, entity: e.entity };
      return {
        cells: [
          e.entity,
          accountLabel(line.account),
          line.debitsCents,
          line.creditsCents,
          figureCell(LEDGER_BALANCE, args, line.balanceCents),
        ],
      };
    }),
    totalOf(e),
  ]);
  return {
    name: 'trial-balance',
    title: 'Trial balance at the cut, dollars, debits less credits',
    columns: [
      TEXT('entity', 'Entity'),
      TEXT('account', 'Account'),
      MONEY('debits', 'Debits'),
      MONEY('credits', 'Credits'),
      MONEY('balance', 'Balance'),
    ],
    rows,
  };
}

function totalOf({ entity, trialBalance: lines }: EntityLedger): Row {
  const sum = (pick: (line: (typeof lines)[number]) => number): number =>
    lines.reduce((total, line) => total + pick(line), 0);
  return {
    kind: 'total',
    cells: [
      entity,
      'Total',
      sum((l) => l.debitsCents),
      sum((l) => l.creditsCents),
      sum((l) => l.balanceCents),
    ],
  };
}

/** Before and with the MSO side by side, so that a reader need not add months up. */
function incomeTable(view: View, { entity, incomeStatement: s }: EntityLedger): Table {
  const months = allMonths(view);
  const recorded = new Set(recordedMonths(view));
  const start = firstMsoMonth(view);
  const isBefore = (month: string): boolean =>
    recorded.has(month) && (start === null || month < start);
  const isWith = (month: string): boolean => start !== null && month >= start;
  const sum = (line: MonthlyCents, take: (month: string) => boolean): number =>
    line.byMonth.reduce((total, cents, m) => total + (take(months[m] ?? '') ? cents : 0), 0);
  const cells = (line: MonthlyCents): Cell[] =>
    start === null ? [line.totalCents] : [sum(line, isBefore), sum(line, isWith), line.totalCents];
  const lines = (list: readonly IncomeLine[]): Row[] =>
    list.map((line) => ({ cells: [accountLabel(line.account), ...cells(line)] }));
  const total = (label: string, line: MonthlyCents): Row => ({
    kind: 'total',
    cells: [label, ...cells(line)],
  });
  return {
    name: `income-statement-${entity}`,
    title: `Income of ${entity}: ${roundDollars(s.netIncome.totalCents)} since opening, accrual, dollars`,
    columns: [
      TEXT('account', 'Account'),
      ...(start === null
        ? []
        : [MONEY('before', `Before ${start}`), MONEY('with', `From ${start}`)]),
      MONEY('total', 'Total'),
    ],
    rows: [
      ...lines(s.revenue),
      total('Net revenue', s.netRevenue),
      ...lines(s.directCosts),
      total('Gross profit', s.grossProfit),
      ...lines(s.operatingCosts),
      total('Operating income', s.operatingIncome),
      ...lines(s.interestAndTax),
      total('Net income', s.netIncome),
    ],
  };
}

function balanceTable(view: View, { entity, balanceSheet: b }: EntityLedger): Table {
  const month = allMonths(view).at(-1) ?? '';
  const lines = (list: typeof b.assets): Row[] =>
    list.map((line) => ({ cells: [accountLabel(line.account), line.balanceCents] }));
  const total = (label: string, cents: number): Row => ({ kind: 'total', cells: [label, cents] });
  return {
    name: `balance-sheet-${entity}`,
    title: `Balance sheet of ${entity} at the end of ${month}, dollars`,
    columns: [TEXT('account', 'Account'), MONEY('balance', 'Balance')],
    rows: [
      ...lines(b.assets),
      total('Assets', b.assetsCents),
      ...lines(b.liabilities),
      total('Liabilities', b.liabilitiesCents),
      ...lines(b.equity),
      { cells: ['Income not yet closed', b.incomeNotClosedCents] },
      total('Equity and income', b.equityCents + b.incomeNotClosedCents),
    ],
  };
}
