import { existsSync } from 'node:fs';
import { parseDay } from '../src/calendar.ts';
import type { Day } from '../src/calendar.ts';
import type { ColumnBook } from '../src/batch/column-book.ts';
import { FeeworthError, isFeeworthError } from '../src/error.ts';
import type { Json, NewEvent, RecordedEvent } from '../src/event.ts';
import { canonicalOrder } from '../src/events/canonical-order.ts';
import { stamp } from '../src/events/draft.ts';
import type { EventDraft } from '../src/events/draft.ts';
import { assertEvent } from '../src/events/validate-event.ts';
import { parseCents } from '../src/money.ts';
import { createFactId, createTokeniser } from '../src/intake/tokens.ts';
import type { FactKey, Tokenise } from '../src/intake/tokens.ts';
import type { OpenOptions } from '../src/store/open.ts';
import { STORE_ERRORS } from '../src/store/port.ts';
import type { Appended, EventStore, Expected } from '../src/store/port.ts';
import { assertApproved, DEFAULT_APPROVAL_LIMIT } from '../projections/approval.ts';
import { assertBalanced, makePoster } from '../projections/postings.ts';
import { createKey, existingKey, keyId, keyPath, readKey } from './book-key.ts';
import { besidePath, openBookStore } from './book-place.ts';
import { appendChecked } from './checked-append.ts';
import { closingsToWatch } from './closings.ts';
import type { Check, CheckedAppend } from './checked-append.ts';
import type { Clock } from './clock.ts';
import { eventAt } from './event-at.ts';
import type { Follower, FollowerKind } from './follower.ts';
import { Followings } from './followings.ts';
import { columns } from './indexes/columns.ts';
import { imports } from './indexes/imports.ts';
import type { Imports } from './indexes/imports.ts';
import { periods, Periods } from './indexes/periods.ts';
import { settings } from './indexes/setting.ts';
import type { Settings } from './indexes/setting.ts';

/** Version of the posting rules every new event is recorded under. */
export const POLICY = 'gaap-2025@1';

/** A clock that is further behind the last event than this is refused (settled.md §1.8). */
const BEHIND_MS = 5 * 60_000;

export interface BookOptions {
  readonly clock: Clock;
  /** Who does it: a login, an e-mail address, "demo". */
  readonly actor: string;
  readonly readOnly?: boolean;
  /** Make the book when it is not there; `init` alone does. */
  readonly create?: boolean;
  /** A key given by hand: for books in memory, and for examples whose key is published. */
  readonly key?: Uint8Array;
  /** A key file elsewhere than beside the book. */
  readonly keyFile?: string;
  readonly store?: Omit<OpenOptions, 'readOnly' | 'create'>;
}

/** A draft with the id it keeps through every retry. */
export interface Recordable {
  readonly id: string;
  readonly draft: EventDraft;
}

export interface RecordOptions {
  /** Events by a person or a rule are refused in closed periods; files move theirs beforehand. */
  readonly inClosedPeriods?: 'refuse' | 'allow';
  /**
   * What to do when somebody recorded these ids a moment before and said something else with them:
   * `refuse` (`book/recorded-otherwise`) unless the caller looks itself.
   */
  readonly saidOtherwise?: 'refuse' | 'allow';
  /** Streams that must stand where the caller saw them; a moved one is `store/conflict`. */
  readonly checks?: readonly Check[];
  /** What to do where the store finds out too late that one has moved (`appendChecked`). */
  readonly onOvertaken?: CheckedAppend['onOvertaken'];
}

/** What was appended. */
export interface Recorded extends Appended {
  /** False when the log had these ids already: somebody did the same first. */
  readonly isOurs: boolean;
}

/** One book as the commands use it: store, key, clock, and what is kept of the log in memory. */
export class Book {
  readonly store: EventStore;
  readonly clock: Clock;
  readonly actor: string;
  readonly url: string;
  readonly #keyPath: string | null;
  #key: Uint8Array | null;
  readonly #isCreating: boolean;
  readonly #followings: Followings;
  #tokenise: Tokenise | null = null;
  #hasWritten = false;

  constructor(url: string, store: EventStore, options: BookOptions) {
    this.url = url;
    this.store = store;
    this.clock = options.clock;
    this.actor = options.actor;
    this.#keyPath = options.keyFile ?? keyPath(url);
    this.#key = options.key ?? null;
    this.#followings = new Followings(store, besidePath(url) ?? undefined);
    this.#isCreating = options.create === true;
  }

  /** Today, by the injected clock, in UTC. */
  get today(): Day {
    return parseDay(this.clock.now().slice(0, 10));
  }

