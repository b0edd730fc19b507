import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { eventLine } from '../../src/audit/line.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { kept } from './kept.ts';
import { throughTheMap } from './peer-accounts.ts';
import { eventsOf, peerAppends } from './peer-events.ts';
import { PEER_HEAD, peerText } from './peer-text.ts';
import { PeerBalances, peerTransactions } from './peer-transactions.ts';
import { fillWith } from './stored-book.ts';

/** One journal in two forms, and what all of its accounts come to. */
export interface PeerJournal {
  readonly count: number;
  /** Our book, cleanly closed, without caches beside it. */
  readonly book: string;
  /** The text that hledger and ledger-cli read. */
  readonly text: string;
  /** Cents by the peers' accounts, summed up while the transactions were made. */
  readonly cents: readonly number[];
  /** The same through the map: "tx-practice 1010" → cents. */
  readonly expected: ReadonlyMap<string, number>;
}

const SOURCES = [
  'mersenne-twister.ts',
  'peer-accounts.ts',
  'peer-transactions.ts',
  'peer-events.ts',
  'peer-text.ts',
  'peer-journal.ts',
  '../../src/store/sqlite/schema.ts',
];

/** The journal of that many transactions, seed 1; made once and kept. */
export async function peerJournal(count: number): Promise<PeerJournal> {
  const folder = await kept({
    name: `peers-${count}`,
    sources: SOURCES,
    sample,
    make: async (into) => {
      writeText(join(into, 'journal'), join(into, 'cents.json'), count);
      const store = openSqliteStore(join(into, 'book.db'));
      await fillWith(store, peerAppends(count));
      await store.close();
    },
  });
  const cents = JSON.parse(readFileSync(join(folder, 'cents.json'), 'utf8')) as number[];
  return {
    count,
    book: join(folder, 'book.db'),
    text: join(folder, 'journal'),
    cents,
    expected: throughTheMap(cents),
  };
}

function* sample(): Generator<string, undefined> {
  for (const transaction of peerTransactions(500)) {
    yield peerText(transaction);
    for (const event of eventsOf(transaction)) yield eventLine(event, { stream: '', revision: 0n });
  }
}

function writeText(text: string, sums: string, count: number): void {
  const balances = new PeerBalances();
  const fd = openSync(text, 'w');
  let page = PEER_HEAD;
  for (const transaction of peerTransactions(count)) {
    balances.add(transaction);
    page += peerText(transaction);
    if (page.length < 1_000_000) continue;
    writeSync(fd, page);
    page = '';
  }
  writeSync(fd, page);
  closeSync(fd);
  writeFileSync(sums, JSON.stringify([...balances.cents]));
}
