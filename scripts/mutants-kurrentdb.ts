// Takes the workarounds of the adapter to EventStoreDB and KurrentDB out, one after the other, in
// a copy of the sources, and shows that tests notice each: npm run mutants:kurrentdb
// Further arguments choose some of them by words of their names: -- silence tail
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MUTANTS } from './mutants/kurrentdb.ts';
import { mutated, projectOf, type Mutant } from './mutants/mutant.ts';
import { runTests, type Outcome, type Run } from './mutants/run-tests.ts';

const ROOT = join(import.meta.dirname, '..');
const PARTS = ['src', 'projections', 'scenarios', 'app', 'test', 'scripts'];
const FILES = ['package.json', 'tsconfig.json', 'vitest.config.ts'];

const words = process.argv.slice(2);
const chosen = MUTANTS.filter(
  ({ name }) => words.length === 0 || words.some((word) => name.includes(word)),
);
const folder = mkdtempSync(join(tmpdir(), 'feeworth-mutants-'));
const clear = (): void => rmSync(folder, { recursive: true, force: true });
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.once(signal, () => (clear(), process.exit(1)));
try {
  for (const part of [...PARTS, ...FILES])
    cpSync(join(ROOT, part), join(folder, part), { recursive: true, force: true });
  // Calls that hang are noticed, too: no test that passes takes nearly as long.
  const config = join(folder, 'vitest.config.ts');
  writeFileSync(config, readFileSync(config, 'utf8').replaceAll('60_000', '15_000'));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'dir');
  process.exitCode = (await areGreen(chosen)) && (await areNoticed(chosen)) ? 0 : 1;
} finally {
  clear();
}

/** Whether the tests pass on the sources as they are, and each mutant has some. */
async function areGreen(mutants: readonly Mutant[]): Promise<boolean> {
  let isGreen = mutants.length > 0;
  for (const { own, ...run } of runsOf(mutants)) {
    const { kind, passed, words: why } = await runTests(folder, run);
    console.log(`without a mutant, ${run.project}: ${kind}, ${passed.length} tests ${why}`);
    const idle = own.filter(({ only = '' }) => !passed.some((name) => RegExp(only).test(name)));
    for (const { name } of idle) console.log(`no test passes that should notice: ${name}`);
    isGreen &&= kind === 'green' && idle.length === 0;
  }
  return isGreen;
}

/** All named tests in few runs: files that are wanted whole, and those that are not. */
function runsOf(mutants: readonly Mutant[]): (Run & { readonly own: readonly Mutant[] })[] {
  const groups = Map.groupBy(
    mutants,
    (mutant) => `${projectOf(mutant)} ${mutant.only === undefined}`,
  );
  return [...groups.values()].map((own) => {
    const [first] = own;
    const patterns = own.flatMap(({ only }) => only ?? []);
    return {
      own,
      project: first === undefined ? 'feeworth' : projectOf(first),
      tests: [...new Set(own.flatMap(({ tests }) => tests))],
      only: patterns.length === 0 ? undefined : [...new Set(patterns)].join('|'),
    };
  });
}

async function areNoticed(mutants: readonly Mutant[]): Promise<boolean> {
  const counts = new Map<string, number>();
  for (const mutant of mutants) {
    const { verdict, by } = await judge(mutant);
    counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
    console.log([verdict.padEnd(13), mutant.of.padEnd(12), mutant.name.padEnd(72), by].join('  '));
  }
  console.log([...counts].map(([verdict, count]) => `${count} ${verdict}`).join(', '));
  return counts.get('noticed') === mutants.length;
}

type Verdict = 'noticed' | 'NOT NOTICED' | 'stale pattern' | 'broken';

async function judge(mutant: Mutant): Promise<{ readonly verdict: Verdict; readonly by: string }> {
  const path = join(folder, mutant.file);
  const original = readFileSync(path, 'utf8');
  const text = mutated(mutant, original);
  if (text === null) return { verdict: 'stale pattern', by: mutant.file };
  writeFileSync(path, text);
  try {
    const { tests, only } = mutant;
    const outcome = await runTests(folder, { project: projectOf(mutant), tests, only });
    return { verdict: verdictOf(outcome), by: outcome.words.split('\n')[0] ?? '' };
  } finally {
    writeFileSync(path, original);
  }
}

function verdictOf({ kind }: Outcome): Verdict {
  if (kind === 'green') return 'NOT NOTICED';
  // A file that cannot even be loaded shows nothing of its tests.
  return kind === 'not loaded' ? 'broken' : 'noticed';
}
