// The names that asserts may use, held against the figures that comparisons have.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openView } from '../../../app/cli/view.ts';
import type { View } from '../../../app/cli/view.ts';
import { comparisonAsked } from '../../../app/compare.ts';
import type { ComparisonFigures } from '../../../app/explain/comparison-figure.ts';
import { comparisonFigures } from '../../../app/explain/comparison-figures.ts';
import { COMPARISON } from '../../../app/explain/comparison-kinds.ts';
import { comparisonKindOf, comparisonNames } from '../../../app/explain/comparison-names.ts';
import { DRIVER_LABELS } from '../../../scenarios/answer.ts';
import { compare } from '../../../scenarios/compare.ts';
import { inlinePool } from '../../../scenarios/runner.ts';
import { sha256 } from '../../../src/audit/sha256.node.ts';
import { exampleBook } from '../../support/recorded-example.ts';

let view: View;
let figures: ComparisonFigures;

beforeAll(async () => {
  view = await openView({ book: await exampleBook(), json: false, csv: false });
  // So many that the worst twentieth has an interval.
  const { comparison } = await comparisonAsked({ paths: 64 }, view);
  figures = comparisonFigures(
    await compare({ ...comparison, bridgePaths: 2 }, inlinePool(sha256), sha256),
  );
}, 180_000);
afterAll(() => view.close());

describe('the names of a comparison’s figures', () => {
  it('are those of every figure of an answer, in its kind’s unit', () => {
    expect(figures.size).toBeGreaterThan(300);
    for (const { name, unit } of figures.values()) {
      const kind = comparisonKindOf(name);
      expect(kind, name).toBeDefined();
      // A manager case shows figures of other kinds.
      if (kind !== COMPARISON.manager) expect([name, kind?.unit]).toEqual([name, unit]);
    }
  });

  it('are no others, but for drivers that do not act here and a tax that nobody pays', () => {
    const bars = new Set([...figures.keys()].map((name) => name.split('/').at(-1)));
    const idle = Object.keys(DRIVER_LABELS).filter((driver) => !bars.has(driver));
    expect(idle).not.toEqual([]);
    const lacking = comparisonNames().filter(
      (name) =>
        !figures.has(name) &&
        !name.startsWith(`${COMPARISON.incomeTax.name}/`) &&
        !idle.some((driver) => name.split('/').includes(driver)),
    );
    // One month stands for all of them.
    expect(lacking).toEqual([]);
  });

  it('do not go on, nor end before they name a figure', () => {
    for (const name of ['npv/p11', 'npv/p10/mid', 'days-in-ar-net', 'bridge', 'fan/2027-13/p10'])
      expect(comparisonKindOf(`compare/${name}`), name).toBeUndefined();
    expect(comparisonKindOf('compare/fan/2031-12/p10')).toBe(COMPARISON.fan);
  });
});
