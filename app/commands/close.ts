import {
  firstDay,
  formatDay,
  formatMonth,
  lastDay,
  monthOf,
  parseMonth,
} from '../../src/calendar.ts';
import type { Month } from '../../src/calendar.ts';
import { FeeworthError, isFeeworthError } from '../../src/error.ts';
import { draft } from '../../src/events/draft.ts';
import type { EventDraft } from '../../src/events/draft.ts';
import { formatCents, parseCents } from '../../src/money.ts';
import { STORE_ERRORS } from '../../src/store/port.ts';
import type { Book, RecordOptions } from '../book.ts';
import { fiscalYears } from '../indexes/fiscal-years.ts';
import { fateOf, IMPORT_TYPES } from '../indexes/imports.ts';
import type { Imports } from '../indexes/imports.ts';
import { periodStream } from '../indexes/periods.ts';
import { leftOf, suspense } from '../indexes/suspense.ts';
import type { Suspended, Suspense } from '../indexes/suspense.ts';
import { chosenEntities } from './chosen-entities.ts';
import { isWithin } from '../closings.ts';
import { derivedEntries } from './derived-entries.ts';
import { isAboutOthers, underWay } from './import-attempt.ts';
import { reconcile } from './reconcile.ts';
import type { AccountReconciled } from './reconcile.ts';

export interface CloseOptions {
  /** "2026-03". */
  readonly period: string;
  /** One entity; all of the book when not given. */
  readonly entity?: string | undefined;
  readonly approver?: string | undefined;
  /** Largest sum of unmatched bank lines that is fine, "500.00". */
  readonly limit?: string | undefined;
  /** What happens beyond the limit; what the book demands, when not given, else warn. */
  readonly beyondLimit?: 'warn' | 'block';
}

export interface EntityClosed {
  readonly entity: string;
  readonly status: 'closed' | 'already-closed';
  /** Entries derived from the month, by type, with their sums. */
  readonly derived: readonly {
    readonly type: string;
    readonly count: number;
    readonly amount: string;
  }[];
  readonly warnings: readonly string[];
}

export interface CloseResult {
  readonly period: string;
  readonly entities: readonly EntityClosed[];
  readonly reconciled: readonly AccountReconciled[];
}

const LIMIT = '0.00';

/**
 * Closes a month for an entity, or for all: reconciles, records what the month itself brings about
 * (the fee due, memberships earned, breakage), then closes it, so that later facts of it count on
 * the first open day. Months are closed in order (`period/earlier-open`); one that is closed
 * already is left alone. Throws `period/not-over`; `period/unmatched-lines` and
 * `period/unfinished-import` when so asked.
 */
export async function closePeriod(options: CloseOptions, book: Book): Promise<CloseResult> {
  const month = parseMonth(options.period);
  const entities = await chosenEntities(options.entity, book);
  const open: string[] = [];
  const results: EntityClosed[] = [];
  for (const entity of entities) {
    if (await isClosed(entity, month, book))
      results.push({ entity, status: 'already-closed', derived: [], warnings: [] });
    else open.push(entity);
  }
  if (open.length === 0) return { period: options.period, entities: results, reconciled: [] };
  if (lastDay(month) >= book.today) throw notOver(options.period);
  for (const entity of open) await refuseGap(entity, month, book);
  const { opened } = await book.settings;
  const isBlocking = [options.beyondLimit, opened?.openReconciliation].includes('block');
  const reconciled: AccountReconciled[] = [];
  for (const entity of open)
    reconciled.push(...(await reconcile({ entity, limit: options.limit }, book)));
  for (const entity of open) {
    const own = reconciled.filter((account) => account.entity === entity);
    const unread = unfinishedImports(entity, await book.imports);
    if (isBlocking && unread.length > 0) throw importsOpen(entity, unread);
    const odd = unmatched(own, month, options, (await book.follow(suspense)).items);
    const open = isBlocking ? [...odd, ...withoutStatement(own, month)] : [];
    if (open.length > 0) throw blocked(entity, open);
    const warnings = [...unread, ...odd];
    const derived = await closeEntity(entity, month, options, book);
    if (derived === 'already-closed')
      results.push({ entity, status: derived, derived: [], warnings: [] });
    else results.push({ entity, status: 'closed', derived: sums(derived), warnings });
  }
  return { period: options.period, entities: results, reconciled };
}