  /** The key of the book's tokens. Throws `book/no-key`, `book/bad-key`. */
  get key(): Uint8Array {
    if (this.#key !== null) return this.#key;
    const path = this.#keyPath;
    const isNew = this.#isCreating && !this.#isSetUp;
    if (isNew && path !== null && !existsSync(path)) this.#key = createKey(path);
    else this.#key = existingKey(path);
    return this.#key;
  }

  /** A book that has been set up has had its key; a second one would fit nothing in it. */
  get #isSetUp(): boolean {
    const known = this.#followings.known(settings);
    return known !== undefined && known.opened !== null;
  }

  /** Writes a given key beside a new book, so that later commands find it. */
  keepKey(): void {
    if (this.#keyPath === null || existsSync(this.#keyPath)) return;
    createKey(this.#keyPath, this.key);
  }

  get tokenise(): Tokenise {
    this.#tokenise ??= createTokeniser(this.key);
    return this.#tokenise;
  }

  /** A stable id of something this program derives: made of words that say what it is. */
  idOf(fact: FactKey): string {
    return createFactId(this.key)(fact);
  }

  /** A stable id of something the book itself says, once per subject. */
  derivedId(what: string, subject: string, day = ''): string {
    return this.idOf({ system: `feeworth/${what}`, record: subject, day, nth: 1 });
  }

  /** A follower brought up to the head of the log; made when asked for the first time. */
  follow<F extends Follower>(kind: FollowerKind<F>): Promise<F> {
    return this.#followings.follow(kind);
  }

  get settings(): Promise<Settings> {
    return this.follow(settings);
  }

  get periods(): Promise<Periods> {
    return this.follow(periods);
  }

  get imports(): Promise<Imports> {
    return this.follow(imports);
  }

  /** The book as columns, for projections. */
  get columns(): Promise<ColumnBook> {
    return this.follow(columns);
  }

  /** Reads what is new in the log and hands it to everything that follows it. */
  catchUp(): Promise<void> {
    return this.#followings.catchUp();
  }

  /**
   * Appends to one stream: stamps instant and policy, checks every event by its declaration and its
   * entry by the ledger, wants a second person where one is due, keeps closed periods closed. Throws
   * `book/clock-behind`, `period/closed`, `event/invalid`, `ledger/unbalanced`, `approval/missing`,
   * `approval/own-work`, `book/recorded-otherwise` and what the store throws.
   */
  async record(
    stream: string,
    expected: Expected,
    recordables: readonly Recordable[],
    options: RecordOptions = {},
  ): Promise<Recorded> {
    await this.catchUp();
    const events = await this.stamped(recordables);
    const isRefusing = (options.inClosedPeriods ?? 'refuse') === 'refuse';
    if (isRefusing) await this.#refuseClosed(events);
    const { checks: asked = [], onOvertaken } = options;
    const named = new Set([stream, ...asked.map((check) => check.stream)]);
    const closings = isRefusing ? await this.#closings(events) : [];
    const checks = [...asked, ...closings.filter((check) => !named.has(check.stream))];
    const watching = { checks, ...(onOvertaken === undefined ? {} : { onOvertaken }) };
    const appending = appendChecked(this.store, { stream, expected, events, ...watching });
    const appended = await appending.catch(async (error: unknown) => {
      // Closed since it was looked at: that says more than that a stream has moved.
      const isRefused = isFeeworthError(error) && error.code === STORE_ERRORS.conflict;
      if (isRefusing && isRefused) await this.#refuseClosed(events);
      throw error;
    });
    this.#hasWritten = true;
    const isOurs = await this.#isOurs(events, appended);
    if (isOurs) this.#followings.feed(stream, events, appended);
    else if (options.saidOtherwise !== 'allow') await this.#mustAgree(stream, events, appended);
    return { ...appended, isOurs };
  }

  /** The events as they would be recorded now, each checked. */
  async stamped(recordables: readonly Recordable[]): Promise<NewEvent[]> {
    const recordedAt = await this.#instant();
    const { today } = this;
    const { setting, opened } = await this.settings;
    const postingsOf = makePoster(setting.cashPolicy);
    const limitCents = parseCents(opened?.approvalLimit ?? DEFAULT_APPROVAL_LIMIT);
    return recordables.map(({ id, draft }) => {
      const event = stamp(draft, { id, recordedAt, policy: POLICY });
      assertEvent(event, today);
      assertBalanced(event, postingsOf(event));
      assertApproved(event, limitCents);
      return event;
    });
  }

  async #instant(): Promise<string> {
    const now = this.clock.now();
    const head = await this.store.head();
    if (head === null || head.recordedAt <= now) return now;
    if (Date.parse(head.recordedAt) - Date.parse(now) > BEHIND_MS) {
      throw new FeeworthError(
        'book/clock-behind',
        'conflict',
        `It is ${now} here, but the last event was recorded at ${head.recordedAt}`,
        { hint: 'set the clock of this machine; events are recorded in the order of time' },
      );
    }
    return head.recordedAt;
  }

  async #refuseClosed(events: readonly NewEvent[]): Promise<void> {
    const closed = await this.periods;
    for (const { type, meta } of events) {
      if (ABOUT_PERIODS.has(type)) continue;
      const open = closed.openDay(meta.effectiveOn, meta.entity, meta.counterparty);
      if (open === meta.effectiveOn) continue;
      throw new FeeworthError(
        'period/closed',
        'conflict',
        `${Periods.monthText(meta.effectiveOn)} is closed for ${meta.entity}`,
        {
          place: { at: `${type} of ${meta.effectiveOn}` },
          hint: `date it ${open}, the first open day, or reopen the period`,
          details: { firstOpen: open, entity: meta.entity },
        },
      );
    }
  }

