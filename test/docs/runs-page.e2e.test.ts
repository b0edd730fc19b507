// Everything that docs/runs.md shows is done here, on a copy of the recorded example.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stepsOf } from '../support/page-commands.ts';
import type { StepRun } from '../support/page-commands.ts';
import { runPage, testSteps } from '../support/page-folder.ts';

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

  testSteps(STEPS, () => runs);
});
