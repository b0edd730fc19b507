// What-ifs as they are asked at a prompt; the scenario "join" needs no book.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { run } from './run.ts';

const NONE = ['--book', 'nowhere.db', '--workers', '1'];
const folder = mkdtempSync(join(tmpdir(), 'feeworth-what-if-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The shipped scenario without what takes most of its time. */
const QUICK = join(folder, 'quick.yaml');
writeFileSync(
  QUICK,
  `schema: feeworth-scenario/1
id: quick
extends: join
set: { run: { bridgePaths: 0, sidePaths: 2 }, timeline.months: 14 }
`,
);

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

  it('that cannot be is refused, with the place in what was set', async () => {
    const { err, code } = await run(['compare', QUICK, '--set', 'volum=0%', ...NONE]);
    expect(code).toBe(3);
    expect(err).toContain('--set:');
    expect(err).toContain('did you mean "volume"?');
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
