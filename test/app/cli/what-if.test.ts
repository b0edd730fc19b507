// What-ifs as they are asked at a prompt; the scenario "join" needs no book.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Answer } from '../../../scenarios/answer.ts';
import { run } from './run.ts';
import { quickScenario } from '../../support/quick-scenario.ts';

const NONE = ['--book', 'nowhere.db', '--workers', '1'];
const folder = mkdtempSync(join(tmpdir(), 'feeworth-what-if-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const QUICK = quickScenario(folder, { bridgePaths: 0 });

interface Compared {
  readonly data: {
    readonly title: string;
    readonly answer: { readonly title: string; readonly scenarioDigest: string };
  };
}
interface Moved {
  readonly data: {
    readonly tornado: { readonly bars: readonly { readonly id: string }[] };
    readonly tables: readonly { readonly rows: readonly Record<string, string>[] }[];
  };
}

describe('a what-if', () => {
  it('is asked in one line, says what was set, and is another scenario', async () => {
    const ask = async (...more: string[]): Promise<Compared['data']> => {
      const { out, code } = await run([
        'compare',
        'join',
        ...more,
        '--json',
        '--paths',
        '2',
        ...NONE,
      ]);
      expect(code).toBe(0);
      return (JSON.parse(out) as Compared).data;
    };
    const plain = await ask();
    const asked = await ask('--set', 'volume=0%', 'fee-level=80%');
    expect(asked.answer.title).toBe(`${plain.answer.title}, with fee-level=80%, volume=0%`);
    expect(asked.answer.scenarioDigest).not.toBe(plain.answer.scenarioDigest);
    expect(asked.title).not.toBe(plain.title);
    const apart = await ask('--set', 'fee-level=80%', '--set', 'volume=0%');
    expect(apart.answer.scenarioDigest).toBe(asked.answer.scenarioDigest);
  });

  it('asked for in short is the same headline without what stands behind it', async () => {
    const ask = async (...more: string[]): Promise<Answer> => {
      const set = ['--set', 'volume=1%', 'timeline.months=14'];
      const { out, code } = await run(['compare', 'join', ...set, ...more, '--json', ...NONE]);
      expect(code).toBe(0);
      return (JSON.parse(out) as { data: { answer: Answer } }).data.answer;
    };
    const whole = await ask('--paths', '16');
    const short = await ask('--paths', '16', '--short');
    const { deltaCash, npv, pBetter, arms, payback, tails, scenarioDigest } = whole;
    expect(short).toMatchObject({ deltaCash, npv, pBetter, arms, payback, tails, scenarioDigest });
    expect(whole.bridge.level2.length).toBeGreaterThan(1);
    expect(short).toMatchObject({ bridge: { level2: [] }, managerCases: [], spreadParts: null });
    const { out } = await run(['compare', QUICK, '--short', '--paths', '2', ...NONE]);
    expect(out).toContain('Cash difference');
    expect(out).not.toContain('n/a (no spread)');
    expect(out.split('\n').length).toBeLessThan(26);
  });

  it('in short judges the asserts it has figures of, and names the others', async () => {
    const asserting = join(folder, 'asserting.yaml');
    const asserts = "asserts: ['npv >= 0 USD', 'bridge/overhead >= 0 USD']";
    const text = `schema: feeworth-scenario/1\nid: asserting\nextends: join\nset:\n  ${asserts}\n`;
    writeFileSync(asserting, text);
    const { out, code } = await run(['compare', asserting, '--short', '--paths', '2', ...NONE]);
    expect(code).toBe(7);
    expect(out).toContain('0 of 1 hold');
    expect(out).toContain('Not judged, it takes the whole answer: bridge/overhead >= 0 USD');
  });

  it('sets whole sections as well as parameters', async () => {
    const set = ['--set', 'incomeTax={rate: 21%, grade: entered}', 'run={paths: 4, sidePaths: 2}'];
    const { out, code } = await run(['compare', 'join', '--short', ...set, '--json', ...NONE]);
    expect(code).toBe(0);
    expect((JSON.parse(out) as { data: { answer: Answer } }).data.answer.paths).toBe(4);
  });

  it('lives as many futures as its precision takes, and says what that was', async () => {
    const ask = async (...more: string[]): Promise<string> => {
      const { out } = await run(['compare', QUICK, '--short', ...more, ...NONE]);
      return out;
    };
    const enough = await ask('--precision', '90000');
    expect(enough).toMatch(/256 paths were enough: the mean is known to ± \$\d[\d,]* \(95 %\)/);
    expect(enough.replace(/.*were enough.*\n/, '')).toBe(await ask('--paths', '256'));
    const rough = await ask('--precision', '1', '--paths', '300');
    expect(rough).toMatch(/Not as precise as asked: the mean is known to ± \$\d/);
    const { err, code } = await run(['compare', QUICK, '--precision', '5k', ...NONE]);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('--precision 5000') });
  });

  it.each([['--record'], ['--html', join(folder, 'page.html')]])(
    'in short is not %s: that takes the whole answer',
    async (...other) => {
      const { err, code } = await run(['compare', QUICK, '--short', ...other, ...NONE]);
      expect(code).toBe(2);
      expect(err).toContain(`${other[0]} takes the whole answer`);
    },
  );

  it('that cannot be is refused, each setting as it was typed', async () => {
    const set = [
      '--set',
      'volum=0%',
      'denials=5',
      'asserts=["fan/2199-01/p10 > 3 USD"]',
      'fee-level=90%',
    ];
    const { err, code } = await run(['compare', QUICK, ...set, ...NONE]);
    expect(code).toBe(3);
    expect(err).toContain('2 problems');
    expect(err).toContain('\n--set volum=0%: error E-PATH unknown "volum"');
    expect(err).toContain('did you mean "volume"?');
    expect(err).toContain('\n--set denials=5: error E-UNIT');
    expect(err).toContain('write 5%, with its unit');
    // What the answer alone can tell is told of what was typed as well.
    const late = await run([
      'compare',
      QUICK,
      '--set',
      'asserts=["fan/2199-01/p10 > 3 USD"]',
      ...NONE,
    ]);
    expect(late.err).toContain('\n--set asserts=["fan/2199-01/p10 > 3 USD"]: error E-FIGURE');
  });
});

