import { describe, expect, it } from 'vitest';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { problemText } from '../../scenarios/file/problems.ts';
import type { ScenarioProblem } from '../../scenarios/file/problems.ts';
import { run } from './cli/run.ts';

const folder = mkdtempSync(join(tmpdir(), 'feeworth-asserts-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = join(folder, 'own.yaml');

const detailsOf = (err: string): { readonly problems: readonly ScenarioProblem[] } =>
  (JSON.parse(err) as { error: { details: { problems: ScenarioProblem[] } } }).error.details;

/** Compares a scenario with what it asserts, of no book. */
async function asserted(...asserts: readonly string[]) {
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
    ['delta-cahs > 0 USD', 'E-FIGURE', 'did you mean "delta-cash"'],
    ['no such thing > 1', 'E-TYPE', 'no figure with what it must be'],
    ['nothing > 1', 'E-FIGURE', 'feeworth explain --list names them'],
    ['delta-cash > 5%', 'E-UNIT', 'write 0 USD for cents'],
    ['delta-cash > 0 EUR', 'E-CURRENCY', 'the scenario is in USD'],
    ['delta-cash', 'E-TYPE', 'no figure with what it must be'],
    ['npv/p11 > 0 USD', 'E-FIGURE', 'did you mean "npv/p10"'],
    ['npv/p10 > 0 days', 'E-UNIT', 'npv/p10 is in cents'],
    [
      'days-in-ar-net < 60 days',
      'E-FIGURE',
      'write days-in-ar-net/independent or days-in-ar-net/with-mso',
    ],
    ['bridge/feee > 0 USD', 'E-FIGURE', 'did you mean "bridge/fee"'],
    ['p-better > 200%', 'E-RANGE', 'allowed: 0% to 100%'],
    // Which months there are, and what a manager case shows, the answer alone knows.
    ['fan/2199-01/p10 > 0 USD', 'E-FIGURE', 'there is no figure "fan/2199-01/p10"'],
    ['manager/25/p-better > 0 USD', 'E-UNIT', 'manager/25/p-better is in share'],
  ])('is refused with its line where it says nothing: %s', async (text, code, words) => {
    const { err, code: exit } = await asserted(text);
    expect(exit).toBe(3);
    const { problems } = detailsOf(err);
    expect(problems).toEqual([
      expect.objectContaining({ file, line: 6, column: 7, at: 'asserts.0', code }),
    ]);
    expect(problemText(problems[0] as ScenarioProblem)).toContain(words);
  });

  it('is refused with all that is wrong, before and after the run', async () => {
    const late = 'fan/2199-01/p10 > 0 USD';
    const known = await asserted('p-beter > 5%', 'p-better > 5%', 'npv > 5%', late);
    expect(detailsOf(known.err).problems.map(({ line }) => line)).toEqual([6, 8]);
    const after = await asserted('p-better > 5%', late, 'manager/25/npv > 5%');
    expect(detailsOf(after.err).problems.map(({ line }) => line)).toEqual([7, 8]);
  });
});
