import { describe, expect, test } from 'vitest';
import { openView } from '../../../app/cli/view.ts';
import { explainNamed, listNamed } from '../../../app/explain/explain.ts';
import { figureOf, valueOf } from '../../../app/reports/document.ts';
import { consolidatedReport } from '../../../app/reports/consolidated.ts';
import { faultsOf } from '../../support/adds-up.ts';
import { goldenBook } from '../../support/golden-book.ts';

const open = async () => openView({ book: await goldenBook(), json: false, csv: false });

describe('the group as one', () => {
  test('explains every figure it prints, to the cent', async () => {
    const view = await open();
    const report = consolidatedReport(view);
    const cells = report.tables
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

  test('lists its names with their values', async () => {
    const view = await open();
    const report = listNamed(view, 'consolidated', undefined, { isWhole: true });
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

  test('names the differences that it lists', async () => {
    const view = await open();
    const report = consolidatedReport(view);
    const exceptions = report.tables.find(({ name }) => name === 'exceptions');
    expect(exceptions).toBeUndefined();
    await expect(explainNamed(view, 'consolidated/pair-differs/PC/1210/MSO')).rejects.toMatchObject(
      { code: 'explain/no-such-figure' },
    );
    await view.close();
  });
});
