import { addMonths, formatDay, lastDay, monthOf, parseDay } from '../../src/calendar.ts';
import type { Extract } from './extract.ts';

/** Balances of every account an entity was ever posted to, at the end of a day. */
export interface ClosingBalances {
  /** The last day of a month, or the last day that counts. */
  readonly day: string;
  readonly entity: string;
  readonly balances: ReadonlyMap<number, number>;
}

/**
 * Closing balances at every month end from the first posting to the last day that counts, in order
 * of day, then entity. An account that came to zero, or was not posted to yet, stands there as zero.
 */
export function* closingBalances(extract: Extract): Generator<ClosingBalances> {
  const first = [
    ...extract.rows<{ day: string | null }>('SELECT min(effective_on) AS day FROM postings'),
  ][0]?.day;
  if (first === null || first === undefined) return;
  const state = zeroBalances(extract);
  let day = parseDay(first);
  const end = parseDay(extract.lastDay);
  while (monthOf(day) <= monthOf(end)) {
    const closing = formatDay(Math.min(lastDay(monthOf(day)), end) as typeof end);
    addMonth(extract, closing.slice(0, 7), state);
    for (const [entity, balances] of state) yield { day: closing, entity, balances };
    day = addMonths(day, 1);
  }
}

function zeroBalances(extract: Extract): Map<string, Map<number, number>> {
  const state = new Map<string, Map<number, number>>();
  const used = extract.rows<{ entity: string; account: number }>(
    'SELECT DISTINCT entity, account FROM balances ORDER BY entity, account',
  );
  for (const { entity, account } of used) {
    const own = state.get(entity) ?? new Map<number, number>();
    state.set(entity, own.set(account, 0));
  }
  return state;
}

function addMonth(
  extract: Extract,
  month: string,
  state: ReadonlyMap<string, Map<number, number>>,
): void {
  const rows = extract.rows<{ entity: string; account: number; balance_cents: number }>(
    'SELECT entity, account, balance_cents FROM balances WHERE month = ?',
    month,
  );
  for (const { entity, account, balance_cents } of rows) {
    state.get(entity)?.set(account, balance_cents);
  }
}
