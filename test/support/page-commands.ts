// Runs the commands that a page of the documentation shows, in order, in one shell, and compares
// what they print with the excerpts beside them: the page cannot go stale.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A block of commands of a page, with the excerpts of their output that follow it. */
export interface PageStep {
  readonly heading: string;
  /** Where the block begins in the page. */
  readonly line: number;
  readonly commands: string;
  readonly excerpt: readonly string[];
}

/** The ```sh blocks of a page; a ```text block belongs to the one before it. */
export function stepsOf(page: string): readonly PageStep[] {
  const steps: (PageStep & { excerpt: string[] })[] = [];
  let heading = '';
  let fence: string | null = null;
  let block: string[] = [];
  page.split('\n').forEach((text, i) => {
    if (fence === null) {
      if (text.startsWith('#')) heading = text.replace(/^#+ /, '');
      if (text.startsWith('```')) [fence, block] = [text.slice(3), []];
      return;
    }
    if (text !== '```') {
      block.push(text);
      return;
    }
    if (fence === 'sh') {
      const line = i - block.length;
      steps.push({ heading, line, commands: block.join('\n'), excerpt: [] });
    } else if (fence === 'text') steps.at(-1)?.excerpt.push(...block);
    fence = null;
  });
  return steps;
}

export interface StepRun {
  readonly isDone: boolean;
  /** Both streams, as a person at a terminal sees them. */
  readonly printed: string;
}

/**
 * Runs steps in one shell, which keeps its folder and variables. The first command that does not
 * end as the page says, with 0 unless "# ends with N" stands behind it, ends the run.
 */
export function runSteps(
  steps: readonly PageStep[],
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): readonly StepRun[] {
  const folder = join(cwd, '.printed');
  mkdirSync(folder);
  const place = (n: number, end: string): string => join(folder, `${n}.${end}`);
  const script = steps.map(
    ({ commands }, n) =>
      `{\n${withCodes(commands)}\n} > "${place(n, 'txt')}" 2>&1\ntouch "${place(n, 'done')}"\n`,
  );
  writeFileSync(join(folder, 'all.sh'), `set -e -o pipefail\n${script.join('')}`);
  spawnSync('bash', [join(folder, 'all.sh')], { cwd, env, stdio: 'ignore' });
  const runs = steps.map((_, n) => ({
    isDone: existsSync(place(n, 'done')),
    printed: existsSync(place(n, 'txt')) ? readFileSync(place(n, 'txt'), 'utf8') : '',
  }));
  rmSync(folder, { recursive: true });
  return runs;
}

function withCodes(commands: string): string {
  const check = (code: string): string =>
    ` && code=0 || code=$?; [ "$code" = ${code} ] || { echo "ENDED WITH $code"; exit 1; }`;
  return commands.replace(/ +# ends with (\d+)$/gm, (_, code: string) => check(code));
}

/**
 * The first line of an excerpt that was not printed after those before it; null when all were. A
 * "…" stands for anything in its line, or alone for lines left out.
 */
export function notPrinted(excerpt: readonly string[], printed: string): string | null {
  const lines = printed.split('\n').map((line) => line.trimEnd());
  let from = 0;
  for (const wanted of excerpt.map((line) => line.trimEnd())) {
    if (wanted === '…' || wanted === '') continue;
    const parts = wanted.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    const pattern = new RegExp(`^${parts.join('.*')}$`);
    const found = lines.findIndex((line, i) => i >= from && pattern.test(line));
    if (found < 0) return wanted;
    from = found + 1;
  }
  return null;
}