interface Swept {
  readonly data: {
    readonly title: string;
    readonly sweep: {
      readonly points: readonly {
        readonly at: readonly string[];
        readonly scenarioDigest: string;
        readonly deltaCash: { readonly mean: { readonly cents: number } };
        readonly npv: { readonly cents: number };
        readonly pBetter: { readonly estimate: number };
      }[];
    };
  };
}

describe('a correlation with a parameter of one value', () => {
  it('is said to say nothing, and keeps no method from the others', async () => {
    const own = join(folder, 'idle.yaml');
    const ask = async (...argv: string[]): Promise<string> => {
      const { out, err, code } = await run(argv);
      expect(code, err).toBe(0);
      return out;
    };
    const file = (pairs: string): void =>
      writeFileSync(
        own,
        `schema: feeworth-scenario/1\nid: idle\nextends: join\nset:\n  correlations: [${pairs}]\n`,
      );
    file('[denials, removed.manager, 0.5], [volume, growth, 0.3]');
    const said =
      'The correlation of denials with removed.manager says nothing: removed.manager has one value.';
    const checked = await ask('scenario', 'check', own);
    expect(checked).toContain(said);
    expect(checked.match(/says nothing/g)).toHaveLength(1);
    expect(await ask('compare', own, '--short', '--paths', '2', ...NONE)).toContain(said);
    const sobol = ['sensitivity', own, '--points', '2', '--set', 'timeline.months=6', ...NONE];
    expect((await run(sobol)).err).toContain('error[scenario/correlated]');
    file('[denials, removed.manager, 0.5]');
    expect(await ask(...sobol)).toContain('Fixed by the scenario: removed.manager');
  });
});

