import { sitesOf } from '../../src/batch/book-context.ts';
import { formatMonth } from '../../src/calendar.ts';
import type { Month } from '../../src/calendar.ts';
import { SOURCES } from './sources.ts';
import type { SourceName } from './sources.ts';
import type { CompletenessState } from './state.ts';

/** What came from one source for one entity or site. */
export interface Coverage {
  readonly entity: string;
  /** Null for a source that the whole entity has one of, and for what names no site. */
  readonly site: string | null;
  readonly source: SourceName;
  /** Events by month, from the first month of business. */
  readonly byMonth: readonly number[];
  readonly first: Month | null;
  readonly last: Month | null;
  /** Months without anything between the first and the last. */
  readonly missing: readonly Month[];
  /** Months without anything after the last, up to the end of the book. */
  readonly noneSince: readonly Month[];
  readonly isComplete: boolean;
  readonly words: string;
}

/** Coverage of every source of every practice, sites where they have their own. */
export function coverageOf(state: CompletenessState): Coverage[] {
  const { context } = state;
  const { names } = context;
  const sites = sitesOf(context);
  const found: Coverage[] = [];
  for (const entity of practicesOf(state)) {
    const e = names.numberOf('entity', entity);
    const own = sites.filter((site) => site.entity === entity).map((site) => site.id);
    SOURCES.forEach(({ name, per }, source) => {
      const of = (site: string | null, byMonth: readonly number[]): Coverage =>
        coverage(state, { entity, site, source: name, byMonth });
      if (per === 'entity' || own.length === 0) {
        found.push(of(null, countsOf(state, e, everySite(state), source)));
        return;
      }
      const bySite = own.map((site) =>
        of(site, countsOf(state, e, [names.numberOf('site', site)], source)),
      );
      const without = of(null, countsOf(state, e, [NO_SITE], source));
      if (without.first === null) found.push(...bySite);
      // What names no site may be any site's: a site that names nothing is not said to be missing.
      else found.push(...bySite.filter((c) => c.first !== null), without);
    });
  }
  return found;
}

/** Practices of the book; entities that facts do not name count when they have events. */
function practicesOf({ context, entities, seen }: CompletenessState): string[] {
  const kinds = new Map(
    context.facts
      .filter((f) => f.type === 'EntityFormed')
      .map((f) => [f.meta.entity, f.data['kind']]),
  );
  const each = seen.length / entities;
  const practices: string[] = [];
  for (let e = 1; e < entities; e++) {
    const name = context.names.nameOf('entity', e);
    const kind = kinds.get(name);
    const hasEvents = seen.subarray(e * each, (e + 1) * each).some((n) => n !== 0);
    if (kind === 'practice' || (kind === undefined && hasEvents)) practices.push(name);
  }
  return practices;
}

/** The dictionary's number of "no site". */
const NO_SITE = 0;

function everySite({ sites }: CompletenessState): number[] {
  return Array.from({ length: sites }, (_, s) => s);
}

function countsOf(
  { context, seen, sites, since }: CompletenessState,
  entity: number,
  places: readonly number[],
  source: number,
): number[] {
  const months = context.monthCount;
  return Array.from({ length: months - since }, (_, m) =>
    places.reduce(
      (sum, s) =>
        sum + (seen[((entity * sites + s) * months + since + m) * SOURCES.length + source] ?? 0),
      0,
    ),
  );
}

function coverage(
  state: CompletenessState,
  of: Pick<Coverage, 'entity' | 'site' | 'source' | 'byMonth'>,
): Coverage {
  const at = (m: number): Month => (state.context.firstMonth + state.since + m) as Month;
  const first = of.byMonth.findIndex((n) => n > 0);
  const last = of.byMonth.findLastIndex((n) => n > 0);
  const empty = of.byMonth.flatMap((n, m) => (n > 0 ? [] : [m]));
  const missing = first < 0 ? [] : empty.filter((m) => m > first && m < last).map(at);
  const noneSince = first < 0 ? [] : empty.filter((m) => m > last).map(at);
  return {
    ...of,
    first: first < 0 ? null : at(first),
    last: last < 0 ? null : at(last),
    missing,
    noneSince,
    isComplete: first >= 0 && missing.length === 0 && noneSince.length === 0,
    words: wordsOf(first < 0 ? null : [at(first), at(last)], missing, noneSince),
  };
}

function wordsOf(
  range: readonly [Month, Month] | null,
  missing: readonly Month[],
  noneSince: readonly Month[],
): string {
  if (range === null) return 'none in the book';
  const [from, to] = range;
  const words = [`${formatMonth(from)} to ${formatMonth(to)}`];
  if (missing.length > 0) words.push(`missing ${missing.map(formatMonth).join(', ')}`);
  const [next] = noneSince;
  if (next !== undefined) words.push(`none from ${formatMonth(next)} on`);
  if (words.length === 1) words.push('without gaps');
  return words.join('; ');
}
