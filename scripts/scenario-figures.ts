import { sha256 } from '../src/audit/sha256.node.ts';
import { mean, variance } from '../src/numeric/statistics.ts';
import { withView } from '../app/cli/view.ts';
import { comparisonAsked } from '../app/compare.ts';
import type { AtCut } from '../app/compare.ts';
import { headline } from '../app/reports/comparison.ts';
import { percent, roundDollars } from '../app/reports/numbers.ts';
import type { Answer, Bar } from '../scenarios/answer.ts';
import { compare } from '../scenarios/compare.ts';
import type { Comparison } from '../scenarios/compare.ts';
import { threadPool } from '../scenarios/pool.node.ts';
import { specOf } from '../scenarios/run-range.ts';
import type { RunSpec } from '../scenarios/run-range.ts';
import { pathsOfSpec, rangeTasks } from '../scenarios/runner.ts';
import type { TaskPool } from '../scenarios/runner.ts';
import { column } from '../scenarios/statistics.ts';

/** Paths of a page's figures: enough to read them by, few enough for every check. */
const PATHS = 512;
const SCRAMBLES = 32;
/** Paths of each scramble. */
const PAIRED_PATHS = 256;

/** A shipped scenario: its name, and the book it starts from where it starts from one. */
export interface Shipped {
  readonly name: string;
  readonly book: string | undefined;
}

/**
 * The figures of a scenario as its page shows them; with its pairing measured, which takes minutes
 * for a large group, or without.
 */
export async function scenarioFigures(
  { name, book }: Shipped,
  hasPairing: boolean,
  workers: number,
): Promise<{ readonly figures: string[]; readonly pairing: string[] }> {
  if (book === undefined) return figuresOf(name, null, hasPairing, workers);
  return withView({ book, json: false, csv: false }, (view) =>
    figuresOf(name, view, hasPairing, workers),
  );
}

async function figuresOf(
  name: string,
  book: AtCut | null,
  hasPairing: boolean,
  workers: number,
): Promise<{ readonly figures: string[]; readonly pairing: string[] }> {
  const { comparison } = await comparisonAsked({ scenario: name }, book);
  const shrunk = 2 ** Math.round(Math.log2(comparison.plan.sites.length) * 0.75);
  const paths = PATHS / shrunk;
  const asked = { ...comparison, paths, sidePaths: paths / 2, bridgePaths: paths / 16 };
  const pool = threadPool(workers, true);
  try {
    const answer = await compare(asked, pool, sha256);
    const pairing = hasPairing ? pairingLines(await pairingOf(comparison, PAIRED_PATHS, pool)) : [];
    return { figures: linesOf(answer), pairing };
  } finally {
    await pool.close();
  }
}

function linesOf(answer: Answer): string[] {
  const { deltaCash, npv, pBetter, bridge, managerCases, together, arms } = answer;
  const [p10, p50, p90] = deltaCash.quantiles.map(({ value }) => roundDollars(value));
  const share = (x: number): string => percent(x, 1);
  const bar = ({ label, cents }: Bar): string => `  ${label.padEnd(28)}${roundDollars(cents)}`;
  const owed = Math.max(arms.independent.owedCents, arms.withMso.owedCents);
  return [
    `${headline(answer)}.`,
    '',
    `Cash difference             mean ${roundDollars(deltaCash.mean.cents)}, P10 ${p10}, P50 ${p50}, P90 ${p90}`,
    `Net present value           ${roundDollars(npv.mean.cents)}`,
    `Chance that the MSO is better  ${share(pBetter.estimate)} (${share(pBetter.lower)} to ${share(pBetter.upper)})`,
    `Break-even fee              ${breakEven(answer)}`,
    `Payback                     ${answer.payback.words}`,
    `Practices and MSO together  ${roundDollars(together.cents)}`,
    ...(owed === 0
      ? []
      : [
          `Owed at the end             ${roundDollars(arms.independent.owedCents)} independent, ${roundDollars(arms.withMso.owedCents)} with the MSO`,
        ]),
    '',
    'What the difference is made of',
    ...bridge.level1.map(bar),
    'What the gross benefit is made of',
    ...bridge.level2.map(bar),
    '',
    'With the practice manager replaced',
    ...managerCases.map(
      ({ removedShare, deltaCashCents, pBetter: better }) =>
        `  ${percent(removedShare, 0).padEnd(28)}${roundDollars(deltaCashCents)}, better in ${share(better)}`,
    ),
    '',
    `${answer.paths} paths, seed ${answer.seed}, model ${answer.modelVersion}`,
  ];
}

