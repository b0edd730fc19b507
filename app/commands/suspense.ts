import { accountOf } from '../../src/chart.ts';
import { formatDay, parseDay } from '../../src/calendar.ts';
import { FeeworthError } from '../../src/error.ts';
import { draft } from '../../src/events/draft.ts';
import { formatCents } from '../../src/money.ts';
import type { Book } from '../book.ts';
import { fileNames } from '../indexes/imports.ts';
import { leftOf, suspense } from '../indexes/suspense.ts';
import type { Suspended } from '../indexes/suspense.ts';

export interface SuspenseListOptions {
  readonly entity?: string | undefined;
  readonly asOf?: string | undefined;
}

/** A suspended amount as it is shown; what is left of it in dollars, as credited to 1090. */
export interface SuspenseItem extends Omit<Suspended, 'moves'> {
  readonly amount: string;
  /** Name of the file it came from. */
  readonly fileName: string | undefined;
}

/** What waits for a person, oldest first; what was resolved or matched whole is not in it. */
export async function listSuspense(
  options: SuspenseListOptions,
  book: Book,
): Promise<readonly SuspenseItem[]> {
  const { items } = await book.follow(suspense);
  const { entity } = options;
  const asOf = options.asOf === undefined ? undefined : formatDay(parseDay(options.asOf));
  const names = fileNames(await book.imports);
  return [...items.values()]
    .filter((item) => entity === undefined || item.entity === entity)
    .filter((item) => asOf === undefined || item.on <= asOf)
    .filter((item) => isMemo(item) || leftOf(item, asOf) !== 0)
    .map(({ moves, ...item }) => ({
      ...item,
      amount: formatCents(leftOf({ moves }, asOf)),
      fileName: item.sourceFile === undefined ? undefined : names.get(item.sourceFile),
    }))
    .toSorted((a, b) => (a.on === b.on ? compare(a.event, b.event) : compare(a.on, b.on)));
}

/** A record without money of its own waits until it is reversed. */
const isMemo = ({ type, moves }: Pick<Suspended, 'type' | 'moves'>): boolean =>
  type === 'RecordSuspended' && moves.length === 1 && moves[0]?.cents === 0;

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export interface ResolveOptions {
  /** Id of the suspended event, or its first characters. */
  readonly event: string;
  readonly account: number;
  readonly reason: string;
  /** Part of the amount; all that is left when not given. */
  readonly amountCents?: number;
}

/** Says what a suspended amount is: it leaves 1090 for its account. Dated today, or first open. */
export async function resolveSuspense(
  options: ResolveOptions,
  book: Book,
): Promise<{ readonly event: string; readonly amount: string; readonly account: number }> {
  const { items } = await book.follow(suspense);
  const found = [...items.values()].filter(
    (item) => item.event.startsWith(options.event) && leftOf(item) !== 0,
  );
  const [item, second] = found;
  if (item === undefined || second !== undefined || options.event.length < 6) {
    throw new FeeworthError('suspense/no-such-item', 'input', 'No such amount is in suspense', {
      place: { at: options.event },
      hint: 'see feeworth suspense list for the ids',
    });
  }
  if (accountOf(options.account) === undefined || options.account === 1090) {
    throw new FeeworthError('suspense/unknown-account', 'input', 'No such account to move it to', {
      place: { at: String(options.account) },
      hint: 'use a number of the chart of accounts',
    });
  }
  const left = leftOf(item);
  const cents = options.amountCents ?? left;
  if (Math.abs(cents) > Math.abs(left) || cents * left <= 0) {
    throw new FeeworthError('suspense/too-much', 'input', 'More than is in suspense', {
      place: { at: item.event },
      hint: `${formatCents(left)} is left of it, with the sign that suspense list shows`,
    });
  }
  const on = formatDay(book.today);
  const closed = await book.periods;
  const made = draft(
    'SuspenseResolved',
    {
      suspended: item.event,
      account: options.account,
      amount: formatCents(cents),
      reason: options.reason,
    },
    {
      occurredOn: on,
      effectiveOn: closed.openDay(on, item.entity),
      entity: item.entity,
      ...(item.site === undefined ? {} : { site: item.site }),
      actor: book.actor,
      actorKind: 'person',
      causedBy: item.event,
    },
  );
  const stream = `suspense-${item.event}`;
  const revision = await book.store.revision(stream);
  const id = book.derivedId('resolved', `${item.event} ${revision ?? 'first'}`);
  await book.record(stream, revision ?? 'none', [{ id, draft: made }]);
  return { event: id, amount: formatCents(cents), account: options.account };
}
