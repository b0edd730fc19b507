import { existsSync, readFileSync } from 'node:fs';
import { basename, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sha256 } from '../src/audit/sha256.node.ts';
import type { ColumnBook } from '../src/batch/column-book.ts';
import { nearestWord } from '../src/agreement/problems.ts';
import { FeeworthError } from '../src/error.ts';
import { mustBeRegularFile } from '../src/regular-file.node.ts';
import type { Answer } from '../scenarios/answer.ts';
import { compare } from '../scenarios/compare.ts';
import type { Comparison } from '../scenarios/compare.ts';
import { comparisonOf, ownStartingPoint } from '../scenarios/comparison-of.ts';
import type { WrittenAssert } from '../scenarios/file/read-asserts.ts';
import type { ReadScenario } from '../scenarios/file/read-scenario.ts';
import { threadPool } from '../scenarios/pool.node.ts';
import type { Workers } from '../scenarios/pool.node.ts';
import { pathsFor } from '../scenarios/precision.ts';
import type { Precision } from '../scenarios/precision.ts';
import type { TaskPool } from '../scenarios/runner.ts';
import type { Provenance, StartingPoint } from '../scenarios/starting-point.ts';
import { levelsOf } from './kept-readings.ts';
import { keepRun } from './kept-runs.ts';
import type { RunBasis } from './kept-runs.ts';
import { mustSayItIs } from './own-file.ts';
import { recordedSource } from './run-document.ts';
import { readSource } from './read-source.ts';
import type { ScenarioSource } from './run-document.ts';
import { whatIf } from './what-if.ts';

/** Scenarios that ship with Feeworth, by name. */
export const LIBRARY = [
  'stay-or-leave',
  'join',
  'five-sites',
  'forty-sites',
  'captive',
  'aggressive-marketing',
  'glp1-supply',
  'rare-loss',
  'exit-after-18-months',
  'new-site',
] as const;

export interface CompareOptions {
  /** A scenario file, or the name of a shipped one; the one that fits the book when absent. */
  readonly scenario?: string | undefined;
  /** A scenario that was recorded, as text, instead. */
  readonly recorded?: string | undefined;
  /** What is set in it from the command line: "volume=3%". */
  readonly set?: readonly string[] | undefined;
  readonly paths?: number | undefined;
  /** So many paths, up to those asked for, as the mean takes to be known to ± so many cents. */
  readonly precisionCents?: number | undefined;
  /** The headline alone, without drivers and the runs beside it: a fraction of the time. */
  readonly isShort?: boolean | undefined;
  readonly workers?: Workers | undefined;
  /** Who else does the work; it is closed behind it. Threads of this process when absent. */
  readonly pool?: TaskPool | undefined;
  readonly onProgress?: ((done: number, of: number) => void) | undefined;
  /** Whether to stop at the next end of a range. */
  readonly isStopped?: (() => boolean) | undefined;
}

/** A book at a cut, as a comparison starts from it. */
export interface AtCut extends RunBasis {
  readonly columns: ColumnBook;
}

/** What is to be compared, resolved. */
export interface ComparisonAsked {
  readonly comparison: Comparison;
  /** Where each level comes from. */
  readonly provenance: readonly Provenance[];
  /** False where the scenario brings all levels itself: no figure of it comes from the book. */
  readonly isFromBook: boolean;
  /** What the file says its answer must hold to. */
  readonly asserts: readonly WrittenAssert[];
  /** Where the scenario was read from, what was set in it included. */
  readonly source: ScenarioSource;
}

export interface ComparisonRun extends ComparisonAsked {
  readonly answer: Answer;
  /** What the precision that was asked for took; absent when none was. */
  readonly precision?: Precision;
  /** Whether it was told to stop: then the answer is of the paths that were complete. */
  readonly isStopped: boolean;
}

/** A scenario from a book at a cut, or from documented defaults where it needs no book. */
export async function comparisonAsked(
  options: CompareOptions,
  book: AtCut | null,
): Promise<ComparisonAsked> {
  const asked = sourceOf(options, book);
  // Where asserts are written, the file tells that asks the log, not the one that it has answered.
  const written = readSource(asked);
  const { source, read } = await resolved(asked, written, book);
  const own = ownStartingPoint(read.scenario);
  const from = own ?? (book && (await startOf(book)));
  if (from === null) {
    throw new FeeworthError('scenario/no-book', 'input', `${read.scenario.id} needs a book`, {
      hint:
        'name one with --book or FEEWORTH_BOOK ("feeworth demo" makes the example’s, ' +
        '.feeworth/example.db), or use the shipped scenario "join"',
    });
  }
  if (own === null && book !== null) mustBeInCurrencyOf(book, read.scenario, source.path);
  return {
    comparison: sized(comparisonOf(read, from), options),
    provenance: from.provenance,
    isFromBook: own === null,
    asserts: written.asserts,
    source,
  };
}