const breakEven = ({ breakEven: found }: Answer): string =>
  found === null ? 'n/a (no fee)' : `${percent(found.rate, 1)} ${found.words}`;

/** How much pairing narrows the error of NPV: by all that is uncertain, and by luck alone. */
interface Pairing {
  readonly paths: number;
  readonly all: Measured | null;
  readonly luck: Measured | null;
}

/** A ratio and its own standard error. */
interface Measured {
  readonly ratio: number;
  readonly error: number;
}

async function pairingOf(comparison: Comparison, paths: number, pool: TaskPool): Promise<Pairing> {
  // Each scramble is a run of its own: all its paths are points of one sequence.
  const main = { ...specOf(comparison), sampling: { ...comparison.sampling, replicates: 1 } };
  const [all, luck] = [
    await ratioOf(main, comparison, paths, pool),
    await ratioOf({ ...main, fixed: 'all' }, comparison, paths, pool),
  ];
  return { paths, all, luck };
}

/**
 * Standard error of mean NPV with each arm given futures of its own, over the one with both arms in
 * the same futures, at equal paths: by the spread of the means of 32 scrambles. Arms of their own
 * futures have nothing to do with each other, so that their variances add up. Its own error is the
 * jackknife's (Efron and Tibshirani 1993, chapter 11).
 */
async function ratioOf(
  main: RunSpec,
  { plan, seed }: Comparison,
  paths: number,
  pool: TaskPool,
): Promise<Measured | null> {
  const specs = Array.from({ length: SCRAMBLES }, (_, s) => ({ ...main, seed: `${seed}/${s}` }));
  const tasks = specs.flatMap((_, spec) => rangeTasks(spec, paths));
  const results = await pool.run(specs, tasks);
  const means = specs.map((_, spec) => {
    const run = pathsOfSpec(spec, plan.months, tasks, results);
    return {
      independent: mean(column(run, 'pvIndependent')),
      withMso: mean(column(run, 'pvWithMso')),
    };
  });
  const ratio = ratioAmong(means);
  if (ratio === null) return null;
  const without = means.map(
    (_, s) => ratioAmong(means.filter((__, other) => other !== s)) ?? ratio,
  );
  const spread = variance(Float64Array.from(without));
  return { ratio, error: (SCRAMBLES - 1) * Math.sqrt(spread / SCRAMBLES) };
}

interface ArmMeans {
  readonly independent: number;
  readonly withMso: number;
}

/** Null where the arms differ by the same cents in every scramble. */
function ratioAmong(means: readonly ArmMeans[]): number | null {
  const varianceOf = (read: (of: ArmMeans) => number): number =>
    variance(Float64Array.from(means, read));
  const paired = varianceOf(({ withMso, independent }) => withMso - independent);
  const apart = varianceOf(({ withMso }) => withMso) + varianceOf((of) => of.independent);
  return paired === 0 ? null : Math.sqrt(apart / paired);
}

function pairingLines({ paths, all, luck }: Pairing): string[] {
  // The arms differ by the same cents in every future: what is left is rounding.
  const words = (of: Measured | null): string =>
    of === null || of.ratio > 1000
      ? 'no error but rounding'
      : `${of.ratio.toFixed(1)} times smaller (± ${of.error.toFixed(1)})`;
  return [
    `Error of NPV against arms with futures of their own, at ${paths} paths, over ${SCRAMBLES} scrambles:`,
    `  under all uncertainty       ${words(all)}`,
    `  under luck alone            ${words(luck)}`,
  ];
}
