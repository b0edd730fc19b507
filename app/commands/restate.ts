import { accountOf } from '../../src/chart.ts';
import { formatDay, lastDay, parseMonth } from '../../src/calendar.ts';
import type { Month } from '../../src/calendar.ts';
import { FeeworthError } from '../../src/error.ts';
import { draft } from '../../src/events/draft.ts';
import type { Book } from '../book.ts';
import { mustBalance, readEntryFile } from '../entry-file.ts';
import { fiscalYears } from '../indexes/fiscal-years.ts';
import { chosenEntities } from './chosen-entities.ts';

export interface RestateOptions {
  readonly file: string;
  /** Its text, when it is in memory already. */
  readonly text?: string;
}

export interface Restated {
  readonly event: string;
  readonly entity: string;
  readonly effectiveOn: string;
  readonly periods: readonly string[];
  /** The same error was restated before: nothing was added. */
  readonly isRecorded: boolean;
}

const RETAINED = 3900;

/**
 * Records that closed periods held an error (ASC 250-10-45-23): its effect by account and month, as
 * an entry on the first open day. Income and costs of a year that is closed go to 3900, which is
 * what its closing made of them. A month that is open needs no restatement (`period/open`), and an
 * estimate that proved wrong is none: it trues up in the month that knows better.
 */
export async function restate(options: RestateOptions, book: Book): Promise<Restated> {
  const { entity, corrects, reason, approver, effect } = readEntryFile(
    'restatement',
    options.file,
    options.text,
  );
  await chosenEntities(entity, book);
  const periods = [...new Set(effect.map(({ period }) => period))].sort();
  for (const period of periods) {
    mustBalance(
      effect.filter((line) => line.period === period),
      period,
    );
    await refuseOpen(entity, parseMonth(period), book);
  }
  const years = await book.follow(fiscalYears);
  const lines = effect.map((line) => {
    const day = lastDay(parseMonth(line.period));
    const type = accountOf(line.account)?.type;
    const isClosed = years.closedYear(entity, day) !== undefined;
    return isClosed && (type === 'Income' || type === 'Expenses')
      ? { ...line, account: RETAINED, standsFor: line.account }
      : line;
  });
  const first = formatDay(lastDay(parseMonth(periods[0] ?? '')));
  const effectiveOn = (await book.periods).openDay(first, entity);
  const made = draft(
    'ErrorRestated',
    { corrects, reason, approver, effectByAccount: lines },
    {
      occurredOn: formatDay(book.today),
      effectiveOn,
      entity,
      actor: book.actor,
      actorKind: 'person',
      approvedBy: approver,
    },
  );
  const event = book.derivedId('restatement', `${entity} ${corrects} ${JSON.stringify(effect)}`);
  // One stream a restatement: whoever records the same one again, or at the same time, adds nothing.
  const stream = `restatement-${event}`;
  const isRecorded = (await book.store.revision(stream)) !== null;
  if (!isRecorded) await book.record(stream, 'none', [{ id: event, draft: made }]);
  return { event, entity, effectiveOn, periods, isRecorded };
}

async function refuseOpen(entity: string, month: Month, book: Book): Promise<void> {
  const last = (await book.periods).lastClosed(entity);
  if (last !== null && lastDay(month) <= last) return;
  const at = formatDay(lastDay(month)).slice(0, 7);
  throw new FeeworthError('period/open', 'conflict', `${at} is open for ${entity}`, {
    place: { at },
    hint: 'reverse what is wrong in it, or record what is missing: nothing was reported yet',
  });
}
