import { interleaved } from './support/bench.ts';
import type { Bench } from './support/bench.ts';
import { byFeeworth, byHledger, isInstalled } from './support/balance-runs.ts';
import { peerJournal } from './support/peer-journal.ts';

export const bench: Bench = {
  name: 'ledger-cold-hledger',
  question:
    'What does a trial balance cost without anything kept, beside hledger reading its text?',
  peerName: 'hledger',
  bar: 12,
  better: 'higher',
  async run() {
    if (!isInstalled('hledger')) return { skipped: 'hledger is not installed' };
    const journal = await peerJournal(100_000);
    const { ours, peer } = await interleaved(
      { ours: byFeeworth(journal, true), peer: byHledger(journal) },
      { rounds: 5, warmUps: 1 },
    );
    const note =
      '100,000 transactions; whole processes in turn, balances equal account by account.';
    return { ours, peer, ratio: peer / ours, unit: 'ms', note };
  },
};
