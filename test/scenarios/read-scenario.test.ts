import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparisonOf, ownStartingPoint } from '../../scenarios/comparison-of.ts';
import { readScenario } from '../../scenarios/file/read-scenario.ts';
import type { ScenarioProblem } from '../../scenarios/file/problems.ts';
import { sha256 } from '../../src/audit/sha256.node.ts';
import { isFeeworthError } from '../../src/error.ts';
import { formatMonth, parseMonth } from '../../src/calendar.ts';

const library = (name: string): string =>
  readFileSync(new URL(`../../scenarios/library/${name}`, import.meta.url), 'utf8');
const JOIN = library('join.yaml');

/** Reads files given by name; the first one is the scenario. */
function read(files: Record<string, string>) {
  const [first = ''] = Object.keys(files);
  const load = (path: string): string => {
    const text = files[path];
    if (text === undefined) throw new Error('no such file');
    return text;
  };
  return readScenario(first, load, sha256);
}

function problemsOf(files: Record<string, string>): { problems: ScenarioProblem[]; text: string } {
  try {
    read(files);
  } catch (error) {
    if (isFeeworthError(error) && error.code === 'scenario/invalid') {
      return { problems: error.details['problems'] as ScenarioProblem[], text: error.message };
    }
    throw error;
  }
  return { problems: [], text: '' };
}

const codes = (files: Record<string, string>): string[] =>
  problemsOf(files).problems.map((p) => p.code);

/** The join scenario with a line changed; the change must hit. */
function changed(from: string | RegExp, to: string): Record<string, string> {
  const text = JOIN.replace(from, to);
  expect(text).not.toBe(JOIN);
  return { 'join.yaml': text };
}

const child = (body: string): Record<string, string> => ({
  'bull.yaml': `schema: feeworth-scenario/1\nid: bull\nextends: ./join.yaml\n${body}`,
  'join.yaml': JOIN,
});

