import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { comparisonAsked } from '../../../app/compare.ts';
import { openView } from '../../../app/cli/view.ts';
import { figuresOfText, textOfFigures } from '../../../app/workers/figures-text.ts';
import { specsOfText, textOfSpecs } from '../../../app/workers/run-input.ts';
import { coalitionTasks } from '../../../scenarios/bridge-answer.ts';
import { figureCount, figuresOf, resultOf } from '../../../scenarios/figures.ts';
import { specOf } from '../../../scenarios/run-range.ts';
import type { RunSpec } from '../../../scenarios/run-range.ts';
import { rangeTasks } from '../../../scenarios/runner.ts';
import type { TaskResult } from '../../../scenarios/runner.ts';
import { exampleBook } from '../../support/recorded-example.ts';
import { inline, SPEC } from '../../support/work.ts';

describe('figures that travel', () => {
  it('are the same doubles, bit for bit', () => {
    fc.assert(
      fc.property(fc.float64Array(), (doubles) => {
        const { figures, digest } = textOfFigures(doubles);
        const back = figuresOfText(figures, digest, doubles.length);
        const bits = (values: Float64Array) => [...new BigUint64Array(values.slice().buffer)];
        expect(back === null ? null : bits(back)).toEqual(bits(doubles));
      }),
    );
  });

  it('are none when a bit or a figure is missing', () => {
    const { figures, digest } = textOfFigures(new Float64Array([1, 2]));
    expect(figuresOfText(figures, digest, 3)).toBe(null);
    const other = textOfFigures(new Float64Array([1, 2.0000000000000004]));
    expect(figuresOfText(other.figures, digest, 2)).toBe(null);
  });

  it('make the result again that they were taken from', async () => {
    const tasks = [
      ...rangeTasks(0, 3),
      ...rangeTasks(0, 3, 'months'),
      ...coalitionTasks(['overhead', 'volume'], [0, 2]),
    ];
    // Ranges of a run that share a block lie in it at places of their own.
    const [first, ...others] = await inline().run([SPEC], tasks);
    const moved = first?.kind === 'range' ? inBlock(first) : first;
    for (const [i, result] of [moved, ...others].entries()) {
      const task = tasks[i];
      if (task === undefined || result === undefined) throw new Error('every task has a result');
      const figures = figuresOf(result);
      expect(figures.length).toBe(figureCount(task, SPEC));
      const again = resultOf(task, figures);
      expect(figuresOf(again)).toEqual(figures);
      const was = i === 0 ? first : result;
      if (was?.kind !== 'range') expect(again).toEqual(was);
      else if (again.kind === 'range') {
        const { monthlyFee: _, ...range } = was.range as typeof was.range & {
          readonly monthlyFee?: unknown;
        };
        expect(again.range).toEqual(range);
      }
    }
  });
});

/** The same paths as the second and following of a larger block. */
function inBlock(result: TaskResult & { readonly kind: 'range' }): TaskResult {
  const { range } = result;
  const { stride } = range;
  const count = range.metrics.length / stride;
  const wide = new Float64Array(count * (stride + 3)).fill(Number.NaN);
  for (let metric = 0; metric < count; metric++) {
    const column = range.metrics.subarray(metric * stride, (metric + 1) * stride);
    wide.set(column, metric * (stride + 3) + 1);
  }
  return { kind: 'range', range: { ...range, metrics: wide, stride: stride + 3, place: 1 } };
}

describe('the input that travels', () => {
  it.each(['join', 'forty-sites', 'captive', 'rare-loss', 'glp1-supply'])(
    'of %s is read as it was',
    async (scenario) => {
      const spec = specOf((await comparisonAsked({ scenario }, null)).comparison);
      const specs = [spec, { ...spec, fixed: 'all' }] satisfies RunSpec[];
      const text = textOfSpecs(specs);
      expect(specsOfText(text)).toEqual(specs);
      // A plan that several runs share is written once.
      expect(text.length).toBeLessThan(1.5 * JSON.stringify(spec).length);
    },
  );

  it('says numbers that JSON has no word for, and refuses what is no plain data', () => {
    const values = new Float64Array([0.1, -0, Number.POSITIVE_INFINITY]);
    const given = { ids: [], values };
    const odd = { ...SPEC, luckOffset: -0, given };
    const [back] = specsOfText(textOfSpecs([odd, { ...odd, luckOffset: Number.NaN }]));
    expect(back).toEqual(odd);
    expect(Object.is(back?.luckOffset, -0)).toBe(true);
    const lost = { ...SPEC, seed: undefined as never };
    expect(() => textOfSpecs([lost])).toThrow('a run is plain data');
  });

  describe('of a book', () => {
    let book = '';
    beforeAll(async () => {
      book = await exampleBook();
    });

    it('names no claim, no patient and nobody who was treated or treats', async () => {
      const view = await openView({ book, json: false, csv: false });
      try {
        const { comparison } = await comparisonAsked({ scenario: 'stay-or-leave' }, view);
        const text = textOfSpecs([specOf(comparison)]);
        const names = new Set<string>();
        for await (const { data, meta } of view.store.readAll({ limit: 20_000 })) {
          const { claim, patient, provider } = data as Readonly<Record<string, unknown>>;
          for (const name of [claim, patient, provider, meta.sourceRecord])
            if (typeof name === 'string') names.add(name);
        }
        expect(names.size).toBeGreaterThan(100);
        expect([...names].filter((name) => text.includes(JSON.stringify(name)))).toEqual([]);
        // Sites and payers are named: a test that looked at nothing would pass too.
        expect(text).toContain('"austin"');
      } finally {
        await view.close();
      }
    });
  });
});
