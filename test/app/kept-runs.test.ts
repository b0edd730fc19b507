import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { openView } from '../../app/cli/view.ts';
import type { View } from '../../app/cli/view.ts';
import { comparisonAsked, runComparison } from '../../app/compare.ts';
import { keptAgain, runAgain } from '../../app/explain/run-again.ts';
import { keepRun, keptRun } from '../../app/kept-runs.ts';
import { keptRunsPath } from '../../app/kept-runs-path.ts';
import { exampleBook } from './cli/example-book.ts';
import { run } from './cli/run.ts';

const ASKED = { scenario: 'join', paths: 6, workers: 1 };
let book = '';
beforeAll(async () => {
  book = await exampleBook('2024-12');
  await withView((view) => runComparison(ASKED, view));
});

async function withView<T>(use: (view: View) => Promise<T> | T, knownAt?: string): Promise<T> {
  const cut = knownAt === undefined ? {} : { knownAt };
  const view = await openView({ book, json: false, csv: false, ...cut });
  try {
    return await use(view);
  } finally {
    await view.close();
  }
}

describe('a run that was kept', () => {
  it('gives the figures of the run, explained from the same paths', async () => {
    await withView(async (view) => {
      const kept = await keptAgain(ASKED, view);
      const { answer } = await runComparison(ASKED, view);
      const { comparison } = await comparisonAsked(ASKED, view);
      expect(keptRun(comparison, view)).toEqual(answer);
      const { value, kind } = kept?.explain('compare/delta-cash/p10') ?? {};
      const low = answer.deltaCash.quantiles.find(({ p }) => p === 0.1)?.value ?? 0;
      expect({ value, kind }).toEqual({ value: Math.round(low), kind: 'quantile' });
    });
  });

  it.each([
    ['more paths', { ...ASKED, paths: 7 }, undefined],
    ['another scenario', { ...ASKED, scenario: 'scenarios/library/join.yaml' }, undefined],
    ['an earlier cut', ASKED, '100'],
  ])('is not taken for one with %s', async (what, asked, knownAt) => {
    const isKept = await withView(
      async (view) => (await keptAgain(asked, view)) !== undefined,
      knownAt,
    );
    // A file that says the same is the same scenario, wherever it lies.
    expect(isKept).toBe(what === 'another scenario');
  });

  it('is not trusted when it is not what the paths come to', async () => {
    await withView(async (view) => {
      const { comparison } = await comparisonAsked(ASKED, view);
      const { answer } = await runComparison(ASKED, view);
      const { deltaCash } = answer;
      const quantiles = deltaCash.quantiles.map((q) => ({ ...q, value: q.value + 100 }));
      keepRun({ ...answer, deltaCash: { ...deltaCash, quantiles } }, comparison, view);
      expect(await keptAgain(ASKED, view)).toBeUndefined();
      const again = await runAgain(ASKED, view);
      expect(again.figures.get('compare/delta-cash')?.value).toBe(deltaCash.mean.cents);
      expect(await keptAgain(ASKED, view)).toBeDefined();
    });
  });

  it('is not trusted when a byte of it has changed', async () => {
    const path = keptRunsPath(book);
    const bytes = readFileSync(path);
    const damaged = Buffer.from(bytes);
    const at = damaged.indexOf('"deltaCash"') + '"deltaCash":{"mean":{"cents":'.length;
    damaged[at] = (damaged[at] ?? 0) ^ 1;
    writeFileSync(path, damaged);
    expect(await withView((view) => keptAgain(ASKED, view))).toBeUndefined();
    writeFileSync(path, bytes);
    expect(await withView((view) => keptAgain(ASKED, view))).toBeDefined();
  });
});

describe('the list of figures', () => {
  const explain = (...argv: string[]): ReturnType<typeof run> =>
    run(['explain', ...argv, '--scenario', 'join', '--paths', '6', '--book', book]);

  it('shows every kind with a name to try and its value, of the kept run too', async () => {
    const { out, code } = await explain('--json');
    expect(code).toBe(0);
    const { data } = JSON.parse(out) as {
      data: { tables: { rows: { example: string; value: unknown }[] }[] };
    };
    const rows = data.tables[0]?.rows ?? [];
    const of = (name: string): unknown => rows.find(({ example }) => example === name)?.value;
    expect(of('cash-flow/net/2024-12')).toMatch(/^-?\d+\.\d\d$/);
    expect(of('compare/delta-cash')).toMatch(/^-?\d+\.\d\d$/);
  });

  it('shows the names that begin with a text, and takes each of them', async () => {
    const { out } = await explain('--list', 'cash-flow/net/2024-1', '--json');
    const { data } = JSON.parse(out) as {
      data: { tables: { rows: { name: string; value: string }[] }[] };
    };
    const rows = data.tables[0]?.rows ?? [];
    expect(rows.map(({ name }) => name)).toContain('cash-flow/net/2024-12/tx-practice/austin');
    for (const { name, value } of rows.slice(-3)) {
      const { data: own } = JSON.parse((await explain(name, '--json')).out) as {
        data: { explanation: { value: number } };
      };
      expect(own.explanation.value, name).toBe(Math.round(Number(value) * 100));
    }
  });

  it.each([
    ['cash-flow/nett/2024-12', 'cash-flow/net/2024-12?'],
    ['compare/bridge/gros', 'compare/bridge/gross?'],
    ['cmpare/npv', 'compare/npv?'],
  ])('suggests the name nearest to %s', async (name, near) => {
    const { err, code } = await explain(name);
    expect(code).toBe(2);
    expect(err).toContain(`did you mean ${near}`);
  });
});
