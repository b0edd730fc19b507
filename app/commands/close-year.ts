import { ledger } from '../../projections/ledger.ts';
import type { TrialBalanceLine } from '../../projections/ledger.ts';
import { project } from '../../projections/projection.ts';
import { formatDay, formatMonth, lastDay, monthOf } from '../../src/calendar.ts';
import type { Day, Month } from '../../src/calendar.ts';
import { FeeworthError } from '../../src/error.ts';
import { draft } from '../../src/events/draft.ts';
import { formatCents } from '../../src/money.ts';
import type { Book } from '../book.ts';
import { fiscalYears, monthsOfYear } from '../indexes/fiscal-years.ts';
import type { FiscalYears } from '../indexes/fiscal-years.ts';
import { chosenEntities } from './chosen-entities.ts';

export interface CloseYearOptions {
  /** The year it ends in, "2025". */
  readonly year: string;
  /** One entity; all of the book when not given. */
  readonly entity?: string | undefined;
  readonly approver?: string | undefined;
}

export interface YearClosed {
  readonly entity: string;
  /** Income less cost moved to 3900, in dollars. */
  readonly income: string;
  readonly accounts: number;
  readonly event: string;
}

const RETAINED = 3900;

/**
 * Moves the income and the costs of a fiscal year to retained earnings, entity by entity, on its
 * last day. Reports of income leave these entries out. Refused while a month of the year is open
 * (`period/earlier-open`), a second time (`period/year-closed`), and while an earlier year has income
 * that no closing moved (`period/earlier-year-open`): it would be moved with this year's, and again
 * with its own.
 */
export async function closeYear(
  options: CloseYearOptions,
  book: Book,
): Promise<readonly YearClosed[]> {
  const year = yearNumber(options.year);
  const entities = await chosenEntities(options.entity, book);
  const years = await book.follow(fiscalYears);
  const { first, last } = monthsOfYear(year, years.start);
  const before = await incomeAt(lastDay((first - 1) as Month), book);
  for (const entity of entities) {
    await refuseOpen(entity, last, book);
    refuseTwice(entity, year, years);
    if (before(entity).length > 0) throw earlierOpen(entity, year);
  }
  const closed: YearClosed[] = [];
  for (const entity of entities)
    closed.push(await closeOne(entity, year, lastDay(last), options, book));
  return closed;
}

function yearNumber(text: string): number {
  if (/^20\d\d$/.test(text)) return Number(text);
  throw new FeeworthError('period/not-a-year', 'usage', `"${text}" is no fiscal year`, {
    hint: 'write the year it ends in: 2025',
  });
}

async function refuseOpen(entity: string, last: Month, book: Book): Promise<void> {
  const open = (await book.periods).firstOpen(entity);
  if (open !== null && open > lastDay(last)) return;
  const month = open === null ? last : monthOf(open);
  throw new FeeworthError(
    'period/earlier-open',
    'conflict',
    `${formatMonth(month)} is still open for ${entity}`,
    { place: { at: formatMonth(month) }, hint: `close ${formatMonth(month)} first` },
  );
}

function refuseTwice(entity: string, year: number, years: FiscalYears): void {
  const by = years.closedBy(entity, year);
  if (by === undefined) return;
  throw new FeeworthError('period/year-closed', 'conflict', `${year} is closed for ${entity}`, {
    place: { at: String(year) },
    hint: `reverse its closing entry first: feeworth reverse ${by.slice(0, 8)} --reason WHY`,
  });
}

function earlierOpen(entity: string, year: number): FeeworthError {
  return new FeeworthError(
    'period/earlier-year-open',
    'conflict',
    `Income of ${entity} before ${year} was not moved to retained earnings`,
    {
      place: { at: String(year) },
      hint: `close the year before first: feeworth close-year ${year - 1}`,
    },
  );
}

/** What stands on each account of income and cost at the end of a day, by entity. */
async function incomeAt(asOf: Day, book: Book): Promise<(entity: string) => TrialBalanceLine[]> {
  const columns = await book.columns;
  const cut = { asOf, knownAt: columns.size };
  const { entities } = project(ledger, columns.context(cut), columns.feed(cut), cut);
  return (entity) =>
    (entities.find((e) => e.entity === entity)?.trialBalance ?? []).filter(
      ({ type, balanceCents }) => (type === 'Income' || type === 'Expenses') && balanceCents !== 0,
    );
}

async function closeOne(
  entity: string,
  year: number,
  day: Day,
  options: CloseYearOptions,
  book: Book,
): Promise<YearClosed> {
  const balances = (await incomeAt(day, book))(entity);
  const cents = balances.reduce((sum, { balanceCents }) => sum + balanceCents, 0);
  const lines = [
    ...balances.map(({ account, balanceCents }) => ({ account, cents: 0 - balanceCents })),
    { account: RETAINED, cents },
  ];
  const made = draft(
    'FiscalYearClosed',
    {
      year: String(year),
      lines: lines.map((line) => ({ account: line.account, amount: formatCents(line.cents) })),
    },
    {
      occurredOn: formatDay(day),
      entity,
      actor: book.actor,
      actorKind: 'person',
      ...(options.approver === undefined ? {} : { approvedBy: options.approver }),
    },
  );
  const stream = `year-${entity}-${year}`.toLowerCase();
  const revision = await book.store.revision(stream);
  const event = book.derivedId('year', `${entity} ${year} ${revision ?? 'first'}`);
  // The year's closing entry is the one that is dated in a closed month, and counts in no income.
  const how = { inClosedPeriods: 'allow' } as const;
  await book.record(stream, revision ?? 'none', [{ id: event, draft: made }], how);
  return { entity, income: formatCents(0 - cents), accounts: balances.length, event };
}
