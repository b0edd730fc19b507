// Everything that docs/runs.md shows is done here, on a copy of the recorded example.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { notPrinted, stepsOf } from '../support/page-commands.ts';
import type { StepRun } from '../support/page-commands.ts';
import { runPage } from '../support/page-folder.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const STEPS = stepsOf(readFileSync(join(ROOT, 'docs/runs.md'), 'utf8'));

let runs: readonly StepRun[] = [];
let remove = (): void => undefined;
beforeAll(async () => {
  ({ runs, remove } = await runPage(STEPS));
}, 300_000);
afterAll(() => remove());

describe('the page about runs', () => {
  test('shows every verb of a run', () => {
    const all = STEPS.map(({ commands }) => commands).join('\n');
    for (const verb of ['run list', 'run show', 'run approve', 'run lock', 'run check', 'rerun'])
      expect(all).toContain(`feeworth ${verb} `.replace('list ', 'list'));
  });

  test.each(STEPS.map((step, n) => [`${step.heading}, line ${step.line}`, step, n] as const))(
    '%s: its commands end as it says and print what it shows',
    (_, { commands, excerpt }, n) => {
      const { isDone, printed } = runs[n] ?? { isDone: false, printed: '' };
      expect(isDone, `${commands}\n\n${printed.slice(-2_000)}`).toBe(true);
      expect(notPrinted(excerpt, printed), printed.slice(0, 6_000)).toBe(null);
      expect(excerpt.some((line) => line !== '…')).toBe(true);
    },
  );
});
