// A promise against the example: its agreement begins in November 2025.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openView } from '../../app/cli/view.ts';
import type { View } from '../../app/cli/view.ts';
import type { KnownRun } from '../../app/indexes/runs.ts';
import { tableCsv } from '../../app/reports/csv.ts';
import type { Table } from '../../app/reports/document.ts';
import { runReport } from '../../app/reports/run.ts';
import { mostAgainst, runCheckReport } from '../../app/reports/run-check.ts';
import { checkRun } from '../../app/run-check.ts';
import type { CheckedMonth } from '../../app/run-check.ts';
import { startFromBook } from '../../scenarios/levels.ts';
import type { Interval3 } from '../../scenarios/promise.ts';
import { exampleBook } from '../support/recorded-example.ts';
import { run } from './cli/run.ts';

let url = '';
const views: View[] = [];
const viewAt = async (asOf: string, knownAt?: string): Promise<View> => {
  const cut = knownAt === undefined ? { asOf } : { asOf, knownAt };
  const view = await openView({ book: url, json: false, csv: false, ...cut });
  views.push(view);
  return view;
};
beforeAll(async () => {
  url = await exampleBook();
});
afterAll(() => Promise.all(views.map((view) => view.close())));

const PRACTICES = ['tx-practice', 'az-practice'];
const WIDE: Interval3 = [-1e12, 0, 1e12];

interface Row {
  readonly month: string;
  readonly line: string;
  readonly entity: string;
  readonly cents: number;
}

/** The cash-flow statement as it is printed for machines, line by line. */
async function statement(asOf: string): Promise<Row[]> {
  const { out } = await run(['report', 'cash-flow', '--csv', '--as-of', asOf, '--book', url]);
  const [head = '', ...lines] = out.trim().split('\r\n');
  const at = (name: string): number => head.split(',').indexOf(name);
  return lines.map((line) => {
    const cells = line.split(',');
    const cell = (name: string): string => cells[at(name)] ?? '';
    return {
      month: cell('month'),
      line: cell('line'),
      entity: cell('entity'),
      cents: Math.round(Number(cells.at(-1)) * 100),
    };
  });
}

function promised(
  months: readonly string[],
  more: Partial<Record<'net' | 'cumulative' | 'fee' | 'daysInArGross', Interval3>> = {},
  joined = months[0] ?? '',
): KnownRun {
  const intervals = { net: WIDE, cumulative: WIDE, fee: WIDE, daysInArGross: WIDE, ...more };
  const promise = {
    practices: PRACTICES,
    joined,
    months: months.map((month) => ({ month, ...intervals })),
  };
  return {
    id: 'x',
    sequence: 1,
    stream: 'run-1',
    recordedAt: '2025-12-05T09:00:00.000Z',
    actor: 'dana',
    approvals: [],
    lock: null,
    revision: 0n,
    data: {
      purpose: 'promise',
      to: 'Cedar',
      promised: promise,
      headline: {},
    } as unknown as KnownRun['data'],
  };
}

const FOUR = ['2025-12', '2026-01', '2026-02', '2026-03'];

