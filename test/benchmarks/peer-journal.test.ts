import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { PEER_ACCOUNTS } from '../../benchmarks/support/peer-accounts.ts';
import { eventsOf, peerAppends } from '../../benchmarks/support/peer-events.ts';
import { PEER_HEAD, peerText } from '../../benchmarks/support/peer-text.ts';
import {
  PEER_KINDS,
  PeerBalances,
  peerTransactions,
} from '../../benchmarks/support/peer-transactions.ts';
import type { PeerTransaction } from '../../benchmarks/support/peer-transactions.ts';
import { postingsOf } from '../../projections/postings.ts';
import { parseDay } from '../../src/calendar.ts';
import { assertEvent } from '../../src/events/validate-event.ts';

const GENERATOR = fileURLToPath(new URL('../../../shared/peers/gen.py', import.meta.url));
const COUNT = 3_000;
const TODAY = parseDay('2026-01-31');

/** Legs by our accounts, those of one account taken together, zeros left out. */
function legs(parts: Iterable<readonly [entity: string, account: number, cents: number]>) {
  const sums = new Map<string, number>();
  for (const [entity, account, cents] of parts) {
    const key = `${entity} ${account}`;
    sums.set(key, (sums.get(key) ?? 0) + cents);
  }
  return new Map([...sums].filter(([, sum]) => sum !== 0));
}

const theirs = ({ lines }: PeerTransaction) =>
  legs(
    lines.map(([at, cents]) => {
      const { entity = '', account = 0 } = PEER_ACCOUNTS[at] ?? {};
      return [entity, account, cents] as const;
    }),
  );

const ours = (transaction: PeerTransaction) =>
  legs(
    eventsOf(transaction)
      .flatMap((event) => postingsOf(event, 'document'))
      .map(({ entity, account, amountCents }) => [entity, account, amountCents] as const),
  );

describe('the journal that peers read', () => {
  it('has every kind of transaction, and posts each as the peers do', () => {
    const kinds = new Set<string>();
    for (const transaction of peerTransactions(COUNT)) {
      kinds.add(transaction.kind);
      expect(ours(transaction), transaction.kind).toEqual(theirs(transaction));
    }
    expect(kinds).toEqual(new Set(PEER_KINDS));
  });

  it('is written in events that a book would take', () => {
    for (const { events } of peerAppends(500))
      for (const event of events) assertEvent(event, TODAY);
  });

  it.skipIf(!existsSync(GENERATOR))('is that of peers/gen.py, byte for byte', () => {
    const folder = mkdtempSync(join(tmpdir(), 'peers-'));
    try {
      for (const seed of [1, 20_260_401]) {
        const args = [GENERATOR, String(COUNT), folder, '--seed', String(seed), '--formats'];
        execFileSync('python3', [...args, 'hledger']);
        const balances = new PeerBalances();
        let text = PEER_HEAD;
        for (const transaction of peerTransactions(COUNT, seed)) {
          balances.add(transaction);
          text += peerText(transaction);
        }
        expect(text === readFileSync(join(folder, 'gl.hledger'), 'utf8')).toBe(true);
        const expected = JSON.parse(readFileSync(join(folder, 'expect.json'), 'utf8')) as {
          readonly balances: Readonly<Record<string, number>>;
        };
        const found = PEER_ACCOUNTS.map(({ name }, i) => [name, balances.cents[i]]);
        expect(Object.fromEntries(found)).toEqual(expected.balances);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
