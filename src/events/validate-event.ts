import { dayOf, formatDay, isDay, parseDay } from '../calendar.ts';
import type { Day } from '../calendar.ts';
import { FeeworthError } from '../error.ts';
import type { EventMeta, NewEvent } from '../event.ts';
import type { Problem } from './check-field.ts';
import type { Declaration } from './declare.ts';
import { FORMS, isToken } from './forms.ts';
import { checkData } from './validate.ts';
import { declarationOf } from './vocabulary.ts';

/** Nothing that a book holds happened before this day (settled.md §1.10). */
export const FIRST_DAY: Day = dayOf({ year: 2000, month: 1, day: 1 });
/** How far ahead of today an event may be dated: a month's accruals, not a slip of the year. */
export const DAYS_AHEAD = 31;

/**
 * What is wrong with an event before it is appended: envelope, dates, data. `today` is injected.
 */
export function checkEvent(event: NewEvent, today: Day): readonly Problem[] {
  const declaration = declarationOf(event.type);
  if (declaration === undefined)
    return [{ field: 'type', code: 'unknown-type', words: 'an event of the vocabulary' }];
  const problems: Problem[] = [];
  if (!FORMS.event.test(event.id))
    problems.push({ field: 'id', code: 'not-an-id', words: 'a UUID in lower case' });
  checkMeta(event.meta, declaration, today, problems);
  if (isBetweenBooks(event, declaration)) checkCounterparty(event.meta, problems);
  problems.push(...checkData(declaration, event.data));
  return problems;
}

/** Throws `event/invalid` with all problems; its place names the first. */
export function assertEvent(event: NewEvent, today: Day): void {
  const problems = checkEvent(event, today);
  const [first] = problems;
  if (first === undefined) return;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  const message = `${declarationOf(event.type)?.type ?? 'An event'} is not right${more}.`;
  throw new FeeworthError('event/invalid', 'input', message, {
    place: { at: first.field },
    hint: `expected ${first.words}`,
    details: { problems },
  });
}

const ACTOR_KINDS: ReadonlySet<string> = new Set(['person', 'import', 'rule', 'model']);
const REQUIRED = ['entity', 'actor', 'policy'] as const;
const OPTIONAL = [
  'counterparty',
  'site',
  'sourceSystem',
  'sourceFile',
  'sourceRecord',
  'causedBy',
  'approvedBy',
] as const;

function checkMeta(meta: EventMeta, of: Declaration, today: Day, problems: Problem[]): void {
  const bad = (name: keyof EventMeta, code: string, words: string): void => {
    problems.push({ field: `meta.${name}`, code, words });
  };
  if (meta.schema !== String(of.schema)) bad('schema', 'old-schema', `schema "${of.schema}"`);
  for (const name of ['occurredOn', 'effectiveOn'] as const) {
    const text = meta[name];
    if (typeof text !== 'string' || !isDay(text))
      bad(name, 'not-a-date', 'a date that exists: "2026-01-31"');
    else if (parseDay(text) < FIRST_DAY || parseDay(text) > today + DAYS_AHEAD)
      bad(name, 'date-out-of-range', rangeWords(today));
  }
  if (!FORMS.instant.test(meta.recordedAt) || !isDay(meta.recordedAt.slice(0, 10)))
    bad('recordedAt', 'not-an-instant', 'an instant: "2026-01-31T09:30:00.000Z"');
  for (const name of REQUIRED)
    if (!isToken(meta[name])) bad(name, 'missing', 'printable text that says who or what');
  for (const name of OPTIONAL)
    if (meta[name] !== undefined && !isToken(meta[name]))
      bad(name, 'not-a-token', 'printable text, or nothing at all');
  if (!ACTOR_KINDS.has(meta.actorKind))
    bad('actorKind', 'not-a-code', `one of ${[...ACTOR_KINDS].join(', ')}`);
}

function rangeWords(today: Day): string {
  return `a date from ${formatDay(FIRST_DAY)} to ${formatDay((today + DAYS_AHEAD) as Day)}`;
}

// A reversal is between books when its original was.
function isBetweenBooks(event: NewEvent, declaration: Declaration): boolean {
  if (event.type !== 'EntryReversed') return namesCounterparty(declaration);
  const data = event.data as { readonly original?: readonly { readonly type?: unknown }[] } | null;
  const type = data?.original?.[0]?.type;
  const original = typeof type === 'string' ? declarationOf(type) : undefined;
  return original !== undefined && namesCounterparty(original);
}

/** Whether a type is a fact between two books, so that its envelope names the other one. */
export function namesCounterparty(declaration: Declaration): boolean {
  return declaration.rows.some(
    (row) => row.party === 'counterparty' || row.posts?.some((leg) => leg.book === 'other'),
  );
}

function checkCounterparty(meta: EventMeta, problems: Problem[]): void {
  const field = 'meta.counterparty';
  if (meta.counterparty === undefined)
    problems.push({ field, code: 'missing', words: 'the other book of a fact between two' });
  else if (meta.counterparty === meta.entity)
    problems.push({ field, code: 'same-entity', words: 'another entity than the event’s own' });
}
