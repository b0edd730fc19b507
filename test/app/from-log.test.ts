// Scenarios that draw their levels from the log: resolved, run, recorded and run again.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { comparisonAsked, runComparison } from '../../app/compare.ts';
import type { AtCut, ComparisonAsked } from '../../app/compare.ts';
import { resolvedScenario } from '../../app/run-document.ts';
import type { Answer } from '../../scenarios/answer.ts';
import { distributionOf, quantileOf } from '../../scenarios/draw.ts';
import type { Draw } from '../../scenarios/draw.ts';
import { isFeeworthError } from '../../src/error.ts';
import { worldOf } from '../scenarios/calibration/log-world.ts';
import type { World } from '../scenarios/calibration/log-world.ts';
import { copyOfExample, exampleBook } from '../support/recorded-example.ts';
import { run } from './cli/run.ts';

const folder = mkdtempSync(join(tmpdir(), 'feeworth-from-log-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const HEAD = 'schema: feeworth-scenario/1\nid: ours\n';
let files = 0;
function file(text: string): string {
  const path = join(folder, `ours-${++files}.yaml`);
  writeFileSync(path, HEAD + text);
  return path;
}

const atCut = ({ book, cut }: World): AtCut => ({
  columns: book,
  cut,
  root: 'ab'.repeat(32),
  policy: 'gaap-2025@1',
  file: undefined,
});

const JOIN = `extends: join
set:
  timeline: { start: after the book, months: 12 }
  regimes.withMso.effective: start
  run: { bridgePaths: 1, sidePaths: 2, eventNoise: off }
`;
const WORLD = worldOf(30, 0.05, 40);
const BOOK = atCut(WORLD);

const asked = (text: string, book: AtCut = BOOK): Promise<ComparisonAsked> =>
  comparisonAsked({ scenario: file(text), paths: 8 }, book);

function drawOf({ comparison }: ComparisonAsked, id: string): Draw {
  const found = comparison.parameters.find((parameter) => parameter.id === id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found.draw;
}

it('knows where an assert is written, also when the log has answered', async () => {
  const text = `${JOIN}  levels: recorded\n  parameters.level.visits: { from: log }\n  asserts: [npv > 0 USD]\n`;
  const { asserts } = await asked(text);
  expect(asserts.map(({ at }) => [at.place.line, at.path])).toEqual([[10, 'asserts.0']]);
});

/** What is wrong with a scenario, as it is printed. */
async function problemOf(text: string, book: AtCut = BOOK): Promise<string> {
  try {
    await asked(text, book);
  } catch (error) {
    if (isFeeworthError(error)) return error.message;
    throw error;
  }
  return 'nothing';
}

const drawnBy = (id: string): Draw | undefined => {
  const said = WORLD.says.find((own) => own.id === id);
  return said?.status === 'drawn' ? said.draw : undefined;
};

describe('a scenario that asks the log', () => {
  it('draws one parameter, or every level that the file does not give', async () => {
    const one = await asked(
      `${JOIN}  levels: recorded\n  parameters.level.visits: { from: log }\n`,
    );
    expect(drawOf(one, 'level.visits')).toEqual(drawnBy('level.visits'));
    expect(one.comparison.history?.drawn).toEqual(['level.visits']);
    const own = '{ dist: normal, mean: 0%, sd: 1%, grade: entered }';
    const all = await asked(`${JOIN}  levels: { from: log }\n  parameters.level.ticket: ${own}\n`);
    expect(all.comparison.history?.drawn).toEqual([
      'level.visits',
      'level.denials',
      'level.payer-days',
    ]);
    expect(drawOf(all, 'level.ticket')).toEqual({ kind: 'normal', mean: 0, sd: 0.01 });
    expect(drawOf(all, 'level.denials')).toEqual(drawnBy('level.denials'));
    // Growth is no level: the file's own prior stays.
    expect(drawOf(all, 'growth').kind).not.toBe('quantiles');
  });

  it('takes the place of a range below it, and a range above takes its place', async () => {
    const path = file(`${JOIN}  levels: recorded\n  parameters.growth: { from: log }\n`);
    const drawn = await comparisonAsked({ scenario: path, paths: 8 }, BOOK);
    expect(drawOf(drawn, 'growth')).toEqual(drawnBy('growth'));
    const set = ['growth=3%/yr'];
    const fixed = await comparisonAsked({ scenario: path, paths: 8, set }, BOOK);
    expect(drawOf(fixed, 'growth')).toEqual({ kind: 'point', value: 0.03 });
    const again = await comparisonAsked({ scenario: path, set: ['growth={from: log}'] }, BOOK);
    expect(drawOf(again, 'growth')).toEqual(drawnBy('growth'));
  });

  it('leaves everything else as it is without it', async () => {
    const plain = (await asked(`${JOIN}  levels: recorded\n`)).comparison;
    const drawn = (await asked(`${JOIN}  levels: { from: log }\n`)).comparison;
    expect(drawn.plan).toEqual(plain.plan);
    expect(drawn.parameters.filter(({ id }) => !id.startsWith('level.'))).toEqual(plain.parameters);
    expect([plain.history, plain.sampling.correlations]).toEqual([undefined, []]);
  });

  it('says of each which log, how much of it, and which prior', async () => {
    const { parameters } = (await asked(`${JOIN}  levels: { from: log }\n`)).comparison;
    const sourceOf = (own: string): string => parameters.find(({ id }) => id === own)?.source ?? '';
    expect(parameters.filter(({ id }) => id.startsWith('level.')).map((p) => p.grade)).toEqual(
      Array(4).fill('recorded'),
    );
    const log = 'log as of 2025-06-30: ';
    const visits =
      /^visits of group in 2023-01\.\.2025-06, 30 months of visits .*level of \d+; no prior is used; the default is .* \(E, /;
    const denials =
      /^denialRate of all payers in .* claims decided .*; prior 5\.0 %, 10\.0 %, 15\.0 % \(B, /;
    for (const [id, words] of [
      ['level.visits', visits],
      ['level.denials', denials],
    ] as const) {
      expect(sourceOf(id).slice(0, log.length)).toBe(log);
      expect(sourceOf(id).slice(log.length)).toMatch(words);
    }
  });

  it('says aloud where the log contradicts a default, of what is drawn alone', async () => {
    // Some 400 visits a month are more than the range that ships for one site.
    const { conflicts = [] } =
      (await asked(`${JOIN}  levels: { from: log }\n`)).comparison.history ?? {};
    expect(conflicts).toHaveLength(1);
    expect(conflicts[0]).toMatch(/^Conflict: visits of group is \d+ to \d+ by the log alone, and/);
    const other = await asked(`${JOIN}  levels: recorded\n  parameters.growth: { from: log }\n`);
    expect(other.comparison.history?.conflicts).toEqual([]);
  });

  it('draws growth and level together, unless the file says how', async () => {
    const both = `${JOIN}  levels: { from: log }\n  parameters.growth: { from: log }\n`;
    const [tie] = (await asked(both)).comparison.sampling.correlations;
    expect(tie?.between).toEqual(['growth', 'level.visits']);
    expect(tie?.rho).toBeGreaterThan(0.5);
    const said = await asked(`${both}  correlations: [[growth, volume, 0.1]]\n`);
    expect(said.comparison.sampling.correlations).toEqual([
      { between: ['growth', 'volume'], rho: 0.1 },
    ]);
    const other = await asked(`${both}  correlations: [[volume, denials, 0.1]]\n`);
    expect(other.comparison.sampling.correlations).toHaveLength(2);
  });

  it('is recorded as its own quantiles: read without a book, it is the same scenario', async () => {
    const { source, comparison } = await asked(`${JOIN}  levels: { from: log }\n`);
    const text = resolvedScenario(source, comparison.scenarioDigest);
    expect(text).not.toContain('from');
    expect(text).toContain('"dist": "quantiles"');
    // A run that is recorded gives the book another root, and the log says nothing else for it.
    const recorded = { ...BOOK, root: 'cd'.repeat(32), cut: { ...BOOK.cut } };
    const same = await asked(`${JOIN}  levels: { from: log }\n`, recorded);
    expect(same.comparison.scenarioDigest).toBe(comparison.scenarioDigest);
    // What came into the book later moves levels, not what was drawn.
    const later = atCut(worldOf(36, 0.2, 20, 9));
    const again = (await comparisonAsked({ recorded: text }, later)).comparison;
    expect([again.scenarioDigest, again.history]).toEqual([
      comparison.scenarioDigest,
      comparison.history,
    ]);
    expect(again.parameters).toEqual(comparison.parameters);
  });
});

describe('what the log does not say', () => {
  const SHORT = atCut(worldOf(5, 0.05, 0));

  it.each([
    ['volume', '{ from: log }', 'E-LOG the log cannot speak to volume; give it a range'],
    ['level.visits', '{ from: book }', 'E-WORD parameters.level.visits.from: "book" is not known'],
    ['level.visits', '{ from: log, grade: B }', 'E-PATH unknown "grade"'],
  ])('%s: %s is refused where it stands', async (id, said, words) => {
    const message = await problemOf(`${JOIN}  levels: recorded\n  parameters.${id}: ${said}\n`);
    expect(message).toContain(words);
    expect(message).toMatch(/ours-\d+\.yaml:9:\d+ error/);
    expect(message).toContain('^');
  });

  it('is refused without a book behind the levels', async () => {
    const message = await problemOf(`${JOIN}  parameters.level.visits: { from: log }\n`);
    expect(message).toMatch(/yaml:8:\d+ error E-LOG .* levels are documented defaults; write/);
  });

  it('is refused with the line that asks, the reason and a remedy, all at once', async () => {
    const ask = (id: string): string => `  parameters.${id}: { from: log }\n`;
    const message = await problemOf(
      `${JOIN}  levels: recorded\n${ask('level.visits')}${ask('level.denials')}`,
      SHORT,
    );
    expect(message).toMatch(
      /yaml:9:\d+ error E-LOG the log says too little of level.visits: 5 months are recorded; 6 are wanted; leave it out/,
    );
    expect(message).toMatch(
      /yaml:10:\d+ error E-LOG .*level.denials: no insured claim is recorded/,
    );
  });

  it('stays a value where all levels are asked for, with the reason; none at all is refused', async () => {
    const { comparison } = await asked(`${JOIN}  levels: { from: log }\n`, SHORT);
    expect(comparison.history?.drawn).toEqual(['level.ticket']);
    expect(comparison.history?.held.map(({ id }) => id)).toEqual([
      'level.visits',
      'level.denials',
      'level.payer-days',
    ]);
    expect(comparison.history?.power).toBeNull();
    const tiny = atCut(worldOf(2, 0.05, 0));
    const message = await problemOf(`${JOIN}  levels: { from: log }\n`, tiny);
    expect(message).toMatch(
      /yaml:8:\d+ error E-LOG the log says too little of every level: 2 months/,
    );
  });

  it('may not be correlated', async () => {
    const correlated = '  correlations: [[level.denials, volume, 0.2]]\n';
    const message = await problemOf(`${JOIN}  levels: { from: log }\n${correlated}`, SHORT);
    expect(message).toContain('the log says too little of level.denials');
  });
});

describe('quantiles in a file', () => {
  const own = (said: string): string => `${JOIN}  parameters.volume: ${said}\n`;

  it('are read as they are written', async () => {
    const table = '{ dist: quantiles, at: [0.1, 0.5, 0.9], values: [-4%, 1%, 7%], grade: entered }';
    const draw = drawOf(await asked(`${own(table)}  levels: recorded\n`), 'volume');
    expect(draw).toEqual({ kind: 'quantiles', at: [0.1, 0.5, 0.9], values: [-0.04, 0.01, 0.07] });
    expect(distributionOf(draw).quantile(0.9)).toBeCloseTo(0.07, 12);
  });

  it.each([
    ['at: [0.5, 0.1], values: [1%, 2%]', 'E-DIST'],
    ['at: [0.1], values: [1%, 2%]', 'E-DIST'],
    ['at: [0.1, 0.9], values: [2%, 1%]', 'E-DIST'],
    ['at: [0.1, 0.9], values: [1, 2]', 'E-UNIT'],
    ['at: [0.1, 0.9]', 'E-MISSING'],
    ['at: [0.1, 0.9], values: [1%, 900%]', 'E-RANGE'],
  ])('%s: refused', async (table, code) => {
    const message = await problemOf(own(`{ dist: quantiles, ${table}, grade: entered }`));
    expect(message).toContain(`error ${code}`);
  });
});

describe('an answer', () => {
  it('goes to that of recorded levels as the log gets longer', async () => {
    const spread = async (world: World, levels: string): Promise<readonly number[]> => {
      const text = `${JOIN}  levels: ${levels}\n`;
      const options = { scenario: file(text), paths: 32, workers: 1 };
      const { answer } = await runComparison(options, atCut(world));
      return [answer.deltaCash.mean.cents, ...answer.deltaCash.quantiles.map((q) => q.value)];
    };
    const gap = async (world: World): Promise<number> => {
      const point = await spread(world, 'recorded');
      const drawn = await spread(world, '{ from: log }');
      return Math.max(...drawn.map((x, i) => Math.abs(x - (point[i] ?? 0))));
    };
    const [few, much] = [await gap(worldOf(8, 0.1, 8)), await gap(worldOf(120, 0.005, 160))];
    expect(few).toBeGreaterThan(0);
    expect(much).toBeLessThan(few / 3);
  });
});

describe('on the example', () => {
  let book = '';
  let own = '';
  beforeAll(async () => {
    book = await exampleBook();
    own = file(
      'extends: stay-or-leave\nset:\n  timeline.months: 6\n  levels: { from: log }\n' +
        '  run: { bridgePaths: 1, sidePaths: 2 }\n',
    );
  });
  const LIMIT =
    /This history could show a change of collections of \d+\.\d % or more \(80 % power, 5 % level\), from 12 months before and 12 after joining/;
  const FROM_LOG =
    'Assumptions drawn from the log: level.visits, level.ticket, level.denials, level.payer-days. From priors, by grade: E ';

  it.each([
    ['compare', 'OURS', '--paths', '8'],
    ['sweep', 'fee-level=80%,100%', '--scenario', 'OURS', '--paths', '8'],
    ['tornado', 'OURS', '--paths', '8'],
    ['sensitivity', 'OURS', '--method', 'morris', '--points', '2'],
    ['voi', 'OURS', '--paths', '64'],
    ['solve', 'fee-level', '--from', '50%', '--to', '150%', '--scenario', 'OURS', '--paths', '4'],
  ])('%s says what is from the log, and how little it could show', async (...argv) => {
    const words = argv.map((word) => (word === 'OURS' ? own : word));
    const { out, code } = await run([...words, '--workers', '1', '--book', book]);
    expect(code).toBe(0);
    expect(out).toContain(FROM_LOG);
    expect(out).toMatch(LIMIT);
  });

  it.each([
    ['backtest', 'From the log: the level of each series.'],
    ['replay --regime independent', 'From the log: luck of every claim'],
    ['calibrate', 'From the log alone: '],
  ])('%s says both, too', async (argv, words) => {
    const { out } = await run([...argv.split(' '), '--book', book]);
    expect(out).toContain(words);
    expect(out).toMatch(LIMIT);
  });

  it('says of a scenario that does not ask that nothing is from the log', async () => {
    const { out } = await run(['compare', '--paths', '4', '--workers', '1', '--book', book]);
    expect(out).toContain('Assumptions drawn from the log: none. From priors, by grade: E ');
    expect(out).not.toMatch(LIMIT);
  });

  it('shows what is drawn as calibrate prints it', async () => {
    const { out } = await run(['calibrate', '--json', '--book', book]);
    interface Draws {
      readonly id: string;
      readonly draw: Draw;
      readonly level: number | null;
      readonly calibrated: { readonly interval80: { readonly lower: number } };
    }
    const { draws } = (JSON.parse(out) as { data: { draws: readonly Draws[] } }).data;
    expect(draws).toHaveLength(5);
    for (const { id, draw, level, calibrated } of draws) {
      if (level === null) continue;
      const lower = calibrated.interval80.lower / level - 1;
      expect(quantileOf(draw, 0.1), id).toBeCloseTo(lower, 3);
    }
  });

  it('is run again from its record to the same bytes', async () => {
    const copy = await copyOfExample(folder);
    const env = { now: '2026-12-01T09:00:00.000Z', env: { FEEWORTH_ACTOR: 'dana' } };
    const at = ['--workers', '1', '--json', '--book', copy];
    const first = await run(['compare', own, '--paths', '8', '--record', ...at], env);
    expect(first.code).toBe(0);
    interface Recorded {
      readonly data: { readonly answer: Answer; readonly recorded: { readonly stream: string } };
    }
    const { answer, recorded } = (JSON.parse(first.out) as Recorded).data;
    expect(answer.history?.drawn).toHaveLength(4);
    rmSync(own);
    const again = await run(['rerun', recorded.stream, ...at], env);
    const { data } = JSON.parse(again.out) as { data: { isSame: boolean; answer: Answer } };
    expect(data.isSame).toBe(true);
    expect(JSON.stringify(data.answer)).toBe(JSON.stringify(answer));
  });
});
