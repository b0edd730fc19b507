import { addDays, formatDay, formatMonth, monthOf, parseDay } from '../../src/calendar.ts';
import type { Day } from '../../src/calendar.ts';
import type { RecordedEvent } from '../../src/event.ts';
import type { Follower, FollowerKind } from '../follower.ts';

/** The stream of a month's closing and reopening. */
export const periodStream = (entity: string, period: string): string =>
  `period-${entity}-${period}`.toLowerCase();

/** Which dates are closed, by entity; a book's opening day is closed for all of them. */
export class Periods implements Follower {
  #opening: Day | null = null;
  readonly #closed = new Map<string, Day>();

  add(event: RecordedEvent): void {
    if (event.type === 'BookOpened') {
      const { opening } = event.data as { opening?: string };
      this.#opening = opening === undefined ? null : parseDay(opening);
    }
    if (event.type === 'PeriodClosed' || event.type === 'PeriodReopened') {
      const { lastOn } = event.data as { lastOn: string };
      this.#closed.set(event.meta.entity, parseDay(lastOn));
    }
  }

  /** Last closed day of an entity; null when nothing is closed. */
  lastClosed(entity: string): Day | null {
    return this.#closed.get(entity) ?? this.#opening;
  }

  /** First day an entity's events may count on; null when any day is open. */
  firstOpen(entity: string): Day | null {
    const last = this.lastClosed(entity);
    return last === null ? null : addDays(last, 1);
  }

  /** First open day of a fact of one or two books. */
  firstOpenOf(entity: string, counterparty?: string): Day | null {
    const own = this.firstOpen(entity);
    const other = counterparty === undefined ? null : this.firstOpen(counterparty);
    if (own === null || other === null) return own ?? other;
    return Math.max(own, other) as Day;
  }

  /** "2025-03": the month a day lies in, for messages. */
  static monthText(day: string): string {
    return formatMonth(monthOf(parseDay(day)));
  }

  /** The day itself, or the first open one after it. */
  openDay(day: string, entity: string, counterparty?: string): string {
    const first = this.firstOpenOf(entity, counterparty);
    return first !== null && parseDay(day) < first ? formatDay(first) : day;
  }
}

export const periods: FollowerKind<Periods> = {
  name: 'periods',
  isCounted: false,
  types: ['BookOpened', 'PeriodClosed', 'PeriodReopened'],
  make: () => new Periods(),
};
