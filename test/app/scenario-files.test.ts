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
