import { interleaved } from './support/bench.ts';
import type { Bench } from './support/bench.ts';
import { byFeeworth } from './support/balance-runs.ts';
import { peerJournal } from './support/peer-journal.ts';

const LIMIT_MS = 500;

export const bench: Bench = {
  name: 'ledger-warm',
  question: 'What does a trial balance of a million transactions cost with the caches warm?',
  peerName: 'half a second',
  bar: 1,
  better: 'lower',
  async run() {
    const journal = await peerJournal(1_000_000);
    const { ours } = await interleaved({ ours: byFeeworth(journal, false) }, { rounds: 9 });
    const note = 'A whole process; balances are those of the generator, account by account.';
    return { ours, peer: LIMIT_MS, ratio: ours / LIMIT_MS, unit: 'ms', note };
  },
};
