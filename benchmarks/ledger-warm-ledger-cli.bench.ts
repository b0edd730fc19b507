import { interleaved } from './support/bench.ts';
import type { Bench } from './support/bench.ts';
import { byFeeworth, byLedgerCli, isInstalled } from './support/balance-runs.ts';
import { peerJournal } from './support/peer-journal.ts';

export const bench: Bench = {
  name: 'ledger-warm-ledger-cli',
  question:
    'What does a trial balance cost with the caches warm, beside ledger-cli reading its text?',
  peerName: 'ledger-cli',
  bar: 25,
  better: 'higher',
  async run() {
    if (!isInstalled('ledger')) return { skipped: 'ledger is not installed' };
    const journal = await peerJournal(1_000_000);
    const { ours, peer } = await interleaved(
      { ours: byFeeworth(journal, false), peer: byLedgerCli(journal) },
      { rounds: 5, warmUps: 1 },
    );
    const note =
      'A million transactions; whole processes in turn, balances equal account by account.';
    return { ours, peer, ratio: peer / ours, unit: 'ms', note };
  },
};
