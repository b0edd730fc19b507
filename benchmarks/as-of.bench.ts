import { openView } from '../app/cli/view.ts';
import { ledger, balanceOf } from '../projections/ledger.ts';
import type { Day } from '../src/calendar.ts';
import { formatDay } from '../src/calendar.ts';
import { here, interleaved } from './support/bench.ts';
import type { Bench } from './support/bench.ts';
import { PEER_ACCOUNTS } from './support/peer-accounts.ts';
import { peerJournal } from './support/peer-journal.ts';
import { peerTransactions } from './support/peer-transactions.ts';

const LIMIT_MS = 30;
const DAYS = 12;

export const bench: Bench = {
  name: 'as-of',
  question: 'What does any balance as of any day cost in a book of a million transactions?',
  peerName: 'the limit',
  bar: 1,
  better: 'lower',
  async run() {
    const { book, count } = await peerJournal(1_000_000);
    const globals = { book, json: false, csv: false };
    const view = await openView(globals);
    const { firstDay, monthOfDay } = view.context;
    const days = Array.from(
      { length: DAYS },
      (_, i) => (firstDay + Math.round((monthOfDay.length * (i + 1)) / (DAYS + 1))) as Day,
    );
    const slow = slowly(count, days);
    const { entities } = view.figures(ledger);
    const numbers = PEER_ACCOUNTS.map(({ entity, account }) => ({
      entity: view.context.names.numberOf('entity', entity),
      account,
    }));
    const contenders = Object.fromEntries(
      days.map((asOf) => [
        formatDay(asOf),
        here(async () => {
          const state = (await view.at({ asOf })).state(ledger);
          return () =>
            numbers.every(
              ({ entity, account }, i) => balanceOf(state, entity, account) === slow.get(asOf)?.[i],
            )
              ? 'equal'
              : 'other';
        }),
      ]),
    );
    const times = await interleaved(contenders, { rounds: 5 });
    const ours = Math.max(...Object.values<number>(times));
    await view.close();
    const note =
      `The dearest of ${DAYS} days, ${entities.length} books, cache warm; balances are those of ` +
      'adding the transactions up.';
    return { ours, peer: LIMIT_MS, ratio: ours / LIMIT_MS, unit: 'ms', note };
  },
};

/** Balances of the accounts of ours at each day, added up transaction by transaction. */
function slowly(count: number, days: readonly Day[]): Map<Day, readonly number[]> {
  const keys = PEER_ACCOUNTS.map(({ entity, account }) => `${entity} ${account}`);
  const sums = new Map(days.map((day) => [day, new Map<string, number>()]));
  for (const { day, lines } of peerTransactions(count)) {
    for (const [asOf, sum] of sums) {
      if (day > asOf) continue;
      for (const [at, cents] of lines) {
        const key = keys[at] ?? '';
        sum.set(key, (sum.get(key) ?? 0) + cents);
      }
    }
  }
  return new Map([...sums].map(([day, sum]) => [day, keys.map((key) => sum.get(key) ?? 0)]));
}
