import { formatMonth, monthFrom, monthOf, monthParts } from '../../src/calendar.ts';
import type { Day, Month } from '../../src/calendar.ts';
import type { RecordedEvent } from '../../src/event.ts';
import type { EventData } from '../../src/events/vocabulary.ts';
import type { Follower, FollowerKind } from '../follower.ts';

/** First and last month of a fiscal year; it is named after the year it ends in. */
export function monthsOfYear(
  year: number,
  start: number,
): { readonly first: Month; readonly last: Month } {
  const first = start === 1 ? monthFrom(year, 1) : monthFrom(year - 1, start);
  return { first, last: (first + 11) as Month };
}

/** The fiscal year a day lies in. */
export function yearOf(day: Day, start: number): number {
  const { year, month } = monthParts(monthOf(day));
  return start > 1 && month >= start ? year + 1 : year;
}

/** Which fiscal years are closed, by entity, and by which event. */
export class FiscalYears implements Follower {
  #start = 1;
  readonly #closed = new Map<string, string>();

  add({ id, type, data, meta }: RecordedEvent): void {
    if (type === 'BookOpened')
      this.#start = (data as { fiscalYearStart?: number }).fiscalYearStart ?? 1;
    if (type === 'FiscalYearClosed') {
      const { year } = data as unknown as EventData<'FiscalYearClosed'>;
      this.#closed.set(`${meta.entity} ${year}`, id);
    }
    if (type !== 'EntryReversed') return;
    const { reverses } = data as { reverses: string };
    for (const [key, by] of this.#closed) if (by === reverses) this.#closed.delete(key);
  }

  /** Month in which the fiscal year starts, 1 to 12. */
  get start(): number {
    return this.#start;
  }

  /** The event that closed a year; undefined while it is open. */
  closedBy(entity: string, year: number): string | undefined {
    return this.#closed.get(`${entity} ${year}`);
  }

  /** The closed year of an entity that a month lies in; undefined when it is open. */
  closedYear(entity: string, day: Day): number | undefined {
    const year = yearOf(day, this.#start);
    return this.closedBy(entity, year) === undefined ? undefined : year;
  }

  /** "2025-01 to 2025-12", for messages. */
  words(year: number): string {
    const { first, last } = monthsOfYear(year, this.#start);
    return `${formatMonth(first)} to ${formatMonth(last)}`;
  }
}

export const fiscalYears: FollowerKind<FiscalYears> = {
  name: 'fiscal-years',
  isCounted: false,
  types: ['BookOpened', 'FiscalYearClosed', 'EntryReversed'],
  make: () => new FiscalYears(),
};
