import { firstDay, monthOf, parseDay } from '../calendar.ts';
import type { Day, Month } from '../calendar.ts';
import type { Cut, EventMeta, Json } from '../event.ts';
import type { Dictionary } from './dictionary.ts';
import type { Tally } from './tally.ts';

/** An event kept whole beside the columns: what the book is, who is in it, what was agreed. */
export interface Fact {
  readonly type: string;
  readonly data: Readonly<Record<string, Json>>;
  readonly meta: EventMeta;
  readonly id: string;
  readonly sequence: number;
}

/** Types that are kept whole: their data is structure, not sums. */
export const FACT_TYPES: ReadonlySet<string> = new Set([
  'BookOpened',
  'EntityFormed',
  'SiteOpened',
  'BankAccountOpened',
  'PayerListed',
  'PolicyChanged',
  'AgreementSigned',
  'AgreementAmended',
  'AgreementTerminated',
  'PeriodClosed',
  'PeriodReopened',
  'ScenarioRunRecorded',
]);

/** Everything a fold may know of a book besides its rows. Plain data. */
export interface BookContext {
  readonly names: Dictionary;
  readonly cashPolicy: 'bank' | 'document';
  /** Months that any row touches, first to last. */
  readonly firstMonth: Month;
  readonly monthCount: number;
  /** First day of the first month; `monthOfDay[day − firstDay]` is the month's index. */
  readonly firstDay: Day;
  readonly monthOfDay: Int16Array;
  readonly facts: readonly Fact[];
  /** How much of what the whole book has; absent where rows are still being made. */
  readonly tally?: Tally;
}

/** The table from day numbers to month indexes that every fold shares. */
export function monthTable(
  from: Day,
  to: Day,
): Pick<BookContext, 'firstMonth' | 'monthCount' | 'firstDay' | 'monthOfDay'> {
  const first = monthOf(from);
  const count = monthOf(to) - first + 1;
  const start = firstDay(first);
  const days = firstDay((first + count) as Month) - start;
  const monthOfDay = new Int16Array(days);
  for (let i = 0; i < days; i++) monthOfDay[i] = monthOf((start + i) as Day) - first;
  return { firstMonth: first, monthCount: count, firstDay: start, monthOfDay };
}

/** Facts that a cut lets through, in sequence. */
export function factsAt(facts: readonly Fact[], cut: Cut): readonly Fact[] {
  return facts.filter((f) => f.sequence < cut.knownAt && parseDay(f.meta.effectiveOn) <= cut.asOf);
}

/** Entities of a kind, in the order they were formed. */
export function entitiesOf(
  context: BookContext,
  kind: 'practice' | 'mso',
): readonly { readonly id: string; readonly name: string; readonly state: string }[] {
  return context.facts
    .filter((f) => f.type === 'EntityFormed' && f.data['kind'] === kind)
    .map((f) => ({
      id: f.meta.entity,
      name: f.data['name'] as string,
      state: f.data['state'] as string,
    }));
}

/** Sites with the entity that runs each, in the order they opened in the book. */
export function sitesOf(
  context: BookContext,
): readonly { readonly id: string; readonly entity: string; readonly name: string }[] {
  return context.facts
    .filter((f) => f.type === 'SiteOpened')
    .map((f) => ({
      id: f.meta.site ?? '',
      entity: f.meta.entity,
      name: f.data['name'] as string,
    }));
}