async function isClosed(entity: string, month: Month, book: Book): Promise<boolean> {
  const last = (await book.periods).lastClosed(entity);
  return last !== null && last >= lastDay(month);
}

function notOver(period: string): FeeworthError {
  return new FeeworthError('period/not-over', 'conflict', `${period} is not over yet`, {
    place: { at: period },
    hint: 'close a month when its last day has passed',
  });
}

/** Months are closed one after the other: a gap would move facts of an open month. */
async function refuseGap(entity: string, month: Month, book: Book): Promise<void> {
  const first = (await book.periods).firstOpen(entity);
  if (first === null || monthOf(first) >= month) return;
  const earlier = formatMonth(monthOf(first));
  throw new FeeworthError(
    'period/earlier-open',
    'conflict',
    `${earlier} is still open for ${entity}`,
    { place: { at: formatMonth(month) }, hint: `close ${earlier} first` },
  );
}

/** Files that were begun and count for nothing yet: what they hold of the month is missing. */
const unfinishedImports = (entity: string, { byStream }: Imports): string[] =>
  [...byStream.values()]
    .filter((state) => state.entity === entity && fateOf(state) === 'unfinished')
    .map(
      ({ fileName, stream }) =>
        `${fileName} (${stream}): its import is unfinished and counts for nothing; ` +
        `import it again, or take it back: feeworth import revert ${stream} --reason WHY`,
    );

function importsOpen(entity: string, warnings: readonly string[]): FeeworthError {
  return new FeeworthError(
    'period/unfinished-import',
    'conflict',
    `An import for ${entity} is unfinished: ${warnings[0] ?? ''}`,
    {
      place: { at: entity },
      hint: 'import the file again or take it back (feeworth import revert), then close',
      details: { warnings },
    },
  );
}

const isPlaced = (item: Suspended | undefined): boolean => item !== undefined && leftOf(item) === 0;

function unmatched(
  accounts: readonly AccountReconciled[],
  month: Month,
  options: CloseOptions,
  inSuspense: Suspense['items'],
): string[] {
  const limit = parseCents(options.limit ?? LIMIT);
  const lastOn = formatDay(lastDay(month));
  return accounts.flatMap(({ bankAccount, unmatchedLines, statements }) => {
    // A person has said what a resolved line is: nothing of it is open.
    const lines = unmatchedLines.filter(
      (line) => line.on <= lastOn && !isPlaced(inSuspense.get(line.event)),
    );
    const sum = lines.reduce((total, line) => total + Math.abs(parseCents(line.amount)), 0);
    const warnings: string[] = [];
    if (sum > limit)
      warnings.push(
        `${bankAccount}: ${lines.length} bank lines (${formatCents(sum)}) without a document`,
      );
    for (const { toOn, statement, ledger, isEqual } of statements)
      if (!isEqual && toOn <= lastOn && monthOfText(toOn) === formatMonth(month))
        warnings.push(`${bankAccount}: statement of ${toOn} says ${statement}, ledger ${ledger}`);
    return warnings;
  });
}

/** Accounts without a statement of the month: nothing was compared with them. */
function withoutStatement(accounts: readonly AccountReconciled[], month: Month): string[] {
  const firstOn = formatDay(firstDay(month));
  return accounts
    .filter(({ statements }) => !statements.some(({ toOn }) => toOn >= firstOn))
    .map(({ bankAccount }) => `${bankAccount}: no statement of ${formatMonth(month)}`);
}

const monthOfText = (day: string): string => day.slice(0, 7);