  /** The closings that would put these events into a closed month. */
  async #closings(events: readonly NewEvent[]): Promise<readonly Check[]> {
    const watched = await closingsToWatch(
      events.filter(({ type }) => !ABOUT_PERIODS.has(type)),
      this,
    );
    // Closed just now: looked at again, and refused.
    if (watched === 'closed') await this.#refuseClosed(events);
    return watched === 'closed' ? [] : watched;
  }

  /** Whether the log holds these very events, not those of somebody who did the same first. */
  async #isOurs(events: readonly NewEvent[], { sequence }: Appended): Promise<boolean> {
    if (sequence === null) return false;
    const { meta } = await this.eventAt(sequence);
    const last = events.at(-1);
    return meta.recordedAt === last?.meta.recordedAt && meta.actor === last.meta.actor;
  }

  /** Ids are compared by the store, contents never: two may have decided differently at one time. */
  async #mustAgree(
    stream: string,
    events: readonly NewEvent[],
    { revisions }: Appended,
  ): Promise<void> {
    const last = revisions.get(stream);
    if (last === undefined) return;
    const from = last - BigInt(events.length - 1);
    let at = 0;
    for await (const found of this.store.readStream(stream, { from, limit: events.length })) {
      const made = events[at++];
      if (made !== undefined && said(made) === said(found)) continue;
      throw new FeeworthError(
        'book/recorded-otherwise',
        'conflict',
        `${found.meta.actor} recorded this a moment before, and said something else`,
        {
          place: { at: stream },
          hint: `look at what is recorded, then decide: feeworth explain event ${found.id}`,
          details: { event: found.id, type: found.type },
        },
      );
    }
  }

  /** An event by its place in the book. */
  eventAt(sequence: number): Promise<RecordedEvent> {
    return eventAt(this.store, sequence);
  }

  /** Brings the files beside the book up to what was recorded, then closes it. */
  async close(): Promise<void> {
    try {
      if (this.#hasWritten) await this.#followings.keep();
    } finally {
      await this.store.close();
    }
  }
}

/** All that an event says but who said it and when. */
function said({ type, data, meta }: Pick<NewEvent, 'type' | 'data' | 'meta'>): string {
  const { actor: _who, recordedAt: _when, ...rest } = meta;
  return JSON.stringify(canonicalOrder([type, data, rest as unknown as Json]));
}

/** Closing and reopening are about periods, not in them; matches clear suspense on a line's day. */
const ABOUT_PERIODS: ReadonlySet<string> = new Set([
  'BookOpened',
  'EntityFormed',
  'SiteOpened',
  'BankAccountOpened',
  'PayerListed',
  'PeriodClosed',
  'PeriodReopened',
]);

/**
 * Opens a book for the commands. The key is read when something needs it. Throws what
 * `openStore` throws, and `book/wrong-key` when a key is there and is not this book's.
 */
export async function openBook(url: string, options: BookOptions): Promise<Book> {
  const store = await openBookStore(url, {
    ...options.store,
    create: options.create === true,
    ...(options.readOnly === true ? { readOnly: true } : {}),
  });
  try {
    const book = new Book(url, store, options);
    const { opened } = await book.settings;
    const path = options.keyFile ?? keyPath(url);
    const key =
      options.key ?? (path !== null && existsSync(path) && opened !== null ? readKey(path) : null);
    if (opened !== null && key !== null && keyId(key) !== opened.keyId) {
      throw new FeeworthError('book/wrong-key', 'integrity', 'This key belongs to another book', {
        ...(path === null ? {} : { place: { file: path } }),
        hint: 'put the key that was made with this book back beside it',
      });
    }
    return book;
  } catch (error) {
    await store.close();
    throw error;
  }
}