describe('what was promised, against the book', () => {
  it('is held against cash before owners, fee and days of the months themselves', async () => {
    const view = await viewAt('2026-03-31');
    const { months, ownersCents } = checkRun(promised(FOUR), view);
    const rows = await statement('2026-03-31');
    const sum = (wants: (row: Row) => boolean): number =>
      rows
        .filter((row) => PRACTICES.includes(row.entity) && wants(row))
        .reduce((n, r) => n + r.cents, 0);
    const isOwners = (row: Row): boolean =>
      ['income-tax', 'capital', 'distributions'].includes(row.line);
    let running = 0;
    for (const { month, net, fee, cumulative } of months) {
      const own = sum((row) => row.month === month && row.line !== 'opening' && !isOwners(row));
      running += own;
      expect([month, net.recorded]).toEqual([month, own]);
      expect(cumulative.recorded).toBe(running);
      expect(fee.recorded).toBe(
        0 - sum((row) => row.month === month && row.line === 'management-fee'),
      );
    }
    expect(ownersCents).toBe(sum((row) => FOUR.includes(row.month) && isOwners(row)));
    expect(ownersCents).not.toBe(0);
    // From its third month on, the window of days in A/R is the report's own.
    const report = await run([
      'report',
      'revenue-cycle',
      '--json',
      '--as-of',
      '2026-03-31',
      '--book',
      url,
    ]);
    interface Table {
      readonly name: string;
      readonly rows: readonly Readonly<Record<string, string>>[];
    }
    const { data } = JSON.parse(report.out) as { data: { tables: readonly Table[] } };
    const byMonth = data.tables.find(({ name }) => name === 'by-month')?.rows ?? [];
    for (const { month, daysInArGross } of months.slice(2)) {
      const row = byMonth.find((one) => one['month'] === month) ?? {};
      const days = Number(Object.entries(row).find(([key]) => /gross/i.test(key))?.[1]);
      expect((daysInArGross.recorded ?? 0) / 100).toBeCloseTo(days, 2);
    }
  });

  it('is of a fee that is paid, not of all that the MSO is owed at the start', async () => {
    // Costs passed on are owed and paid beside it; the first month's fee is what was owed before.
    const before = await viewAt('2026-02-28', '2026-04-05');
    const { opening } = startFromBook(before.columns, before.cut);
    const owed = opening.reduce((sum, site) => sum + site.feeArrearsCents, 0);
    const [march] = checkRun(promised(['2026-03']), await viewAt('2026-03-31')).months;
    expect(march?.fee.recorded).toBe(owed);
    const rows = await statement('2026-03-31');
    expect(
      rows.some(({ month, line }) => month === '2026-03' && line === 'affiliate-services'),
    ).toBe(true);
  });

  it('lies inside with its ends, below and above', async () => {
    const view = await viewAt('2026-03-31');
    const [plain] = checkRun(promised(FOUR), view).months;
    const net = plain?.net.recorded ?? NaN;
    const verdictOf = (interval: Interval3): string | null | undefined =>
      checkRun(promised(FOUR, { net: interval }), view).months[0]?.net.verdict;
    expect(verdictOf([net, net, net])).toBe('inside');
    expect(verdictOf([net + 1, net + 1, net + 1])).toBe('below');
    expect(verdictOf([net - 2, net - 2, net - 1])).toBe('above');
  });

  it('judges only months that are over, complete and under the MSO', async () => {
    const months = ['2025-09', '2025-10', '2025-11', '2025-12', '2026-01', '2026-02', '2027-05'];
    const view = await viewAt('2026-01-31');
    const states = (all: readonly CheckedMonth[]): string[] => all.map(({ state }) => state);
    const checked = checkRun(promised(months), view).months;
    const none = 'without the MSO';
    expect(states(checked).slice(0, 2)).toEqual([none, none]);
    expect(states(checked).slice(2, 5)).toEqual(['closed', 'closed', 'closed']);
    expect(states(checked).slice(5)).toEqual(['not over', 'not over']);
    expect(checked.map(({ net }) => net.verdict !== null)).toEqual(
      checked.map(({ state }) => state === 'closed'),
    );
    // A running sum needs every month from the first on.
    expect(checked.every(({ cumulative }) => cumulative.recorded === null)).toBe(true);
    // Who was to join in November was promised two months alone.
    const joining = checkRun(promised(months, {}, '2025-11'), view).months;
    expect(states(joining).slice(0, 2)).toEqual(['closed', 'closed']);
    expect(joining[4]?.cumulative.recorded).not.toBe(null);
    // A month before its files came, its bank statement among them.
    const early = await viewAt('2026-01-31', '2026-01-31');
    const january = checkRun(promised(months, {}, '2025-11'), early).months[4];
    expect(january?.state).toBe('files missing');
    expect(january?.missing).toContain('tx-practice: bank statement');
    expect(january?.net.recorded).toBe(null);
  });

  it('is refused of a run for analysis', async () => {
    const view = await viewAt('2026-03-31');
    const { data, ...rest } = promised(FOUR);
    const analysis = { ...rest, data: { ...data, promised: undefined } } as unknown as KnownRun;
    expect(() => checkRun(analysis, view)).toThrow(
      expect.objectContaining({ code: 'run/no-promise' }),
    );
  });
});