function blocked(entity: string, warnings: readonly string[]): FeeworthError {
  return new FeeworthError(
    'period/unmatched-lines',
    'conflict',
    `${entity} is not reconciled to its bank`,
    {
      place: { at: entity },
      hint: 'import statements and what explains their lines, resolve these, or close with a higher limit',
      details: { warnings },
    },
  );
}

/** An import that ends while a month is closed is taken into account: so often it is tried anew. */
const TRIES = 20;

async function closeEntity(
  entity: string,
  month: Month,
  options: CloseOptions,
  book: Book,
): Promise<readonly EventDraft[] | 'already-closed'> {
  for (let tries = 1; ; tries++) {
    const checks = underWay(await book.imports, book);
    try {
      return await closeOnce(entity, month, options, checks, book);
    } catch (error) {
      if (isOvertaken(error) && (await isClosed(entity, month, book))) return 'already-closed';
      if (tries === TRIES || !isAboutOthers(error, periodStream(entity, options.period)))
        throw error;
    }
  }
}

/** Whether somebody else may have closed the month while this was at it. */
const isOvertaken = (error: unknown): boolean =>
  isFeeworthError(error) && ['period/closed', STORE_ERRORS.conflict].includes(error.code);

/** Derived entries and the closing, in one append to the period's stream. */
async function closeOnce(
  entity: string,
  month: Month,
  options: CloseOptions,
  checks: RecordOptions['checks'] & {},
  book: Book,
): Promise<readonly EventDraft[] | 'already-closed'> {
  const period = formatMonth(month);
  const stream = periodStream(entity, period);
  const revision = await book.store.revision(stream);
  // Looked at behind the revision: who closes it from here on moves that.
  if (await isClosed(entity, month, book)) return 'already-closed';
  const day = formatDay(lastDay(month));
  const { derived, seen } = await settled(entity, month, book);
  const closing = draft(
    'PeriodClosed',
    {
      period,
      lastOn: day,
      preparer: book.actor,
      ...(options.approver === undefined ? {} : { approver: options.approver }),
    },
    { occurredOn: day, entity, actor: book.actor, actorKind: 'person' },
  );
  const recordables = [...derived, closing].map((made, i) => ({
    id: book.derivedId('close', `${entity} ${period} ${revision ?? 'first'} ${i} ${made.type}`),
    draft: made,
  }));
  const { isOurs, sequence } = await book.record(stream, revision ?? 'none', recordables, {
    checks,
    saidOtherwise: 'allow',
    // What came into the month is looked for below, whatever stream it came in.
    onOvertaken: async (events) => {
      const other = events.find(({ type }) => type === 'PeriodClosed');
      if (other !== undefined) throw overtaken(entity, period, other.stream);
    },
  });
  // The same close by somebody else, a moment earlier, has these ids: the store takes ours as said.
  if (!isOurs || sequence === null) return 'already-closed';
  const before = sequence - recordables.length + 1;
  const late = await changeOf(entity, day, { from: seen, before }, book);
  if (late !== undefined) throw overtaken(entity, period, late);
  return derived;
}

/** What is derived for a month, of a book in which nothing of the month came in meanwhile. */
async function settled(
  entity: string,
  month: Month,
  book: Book,
): Promise<{ derived: readonly EventDraft[]; seen: number }> {
  for (let tries = 1; ; tries++) {
    const seen = ((await book.store.head())?.sequence ?? -1) + 1;
    const derived = await derivedEntries(entity, month, book);
    const stretch = { from: seen, before: Infinity };
    const late = await changeOf(entity, formatDay(lastDay(month)), stretch, book);
    if (late === undefined || tries === TRIES) return { derived, seen };
  }
}