describe('what a file says oddly', () => {
  const own = join(folder, 'odd.yaml');
  const check = async (...lines: string[]) => {
    writeFileSync(
      own,
      ['schema: feeworth-scenario/1', 'id: odd', 'extends: join', ...lines].join('\n'),
    );
    return run(['scenario', 'check', own]);
  };

  it('is told where it stands, not where the file it extends begins', async () => {
    const { err } = await check('set:', '  regimes.withMso.effective: 2019-01');
    expect(err).toContain(`${own}:5:30 error E-DATE the effective month lies outside the timeline`);
    const set = await run([
      'scenario',
      'check',
      'stay-or-leave',
      '--set',
      'levels={defaults: solo}',
    ]);
    expect(set.err).toContain('--set levels={defaults: solo}: error E-DATE');
    expect(set.err).toContain('--set levels={defaults: solo}: error E-REGIME');
  });

  it('is not told to write again what was refused', async () => {
    const { err } = await check(
      'set:',
      '  regimes.withMso.msa.fee: { kind: flat, amount: -6500 USD/month }',
    );
    expect(err).toContain('allowed: 0 USD/month and above');
    expect(err).not.toContain('write -6500');
  });

  it('is told all that a scenario may have, and to write below set: only what it may', async () => {
    const { err } = await check('extra: 4', 'levers: {}', 'set:', '  bogus.key: 3');
    expect(err).toContain('unknown "extra" in a file that extends another; known: schema,');
    expect(err).toContain('write it below set:, as levers: …');
    expect(err).toMatch(/unknown "bogus" in the scenario; known: .*levers, hazards.*asserts/);
  });

  it('is said of a lever that begins before the first month', async () => {
    const said = 'Lever wages begins in 2001-07, before the first month, 2027-01.';
    const checked = await check('set:', '  levers.wages: { on: staff, by: 6%, from: 2001-07 }');
    expect(checked.out).toContain(said);
    const { out } = await run(['compare', own, '--short', '--paths', '2', ...NONE]);
    expect(out).toContain(said);
    const later = await check('set:', '  levers.wages: { on: staff, by: 6%, from: 2027-01 }');
    expect(later.out).not.toContain('before the first month');
  });
});

describe('a question without a book', () => {
  it('is refused where it names a day of one', async () => {
    const { err, code } = await run(['compare', 'join', '--as-of', 'nonsense', ...NONE]);
    expect({ code, err }).toEqual({ code: 3, err: expect.stringContaining('store/no-book') });
  });

  it('can be explained', async () => {
    const asked = ['--scenario', QUICK, '--paths', '8', ...NONE];
    const { out, code } = await run(['explain', 'compare/npv', ...asked]);
    expect({ code, out }).toEqual({
      code: 0,
      out: expect.stringContaining('No book: the scenario brings its own levels'),
    });
  });

  it('lists what can be explained of it', async () => {
    const asked = ['--scenario', QUICK, '--paths', '8', ...NONE];
    const { out, code } = await run(['explain', '--list', 'compare/npv', ...asked]);
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining('compare/npv/p10/low') });
    expect(out).toContain('No book: the scenario brings its own levels');
  });

  it.each([
    ['join', 'join is a scenario', 'write --scenario join, and fee-level=60%'],
    ['fee-level=60..100/10', 'E-UNIT', 'all three numbers of a range bear the unit'],
  ])('is told what a sweep of it lacks: %s', async (grid, problem, hint) => {
    const { err } = await run(['sweep', grid, '--scenario', QUICK, '--paths', '4', ...NONE]);
    expect(err).toContain(problem);
    expect(err.replace(/\s+/g, ' ')).toContain(hint);
  });
});

describe('a sweep', () => {
  const sweep = async (...argv: string[]): Promise<Swept['data']> => {
    const asked = ['sweep', ...argv, '--scenario', QUICK, '--paths', '4', '--json', ...NONE];
    const { out, code } = await run(asked);
    expect(code).toBe(0);
    return (JSON.parse(out) as Swept).data;
  };

  it('is the comparison at each point, on the same luck', async () => {
    const found = await sweep('fee-level=50%,200%', '--set', 'volume=0%');
    const { points } = found.sweep;
    expect(points.map(({ at }) => at)).toEqual([['50%'], ['200%']]);
    for (const { at, scenarioDigest, deltaCash, npv, pBetter } of points) {
      const argv = ['compare', QUICK, '--set', 'volume=0%', `fee-level=${at[0] ?? ''}`];
      const { out } = await run([...argv, '--paths', '4', '--json', ...NONE]);
      const { answer } = (JSON.parse(out) as { data: { answer: Answer } }).data;
      expect(answer.scenarioDigest).toBe(scenarioDigest);
      expect(answer.deltaCash.mean).toEqual(deltaCash.mean);
      expect(answer.npv.mean).toEqual(npv);
      expect(answer.pBetter).toEqual(pBetter);
    }
    const [low = 0, high = 0] = points.map(({ deltaCash }) => deltaCash.mean.cents);
    expect(low).toBeGreaterThan(high);
    expect(found.title).toContain(`its sign ${low > 0 && high < 0 ? 'turns' : 'is the same'}`);
  });

  it('takes steps, exact ones, and every point of a grid', async () => {
    const { sweep: grid } = await sweep('dip=0%..0.3%/0.1%', 'removed.manager=0%,25%');
    expect(grid.points.map(({ at }) => at.join(' '))).toEqual([
      '0% 0%',
      '0% 25%',
      '0.1% 0%',
      '0.1% 25%',
      '0.2% 0%',
      '0.2% 25%',
      '0.3% 0%',
      '0.3% 25%',
    ]);
    const { sweep: growth } = await sweep('growth=0%/yr..4%/yr/2%/yr');
    expect(growth.points.map(({ at }) => at)).toEqual([['0%/yr'], ['2%/yr'], ['4%/yr']]);
    const { sweep: years } = await sweep('timeline.months=12..14/2');
    expect(years.points.map(({ at }) => at)).toEqual([['12'], ['14']]);
  });

  it('refuses what is no grid, and a grid that is too large', async () => {
    const refusal = async (...argv: string[]): Promise<string> => {
      const { err } = await run(['sweep', ...argv, '--scenario', QUICK, ...NONE]);
      return /error\[([^\]]+)\]/.exec(err)?.[1] ?? err;
    };
    expect(await refusal('fee-level')).toBe('usage/bad-value');
    expect(await refusal('fee-level=')).toBe('usage/bad-value');
    expect(await refusal('fee-level=10%,,20%')).toBe('usage/bad-value');
    for (const range of ['20%..10%/1%', '10%..20%/0%', '10%..20%', '10%..20/5%', '10%..15%/10%'])
      expect(await refusal(`fee-level=${range}`), range).toBe('usage/bad-value');
    expect(await refusal('fee-level={value: 1%},2%')).toBe('usage/bad-value');
    expect(await refusal('run.paths=10,20')).toBe('usage/bad-value');
    expect(await refusal('fee-level=0%..100%/0.0000001%')).toBe('scenario/too-many-points');
    expect(await refusal('fee-level=0%..100%/0.5%')).toBe('scenario/too-many-points');
    expect(await refusal('fee-level=0%..10%/1%', 'dip=0%..10%/1%')).toBe(
      'scenario/too-many-points',
    );
  });
});

