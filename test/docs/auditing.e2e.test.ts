// Everything that docs/auditing.md tells an auditor to do is done here, on a copy of the example.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toolsToAsk } from '../support/foreign-tools.ts';
import { notPrinted, runSteps, stepsOf } from '../support/page-commands.ts';
import type { PageStep, StepRun } from '../support/page-commands.ts';
import { runPage, testSteps } from '../support/page-folder.ts';
import { canPython } from '../support/verifiers.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const ALL = stepsOf(readFileSync(join(ROOT, 'docs/auditing.md'), 'utf8'));

/** Tools that may be missing on a user's machine, by the command that a line of a block begins with. */
const asked = new Set(toolsToAsk().map(({ name }) => name));
const isCi = process.env['CI'] === 'true';
const hasSqlite = spawnSync('sqlite3', ['--version']).status === 0;
const OPTIONAL: readonly (readonly [command: RegExp, isThere: boolean])[] = [
  [/^hledger /m, asked.has('hledger')],
  [/^ledger /m, asked.has('ledger')],
  [/^bean-/m, asked.has('beancount')],
  // Where all is tested a missing one must make its block fail.
  [/^python3 /m, canPython || isCi],
  [/^sqlite3 /m, hasSqlite || isCi],
];
const canRun = ({ commands }: PageStep): boolean =>
  OPTIONAL.every(([command, isThere]) => isThere || !command.test(commands));
const STEPS = ALL.filter(canRun);
for (const { line } of ALL.filter((step) => !canRun(step)))
  process.stderr.write(`SKIPPED: docs/auditing.md:${line} wants a program that is missing here\n`);

let runs: readonly StepRun[] = [];
let remove = (): void => undefined;
beforeAll(async () => {
  ({ runs, remove } = await runPage(STEPS));
}, 600_000);
afterAll(() => remove());

describe('the page for auditors', () => {
  test('has a part for each stage of an engagement', () => {
    expect(new Set(ALL.map(({ heading }) => heading)).size).toBeGreaterThan(9);
    expect(ALL.length).toBeGreaterThan(40);
  });

  testSteps(STEPS, () => runs);
});

describe('a command', () => {
  test('must end as it says, in the shell of those before it', () => {
    const step = (commands: string): PageStep => ({ heading: '', line: 0, commands, excerpt: [] });
    const own = mkdtempSync(join(tmpdir(), 'feeworth-steps-'));
    const ran = (...commands: string[]): boolean[] =>
      runSteps(commands.map(step), { cwd: own, env: { PATH: process.env['PATH'] ?? '' } }).map(
        ({ isDone }) => isDone,
      );
    expect(ran('x=3', '(exit $x) # ends with 3', 'true')).toEqual([true, true, true]);
    expect(ran('true', 'false', 'true')).toEqual([true, false, false]);
    expect(ran('true # ends with 1')).toEqual([false]);
    expect(ran('false | true')).toEqual([false]);
    expect(ran('false \\\n  # ends with 1')).toEqual([true]);
    rmSync(own, { recursive: true });
  });
});

describe('an excerpt', () => {
  test('must have been printed, in order, but for what "…" stands for', () => {
    const printed = 'one 1\ntwo  22 x  \nthree';
    expect(notPrinted(['one …', '…', 'three'], printed)).toBe(null);
    expect(notPrinted(['two  22 x'], printed)).toBe(null);
    expect(notPrinted(['three', 'one 1'], printed)).toBe('one 1');
    expect(notPrinted(['two  2… y'], printed)).toBe('two  2… y');
    expect(notPrinted(['one'], printed)).toBe('one');
  });
});
