import { balanceSheetOf } from '../../projections/balance-sheet.ts';
import { incomeStatementOf } from '../../projections/income-statement.ts';
import { balanceOf, ledger } from '../../projections/ledger.ts';
import type { EntityLedger, LedgerState } from '../../projections/ledger.ts';
import { accountLabel } from '../../src/chart.ts';
import { formatDay } from '../../src/calendar.ts';
import type { Globals } from '../cli/context.ts';
import type { View } from '../cli/view.ts';
import { figureCell } from '../explain/figure.ts';
import { LEDGER_BALANCE } from '../explain/ledger-kinds.ts';
import { entityIds } from '../explain/scope.ts';
import { money, text } from './columns.ts';
import type { Cell, Report, Row, Table } from './document.ts';
import { byMonth, compared, instants, sinceOpening } from './ledger-slices.ts';
import type { Comparison, Instant, Slice } from './ledger-slices.ts';
import { allMonths } from './months.ts';
import { roundDollars } from './numbers.ts';
import { balanceRows, incomeRows } from './statements.ts';

export interface LedgerOptions {
  /** The cash basis as it was folded, and what leads from accrual to it; accrual when not given. */
  readonly cash?: {
    readonly state: LedgerState;
    readonly between: (view: View, cash: LedgerState, entity: string) => Table;
  };
  /** A column of income for each month. */
  readonly isMonthly?: boolean;
  /** The same ledger at an earlier day. */
  readonly earlier?: {
    readonly view: View;
    readonly state: LedgerState;
    readonly span: Comparison['span'];
  };
}

interface Columns {
  readonly basis: 'accrual' | 'cash basis';
  readonly income: readonly Slice[];
  readonly balances: readonly Instant[];
}

/** Trial balance, income statement and balance sheet of each entity. */
export function ledgerReport(
  view: View,
  scope: Pick<Globals, 'entity'>,
  options: LedgerOptions = {},
): Report {
  const { cash, earlier } = options;
  const state = cash?.state ?? view.state(ledger);
  const columns: Columns = {
    basis: cash === undefined ? 'accrual' : 'cash basis',
    income:
      earlier !== undefined
        ? compared({ view, state }, earlier)
        : options.isMonthly === true
          ? byMonth(view, state)
          : sinceOpening(view, state),
    balances: instants({ view, state }, earlier),
  };
  const wanted = scope.entity === undefined ? entityIds(view.context) : [scope.entity];
  const figures = cash === undefined ? view.figures(ledger) : ledger.figures(cash.state);
  const entities = figures.entities.filter((e) => wanted.includes(e.entity));
  const income = entities.map(
    (e) => `${e.entity} ${roundDollars(e.incomeStatement.netIncome.totalCents)}`,
  );
  const basis = cash === undefined ? '' : ' on the cash basis';
  return {
    schema: 'feeworth.report.ledger/1',
    title: `Debits equal credits in every book; net income${basis} since opening: ${income.join(', ')}`,
    tables: [
      trialBalance(view, entities, options),
      ...entities.flatMap((e) => [
        incomeTable(view, e, columns),
        balanceTable(view, e, columns),
        ...(cash === undefined ? [] : [cash.between(view, cash.state, e.entity)]),
      ]),
    ],
    notes: [
      'The MSO’s book is partial: it holds what the practices’ own files say of it.',
      'Figures are by effective date; a late fact of a closed month counts on the first open day.',
      ...(cash === undefined
        ? []
        : [
            'Cash basis, modified: docs/cash-basis.md says each rule; years are never closed in it.',
          ]),
    ],
    provenance: view.provenance,
  };
}

function trialBalance(
  view: View,
  entities: readonly EntityLedger[],
  { cash, earlier }: LedgerOptions,
): Table {
  const month = allMonths(view).at(-1) ?? '';
  const prior = (entity: string, account: number): number =>
    earlier === undefined
      ? 0
      : balanceOf(earlier.state, earlier.view.context.names.numberOf('entity', entity), account);
  const comparison = (entity: string, account: number, cents: number): Cell[] =>
    earlier === undefined ? [] : [prior(entity, account), cents - prior(entity, account)];
  const rows: Row[] = entities.flatMap((e) => [
    ...e.trialBalance.map((line): Row => {
      const args = { account: String(line.account), month, entity: e.entity };
      const { balanceCents: cents } = line;
      return {
        cells: [
          e.entity,
          accountLabel(line.account),
          line.debitsCents,
          line.creditsCents,
          cash === undefined ? figureCell(LEDGER_BALANCE, args, cents) : cents,
          ...comparison(e.entity, line.account, cents),
        ],
      };
    }),
    totalOf(e, earlier !== undefined),
  ]);
  return {
    name: 'trial-balance',
    title: 'Trial balance at the cut, dollars, debits less credits',
    columns: [
      text('entity', 'Entity'),
      text('account', 'Account'),
      money('debits', 'Debits'),
      money('credits', 'Credits'),
      money('balance', 'Balance'),
      ...(earlier === undefined
        ? []
        : [money('prior', formatDay(earlier.view.cut.asOf)), money('change', 'Change')]),
    ],
    rows,
  };
}

function totalOf({ entity, trialBalance: lines }: EntityLedger, isCompared: boolean): Row {
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
      ...(isCompared ? [0, 0] : []),
    ],
  };
}

function incomeTable(
  view: View,
  { entity, incomeStatement }: EntityLedger,
  { basis, income: slices }: Columns,
): Table {
  const number = view.context.names.numberOf('entity', entity);
  const s = incomeStatementOf(
    slices.length,
    (account, i) => slices[i]?.activity(number, account) ?? 0,
  );
  const since = roundDollars(incomeStatement.netIncome.totalCents);
  return {
    name: `income-statement-${entity}`,
    title: `Income of ${entity}: ${since} since opening, ${basis}, dollars`,
    columns: [text('account', 'Account'), ...slices.map(({ key, label }) => money(key, label))],
    rows: incomeRows(s),
  };
}

function balanceTable(view: View, { entity }: EntityLedger, { balances }: Columns): Table {
  const month = allMonths(view).at(-1) ?? '';
  const number = view.context.names.numberOf('entity', entity);
  const sheets = balances.map(({ balance }) =>
    balanceSheetOf((account) => balance(number, account)),
  );
  return {
    name: `balance-sheet-${entity}`,
    title: `Balance sheet of ${entity} at the end of ${month}, dollars`,
    columns: [text('account', 'Account'), ...balances.map(({ key, label }) => money(key, label))],
    rows: balanceRows(sheets),
  };
}