/** The stream of an event in a stretch of the book that changed a month of an entity, if any. */
async function changeOf(
  entity: string,
  lastOn: string,
  { from, before }: { readonly from: number; readonly before: number },
  book: Book,
): Promise<string | undefined> {
  for await (const { events } of book.store.readPages({ fromSequence: from })) {
    for (const { sequence, stream, type, meta } of events) {
      if (sequence >= before) return undefined;
      if (!stream.startsWith('import-')) {
        if (isWithin({ type, meta }, entity, lastOn)) return stream;
        continue;
      }
      // Its events count from its completion on, until it is taken back.
      if (type !== 'ImportCompleted' && type !== 'ImportReverted') continue;
      for await (const fact of book.store.readStream(stream))
        if (!IMPORT_TYPES.includes(fact.type) && isWithin(fact, entity, lastOn)) return stream;
    }
  }
  return undefined;
}

/** The month is closed in the book, and what was derived for it does not know of that stream. */
function overtaken(entity: string, period: string, stream: string): FeeworthError {
  return new FeeworthError(
    'period/overtaken',
    'conflict',
    `${period} of ${entity} was closed a moment after something came in, and without it`,
    {
      place: { at: stream },
      hint: `reopen it and close it again: feeworth reopen ${period} --entity ${entity}`,
    },
  );
}

function sums(derived: readonly EventDraft[]): EntityClosed['derived'] {
  const byType = new Map<string, { count: number; cents: number }>();
  for (const { type, data } of derived) {
    const known = byType.get(type) ?? { count: 0, cents: 0 };
    const { amount = '0.00' } = data as { amount?: string };
    byType.set(type, { count: known.count + 1, cents: known.cents + parseCents(amount) });
  }
  return [...byType].map(([type, { count, cents }]) => ({
    type,
    count,
    amount: formatCents(cents),
  }));
}

export interface ReopenOptions {
  readonly period: string;
  readonly entity?: string | undefined;
  readonly reason: string;
  readonly approver: string;
}

/** Opens a closed month, and every one after it, with a reason and an approver. */
export async function reopenPeriod(
  options: ReopenOptions,
  book: Book,
): Promise<readonly { readonly entity: string; readonly lastClosed: string }[]> {
  const month = parseMonth(options.period);
  if (options.approver.trim() === '') {
    throw new FeeworthError('period/no-approver', 'usage', 'Reopening needs an approver', {
      place: { at: options.period },
      hint: 'name who approved it: --approver WHO',
    });
  }
  const reopened: { entity: string; lastClosed: string }[] = [];
  for (const entity of await chosenEntities(options.entity, book)) {
    if (!(await isClosed(entity, month, book))) continue;
    await refuseClosedYear(entity, month, book);
    const lastOn = formatDay((firstDay(month) - 1) as ReturnType<typeof firstDay>);
    const made = draft(
      'PeriodReopened',
      { period: options.period, lastOn, reason: options.reason, approver: options.approver },
      {
        occurredOn: formatDay(book.today),
        effectiveOn: formatDay(lastDay(month)),
        entity,
        actor: book.actor,
        actorKind: 'person',
        approvedBy: options.approver,
      },
    );
    const stream = periodStream(entity, options.period);
    const revision = await book.store.revision(stream);
    const id = book.derivedId('reopen', `${entity} ${options.period} ${revision ?? 'none'}`);
    await book.record(stream, revision ?? 'none', [{ id, draft: made }]);
    reopened.push({ entity, lastClosed: lastOn });
  }
  if (reopened.length > 0) return reopened;
  throw new FeeworthError('period/not-closed', 'conflict', `${options.period} is not closed`, {
    place: { at: options.period },
    hint: 'nothing needs to be reopened',
  });
}

/** A month of a closed year would change what its closing entry moved to retained earnings. */
async function refuseClosedYear(entity: string, month: Month, book: Book): Promise<void> {
  const years = await book.follow(fiscalYears);
  const year = years.closedYear(entity, lastDay(month));
  if (year === undefined) return;
  const by = years.closedBy(entity, year) ?? '';
  throw new FeeworthError('period/year-closed', 'conflict', `${year} is closed for ${entity}`, {
    place: { at: formatMonth(month) },
    hint: `restate it (feeworth restate FILE), or reverse the closing of the year: feeworth reverse ${by.slice(0, 8)}`,
  });
}