/** A comparison of so many paths, with side runs to match. */
function sized(comparison: Comparison, { paths: asked, isShort }: CompareOptions): Comparison {
  const paths = asked ?? comparison.paths;
  // Who asks for fewer paths asks for a quick answer: what stands beside the headline shrinks with it.
  const side = isShort === true ? 0 : Math.min(paths, Math.max(2, Math.ceil(paths / 4)));
  const sidePaths = Math.min(comparison.sidePaths, side);
  const bridgePaths = Math.min(comparison.bridgePaths, Math.ceil(side / 16));
  return { ...comparison, paths, sidePaths, bridgePaths };
}

function sourceOf({ scenario, recorded, set }: CompareOptions, book: AtCut | null): ScenarioSource {
  if (recorded !== undefined) return recordedSource(recorded);
  const path = scenarioPath(scenario ?? (book === null ? 'join' : 'stay-or-leave'));
  return whatIf(path, set ?? [], readScenarioText);
}

/** The scenario once the log has answered what it asks of it; the same one where that is nothing. */
async function resolved(
  source: ScenarioSource,
  read: ReadScenario,
  book: AtCut | null,
): Promise<{ readonly source: ScenarioSource; readonly read: ReadScenario }> {
  if (read.scenario.fromLog === undefined || book === null) return { source, read };
  const { withLog } = await import('./from-log.ts');
  const own = await withLog(source, read, book, await startOf(book));
  return { source: own, read: readSource(own) };
}

const STARTS = new WeakMap<AtCut, Promise<StartingPoint>>();

/** Levels and position of a book, read once: a grid asks for them at every point. */
function startOf(book: AtCut): Promise<StartingPoint> {
  const known = STARTS.get(book) ?? levelsOf(book);
  STARTS.set(book, known);
  return known;
}

/** Runs a comparison; its result is kept beside the book, so that it can be explained at once. */
export async function runComparison(
  options: CompareOptions,
  book: AtCut | null,
): Promise<ComparisonRun> {
  // Started first: threads load the model while this one reads scenario and book.
  const pool = options.pool ?? threadPool(options.workers);
  try {
    const { onProgress, isStopped } = options;
    const asked = await comparisonAsked(options, book);
    const precision = await precisionOf(asked.comparison, options, pool);
    // As if so many paths had been asked for: recorded, the run is run again without a search.
    const { paths } = precision ?? asked.comparison;
    const comparison = sized(asked.comparison, { ...options, paths });
    const answer = await compare(comparison, pool, sha256, onProgress, isStopped, precision?.run);
    const wasStopped = isStopped?.() === true;
    // A short answer cannot be explained: it lacks what a figure is explained by.
    const isWhole = !wasStopped && options.isShort !== true;
    if (book !== null && isWhole) keepRun(answer, comparison, book);
    return { ...asked, comparison, answer, isStopped: wasStopped, ...(precision && { precision }) };
  } finally {
    await pool.close();
  }
}

async function precisionOf(
  comparison: Comparison,
  { precisionCents, isStopped }: CompareOptions,
  pool: TaskPool,
): Promise<Precision | undefined> {
  if (precisionCents === undefined) return undefined;
  return pathsFor(comparison, precisionCents, pool, isStopped);
}

/** Levels of the book and amounts of the scenario are added up: they are of one currency. */
function mustBeInCurrencyOf(book: AtCut, { currency }: { currency: string }, file: string): void {
  const opened = book.columns.context(book.cut).facts.find(({ type }) => type === 'BookOpened');
  const own = opened?.data['currency'];
  if (typeof own !== 'string' || own === currency) return;
  throw new FeeworthError('scenario/other-currency', 'input', `The book is in ${own}`, {
    place: { file, at: 'currency' },
    hint: `write currency: ${own}, and all amounts of the scenario in it`,
  });
}

/** Whether a scenario ships with Feeworth under this name. */
export const isShipped = (name: string): boolean => (LIBRARY as readonly string[]).includes(name);

/** Path of a scenario file, or of a shipped scenario by its name. */
export function scenarioPath(name: string): string {
  if (!isShipped(name)) {
    return isAbsolute(name) ? name : resolve(name);
  }
  const source = fileURLToPath(new URL('../scenarios/library/', import.meta.url));
  const packed = fileURLToPath(new URL('../../scenarios/library/', import.meta.url));
  return join(existsSync(source) ? source : packed, `${name}.yaml`);
}

/** Forty sites written out line by line take a fifth of this. */
const MOST_LETTERS = 500_000;

/** Text of a scenario file, or of a shipped one. Throws `scenario/no-file`, `scenario/other-file`. */
export function readScenarioText(name: string): string {
  const path = scenarioPath(name);
  const text = readOrExplain(path);
  if (text.length > MOST_LETTERS) {
    throw new FeeworthError('scenario/too-large', 'input', 'The scenario file is too large', {
      place: { file: path },
      hint: `a scenario takes a few thousand letters; allowed are ${MOST_LETTERS}`,
    });
  }
  mustSayItIs('scenario', text, path);
  return text;
}

function readOrExplain(path: string): string {
  mustBeRegularFile(path, 'scenario/no-file');
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const near = nearestWord(basename(path), LIBRARY);
    throw new FeeworthError('scenario/no-file', 'input', 'The scenario file cannot be read', {
      place: { file: path },
      hint:
        near === undefined
          ? `name a file, or one of ${LIBRARY.join(', ')}`
          : `did you mean ${near}?`,
      cause,
    });
  }
}
