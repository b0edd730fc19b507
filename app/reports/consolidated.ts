import { consolidation, consolidationFigures } from '../../projections/consolidation.ts';
import type {
  ConsolidationException,
  ConsolidationFigures,
} from '../../projections/consolidation.ts';
import { ledger } from '../../projections/ledger.ts';
import { accountLabel } from '../../src/chart.ts';
import type { View } from '../cli/view.ts';
import { money, text } from './columns.ts';
import type { Report, Row, Table } from './document.ts';
import { roundDollars } from './numbers.ts';
import { counted } from './words.ts';

/** The group as one: every entity's balances, what is eliminated between them, and what is left. */
export function consolidatedReport(view: View): Report {
  const group = consolidationFigures(view.state(consolidation), view.state(ledger));
  const { exceptions, unrealisedMarkUpCents: markUp } = group;
  const income = group.lines
    .filter(({ account }) => account >= 4000)
    .reduce((sum, line) => sum - line.consolidatedCents, 0);
  return {
    schema: 'feeworth.report.consolidated/1',
    title:
      `Net income of the group since opening ${roundDollars(income)}; ` +
      (exceptions.length === 0
        ? 'nothing is left between its entities'
        : `${counted(exceptions.length, 'difference')} between its entities`),
    tables: [linesTable(group), ...(exceptions.length > 0 ? [exceptionsTable(exceptions)] : [])],
    notes: [
      'Eliminations are worked out, not recorded: what two books say alike is taken out of both. ' +
        'What only one says stays in the balance and is listed; nothing is plugged.',
      `Mark-up of the MSO on supplies still in stock: ${roundDollars(markUp)}, by first in, first out.`,
      'The MSO’s book is partial where it was told only by practices’ files: the group then lacks ' +
        'what the MSO spends.',
      'Balances are before the entries that close a fiscal year. Equity of the practices is not ' +
        'split into controlling and noncontrolling interest.',
    ],
    provenance: view.provenance,
  };
}

function linesTable({ entities, lines }: ConsolidationFigures): Table {
  const rows = lines.map((line): Row => ({
    cells: [
      accountLabel(line.account),
      ...line.byEntity,
      line.eliminationCents,
      line.consolidatedCents,
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
    columns: [
      text('account', 'Account'),
      ...entities.map((entity) => money(entity, entity)),
      money('eliminations', 'Eliminations'),
      money('group', 'Group'),
    ],
    rows: [...rows, total],
  };
}

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
      cells: [e.entity, e.counterparty ?? '', accountLabel(e.account), e.amountCents, WHY[e.why]],
    })),
  };
}
