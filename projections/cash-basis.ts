import type { BookContext } from '../src/batch/book-context.ts';
import { ACCOUNT_INDEX } from '../src/chart.ts';
import { parseDay } from '../src/calendar.ts';
import type { Cut, RecordedEvent } from '../src/event.ts';
import { ledger } from './ledger.ts';
import type { LedgerState } from './ledger.ts';
import { CashBooks } from './cash-basis/books.ts';
import { owe } from './cash-basis/owed.ts';
import { spokenOf } from './cash-basis/spoken.ts';
import type { Spoken } from './cash-basis/spoken.ts';
import { outsideMonths } from './posting-state.ts';
import type { Posting } from './postings.ts';
import { NOWHERE, STRIDE } from './postings.generated.ts';

/**
 * The ledger on the (modified) cash basis: a second rule set over the same events; docs/cash-basis.md
 * says each rule. It reads events and not columns: what a settlement settles is in ids, bills and
 * `applies`. Events are taken by accounting date, on one day what is owed before what is settled,
 * so that the order of import changes nothing. The state is read like any ledger's.
 */
export function cashBasis(
  context: BookContext,
  cut: Cut,
  counted: Iterable<RecordedEvent>,
): LedgerState {
  const state = ledger.start(context, cut);
  for (const { event, entry } of cashEntries(context, counted))
    for (const posting of entry) add(state, posting, event);
  return state;
}

/**
 * Each event with its entry on the cash basis, in the order in which they are taken. An event that
 * settles nothing (`SETTLING`) has the same entry when it is the only one.
 */
export function* cashEntries(
  context: BookContext,
  counted: Iterable<RecordedEvent>,
): Generator<{ readonly event: RecordedEvent; readonly entry: readonly Posting[] }> {
  const events = [...counted]
    .map((event) => ({ event, spoken: spokenOf(event) }))
    .sort((a, b) => compare(a.spoken.day, b.spoken.day) || compare(a.event.id, b.event.id));
  const books = new CashBooks(context);
  for (let from = 0; from < events.length;) {
    const day = events[from]?.spoken.day ?? '';
    let to = from;
    while (to < events.length && events[to]?.spoken.day === day) to += 1;
    const ofDay = events.slice(from, to);
    for (const { spoken } of ofDay) owe(spoken, books);
    for (const { event, spoken } of ofDay.toSorted(reversalsLast))
      yield { event, entry: books.postingsOf(event, spoken) };
    from = to;
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const reversalsLast = (a: { spoken: Spoken }, b: { spoken: Spoken }): number =>
  Number(a.spoken.reverses !== undefined) - Number(b.spoken.reverses !== undefined);

function add(
  state: LedgerState,
  { entity, account, amountCents }: Posting,
  event: RecordedEvent,
): void {
  const month = state.monthOfDay[parseDay(event.meta.effectiveOn) - state.firstDay];
  if (month === undefined) outsideMonths(event.sequence);
  const index = ACCOUNT_INDEX[account] ?? -1;
  const slot = index < 0 ? NOWHERE : index;
  const at = (state.names.numberOf('entity', entity) * state.months + month) * STRIDE + slot * 2;
  const side = amountCents < 0 ? at + 1 : at;
  state.cells[side] = (state.cells[side] ?? 0) + Math.abs(amountCents);
}
