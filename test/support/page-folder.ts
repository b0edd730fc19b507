// A folder in which the commands of a page are run as a person runs them in a clone.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { notPrinted, runSteps } from './page-commands.ts';
import type { PageStep, StepRun } from './page-commands.ts';
import { copyOfExample } from './recorded-example.ts';

const ROOT = resolve(import.meta.dirname, '../..');
/** Six days after the example's last event. */
const NOW = '2026-11-09T15:00:00.000Z';

/** Runs the steps of a page on a copy of the example; `remove` deletes all of it. */
export async function runPage(
  steps: readonly PageStep[],
): Promise<{ readonly runs: readonly StepRun[]; readonly remove: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), 'feeworth-page-'));
  mkdirSync(join(folder, '.feeworth'));
  await copyOfExample(join(folder, '.feeworth'));
  for (const name of ['examples', 'verifier']) symlinkSync(join(ROOT, name), join(folder, name));
  // "npx feeworth" is the program of this repository, with a clock that stands still.
  mkdirSync(join(folder, 'bin'));
  const program = join(ROOT, 'test/support/feeworth-at.ts');
  const npx = `#!/bin/sh\nshift\nexec "${process.execPath}" "${program}" "$@"\n`;
  writeFileSync(join(folder, 'bin', 'npx'), npx, { mode: 0o755 });
  const { PATH = '' } = process.env;
  const env = {
    PATH: `${join(folder, 'bin')}:${PATH}`,
    HOME: folder,
    LC_ALL: 'C.UTF-8',
    TEST_NOW: NOW,
    // As the program's own way in does: a hundred processes need not each compile it.
    NODE_COMPILE_CACHE: join(folder, '.compiled'),
  };
  return {
    runs: runSteps(steps, { cwd: folder, env }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A test for each step of a page: its commands end as it says and print what it shows. */
export function testSteps(steps: readonly PageStep[], runs: () => readonly StepRun[]): void {
  test.each(steps.map((step, n) => [`${step.heading}, line ${step.line}`, step, n] as const))(
    '%s: its commands end as it says and print what it shows',
    (_, { commands, excerpt }, n) => {
      const { isDone, printed } = runs()[n] ?? { isDone: false, printed: '' };
      expect(isDone, `${commands}\n\n${printed.slice(-2_000)}`).toBe(true);
      expect(notPrinted(excerpt, printed), printed.slice(0, 6_000)).toBe(null);
      expect(excerpt.some((line) => line !== '…')).toBe(true);
    },
  );
}
