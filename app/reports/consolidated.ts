import { balanceSheetOf } from '../../projections/balance-sheet.ts';
import type {
  ConsolidationException,
  ConsolidationFigures,
} from '../../projections/consolidation.ts';
import { incomeStatementOf } from '../../projections/income-statement.ts';
import { formatDay } from '../../src/calendar.ts';
import { accountLabel } from '../../src/chart.ts';
import type { View } from '../cli/view.ts';
import { exceptionArgs, family as consolidated } from '../explain/consolidated-figures.ts';
import { CONSOLIDATED, ELIMINATIONS } from '../explain/consolidated-kinds.ts';
import { groupOf } from '../explain/consolidated-parts.ts';
import { figureCell } from '../explain/figure.ts';
import type { FigureKind } from '../explain/figure.ts';
import { money, text } from './columns.ts';
import type { Cell, Column, Mention, Report, Row, Table } from './document.ts';
import { roundDollars } from './numbers.ts';
import { mention, said, worded } from './said.ts';
import { balanceRows, incomeRows } from './statements.ts';
import { counted } from './words.ts';

/** The group as one: every entity's balances, what is eliminated between them, and what is left. */
export function consolidatedReport(view: View): Report {
  const group = groupOf(view);
  const { exceptions } = group;
  const figure = (kind: FigureKind): Mention =>
    mention(figureCell(kind, {}, consolidated.value(view, kind, {})), roundDollars);
  const left =
    exceptions.length === 0
      ? 'nothing is left between its entities'
      : `${counted(exceptions.length, 'difference')} between its entities`;
  const title = said`Net income of the group since opening ${figure(CONSOLIDATED.netIncome)}; ${left}`;
  return {
    schema: 'feeworth.report.consolidated/1',
    tables: [
      linesTable(group),
      incomeTable(group),
      balanceTable(view, group),
      ...(exceptions.length > 0 ? [exceptionsTable(exceptions)] : []),
    ],
    ...worded(title, [
      'Eliminations are worked out, not recorded: what two books say alike is taken out of both. ' +
        'What only one says stays in the balance and is listed; nothing is plugged.',
      said`Mark-up of the MSO on supplies still in stock: ${figure(CONSOLIDATED.markUp)}, by first in, first out.`,
      'The MSO’s book is partial where it was told only by practices’ files: the group then lacks ' +
        'what the MSO spends.',
      'Balances are before the entries that close a fiscal year. Equity of the practices is not ' +
        'split into controlling and noncontrolling interest.',
    ]),
    provenance: view.provenance,
  };
}

function linesTable(group: ConsolidationFigures): Table {
  const { entities, lines } = group;
  const rows = lines.map((line): Row => ({
    cells: [
      accountLabel(line.account),
      ...entities.map((part, i) => cell(line.account, line.byEntity[i] ?? 0, part)),
      cell(line.account, line.eliminationCents, ELIMINATIONS),
      cell(line.account, line.consolidatedCents),
    ],
  }));
  const sum = (of: (line: (typeof lines)[number]) => number): number =>
    lines.reduce((total, line) => total + of(line), 0);
  const total: Row = {
    kind: 'total',
    cells: [
      'Total',
      ...entities.map((_, i) => sum((line) => line.byEntity[i] ?? 0)),
      sum((line) => line.eliminationCents),
      sum((line) => line.consolidatedCents),
    ],
  };
  return {
    name: 'consolidation',
    title: 'Trial balances, eliminations and the group, dollars, debits less credits',
    columns: columnsOf(group),
    rows: [...rows, total],
  };
}

/** A column for each entity, what is eliminated, and the group. */
const columnsOf = ({ entities }: ConsolidationFigures): Column[] => [
  text('account', 'Account'),
  ...entities.map((entity) => money(entity, entity)),
  money('eliminations', 'Eliminations'),
  money('group', 'Group'),
];

/** What an account comes to in each of those columns; cents, debits positive. */
function columnCents({ entities, lines }: ConsolidationFigures): (account: number) => number[] {
  const byAccount = new Map(
    lines.map(({ account, byEntity, eliminationCents, consolidatedCents }) => [
      account,
      [...byEntity, eliminationCents, consolidatedCents],
    ]),
  );
  const nothing = Array.from({ length: entities.length + 2 }, () => 0);
  return (account) => byAccount.get(account) ?? nothing;
}

function incomeTable(group: ConsolidationFigures): Table {
  const cents = columnCents(group);
  const statement = incomeStatementOf(
    group.entities.length + 2,
    (account, column) => cents(account)[column] ?? 0,
  );
  return {
    name: 'income-statement',
    title: 'Income since opening, of each entity and of the group, dollars',
    columns: columnsOf(group),
    rows: incomeRows(statement),
  };
}

function balanceTable(view: View, group: ConsolidationFigures): Table {
  const cents = columnCents(group);
  const sheets = columnsOf(group)
    .slice(1)
    .map((_, column) => balanceSheetOf((account) => cents(account)[column] ?? 0));
  return {
    name: 'balance-sheet',
    title: `Balance sheet at ${formatDay(view.cut.asOf)}, of each entity and of the group, dollars`,
    columns: columnsOf(group),
    rows: balanceRows(sheets),
  };
}

const cell = (account: number, cents: number, part?: string): Cell =>
  figureCell(
    CONSOLIDATED.cell,
    { account: String(account), ...(part === undefined ? {} : { part }) },
    cents,
  );

const WHY: Readonly<Record<ConsolidationException['why'], string>> = {
  'one-book-only': 'only this book says so',
  'cost-not-known': 'supplies without their cost: the mark-up is not known',
  'pair-differs': 'the two books differ',
};

function exceptionsTable(exceptions: readonly ConsolidationException[]): Table {
  return {
    name: 'exceptions',
    title: 'Differences between entities, left in the balance, dollars',
    columns: [
      text('entity', 'Entity'),
      text('counterparty', 'Other book'),
      text('account', 'Account'),
      money('amount', 'Amount'),
      text('why', 'Why'),
    ],
    rows: exceptions.map((e) => ({
      cells: [
        e.entity,
        e.counterparty ?? '',
        accountLabel(e.account),
        figureCell(CONSOLIDATED[e.why], exceptionArgs(e), e.amountCents),
        WHY[e.why],
      ],
    })),
  };
}