describe('readScenario', () => {
  it('reads the shipped scenarios', () => {
    const join = read({ 'join.yaml': JOIN });
    expect(join.scenario.recorded).toBe('independent');
    expect(join.scenario.services).toHaveLength(13);
    expect(join.digest).toMatch(/^[0-9a-f]{64}$/);
    const stay = read({ 'stay-or-leave.yaml': library('stay-or-leave.yaml') });
    expect(stay.scenario.recorded).toBe('withMso');
    expect(stay.scenario.change.cost).toEqual({ kind: 'months-of-fee', months: 6 });
    expect(stay.scenario.timeline.start).toBe('after-book');
    expect(ownStartingPoint(stay.scenario)).toBeNull();
  });

  it('makes a comparison of a scenario that needs no book', () => {
    const join = read({ 'join.yaml': JOIN });
    const from = ownStartingPoint(join.scenario);
    if (from === null) throw new Error('join brings its own levels');
    const { plan } = comparisonOf(join, from);
    expect(formatMonth(plan.start)).toBe('2027-01');
    expect(plan.joiningCents).toBe(3_000_000);
    expect(plan.agreements['practice']?.fee.components[0]).toMatchObject({ amount: '8300.00' });
    expect(plan.sites[0]?.services.find((s) => s.service === 'it')?.scale).toBe(1);
  });

  it('has a digest of what is said, not of how', () => {
    const { digest } = read({ 'join.yaml': JOIN });
    const reworded = JOIN.replace(/^#.*$/gm, '# other words').replace('30,000 USD', '30000.00 USD');
    expect(read({ 'other.yaml': reworded }).digest).toBe(digest);
    expect(
      read(
        changed(
          'high: 10%, grade: E, source: docs/sources.md#effects',
          'high: 11%, grade: E, source: docs/sources.md#effects',
        ),
      ).digest,
    ).not.toBe(digest);
  });

  it('gives a child its parent, its set and its unset', () => {
    const { scenario } = read(
      child(
        'title: Bull\nset:\n  parameters.volume.central: 5%\n  parameters.removed.manager.value: 25%\n' +
          '  parameters: {dip: {dist: point, value: 1%, grade: entered}}\n' +
          '  regimes.withMso.msa.fee.amount: 6000 USD/month\nunset: [parameters.growth]\n',
      ),
    );
    expect(scenario.title).toBe('Bull');
    const draw = (id: string) => scenario.parameters.find((p) => p.id === id)?.draw;
    expect(draw('volume')).toEqual({ kind: 'triangular', min: -0.02, mode: 0.05, max: 0.1 });
    expect(draw('removed.manager')).toEqual({ kind: 'point', value: 0.25 });
    expect(draw('dip')).toEqual({ kind: 'point', value: 0.01 });
    expect(draw('growth')).toBeUndefined();
    expect(scenario.agreement).toMatchObject({ fee: { components: [{ amount: '6000.00' }] } });
  });

  it('lets a child fix what its parent draws, and set a parameter that the parent leaves out', () => {
    const { scenario } = read(
      child(
        'set:\n  parameters.volume: {value: 4%}\n' +
          '  parameters.payer-speed: {value: 10%, grade: entered}\nunset: [parameters.growth]\n',
      ),
    );
    const found = (id: string) => scenario.parameters.find((p) => p.id === id);
    expect(found('volume')).toMatchObject({ draw: { kind: 'point', value: 0.04 }, grade: 'E' });
    expect(found('payer-speed')?.draw).toEqual({ kind: 'point', value: 0.1 });
    const again = child('set:\n  parameters.collection-rate: {value: 1 points, grade: entered}\n');
    expect(codes({ ...again })).toEqual([]);
    expect(codes(child('set:\n  parameters.fee: {value: 1%, grade: entered}\n'))).toEqual([
      'E-PATH',
    ]);
  });

  it('takes the offer on the page of the join scenario as it is written', () => {
    const page = readFileSync(new URL('../../docs/scenarios/join.md', import.meta.url), 'utf8');
    const offer = /```yaml\n([^`]*)```/.exec(page)?.[1] ?? '';
    expect(offer).toContain('extends: join\n');
    const { scenario } = read({ 'offer.yaml': offer, join: JOIN });
    expect(scenario.agreement).toMatchObject({ fee: { components: [{ amount: '6500.00' }] } });
    expect(scenario.parameters.some((p) => p.id === 'fee-level')).toBe(false);
  });

  it('answers a misspelt key of an override with place, suggestion and declaration', () => {
    const { problems, text } = problemsOf(
      child('set:\n  parameters.volume.central: 5%\n  parameters.denails: {value: 60%}\n'),
    );
    const line = 1 + JOIN.split('\n').findIndex((l) => l.startsWith('  denials:'));
    expect(problems).toHaveLength(1);
    expect(text).toContain(
      `bull.yaml:6:3 error E-PATH unknown "denails" in parameters; did you mean "denials"? ` +
        `(declared at join.yaml:${line}:3)\n      parameters.denails: {value: 60%}\n      ^`,
    );
  });

  it('lists every problem at once, each with its line', () => {
    const text = JOIN.replace(
      'fee: { kind: flat, amount: 8300 USD/month }',
      'fee: { kind: flat, amount: 8300 }',
    )
      .replace('  volume: { low: -2%', '  volume: { low: 12%')
      .replace('supply-price: { low: 0%, central: 4%', 'suply-price: { low: 0%, central: 4%')
      .replace('months: 36', 'months: 360')
      .replace('joining: 30,000 USD', 'joining: 30,000 EUR');
    const { problems } = problemsOf({ 'join.yaml': text });
    expect(problems.map((p) => p.code).toSorted()).toEqual(
      ['E-CURRENCY', 'E-DIST', 'E-MSA', 'E-PATH', 'E-RANGE'].toSorted(),
    );
    const lines = text.split('\n');
    const by = (code: string) => problems.find((p) => p.code === code);
    expect(lines[(by('E-MSA')?.line ?? 0) - 1]).toContain('amount: 8300 }');
    expect(by('E-PATH')?.hint).toBe('did you mean "supply-price"?');
    expect(by('E-RANGE')?.hint).toBe('allowed: 1 to 240');
    expect(by('E-CURRENCY')?.message).toContain('EUR');
  });

  it.each([
    ['E-UNIT', 'central: 4%', 'central: 4'],
    ['E-UNIT', 'discount: 15%/yr effective', 'discount: 15%'],
    ['E-UNIT', 'ramp: 12 months', 'ramp: 12'],
    ['E-UNIT', 'standAlone: 930 USD/month', 'standAlone: 930'],
    ['E-UNIT', 'standAlone: 930 USD/month', 'standAlone: 930 USD'],
    ['E-RANGE', 'costToServe: 75%', 'costToServe: 750%'],
    ['E-DIST', 'low: 2%, central: 5%', 'low: 6%, central: 5%'],
    ['E-MISSING', 'low: 2%, central: 5%, high: 10%', 'low: 2%, central: 5%'],
    ['E-MISSING', '  removed.manager: { value: 0%, grade: E,', '  removed.manager: { value: 0%,'],
    ['E-MISSING', 'id: join\n', ''],
    ['E-DATE', 'start: 2027-01,', 'start: 2027-13,'],
    ['E-DATE', 'effective: 2027-01', 'effective: 2027-01-15'],
    ['E-DATE', 'effective: 2027-01', 'effective: 2035-01'],
    ['E-WORD', '{ defaults: solo }', '{ defaults: sole }'],
    ['E-TYPE', 'run: { paths: 4096, bridgePaths: 64, sidePaths: 1024 }', 'run: 4096'],
    ['E-SCHEMA', 'feeworth-scenario/1', 'feeworth-scenario/2'],
    ['E-CURRENCY', 'currency: USD', 'currency: dollars'],
    ['E-REGIME', '    effective: 2027-01\n', ''],
    [
      'E-REGIME',
      'removed.overhead: { low: 40%, central: 75%, high: 100%',
      'removed.overhead: { value: 0%',
    ],
    ['E-PATH', 'run: { paths', 'run: { path'],
    ['E-YAML', 'id: join\n', 'id: join\nid: twice\n'],
    ['E-YAML', 'id: join\n', 'id: [join\n'],
  ])('refuses with %s: %s -> %s', (code, from, to) => {
    expect(codes(changed(from, to))).toContain(code);
  });

  // What follows from a fault is not listed: one slip, one problem.
  it.each([
    [
      'E-UNIT',
      'removed.overhead: { low: 40%, central: 75%',
      'removed.overhead: { low: 40%, central: 75',
    ],
    ['E-PATH', 'removed.overhead: { low', 'removed.overhed: { low'],
    ['E-DIST', 'removed.overhead: { low: 40%', 'removed.overhead: { low: 90%'],
    ['E-DATE', 'start: 2027-01, months: 36', 'start: 2027-13, months: 36'],
    ['E-WORD', '{ value: 0%, grade: E', '{ dist: cauchy, mean: 0%, sd: 1%, grade: E'],
    ['E-TYPE', 'run: { paths: 4096, bridgePaths: 64, sidePaths: 1024 }', 'run: 4096'],
    ['E-WORD', 'levels: { defaults: solo }', 'levels: inlin\nmso: helper\nsites: {}'],
    ['E-MSA', 'fee: { kind: flat, amount: 8300 USD/month }\n', 'fee:\n'],
  ])('names the cause alone, %s: %s -> %s', (code, from, to) => {
    const { problems, text } = problemsOf(changed(from, to));
    expect(problems.map((p) => p.code)).toEqual([code]);
    expect(text.split('\n').filter((line) => line.includes(` error ${code} `))).toHaveLength(1);
  });

  it('never takes the thirteen services as one percentage', () => {
    const files = changed(
      /^services:\n(?: {2}.*\n)+/m,
      'services: {overhead: {removed: 75%, grade: E}}\n',
    );
    expect(codes(files)).toContain('E-PATH');
  });

  it('refuses chains that go round or on for ever', () => {
    const link = (id: string, to: string): string =>
      `schema: feeworth-scenario/1\nid: ${id}\nextends: ${to}\n`;
    expect(codes({ 'a.yaml': link('a', './b.yaml'), 'b.yaml': link('b', './a.yaml') })).toEqual([
      'E-CYCLE',
    ]);
    const chain: Record<string, string> = {};
    for (let i = 0; i < 5; i++) chain[`${i}.yaml`] = link(`c${i}`, `./${i + 1}.yaml`);
    expect(codes({ ...chain, '5.yaml': JOIN })).toEqual(['E-CYCLE']);
    expect(read({ ...chain, '4.yaml': JOIN }).scenario.id).toBe('c0');
    expect(codes({ 'a.yaml': link('a', './gone.yaml') })).toEqual(['E-FILE']);
  });

  it('creates no key by a slip and lets a child change its parent through set alone', () => {
    expect(codes(child('set:\n  regimes.withMso.exit: 1 USD\n'))).toEqual(['E-PATH']);
    expect(codes(child('run: {paths: 1}\n'))).toEqual(['E-PATH']);
    expect(codes(child('unset: [parameters.vloume]\n'))).toEqual(['E-PATH']);
    expect(codes(child('set:\n  run.paths.more: 1\n'))).toEqual(['E-PATH']);
  });

  it.each([
    ['titel: ours\n', 'titel', 'did you mean "title"?'],
    ['sets: { a: 1 }\n', 'sets', 'did you mean "set"?'],
    ['credit: { limit: 1 USD, rate: 1%/yr }\n', 'credit', 'write it below set:, as credit: …'],
    ['run: { paths: 1 }\n', 'run', 'write it below set:, as run: …'],
  ])('says which key was meant in a file that extends another: %s', (body, at, hint) => {
    const { problems } = problemsOf(child(body));
    expect(problems).toEqual([expect.objectContaining({ code: 'E-PATH', at, hint, line: 4 })]);
  });

  it('tells of what a child left out in the child', () => {
    const { problems } = problemsOf(
      child('set:\n  parameters.removed.manager: { low: 0%, central: 9% }\n'),
    );
    expect(problems).toEqual([
      expect.objectContaining({
        file: 'bull.yaml',
        line: 5,
        at: 'parameters.removed.manager.high',
      }),
    ]);
  });

  it.each([
    ['parameters.volume: { value: 5, grade: entered }', 'write 5%, with its unit'],
    ['parameters.volume: { value: "0.05", grade: entered }', 'write 5% or 0.05%, with its unit'],
    ['parameters.volume: { value: ten, grade: entered }', 'write something like 8%, with its unit'],
    ['regimes.withMso.ramp: 9', 'write 9 months, with its unit'],
    ['regimes.withMso.ramp: 9 days', 'write 9 months, with its unit'],
    ['regimes.withMso.joining: $180,000', 'write 180,000 USD, with its unit'],
    ['regimes.withMso.joining: 180,000 EUR', 'the scenario is in USD: write 180,000 USD'],
    // Which number is meant is not plain: none is made up.
    ['regimes.withMso.joining: 90k USD', 'write something like 38000 USD, with its unit'],
    ['regimes.withMso.joining: 6.5k', 'write something like 38000 USD, with its unit'],
    [
      'parameters.volume: { value: "3,5%", grade: entered }',
      'write something like 8%, with its unit',
    ],
    [
      'parameters.volume: { value: 1e2%, grade: entered }',
      'write something like 8%, with its unit',
    ],
    ['parameters.volume: { value: "1,200", grade: entered }', 'write 1200%, with its unit'],
    ['valuation.discount: 11.5%', 'write 11.5%/yr effective, with its unit'],
    [
      'regimes.withMso.msa.fee: { kind: flat, amount: 6500 USD }',
      'write 6500 USD/month, or "18000.00" in quotes',
    ],
  ])('says how the number that is there is written: %s', (line, hint) => {
    const { problems } = problemsOf(child(`set:\n  ${line}\n`));
    expect(problems.map((problem) => problem.hint)).toEqual([hint]);
  });

  it.each([
    ['cost: 180,000 USD', 1],
    ['cost: $180,000', 2],
    ['cost: 180,000', 2],
  ])('says that a comma ends a value between braces: %s', (cost, count) => {
    const opening = `{ like: main, opens: 2027-09, ${cost} }`;
    const { problems } = problemsOf(child(`set:\n  openings.new: ${opening}\n`));
    const comma = problems.find(({ code }) => code === 'E-YAML');
    expect(comma?.message).toBe(`the comma in ${cost.slice('cost: '.length)} ends the value`);
    expect(comma?.hint).toContain('leave the comma out');
    expect(comma?.column).toBe(`  openings.new: ${opening}`.lastIndexOf('000') + 1);
    expect(problems).toHaveLength(count);
    // Without one before it, it is a key like any other.
    expect(codes(child(`set:\n  openings.new: { 000 USD }\n`))).toContain('E-PATH');
    // A line of its own is no rest of a line before.
    expect(codes(child(`set:\n  openings.new:\n    size: 60%\n    000:\n`))).not.toContain(
      'E-YAML',
    );
    const quoted = opening.replace(cost, 'cost: "180,000 USD"');
    expect(codes(child(`set:\n  openings.new: ${quoted}\n`))).toEqual([]);
  });

  it('reads sites that are written out, and checks what must add up', () => {
    const site = `levels: inline
mso: helper
sites:
  main:
    practice: own
    visits: 170 /month
    ticket: 490 USD/visit
    lines: {neurotoxin: {share: 60%, productCost: 37%}, retail: {share: 40%, productCost: 52%}}
    prepaid: 20%
    tenders: {card: 80%, financing: 10%, cash: 10%}
    cardFee: 2.7%
    financingFee: 6.5%
    retailTax: 7%
    payers:
      bluefin: {class: commercial, claims: 2.5 /month, charge: 620 USD/claim, contractual: 40%,
        patientShare: 20%, patientCollected: 85%, denialRate: 10%, overturned: 80%,
        submit: 4 days, pay: 30 days, rework: 30 days}
    providerPay: 20%
    staff: 8000 USD/month
    employerTax: 7.65%
    costs: {rent: 5800 USD/month, general: 2000 USD/month}
    cash: 40,000 USD
`;
    const inline = JOIN.replace('levels: { defaults: solo }\n', site);
    const { scenario } = read({ 'own.yaml': inline });
    const from = ownStartingPoint(scenario);
    expect(from?.sites[0]?.payers[0]).toMatchObject({ chargeCents: 62_000, claimsMonthly: 2.5 });
    expect(from?.opening[0]?.cashCents).toBe(4_000_000);
    expect(from?.mso).toBe('helper');
    const slip = inline.replace('share: 60%', 'share: 60').replace('card: 80%', 'card: 80');
    expect(codes({ 'own.yaml': slip })).toEqual(['E-UNIT', 'E-UNIT']);
    const unread = inline.replace(
      'hr-payroll: { standAlone: 930 USD/month',
      'hr-payroll: { standAlone: 930',
    );
    expect(codes({ 'own.yaml': unread })).toEqual(['E-UNIT']);
    const lacking = inline.replace(/^ {2}it: .*$/m, '  it: { grade: E }');
    expect(problemsOf({ 'own.yaml': lacking }).text).toContain('services without a cost: it');
    const wrong = inline
      .replace('{share: 40%, productCost: 52%}', '{share: 30%, productCost: 52%}')
      .replace('card: 80%', 'card: 90%')
      .replace('rent: 5800', 'rents: 5800');
    expect(codes({ 'own.yaml': wrong })).toEqual(['E-SUM', 'E-SUM', 'E-PATH']);
  });
});

describe('distributions and correlations', () => {
  const draws = (text: string) =>
    read(
      changed(/ {2}volume: \{[^}]*\}/, `  volume: { ${text}, grade: entered }`),
    ).scenario.parameters.find(({ id }) => id === 'volume')?.draw;

  it.each([
    ['dist: uniform, min: -2%, max: 8%', { kind: 'uniform', min: -0.02, max: 0.08 }],
    ['dist: normal, mean: 3%, sd: 2%', { kind: 'normal', mean: 0.03, sd: 0.02 }],
    ['dist: lognormal, median: 3%, gsd: 1.4', { kind: 'lognormal', median: 0.03, gsd: 1.4 }],
    ['dist: lognormal, p5: 1%, p95: 9%', { kind: 'lognormal-range', p5: 0.01, p95: 0.09 }],
    ['dist: pert, min: 0%, mode: 3%, max: 9%', { kind: 'pert', min: 0, mode: 0.03, max: 0.09 }],
    ['dist: beta, alpha: 2, beta: 30', { kind: 'beta', alpha: 2, beta: 30 }],
    ['min: 0%, mode: 3%, max: 9%', { kind: 'triangular', min: 0, mode: 0.03, max: 0.09 }],
  ])('reads %s', (text, draw) => {
    expect(draws(text)).toEqual(draw);
  });

  it.each([
    ['E-DIST', 'dist: pert, min: 5%, mode: 3%, max: 9%', 'min <= mode <= max'],
    ['E-DIST', 'dist: normal, mean: 3%, sd: 0%', 'sd must be greater than 0'],
    ['E-RANGE', 'dist: normal, mean: 3%, sd: 90%', 'one path in a thousand lies at'],
    ['E-MISSING', 'dist: uniform, min: 5%', 'parameters.volume.max is missing'],
    ['E-UNIT', 'dist: beta, alpha: 2%, beta: 3', 'write a number such as 0.35'],
    ['E-PATH', 'dist: normal, mean: 3%, sd: 1%, max: 4%', 'unknown "max"'],
  ])('refuses as %s: %s', (code, text, words) => {
    const found = problemsOf(
      changed(/ {2}volume: \{[^}]*\}/, `  volume: { ${text}, grade: entered }`),
    );
    expect(found.problems.map((p) => p.code)).toEqual([code]);
    expect(found.text).toContain(words);
  });

  const correlated = (list: string) => changed(/$/, `\ncorrelations: ${list}\n`);

  it('reads pairs, and shows the nearest that can stand of those that cannot', () => {
    expect(read(correlated('[[denials, payer-speed, 0.35]]')).scenario.correlations).toEqual([
      { between: ['denials', 'payer-speed'], rho: 0.35 },
    ]);
    const text = correlated('[[volume, dip, 0.9], [dip, denials, 0.9], [volume, denials, -0.9]]');
    const [problem] = problemsOf(text).problems;
    expect(problem?.code).toBe('E-PSD');
    // Where the list stands, at the very end, and not where the file begins.
    expect(problem?.line).toBeGreaterThan(20);
    const [, nearest = ''] = /can stand: (.*)$/.exec(problem?.hint ?? '') ?? [];
    // What is shown is taken as it is.
    expect(read(correlated(`[${nearest}]`)).scenario.correlations).toHaveLength(3);
  });

  it('shows what can stand whatever was asked, of the pairs that were named alone', () => {
    const ids = ['volume', 'dip', 'denials', 'growth', 'payer-speed'] as const;
    const pairs = ids.flatMap((one, i) => ids.slice(i + 1).map((other) => [one, other] as const));
    const strong = fc.integer({ min: -99, max: 99 }).map((n) => n / 100);
    const lists = fc
      .uniqueArray(fc.constantFrom(...pairs), { minLength: 3, maxLength: 10 })
      .chain((named) => fc.tuple(...named.map((pair) => strong.map((rho) => [...pair, rho]))));
    fc.assert(
      fc.property(lists, (list) => {
        const text = correlated(JSON.stringify(list));
        if (codes(text).length === 0) return;
        const { problems } = problemsOf(text);
        const [, nearest = ''] = /can stand: (.*)$/.exec(problems[0]?.hint ?? '') ?? [];
        const taken = read(correlated(`[${nearest}]`)).scenario.correlations;
        expect(taken.map(({ between }) => between)).toEqual(list.map(([a, b]) => [a, b]));
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['E-WORD', '[[denails, payer-speed, 0.35]]'],
    ['E-RANGE', '[[denials, payer-speed, 1.5]]'],
    ['E-PSD', '[[denials, denials, 0.5]]'],
    ['E-PSD', '[[denials, dip, 0.5], [dip, denials, 0.4]]'],
    ['E-TYPE', '[[denials, dip]]'],
    ['E-TYPE', 'denials'],
  ])('refuses as %s: %s', (code, list) => {
    expect(codes(correlated(list))).toEqual([code]);
  });
});

describe('levers, hazards, openings and leaving again', () => {
  const added = (text: string) => changed(/$/, `\n${text}\n`);
  const planOf = (files: Record<string, string>) => {
    const scenario = read(files);
    const from = ownStartingPoint(scenario.scenario);
    if (from === null) throw new Error('it brings its own levels');
    return comparisonOf(scenario, from).plan;
  };
  const refusalOf = (files: Record<string, string>): string => {
    try {
      planOf(files);
    } catch (error) {
      if (isFeeworthError(error)) return error.code;
      throw error;
    }
    return 'none';
  };

  it('reads a lever with its lag, ramp, end and arm', () => {
    const [lever] =
      planOf(
        added(
          'levers: { supply: { on: line, line: weight-loss, by: -60%, from: 2027-03, lag: 1 month, ramp: 3 months, until: 2028-06, arm: withMso, sites: main } }',
        ),
      ).levers ?? [];
    expect(lever).toEqual({
      id: 'supply',
      target: 'line',
      line: 'weight-loss',
      by: -0.6,
      from: parseMonth('2027-04'),
      rampMonths: 3,
      until: parseMonth('2028-06'),
      arm: 'withMso',
      sites: ['main'],
    });
    const [shift] = planOf(added('levers: { fit: { on: retention, shift: -0.22 } }')).levers ?? [];
    expect(shift).toMatchObject({ target: 'retention', by: -0.22, from: parseMonth('2027-01') });
  });

  it('reads a rare loss', () => {
    const text =
      'hazards: { board: { chance: 2%/yr, loss: { low: 5000 USD, central: 20000 USD, high: 90000 USD }, grade: E } }';
    expect(planOf(added(text)).hazards).toEqual([
      {
        id: 'board',
        annual: 0.02,
        loss: { min: 500_000, mode: 2_000_000, max: 9_000_000 },
        sites: null,
        grade: 'E',
        source: 'estimate',
      },
    ]);
  });

  it('opens a site made after another, as large as it says', () => {
    const plan = planOf(
      added(
        'openings: { houston: { like: main, opens: 2027-07, size: 50%, ramp: 9 months, lead: 2 months, cost: 250000 USD } }',
      ),
    );
    const [main, houston] = plan.sites;
    expect(houston).toMatchObject({
      id: 'houston',
      entity: main?.entity,
      ticketCents: main?.ticketCents,
      opens: { from: parseMonth('2027-07'), rampMonths: 9, leadMonths: 2, costCents: 25_000_000 },
    });
    expect(houston?.visitsMonthly).toBe((main?.visitsMonthly ?? 0) / 2);
    expect(plan.opening.at(-1)).toMatchObject({ site: 'houston', cashCents: 0, claims: [] });
  });

  it('leaves an MSO again after some months, or in a month', () => {
    const text = (leaves: string) =>
      changed(/( +)ramp: /, `$1leaves: ${leaves}\n$1fade: 6 months\n$1exit: 40000 USD\n$1ramp: `);
    for (const leaves of ['after 18 months', '2028-07']) {
      const plan = planOf(text(leaves));
      expect(plan.leaves).toEqual({ from: parseMonth('2028-07'), fadeMonths: 6 });
      expect(plan.exitCents).toBe(4_000_000);
    }
    expect(refusalOf(text('after 60 months'))).toBe('scenario/leaves-outside');
  });

  it.each([
    ['E-WORD', 'levers: { a: { on: visit, by: 5% } }'],
    ['E-MISSING', 'levers: { a: { on: visits } }'],
    ['E-MISSING', 'levers: { a: { on: line, by: 5% } }'],
    ['E-TYPE', 'levers: { a: { on: retention, by: 5%, shift: 0.1 } }'],
    ['E-DATE', 'levers: { a: { on: visits, by: 5%, from: 2027-05, until: 2027-05 } }'],
    [
      'E-DIST',
      'hazards: { a: { chance: 2%/yr, loss: { low: 5 USD, central: 4 USD, high: 9 USD } } }',
    ],
    ['E-MISSING', 'openings: { a: { like: main } }'],
  ])('refuses as %s: %s', (code, text) => {
    expect(codes(added(text))).toContain(code);
  });

  it.each([
    ['scenario/no-such-site', 'levers: { a: { on: visits, by: 5%, sites: [austin] } }'],
    ['scenario/nothing-to-move', 'levers: { a: { on: capacity, by: 5% } }'],
    ['scenario/opening-outside', 'openings: { a: { like: main, opens: 2026-07 } }'],
    ['scenario/no-such-site', 'openings: { a: { like: austin, opens: 2027-07 } }'],
    ['scenario/site-twice', 'openings: { main: { like: main, opens: 2027-07 } }'],
  ])('refuses as %s: %s', (code, text) => {
    expect(refusalOf(added(text))).toBe(code);
  });

  it('refuses a compliance effect without a loss it could prevent', () => {
    const files = changed(/( +)dip: \{/, '$1compliance: { value: 10%, grade: entered }\n$1dip: {');
    expect(refusalOf(files)).toBe('scenario/nothing-to-move');
  });

  it('refuses a measure of one arm before the arms may differ', () => {
    const text = JOIN.replace('effective: 2027-01', 'effective: 2027-06');
    expect(text).not.toBe(JOIN);
    const lever = 'levers: { a: { on: staff, by: 5%, arm: independent } }';
    expect(refusalOf({ 'join.yaml': `${text}\n${lever}\n` })).toBe(
      'scenario/lever-before-effective',
    );
  });
});

describe('a fee that is set', () => {
  const feeOf = (fee: string) => {
    const { agreement } = read(child(`set: { regimes.withMso.msa.fee: ${fee} }\n`)).scenario;
    return agreement.kind === 'inline' ? agreement.fee.components : [];
  };

  it('joins the one below where it is of its kind, and replaces it where it is of another', () => {
    expect(feeOf('{ per: site }')).toMatchObject([
      { kind: 'flat', amount: '8300.00', per: 'site' },
    ]);
    const [share] = feeOf('{ kind: percent, base: collections-net-of-refunds, rate: 10% }');
    expect(share).toMatchObject({ kind: 'percent', rate: '0.1' });
    expect(share).not.toHaveProperty('amount');
  });
});

describe('what would mislead', () => {
  const added = (text: string) => changed(/$/, `\n${text}\n`);
  const refusalOf = (files: Record<string, string>): string => {
    const scenario = read(files);
    const from = ownStartingPoint(scenario.scenario);
    try {
      if (from !== null) comparisonOf(scenario, from);
    } catch (error) {
      if (isFeeworthError(error)) return error.code;
      throw error;
    }
    return 'none';
  };

  it('is refused: a value beside a range, texts that steer a terminal, years of no plan', () => {
    const volume = (text: string) =>
      changed(/ {2}volume: \{[^}]*\}/, `  volume: { ${text}, grade: entered }`);
    expect(codes(volume('value: 1%, low: 0%, central: 1%, high: 2%'))).toEqual(['E-PATH']);
    const title = codes(changed(/title: .*/, 'title: "a \\e]0;pwn\\a b"'));
    expect(title).toEqual(['E-TYPE']);
    expect(codes(changed(/title: .*/, 'title: "a \\u202E b"'))).toEqual(['E-TYPE']);
    expect(codes(changed('start: 2027-01', 'start: 0001-01'))).toEqual(['E-DATE']);
  });

  it('is refused: levers that do nothing, or multiply each other out of all measure', () => {
    const lever = (text: string) => added(`levers: { a: { on: visits, by: 5%, ${text} } }`);
    expect(refusalOf(lever('until: 2027-01'))).toBe('scenario/lever-never');
    expect(refusalOf(lever('from: 2031-01'))).toBe('scenario/lever-never');
    expect(refusalOf(lever('sites: []'))).toBe('scenario/no-such-site');
    const many = Array.from({ length: 8 }, (_, i) => `l${i}: { on: ticket, by: 900% }`);
    expect(refusalOf(added(`levers: { ${many.join(', ')} }`))).toBe('scenario/lever-too-large');
  });

  it('is no fault of its own: a correlation with a parameter that is wrong', () => {
    const text = JOIN.replace(/ {2}volume: \{[^}]*\}/, '  volume: { value: 3, grade: entered }');
    const found = codes({ 'join.yaml': `${text}\ncorrelations: [[volume, dip, 0.2]]\n` });
    expect(found).toEqual(['E-UNIT']);
  });

  it('is no longer said of the source below it, once it is graded anew', () => {
    const found = read(child('set: { parameters.volume: { value: 0%, grade: entered } }\n'));
    const volume = found.scenario.parameters.find(({ id }) => id === 'volume');
    expect(volume).toMatchObject({ grade: 'entered', source: 'entered by the user' });
  });
});
