import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { columnCachePath } from '../../src/batch/column-cache-path.ts';
import { parseCents } from '../../src/money.ts';
import { keptLedgerPath } from '../../app/kept-ledger.ts';
import type { Contender } from './bench.ts';
import { PEER_ACCOUNTS, peerAccount, throughTheMap } from './peer-accounts.ts';
import type { PeerJournal } from './peer-journal.ts';

const BIN = fileURLToPath(new URL('../../bin/feeworth.js', import.meta.url));

type Balances = ReadonlyMap<string, number>;

/** What ledger-cli says of all accounts of a journal; a whole process, balances compared. */
export const byLedgerCli = (journal: PeerJournal): Contender =>
  whole(
    journal,
    'ledger',
    ['-f', journal.text, 'bal', '--flat', '-E', '--no-total', '--no-pager'],
    peerBalances,
  );

/** The same of hledger. */
export const byHledger = (journal: PeerJournal): Contender =>
  whole(journal, 'hledger', ['-f', journal.text, 'bal', '--flat', '-N', '-E'], peerBalances);

/** The same of our book, with what is kept beside it or without. */
export function byFeeworth(journal: PeerJournal, isCold: boolean): Contender {
  const args = [BIN, 'report', 'ledger', '--json', '--book', journal.book];
  const run = whole(journal, process.execPath, args, ourBalances);
  return (turnMs) => {
    if (isCold)
      for (const path of [columnCachePath(journal.book), keptLedgerPath(journal.book)])
        rmSync(path, { force: true });
    return run(turnMs);
  };
}

/** Whether a program is there to be compared with. */
export const isInstalled = (program: string): boolean =>
  spawnSync(program, ['--version'], { encoding: 'utf8' }).status === 0;

/** A whole process from start to end; its balances must be those that the generator summed up. */
function whole(
  { expected }: PeerJournal,
  program: string,
  args: readonly string[],
  read: (stdout: string) => Balances,
): Contender {
  const env = { ...process.env };
  // What this process was started with is not part of the question.
  for (const name of ['NODE_OPTIONS', 'NODE_EXTRA_CA_CERTS']) delete env[name];
  return () => {
    const start = performance.now();
    const run = spawnSync(program, args, { encoding: 'utf8', env, maxBuffer: 1 << 28 });
    const ms = performance.now() - start;
    if (run.status !== 0) throw new Error(`${program} ended with ${run.status}: ${run.stderr}`);
    const balances = read(run.stdout);
    for (const [key, cents] of expected)
      if ((balances.get(key) ?? 0) !== cents)
        throw new Error(`${program}: ${key} is ${balances.get(key)}, not ${cents}`);
    return Promise.resolve({ ms, result: 'the balances of the generator' });
  };
}

/** "   -1234.56 USD  Assets:PC:Cash" of both, by our accounts. */
function peerBalances(stdout: string): Balances {
  const cents = new Float64Array(PEER_ACCOUNTS.length);
  for (const line of stdout.split('\n')) {
    const [, amount, name] = /^\s*(-?[\d.]+)(?: USD)?\s+(\S+)$/.exec(line) ?? [];
    if (amount === undefined || name === undefined) continue;
    cents[peerAccount(name)] = amount === '0' ? 0 : parseCents(amount);
  }
  return throughTheMap(cents);
}

function ourBalances(stdout: string): Balances {
  const { data } = JSON.parse(stdout) as {
    data: { tables: { name: string; rows: Record<string, string>[] }[] };
  };
  const rows = data.tables.find(({ name }) => name === 'trial-balance')?.rows ?? [];
  return new Map(
    rows.map(({ entity = '', account = '', balance = '' }) => [
      `${entity} ${account.split(' ')[0]}`,
      parseCents(balance),
    ]),
  );
}
