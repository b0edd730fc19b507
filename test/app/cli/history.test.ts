// What people see of the commands that look back, on the whole example.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleBook } from '../../support/recorded-example.ts';
import { run } from './run.ts';

const at = mkdtempSync(join(tmpdir(), 'feeworth-history-'));
afterAll(() => rmSync(at, { recursive: true, force: true }));
let book = '';
beforeAll(async () => {
  book = await exampleBook();
});

const json = async (...argv: string[]) => {
  const { code, out, err } = await run([...argv, '--json', '--book', book]);
  return { code, err, ...(JSON.parse(out) as { data: never; meta: { root: string } }) };
};

interface Parameter {
  readonly parameter: string;
  readonly of: string;
  readonly status: string;
  readonly estimate?: number;
  readonly interval80?: { readonly lower: number; readonly upper: number };
}

interface Point {
  readonly origin: number;
  readonly horizon: number;
  readonly median: number;
}

describe('feeworth calibrate', () => {
  it('gives each parameter an interval or a reason, and its posterior to machines', async () => {
    const { code, data, meta } = await json('calibrate');
    expect([code, meta.root]).toEqual([0, 'd833d9fcb6454177']);
    const { parameters } = (data as { calibration: { parameters: Parameter[] } }).calibration;
    expect(parameters.length).toBeGreaterThan(60);
    for (const { status, estimate = NaN, interval80 } of parameters) {
      if (status !== 'estimated') continue;
      expect(interval80?.lower).toBeLessThanOrEqual(estimate);
      expect(interval80?.upper).toBeGreaterThanOrEqual(estimate);
    }
    // What the report of the revenue cycle counts of the same payers: 8 to 9 % before, 7 % since.
    const denials = parameters.filter(({ parameter }) => parameter === 'denialRate');
    expect(denials.map(({ of }) => of).toSorted()).toEqual([
      'bluestem',
      'copper-ridge',
      'harborline',
      'medicare',
    ]);
  });

  it('says a conflict aloud, and how little the history could show', async () => {
    const { out } = await run(['calibrate', '--book', book]);
    expect(out).toMatch(/Conflict: payDays of copper-ridge is .* by the log alone/);
    expect(out).toMatch(/could show a change of collections of \d+\.\d % or more/);
    expect(out).toMatch(/Placebo: inconclusive, 12 months lie before the agreement/);
    expect(out).toContain('memberRetention');
  });

  it('is of a site and a day where asked, and refuses an entity', async () => {
    const { out } = await run([
      'calibrate',
      '--site',
      'austin',
      '--csv',
      '--as-of',
      '2026-03-31',
      '--book',
      book,
    ]);
    expect(out.split('\r\n')[0]).toMatch(/^parameter,of,unit,status,estimate,from80/);
    expect(out).toContain('visits,austin,count,estimated');
    expect(out).not.toContain('dallas');
    expect((await run(['calibrate', '--entity', 'tx-practice', '--book', book])).code).toBe(2);
  });
});

describe('feeworth backtest', () => {
  it('names its origins and the cases it loses', async () => {
    const { code, out } = await run(['backtest', '--book', book]);
    expect(code).toBe(0);
    expect(out).toMatch(/^The model (beats|loses)/);
    expect(out).toContain('Origins are 12 months of 2024-11 to 2026-10');
    expect(out).toMatch(/visits +12 +1 .*inconclusive: too few/);
  });

  it('said in April what it says today of April, whatever was recorded since', async () => {
    const forecasts = async (...cut: string[]) => {
      const { data } = await json('backtest', ...cut);
      const { series } = (data as { backtest: { series: { points: Point[] }[] } }).backtest;
      return series.map(({ points }) =>
        points.map(({ origin, horizon, median }) => `${origin}+${horizon}: ${median}`),
      );
    };
    const early = await forecasts('--as-of', '2026-04-30', '--known-at', '2026-05-31');
    const today = await forecasts();
    early.forEach((said, i) => {
      expect(said.length).toBeGreaterThan(8);
      expect(today[i]).toEqual(expect.arrayContaining(said));
    });
  });
});

describe('feeworth replay', () => {
  it('reproduces the root of the book, and writes its branch beside it alone', async () => {
    const size = readFileSync(book).length;
    const file = join(at, 'branch.ndjson');
    const { code, out } = await run([
      'replay',
      '--regime',
      'independent',
      '--out',
      file,
      '--book',
      book,
    ]);
    expect(code).toBe(0);
    expect(out).toContain('have the book’s root d833d9fcb6454177');
    expect(out).toMatch(/Management fee +324,215\.32/);
    expect(out).toContain('same patients, same payers, other contract terms');
    const [header = '', first = ''] = readFileSync(file, 'utf8').split('\n');
    expect(JSON.parse(header)).toMatchObject({ kind: 'branch', regime: 'independent' });
    expect(JSON.parse(first)).toMatchObject({ kind: 'claim', ruleVersion: 'replay-claims@1' });
    expect(readFileSync(book).length).toBe(size);
    const again = await run(['replay', '--regime', 'independent', '--out', file, '--book', book]);
    expect([again.code, again.err]).toEqual([2, expect.stringContaining('replay/file-exists')]);
    const elsewhere = join(dirname(file), 'none', 'branch.ndjson');
    const nowhere = await run([
      'replay',
      '--regime',
      'independent',
      '--out',
      elsewhere,
      '--book',
      book,
    ]);
    expect([nowhere.code, nowhere.err]).toEqual([2, expect.stringContaining('usage/no-folder')]);
  });

  it('refuses what it cannot answer', async () => {
    const refused = async (...argv: string[]) =>
      (await run(['replay', ...argv, '--book', book])).err;
    expect(await refused('--regime', 'both')).toContain('usage/bad-value');
    expect(await refused('--regime', 'withMso', '--draws', '8')).toContain('replay/too-few-draws');
    expect(await refused('--regime', 'withMso', '--draws', 'many')).toContain('usage/bad-value');
    expect(await refused()).toContain('usage/missing-option');
    expect(existsSync(join(at, 'other.ndjson'))).toBe(false);
  });
});
