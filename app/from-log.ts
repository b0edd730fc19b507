import type { ColumnBook } from '../src/batch/column-book.ts';
import { formatDay } from '../src/calendar.ts';
import { invariant } from '../src/error.ts';
import type { LogDraw, LogSaid } from '../scenarios/calibration/log-levels.ts';
import type { Calibration } from '../scenarios/calibration/parameter.ts';
import { readChain } from '../scenarios/file/extend.ts';
import { refuseProblems } from '../scenarios/file/problems.ts';
import { PARAMETER_UNITS } from '../scenarios/file/read-parameters.ts';
import { idsFromLog } from '../scenarios/file/read-history.ts';
import type { FromLog } from '../scenarios/file/read-history.ts';
import type { ReadScenario } from '../scenarios/file/read-scenario.ts';
import { newReading, report } from '../scenarios/file/tree.ts';
import type { Entry, MapTree, Reading, Tree } from '../scenarios/file/tree.ts';
import type { LogParameter } from '../scenarios/log-parameters.ts';
import type { StartingPoint } from '../scenarios/starting-point.ts';
import { logOf } from './kept-readings.ts';
import type { LogReading } from './kept-readings.ts';
import type { RunBasis } from './kept-runs.ts';
import { conflictWords, written } from './reports/history.ts';
import { amountText } from './draw-text.ts';
import { textOf } from './run-document.ts';
import type { ScenarioSource } from './run-document.ts';

/** A book at a cut with what a log is named by. */
interface BookWithLog extends RunBasis {
  readonly columns: ColumnBook;
}

/**
 * A scenario in which the log has answered: what was asked of it is now a distribution with where it
 * comes from, written as a file would write it, so that a recorded run holds all it was drawn of.
 * Throws `scenario/invalid` with the line that asks for what the log does not say.
 */
export async function withLog(
  source: ScenarioSource,
  { scenario }: ReadScenario,
  book: BookWithLog,
  start: StartingPoint,
): Promise<ScenarioSource> {
  const { fromLog } = scenario;
  if (fromLog === undefined) return source;
  const { calibration, says } = await readingOf(book, start);
  const reading = newReading(source.typed);
  const tree = readChain(reading, source.path, source.load);
  invariant(tree !== null, 'a scenario that was read before is read again');
  const ids = idsFromLog(fromLog, scenario.parameters);
  const named = new Set(scenario.correlations.flatMap(({ between }) => between));
  const sorted = sort(reading, tree, { says, ids, fromLog, named });
  refuseProblems(reading.problems);
  const text = `${textOf(answered(tree, sorted, calibration, book))}\n`;
  return { path: source.path, load: () => text };
}

const READINGS = new WeakMap<BookWithLog, Promise<LogReading>>();

/** What the log says, read once: a grid asks for it at every point. */
function readingOf(book: BookWithLog, start: StartingPoint): Promise<LogReading> {
  const known = READINGS.get(book) ?? logOf(book, start);
  READINGS.set(book, known);
  return known;
}

interface Asked {
  readonly says: readonly LogSaid[];
  readonly ids: readonly LogParameter[];
  readonly fromLog: FromLog;
  /** Parameters that correlations name: they must be drawn. */
  readonly named: ReadonlySet<string>;
}

/** What is drawn from the log, and of the levels it was asked for all at once, what it leaves. */
interface Sorted {
  readonly drawn: readonly LogDraw[];
  readonly held: readonly { readonly id: LogParameter; readonly reason: string }[];
  /** Parameters that the file itself correlates. */
  readonly named: ReadonlySet<string>;
}

/** What the log says of what it was asked; a problem where a line asks for what it does not say. */
function sort(reading: Reading, tree: MapTree, { says, ids, fromLog, named }: Asked): Sorted {
  const drawn: LogDraw[] = [];
  const held: { id: LogParameter; reason: string }[] = [];
  const levels = tree.entries.get('levels')?.value.place ?? tree.place;
  for (const id of ids) {
    const said = says.find((own) => own.id === id);
    const reason =
      said === undefined
        ? 'nothing is recorded that would tell it'
        : said.status === 'inconclusive'
          ? said.reason
          : null;
    if (said?.status === 'drawn' && reason === null) drawn.push(said);
    else if (reason !== null && !fromLog.asked.includes(id) && !named.has(id)) {
      held.push({ id, reason });
    } else {
      const place = entryOf(tree, 'parameters', id)?.value.place ?? levels;
      report(reading, place, {
        code: 'E-LOG',
        at: `parameters.${id}`,
        message: `the log says too little of ${id}: ${reason}`,
        hint:
          id === 'growth'
            ? 'give it a range and its grade'
            : 'leave it out to keep the recorded level, or give it a range and its grade',
      });
    }
  }
  if (drawn.length === 0 && reading.problems.length === 0) {
    report(reading, levels, {
      code: 'E-LOG',
      at: 'levels',
      message: `the log says too little of every level: ${held[0]?.reason ?? ''}`,
      hint: 'write levels: recorded, which takes them as they are',
    });
  }
  return { drawn, held, named };
}

