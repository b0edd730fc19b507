import { describe, expect, test } from 'vitest';
import { openView } from '../../../app/cli/view.ts';
import type { View } from '../../../app/cli/view.ts';
import { listNamed } from '../../../app/explain/list-figures.ts';
import { explainNamed } from '../../../app/explain/explain-named.ts';
import { oneEventView } from '../../../app/explain/one-event.ts';
import { touchedFigures } from '../../../app/explain/touched.ts';
import { figureOf, valueOf } from '../../../app/reports/document.ts';
import { consolidatedReport } from '../../../app/reports/consolidated.ts';
import { accountLabel } from '../../../src/chart.ts';
import type { Json, RecordedEvent } from '../../../src/event.ts';
import { faultsOf } from '../../support/adds-up.ts';
import { goldenBook } from '../../support/golden-book.ts';
import { goldenMonth } from '../../support/golden-month.ts';

const open = async (...more: readonly RecordedEvent[]) =>
  openView({ book: await goldenBook(more), json: false, csv: false });

describe('the group as one', () => {
  test('explains every figure it prints, to the cent', async () => {
    const view = await open();
    const report = consolidatedReport(view);
    const cells = report.tables
      .filter(({ name }) => name === 'consolidation' || name === 'exceptions')
      .flatMap((table) => table.rows.filter(({ kind }) => kind === undefined))
      .flatMap(({ cells: [, ...amounts] }) => amounts)
      .filter((cell) => typeof cell !== 'string');
    expect(cells.length).toBeGreaterThan(150);
    const printed = [
      ...cells.map((cell) => ({ name: figureOf(cell), value: valueOf(cell) })),
      ...(report.mentions ?? []).map(({ figure: name, value }) => ({ name, value })),
    ];
    for (const { name, value } of printed) {
      const explained = await explainNamed(view, name ?? 'no name');
      expect(explained.value, name).toBe(value);
      expect(explained.figure).toBe(name);
      if (value !== 0) expect(faultsOf(explained)).toEqual([]);
    }
    await view.close();
  });

  test('has an income statement and a balance sheet that add up in every column', async () => {
    const view = await open();
    const { tables } = consolidatedReport(view);
    const rowsOf = (name: string) => tables.find((table) => table.name === name)?.rows ?? [];
    const total = (table: string, label: string): unknown[] =>
      rowsOf(table)
        .find(({ cells: [first] }) => first === label)
        ?.cells.slice(1) ?? [];
    // The golden month: practice, MSO, the mark-up still in stock, the group.
    const income = [-18_945_00, -2_384_00, -200_00, -21_529_00];
    expect(total('income-statement', 'Net income')).toEqual(income);
    expect(total('balance-sheet', 'Income not yet closed')).toEqual(income);
    const [assets, liabilities, equity] = ['Assets', 'Liabilities', 'Equity and income'].map(
      (label) => total('balance-sheet', label) as number[],
    );
    expect(assets?.map((cents, i) => cents - (liabilities?.[i] ?? 0))).toEqual(equity);
    const plain = rowsOf('balance-sheet').filter(({ kind }) => kind === undefined);
    const cash = plain.find(({ cells: [first] }) => first === accountLabel(1010));
    expect(cash?.cells.slice(1)).toEqual([55_632_67, 147_041_00, 0, 202_673_67]);
    await view.close();
  });

  test('lists its names with their values', async () => {
    const view = await open();
    const report = listNamed(view, 'consolidated', undefined, {
      isWhole: true,
      provenance: view.provenance,
    });
    const rows = report.tables[0]?.rows ?? [];
    const find = (name: string) => rows.find(({ cells: [first] }) => first === name)?.cells[2];
    expect(valueOf(find('consolidated/unrealised-mark-up') ?? null)).toBe(200_00);
    expect(valueOf(find('consolidated/1310/eliminations') ?? null)).toBe(-200_00);
    expect(valueOf(find('consolidated/4510') ?? null)).toBe(0);
    await view.close();
  });

  test('takes eliminations apart pair by pair, and the mark-up receipt by receipt', async () => {
    const view = await open();
    const pair = await explainNamed(view, 'consolidated/4510/eliminations');
    if (pair.kind !== 'rule') throw new Error('eliminations follow a rule');
    expect(pair.steps.map(({ words }) => words)).toEqual(['4510 Management-Fees of MSO with PC']);
    const stock = await explainNamed(view, 'consolidated/1310/eliminations');
    if (stock.kind !== 'rule') throw new Error('eliminations follow a rule');
    const [markUp] = stock.from;
    if (markUp?.kind !== 'rule') throw new Error('a mark-up follows a rule');
    expect(markUp.steps).toEqual([
      { words: expect.stringMatching(/^received 2025-01-\d\d, [\d.]+ of it/), amount: -200_00 },
    ]);
    const types = markUp.from.flatMap((sum) =>
      sum.kind === 'sum' ? sum.parts.map(({ type }) => type) : [],
    );
    expect(types).toContain('SuppliesSoldToAffiliate');
    expect(types).toContain('InventoryConsumed');
    await view.close();
  });

  test('names the differences that it lists, and says what made them', async () => {
    const view = await open(
      told('JournalEntryRecorded', 1, {
        approver: 'lee',
        lines: [
          { account: 2410, amount: '-75.00' },
          { account: 6510, amount: '75.00' },
        ],
        memo: 'told by one side',
        preparer: 'dana',
      }),
      told('SuppliesSoldToAffiliate', 2, { agreement: 'msa', cost: '0.00', price: '40.00' }),
    );
    const report = consolidatedReport(view);
    const { rows = [] } = report.tables.find(({ name }) => name === 'exceptions') ?? {};
    const named = rows.map(({ cells }) => cells[3] ?? null);
    expect(named.map((cell) => [figureOf(cell), valueOf(cell)])).toEqual([
      ['consolidated/cost-not-known/MSO', -40_00],
      ['consolidated/one-book-only/PC/2410', -75_00],
    ]);
    for (const cell of named) {
      const explained = await explainNamed(view, figureOf(cell) ?? '');
      expect(explained.value).toBe(valueOf(cell));
      expect(faultsOf(explained)).toEqual([]);
    }
    const [, oneSided] = named;
    const figures = await upFrom(view, 'JournalEntryRecorded');
    expect(figures).toContain(figureOf(oneSided ?? null));
    expect(await upFrom(view, 'SuppliesSoldToAffiliate')).toContain(
      'consolidated/cost-not-known/MSO',
    );
    await view.close();
  });
});

/** One more event of the golden month, told by the practice. */
function told(type: string, number: number, data: Json): RecordedEvent {
  const [first] = goldenMonth();
  if (first === undefined) throw new Error('the golden month begins with its book');
  const id = `00000000-0000-4000-9100-00000000000${number}`;
  const day = '2025-01-30';
  const meta = { ...first.meta, occurredOn: day, effectiveOn: day, counterparty: 'MSO' };
  return { ...first, id, type, data, meta };
}

/** Names of the figures that the last event of a type is behind. */
async function upFrom(view: View, type: string): Promise<string[]> {
  let last = -1;
  for await (const { events } of view.store.readPages())
    for (const event of events) if (event.type === type) last = event.sequence;
  const one = oneEventView(view, last);
  return one === undefined ? [] : (await touchedFigures(one)).map(({ figure }) => figure);
}
