// hledger, ledger and beancount, as Debian has them: they judge our exports, we do not judge them.
import { spawnSync } from 'node:child_process';
import { parseCents } from '../../src/money.ts';

/** A plain-text accounting program that reads one of our exports. */
export interface ForeignTool {
  readonly name: 'hledger' | 'ledger' | 'beancount';
  /** Whether it is on this machine. */
  readonly isThere: boolean;
  /** Reads the file as strictly as it can; what it says when it refuses, else "". */
  check(path: string): string;
  /** Every account's balance in cents as it works it out, as strictly; throws where it refuses. */
  balances(path: string): Map<string, number>;
}

interface Run {
  readonly ok: boolean;
  readonly out: string;
  readonly err: string;
}

function run(command: string, args: readonly string[]): Run {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  });
  return { ok: error === undefined && status === 0, out: stdout ?? '', err: stderr ?? '' };
}

const isThere = (command: string): boolean => run(command, ['--version']).ok;

function verdict({ ok, out, err }: Run): string {
  if (ok) return '';
  const said = `${err}${out}`.trim();
  return said === '' ? 'refused without a word' : said;
}

function outputOf(command: string, args: readonly string[]): string {
  const ran = run(command, args);
  if (!ran.ok) throw new Error(`${command} refuses: ${verdict(ran).slice(0, 2_000)}`);
  return ran.out;
}

/** Lines "account<separator>amount USD" as cents; what has no amount is zero. */
function amounts(text: string, separator: RegExp): Map<string, number> {
  const found = new Map<string, number>();
  for (const line of text.split('\n')) {
    const [account = '', amount = ''] = line.replaceAll('"', '').split(separator);
    if (!account.includes(':')) continue;
    const number = /-?[\d.]+/.exec(amount)?.[0];
    found.set(account.trim(), number === undefined || number === '0' ? 0 : parseCents(number));
  }
  return found;
}

export const FOREIGN_TOOLS: readonly ForeignTool[] = [
  {
    name: 'hledger',
    isThere: isThere('hledger'),
    check: (path) => verdict(run('hledger', ['-f', path, 'check', '-s', 'ordereddates'])),
    balances: (path) =>
      amounts(
        outputOf('hledger', ['-f', path, '-s', 'bal', '-N', '--flat', '-E', '-O', 'csv']),
        /,/,
      ),
  },
  {
    name: 'ledger',
    isThere: isThere('ledger'),
    check: (path) => verdict(run('ledger', ['-f', path, '--pedantic', 'bal', '--flat'])),
    balances(path) {
      const format = '%(account)\t%(display_total)\n';
      const args = ['-f', path, '--pedantic', 'bal', '--flat', '-E', '--no-total'];
      return amounts(outputOf('ledger', [...args, '--format', format]), /\t/);
    },
  },
  {
    name: 'beancount',
    isThere: isThere('bean-check') && isThere('bean-query'),
    check: (path) => verdict(run('bean-check', [path])),
    balances(path) {
      const query = 'select account, sum(position) as b group by account';
      // Its query does not fail on what its check refuses; what was checked it reads from a cache.
      outputOf('bean-check', [path]);
      return amounts(outputOf('bean-query', ['-q', '-f', 'csv', path, query]), /,/);
    },
  },
];

/**
 * Which of them can be asked. One that is missing is said aloud and left out on a person's machine;
 * where CI=true it is an error, or the tests would be green for nothing.
 */
export function toolsToAsk(): readonly ForeignTool[] {
  for (const { name } of FOREIGN_TOOLS.filter((tool) => !tool.isThere)) {
    const remedy = 'apt-get install hledger ledger beancount';
    if (process.env['CI'] === 'true') throw new Error(`${name} is missing: ${remedy}`);
    process.stderr.write(`NOT TESTED with ${name}: it is not on this machine (${remedy})\n`);
  }
  return FOREIGN_TOOLS.filter((tool) => tool.isThere);
}