const entryOf = (tree: MapTree, section: string, key: string): Entry | undefined => {
  const own = tree.entries.get(section)?.value;
  return own?.kind === 'map' ? own.entries.get(key) : undefined;
};

/** The scenario with what the log said in the place of what asked for it. */
function answered(
  tree: MapTree,
  { drawn, held, named }: Sorted,
  { parameters, levels, power }: Calibration,
  basis: RunBasis,
): MapTree {
  const entries = new Map(tree.entries);
  const own = entries.get('parameters')?.value;
  const given = new Map(own?.kind === 'map' ? own.entries : []);
  for (const said of drawn) given.set(said.id, entry(treeOf(parameterOf(said, basis))));
  entries.set('parameters', entry({ kind: 'map', place: tree.place, entries: given }));
  entries.set('levels', entry(treeOf('recorded')));
  const ties = tiesOf(drawn, named);
  if (ties.length > 0) entries.set('correlations', entry(withTies(entries.get('correlations'))));
  const told = drawn.map(({ calibrated }) => calibrated);
  const conflicts = [...parameters, ...levels].filter(
    (p) => p.status === 'estimated' && p.isInConflict && told.includes(p),
  );
  const history = {
    drawn: drawn.map(({ id }) => id),
    ...(held.length === 0
      ? {}
      : { held: Object.fromEntries(held.map(({ id, reason }) => [id, reason])) }),
    ...(conflicts.length === 0 ? {} : { conflicts: conflicts.map(conflictWords) }),
    ...(power === null
      ? {}
      : {
          detectable: amountText(Math.min(MOST, Number(power.detectable.toFixed(8))), 'share'),
          before: months(power.monthsBefore),
          after: months(power.monthsAfter),
          change: power.isSupposed ? 'supposed' : 'joining',
        }),
  };
  entries.set('history', entry(treeOf(history)));
  return { ...tree, entries };

  function withTies(own: Entry | undefined): Tree {
    const items = own?.value.kind === 'list' ? own.value.items : [];
    return { kind: 'list', place: tree.place, items: [...items, ...ties.map(treeOf)] };
  }

  function entry(value: Tree): Entry {
    return { key: tree.place, value };
  }

  function treeOf(value: Plain): Tree {
    const { place } = tree;
    if (typeof value === 'number') {
      return { kind: 'scalar', place, text: amountText(value, 'log odds'), isBareNumber: true };
    }
    if (typeof value === 'string') {
      return { kind: 'scalar', place, text: value, isBareNumber: false };
    }
    if (isList(value)) return { kind: 'list', place, items: value.map(treeOf) };
    const all = Object.entries(value).map(([key, one]) => [key, entry(treeOf(one))] as const);
    return { kind: 'map', place, entries: new Map(all) };
  }
}

/** Nearer to 1 than this, two parameters are one. */
const STRONGEST = 0.99;

/**
 * Correlations of what one fit gives, where both are drawn. Who correlates one of them in the file
 * says all that it moves with.
 */
function tiesOf(drawn: readonly LogDraw[], named: ReadonlySet<string>): readonly Plain[] {
  return drawn.flatMap(({ id, tie }) => {
    const isDrawn = drawn.some((other) => other.id === tie?.id);
    if (tie === null || !isDrawn || named.has(id) || named.has(tie.id)) return [];
    const rho = Math.min(STRONGEST, Math.max(-STRONGEST, tie.rho));
    return [[id, tie.id, Number(rho.toFixed(3))]];
  });
}

type Plain = number | string | readonly Plain[] | { readonly [key: string]: Plain };

const isList = (value: Plain): value is readonly Plain[] => Array.isArray(value);

/** A change that nobody needs to be told more of: a hundredfold. */
const MOST = 99;

const months = (count: number): string => `${count} months`;

/** A parameter as a file writes it: its quantiles, grade and where it comes from. */
function parameterOf(said: LogDraw, basis: RunBasis): Plain {
  const { draw, id } = said;
  invariant(draw.kind === 'quantiles', 'the log is drawn by its quantiles');
  const unit = PARAMETER_UNITS[id].name;
  return {
    dist: 'quantiles',
    at: draw.at,
    values: draw.values.map((x) => amountText(x, unit)),
    grade: 'recorded',
    source: sourceOf(said, basis),
  };
}

/** Which log (a run's record names its events and root), how much of it, and which prior beside it. */
function sourceOf({ calibrated, level }: LogDraw, { cut }: RunBasis): string {
  const { parameter, of, unit, window, n, counted, restsOn, shipped, method } = calibrated;
  // Neither root nor number of events: a run that is recorded changes both and says nothing new.
  const log = `log as of ${formatDay(cut.asOf)}`;
  const what = `${parameter} of ${of} in ${window}, ${n} ${counted} (${method})`;
  const against = level === null ? '' : `, against the level of ${written(level, unit)}`;
  const prior =
    shipped === null
      ? 'no default is shipped'
      : `${restsOn === 'log' ? 'no prior is used; the default is' : 'prior'} ${shipped.range
          .map((x) => written(x, unit))
          .join(', ')} (${shipped.grade}, ${shipped.source})`;
  return `${log}: ${what}${against}; ${prior}`;
}
