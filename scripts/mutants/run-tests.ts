import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const RUN_MS = 240_000;

export interface Outcome {
  readonly kind: 'green' | 'red' | 'not loaded' | 'hung';
  /** Names of the tests that passed. */
  readonly passed: readonly string[];
  /** What failed first. */
  readonly words: string;
}

interface Report {
  readonly success: boolean;
  readonly testResults: readonly {
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

export interface Run {
  readonly project: string;
  readonly tests: readonly string[];
  readonly only: string | undefined;
}

/** Runs some tests of the sources in a folder, in a process of their own. */
export async function runTests(folder: string, { project, tests, only }: Run): Promise<Outcome> {
  const reportAt = join(folder, 'report.json');
  rmSync(reportAt, { force: true });
  const how = ['--bail=1', '--reporter=json'];
  const named = only === undefined ? [] : ['-t', only];
  const child = spawn(
    process.execPath,
    [
      join(folder, 'scripts/run.js'),
      'vitest',
      'run',
      `--project=${project}`,
      ...how,
      `--outputFile=${reportAt}`,
      ...named,
      ...tests,
    ],
    { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, NO_COLOR: '1' } },
  );
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const timer = setTimeout(() => child.kill('SIGTERM'), RUN_MS);
  const [status, signal] = (await once(child, 'close')) as [number | null, string | null];
  clearTimeout(timer);
  if (signal !== null) return { kind: 'hung', passed: [], words: 'the run did not end' };
  return outcomeOf(status, errors, existsSync(reportAt) ? readFileSync(reportAt, 'utf8') : null);
}

function outcomeOf(status: number | null, errors: string, report: string | null): Outcome {
  if (report === null) return { kind: 'not loaded', passed: [], words: errors };
  const { testResults } = JSON.parse(report) as Report;
  const all = testResults.flatMap((file) => file.assertionResults);
  const passed = all.filter((test) => test.status === 'passed').map((test) => test.fullName);
  const failed = all.find((test) => test.status === 'failed');
  if (failed !== undefined) {
    const [why = ''] = failed.failureMessages.join('\n').split('\n');
    return { kind: 'red', passed, words: `${failed.fullName}\n${why}` };
  }
  const unloaded = testResults.find((file) => file.status === 'failed' && file.message !== '');
  if (unloaded !== undefined) return { kind: 'not loaded', passed, words: unloaded.message };
  if (status === 0) return { kind: 'green', passed, words: '' };
  // No test failed: something was thrown where no test could catch it.
  const [words = 'unknown'] = /(?:^|\n)\S*Error: .*/.exec(errors) ?? [];
  return { kind: 'red', passed, words: `outside of every test: ${words.trim()}` };
}
