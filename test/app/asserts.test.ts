import { describe, expect, it } from 'vitest';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { run } from './cli/run.ts';

const folder = mkdtempSync(join(tmpdir(), 'feeworth-asserts-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Compares a scenario with what it asserts, of no book. */
async function asserted(...asserts: readonly string[]) {
  const file = join(folder, 'own.yaml');
  const list = asserts.map((text) => `    - ${JSON.stringify(text)}`).join('\n');
  writeFileSync(
    file,
    `schema: feeworth-scenario/1\nid: own\nextends: join\nset:\n  asserts:\n${list}\n`,
  );
  const book = join(folder, 'none.db');
  return run(['compare', file, '--paths', '16', '--book', book, '--json']);
}

const verdicts = (out: string): string[] => {
  const { data } = JSON.parse(out) as {
    data: { tables: { name: string; rows: { verdict: string }[] }[] };
  };
  const table = data.tables.find(({ name }) => name === 'asserts');
  return (table?.rows ?? []).map(({ verdict }) => verdict);
};

describe('what a scenario asserts', () => {
  it('is held against the answer, in each unit', async () => {
    const { out, code } = await asserted(
      'delta-cash <= 0 USD',
      'p-better < 90%',
      'days-in-ar-net/with-mso > 10 days',
      'run/paths == 16',
    );
    expect(verdicts(out)).toEqual(['holds', 'holds', 'holds', 'holds']);
    expect(code).toBe(0);
  });

  it('shows in the exit code where it does not hold', async () => {
    const { out, code } = await asserted('delta-cash > 0 USD', 'p-better < 90%');
    expect(verdicts(out)).toEqual(['does not hold', 'holds']);
    expect(code).toBe(7);
  });

  it('does not hold of a figure that has no value', async () => {
    const { out } = await asserted('payback < 36 months');
    expect(verdicts(out)).toEqual(['does not hold']);
  });

  it.each([
    ['delta-cahs > 0 USD', 'scenario/no-such-figure', 'did you mean \\"delta-cash\\"'],
    ['delta-cash > 5%', 'scenario/other-unit', 'write 0 USD for cents'],
    ['delta-cash > 0 EUR', 'scenario/invalid', 'the scenario is in USD'],
    ['delta-cash', 'scenario/invalid', 'no figure with what it must be'],
  ])('is refused where it says nothing: %s', async (text, code, words) => {
    const { err, out } = await asserted(text);
    expect(`${err}${out}`).toContain(code);
    expect(`${err}${out}`).toContain(words);
  });
});
