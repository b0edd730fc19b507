import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { LIBRARY } from '../../app/compare.ts';
import { differences, newScenario, readNamed } from '../../app/scenario-files.ts';
import { run } from './cli/run.ts';

const folder = mkdtempSync(join(tmpdir(), 'feeworth-scenario-files-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe('a new scenario', () => {
  it.each(LIBRARY)('of %s is the same scenario, with its lines taken in or not', (base) => {
    const text = newScenario(base);
    const plain = readNamed(file('plain.yaml', text));
    const taken = readNamed(file('taken.yaml', text.replaceAll('  # parameters', '  parameters')));
    const own = differences(readNamed(base), plain).map(({ path }) => path);
    expect(own).toEqual(['id', 'title']);
    expect(taken.digest).toBe(plain.digest);
    expect(text.match(/^ {2}# parameters\./gm)?.length).toBe(plain.scenario.parameters.length);
  });
});

describe('a new scenario of one that asks the log and has quantiles', () => {
  it('is the same scenario, with its lines taken in or not', () => {
    const base = file(
      'quantiles.yaml',
      `schema: feeworth-scenario/1
id: base
extends: stay-or-leave
set:
  parameters.level.visits: { from: log }
  parameters.volume:
    { dist: quantiles, at: [0.0000034, 0.5, 0.999], values: [-4.000001%, 0.00002%, 7%], grade: E }
`,
    );
    const text = newScenario(base);
    const plain = readNamed(file('plain-log.yaml', text));
    const taken = readNamed(
      file('taken-log.yaml', text.replaceAll('  # parameters', '  parameters')),
    );
    expect(taken.digest).toBe(plain.digest);
    expect(taken.scenario.fromLog).toEqual({ asked: ['level.visits'], isAllLevels: false });
    expect(text).toContain('  # parameters.level.visits: { from: log }');
    expect(text).toContain('at: [0.0000034, 0.5, 0.999], values: [-4.000001%, 0.00002%, 7%]');
  });

  it('is checked without a book, and shows three of the quantiles', async () => {
    const own = join(folder, 'quantiles.yaml');
    const { out, code } = await run(['scenario', 'check', own]);
    expect(code).toBe(0);
    expect(out).toMatch(/^level\.visits +from: log +recorded +the book it is compared on$/m);
    expect(out).toMatch(/^volume +quantiles: p5 -\S+%, p50 0\S*%, p95 \S+% +E/m);
  });
});

describe('two scenarios', () => {
  it('differ in what was set, and in nothing else', () => {
    const changed = readNamed('join', ['volume=4%', 'timeline.months=60']);
    const found = differences(readNamed('join'), changed);
    expect(found.find(({ path }) => path === 'timeline.months')).toEqual({
      path: 'timeline.months',
      a: '36',
      b: '60',
    });
    const volume = found.filter(({ path }) => path.startsWith('parameters.volume.'));
    expect(volume.find(({ path }) => path.endsWith('draw.kind'))).toMatchObject({
      a: 'triangular',
      b: 'point',
    });
    expect(volume.find(({ path }) => path.endsWith('draw.value'))).toMatchObject({
      a: null,
      b: '0.04',
    });
    const others = found.filter((one) => !volume.includes(one)).map(({ path }) => path);
    expect(others).toEqual(['timeline.months', 'title']);
  });

  it('name an item of a list by its own id, so that two of one site are two', () => {
    const laser = (bought: string): string =>
      `{ site: main, bought: ${bought}, price: 9000 USD, life: 84 months, grade: entered }`;
    const club = '{ members: 2, joins: 1 /month, fee: 99 USD/month, grade: entered }';
    const cards = '{ sold: 90 USD/month, delay: 2 months, grade: entered }';
    const one = readNamed('join', [
      `equipment.laser=${laser('2027-06')}`,
      `equipment.table=${laser('2027-09')}`,
      `memberships.club=${club}`,
      `giftCards.cards=${cards}`,
    ]);
    const other = readNamed('join', [
      `equipment.laser=${laser('2028-01')}`,
      `equipment.table=${laser('2027-09')}`,
      `memberships.club=${club.replace('2,', '3,')}`,
      `giftCards.cards=${cards.replace('90', '80')}`,
    ]);
    expect(differences(one, other).filter(({ path }) => path !== 'title')).toEqual([
      { path: 'equipment.laser.plan.bought', a: '2027-06', b: '2028-01' },
      { path: 'giftCards.cards.plan.soldMonthlyCents', a: '9000', b: '8000' },
      { path: 'memberships.club.plan.members', a: '2', b: '3' },
    ]);
  });

  it('print months as months and days as days, wherever they stand', () => {
    const set = [
      'timeline.start=2027-02',
      'valuation.asOf=2027-01-15',
      'regimes.withMso.effective=2027-03',
      'levers.ads={ on: visits, by: 5%, from: 2027-04, until: 2027-09 }',
      'openings.b={ like: main, opens: 2027-07 }',
    ];
    const found = differences(readNamed('join'), readNamed('join', set));
    const by = new Map(found.map(({ path, b }) => [path, b]));
    expect(by.get('timeline.start')).toBe('2027-02');
    expect(by.get('valuation.asOf')).toBe('2027-01-15');
    expect(by.get('change.effective')).toBe('2027-03');
    expect(by.get('levers.ads.from')).toBe('2027-04');
    expect(by.get('levers.ads.until')).toBe('2027-09');
    expect(by.get('openings.b.from')).toBe('2027-07');
  });

  it('say the same when their files say it otherwise', async () => {
    const copy = file('copy.yaml', 'schema: feeworth-scenario/1\nextends: join\n');
    const { out, code } = await run(['scenario', 'diff', 'join', copy]);
    expect(code).toBe(0);
    expect(out).toContain('say the same');
  });
});

describe('a check', () => {
  it('lists what is assumed, and everything that is wrong with its place', async () => {
    const good = await run(['scenario', 'check', 'join', '--set', 'volume=0%']);
    expect(good.code).toBe(0);
    expect(good.out).toMatch(/^volume +value: 0% +entered/m);
    const path = file('bad.yaml', newScenario('join').replace('  # parameters.volume', '  volum'));
    const bad = await run(['scenario', 'check', path]);
    expect(bad.code).toBe(3);
    expect(bad.err).toContain('bad.yaml:12:3 error E-PATH unknown "volum"');
    const fresh = await run(['scenario', 'new', 'join']);
    expect(fresh.out).toBe(newScenario('join'));
  });
});

describe('the shipped scenarios', () => {
  it('are listed by their names', async () => {
    const { out, code } = await run(['scenario', 'list']);
    expect(code).toBe(0);
    for (const name of LIBRARY) expect(out).toContain(`docs/scenarios/${name}.md`);
  });

  it('show what they change over time, and what they must hold to', async () => {
    const { out } = await run(['scenario', 'check', 'aggressive-marketing']);
    expect(out).toContain('marketing +60 % from 2027-04, over 3 months, in the with-MSO arm alone');
    const own = file(
      'own.yaml',
      'schema: feeworth-scenario/1\nid: own\nextends: new-site\nset:\n  asserts: [npv > 0 USD]\n',
    );
    const checked = await run(['scenario', 'check', own]);
    expect(checked.out).toContain('like main at 80 %, in 2027-07, for $250,000');
    expect(checked.out).toContain('npv > 0 USD');
  });

  it('are named with a slip: the nearest shipped one is meant', async () => {
    const { err } = await run(['scenario', 'check', 'jion']);
    expect(err).toContain('did you mean join?');
    expect((await run(['scenario', 'check', 'nothing-like-it'])).err).toContain(
      'or one of stay-or',
    );
  });

  it('are checked to their months and sites without a run', async () => {
    const late = 'openings.b={ like: main, opens: 2031-01 }';
    const { err, code } = await run(['scenario', 'check', 'join', '--set', late]);
    expect(code).toBe(3);
    expect(err).toContain('scenario/opening-outside');
    const strange = await run(['scenario', 'check', 'join', '--set', 'asserts=["npvv > 0 USD"]']);
    expect(strange.err).toContain('did you mean "npv"');
  });
});