interface Solved {
  readonly data: {
    readonly title: string;
    readonly notes: readonly string[];
    readonly solution: {
      readonly crossings: readonly {
        readonly value: number;
        readonly text: string;
        readonly lower: number;
        readonly upper: number;
      }[];
      readonly ends: readonly [number, number];
    };
  };
}

describe('a solution', () => {
  const ask = ['--scenario', QUICK, '--paths', '4', '--json', ...NONE];
  const solve = async (...argv: string[]): Promise<Solved['data']> => {
    const { out, err, code } = await run(['solve', ...argv, ...ask]);
    expect(code, err).toBe(0);
    return (JSON.parse(out) as Solved).data;
  };
  const differenceAt = async (set: string): Promise<Answer['deltaCash']['mean']> => {
    const argv = ['compare', QUICK, '--paths', '4', '--json', ...NONE, '--set', set];
    const { out } = await run(argv);
    return (JSON.parse(out) as { data: { answer: Answer } }).data.answer.deltaCash.mean;
  };

  it('is where the comparison has the figure that was asked for', async () => {
    const { solution, title } = await solve('fee-level', '--from', '0%', '--to', '900%');
    const [crossing, ...more] = solution.crossings;
    expect(more).toEqual([]);
    expect(title).toMatch(/^At fee-level of [\d.]+% the mean cash difference is \$0/);
    const there = await differenceAt(`fee-level=${crossing?.text ?? ''}`);
    expect(Math.abs(there.cents)).toBeLessThan(1_000);
    // Cash falls with the fee: the two ends of its interval are those of the figure's.
    const slope = (solution.ends[1] - solution.ends[0]) / 9;
    const half = (there.upperCents - there.lowerCents) / 2 / Math.abs(slope);
    expect(((crossing?.upper ?? 0) - (crossing?.lower ?? 0)) / 2).toBeCloseTo(half, 1);
    const ends = await Promise.all(['0%', '900%'].map((x) => differenceAt(`fee-level=${x}`)));
    expect(ends.map(({ cents }) => cents)).toEqual(solution.ends);
  });

  it('takes another figure and another target, and says when there is none', async () => {
    const range = ['--from', '50%', '--to', '60%'];
    const at = await differenceAt('fee-level=55%');
    const target = (at.cents / 100).toFixed(2);
    const { solution } = await solve('fee-level', ...range, '--target', target);
    expect(solution.crossings[0]?.value).toBeCloseTo(0.55, 4);
    const none = await solve('fee-level', ...range, '--target', '99000000');
    expect(none.solution.crossings).toEqual([]);
    expect(none.title).toContain('At no fee-level from 50% to 60%');
    const below = 'Both ends lie on the same side; it comes nearer below 50%: try a wider range.';
    expect(none.notes).toContain(below);
    const better = await solve('fee-level', '--from', '0%', '--to', '900%', '--figure', 'better');
    expect(better.solution.crossings.length).toBeGreaterThan(0);
  });

  it('takes any statistic of the comparison, and finds it there', async () => {
    const answerAt = async (set: string): Promise<Answer> => {
      const argv = ['compare', QUICK, '--paths', '4', '--json', ...NONE, '--set', set];
      const { out } = await run(argv);
      return (JSON.parse(out) as { data: { answer: Answer } }).data.answer;
    };
    const quantileOf = ({ deltaCash }: Answer, p: number): number =>
      deltaCash.quantiles.find((one) => one.p === p)?.value ?? NaN;
    const figures: readonly (readonly [string, string, number, (of: Answer) => number])[] = [
      ['p10', '0', 1_000, (of) => quantileOf(of, 0.1)],
      ['p50', '500', 1_000, (of) => quantileOf(of, 0.5) - 50_000],
      ['p90', '0', 1_000, (of) => quantileOf(of, 0.9)],
      ['worst', '0', 1_000, (of) => of.tails[1]?.cents ?? NaN],
      ['roi', '-10%', 0.001, (of) => (of.feeRoi?.estimate ?? NaN) + 0.1],
      ['npv', '0', 1_000, (of) => of.npv.mean.cents],
    ];
    for (const [figure, target, near, off] of figures) {
      const range = ['--from', '0%', '--to', '300%', '--figure', figure, '--target', target];
      const { solution, title } = await solve('fee-level', ...range);
      expect(solution.crossings, figure).toHaveLength(1);
      const found = await answerAt(`fee-level=${solution.crossings[0]?.text ?? ''}`);
      expect(Math.abs(off(found)), `${figure}: ${title}`).toBeLessThan(near);
    }
    // Money that is short turns up somewhere between a small fee and an unbearable one.
    const range = ['--from', '0%', '--to', '1000%', '--figure', 'payroll', '--target', '50%'];
    const { solution } = await solve('fee-level', ...range);
    expect(solution.ends).toEqual([0, 1]);
    expect(solution.crossings).toHaveLength(1);
  });

  it('takes a parameter that is a plain number, as a file writes it', async () => {
    const range = ['--from', '-0.1', '--to', '0.1'];
    const { solution, title } = await solve('retention', ...range, '--target', '99000000');
    expect(solution.crossings).toEqual([]);
    expect(title).toContain('At no retention from -0.1 to 0.1');
  });

  it('refuses what it cannot look for', async () => {
    const refusal = async (...argv: string[]): Promise<string> => {
      const { err } = await run(['solve', ...argv, '--scenario', QUICK, ...NONE]);
      return /error\[([^\]]+)\]/.exec(err)?.[1] ?? err;
    };
    const range = ['--from', '50%', '--to', '60%'];
    expect(await refusal('volum', ...range)).toBe('usage/bad-value');
    expect(await refusal('volume', '--from', '50%', '--to', '50%')).toBe('usage/bad-value');
    expect(await refusal('volume', '--from', 'half', '--to', '50%')).toBe('usage/bad-value');
    expect(await refusal('volume', ...range, '--figure', 'luck')).toBe('usage/bad-value');
    const roi = ['--figure', 'roi', '--target', '5000'];
    expect(await refusal('volume', ...range, ...roi)).toBe('usage/bad-value');
    expect(await refusal('retention', ...range)).toBe('usage/bad-value');
    expect(await refusal('volume', ...range, '--target', '5 %')).toBe('usage/bad-value');
    expect(await refusal('volume', '--from', '50%')).toBe('usage/missing-option');
  });
});

describe('a tornado', () => {
  it('names what matters most and has a row for each assumption that varies', async () => {
    const argv = ['tornado', QUICK, '--paths', '4', ...NONE];
    const { out, code } = await run([...argv, '--json']);
    expect(code).toBe(0);
    const { tornado, tables } = (JSON.parse(out) as Moved).data;
    const rows = tables[0]?.rows ?? [];
    expect(rows.map((row) => row['parameter'])).toEqual(tornado.bars.map(({ id }) => id));
    expect(rows.length).toBeGreaterThan(4);
    const text = (await run(argv)).out;
    expect(text).toContain(`${tornado.bars[0]?.id} matters most`);
    expect(text).toMatch(/scenario [0-9a-f]{16}, seed \d+\n/);
    const held = await run([...argv, '--set', 'volume=0%']);
    expect(held.out).toMatch(/without a bar: .*volume/);
  });
});