describe('what can be concluded', () => {
  it('is nothing of one month, and of more what chance alone would seldom do', () => {
    // P(X ≤ k) for n months that lie inside with 0.8 each, term by term.
    const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k);
    const atMost = (n: number, k: number): number => {
      let sum = 0;
      for (let i = 0; i <= k; i++) sum += choose(n, i) * 0.8 ** i * 0.2 ** (n - i);
      return sum;
    };
    for (let n = 1; n <= 36; n++) {
      const most = mostAgainst(n);
      if (most !== null) expect(atMost(n, most)).toBeLessThan(0.05);
      expect(atMost(n, (most ?? -1) + 1)).toBeGreaterThanOrEqual(0.05);
    }
    expect([1, 2, 3, 12].map(mostAgainst)).toEqual([null, 0, 0, 6]);
  });

  it('is said with the months, the figures and their odds', async () => {
    const view = await viewAt('2026-03-31');
    const report = runCheckReport(checkRun(promised(FOUR), view), view.provenance);
    expect(report.title).toBe(
      'Cash of 4 of 4 complete months lies inside what was promised to Cedar, and cash since the start inside it; that few months can say next to nothing',
    );
    const text = report.notes.join('\n');
    expect(text).toContain('Change of cash: 4 of 4 inside');
    expect(text).toContain('With 4 months only 1 or fewer inside would speak against');
    expect(text).not.toContain('look back');
    const late = { ...promised(FOUR), recordedAt: '2026-02-05T09:00:00.000Z' };
    const lateReport = runCheckReport(checkRun(late, view), view.provenance);
    expect(lateReport.title).toMatch(
      /; 2 of these months were over when it was recorded, so it looks back$/,
    );
    expect(runReport(late).title).toContain('promise to Cedar, looking back over 2 of 4 months,');
    expect(lateReport.notes[0]).toBe(
      'It was recorded on 2026-02-05, when 2 of these months were over: for them it is a look back, from what the book knew before, and no promise.',
    );
    // Its main table has all of it: the months, and of each figure what was promised and recorded.
    const [main] = report.tables;
    const [head = '', ...lines] = tableCsv(main as Table).split('\r\n');
    expect(head.split(',').slice(0, 8)).toEqual([
      'month',
      'state',
      'missing',
      'netP10 (usd)',
      'netP50 (usd)',
      'netP90 (usd)',
      'netRecorded (usd)',
      'netLies',
    ]);
    const parts = report.tables.filter(({ name }) => name.startsWith('by-month-'));
    const told = FOUR.map((month, i) => [
      month,
      ...parts.flatMap(({ rows }) => rows[i]?.cells.slice(1) ?? []),
    ]);
    expect(main?.rows.map(({ cells: [month, , , ...rest] }) => [month, ...rest])).toEqual(told);
    expect(lines.filter((line) => line !== '')).toHaveLength(FOUR.length);
    const none = runCheckReport(checkRun(promised(['2027-05']), view), view.provenance);
    expect(none.title).toContain('cannot be checked yet');
    const more = await viewAt('2026-08-31');
    const eight = promised(['2026-01', '2026-02', '2026-03', '2026-04', '2026-05', '2026-06'], {
      net: [1, 1, 1],
    });
    expect(runCheckReport(checkRun(eight, more), more.provenance).title).toContain(
      'that few inside speak against the promise',
    );
  });
});
