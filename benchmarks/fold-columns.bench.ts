import { digestOf, foldProcess } from './support/fold-process.ts';
import { here, interleaved, speeds } from './support/bench.ts';
import type { Bench } from './support/bench.ts';
import { largeEvents } from './support/large-book.ts';
import { foldPlainCash, plainCashLines } from './support/plain-cash.ts';
import type { PlainCash } from './support/plain-cash.ts';
import { plainFeed, speak } from './support/plain-fold.ts';
import { foldPlainLedger, plainLedgerLines } from './support/plain-ledger.ts';
import type { PlainLedger } from './support/plain-ledger.ts';
import { foldPlainPrepaid, plainPrepaidLines, startPlainPrepaid } from './support/plain-prepaid.ts';
import { foldPlainRevenue, plainRevenueLines, startPlainRevenue } from './support/plain-revenue.ts';

export const bench: Bench = {
  name: 'fold-columns',
  question: 'How much faster are the folds over columns than over decoded events?',
  peerName: 'objects and Maps',
  bar: 30,
  better: 'higher',
  async run() {
    // A process each: the events of one would be work for the other's garbage collector.
    const columns = await foldProcess();
    const { events, cut, plainCut } = largeEvents();
    const times = await interleaved(
      {
        ours: columns.turn,
        peer: here(() => {
          const ledger: PlainLedger = new Map();
          const cash: PlainCash = new Map();
          const prepaid = startPlainPrepaid();
          const revenue = startPlainRevenue();
          for (const event of plainFeed(events, plainCut)) {
            const spoken = speak(event);
            foldPlainLedger(ledger, spoken);
            foldPlainCash(cash, spoken);
            foldPlainPrepaid(prepaid, spoken, cut.asOf);
            foldPlainRevenue(revenue, spoken);
          }
          return () =>
            digestOf([
              ...plainLedgerLines(ledger),
              ...plainCashLines(cash),
              ...plainPrepaidLines(prepaid),
              ...plainRevenueLines(revenue),
            ]);
        }),
      },
      { rounds: 7, warmUps: 2, turnMs: 500 },
    );
    columns.close();
    const note =
      `${columns.rows} rows of ${events.length} events; ledger, cash flow, revenue cycle and ` +
      'prepaid, cut and flags on, sums equal.';
    return speeds(times, columns.rows, 'rows/s', note);
  },
};
