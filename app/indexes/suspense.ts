import type { RecordedEvent } from '../../src/event.ts';
import type { EventData } from '../../src/events/vocabulary.ts';
import { parseCents } from '../../src/money.ts';
import type { Follower, FollowerKind } from '../follower.ts';

/** An amount that moved account 1090 on a day; above zero when it was credited. */
interface Move {
  readonly on: string;
  readonly cents: number;
}

/** An amount in account 1090 that waits for a person. */
export interface Suspended {
  readonly event: string;
  readonly type: string;
  readonly reason: string;
  readonly entity: string;
  readonly site: string | undefined;
  /** The day it counts on. */
  readonly on: string;
  readonly field: string | undefined;
  readonly subject: string | undefined;
  readonly sourceFile: string | undefined;
  readonly sourceRecord: string | undefined;
  /** The amount itself and what took from it; together what is left. */
  readonly moves: Move[];
}

/** What is left of it, on a day or in all, as credited to 1090. */
export function leftOf({ moves }: Pick<Suspended, 'moves'>, asOf?: string): number {
  return moves
    .filter(({ on }) => asOf === undefined || on <= asOf)
    .reduce((sum, { cents }) => sum + cents, 0);
}

type Words = Pick<Suspended, 'reason'> & Partial<Pick<Suspended, 'field' | 'subject'>>;

const SUSPENSE = 1090;

/**
 * Everything that stands in account 1090, by what brought it there: records, differences of
 * remittances, bank lines without a document, entries by hand. All of it adds up to the account.
 */
export class Suspense implements Follower {
  readonly items = new Map<string, Suspended>();
  /** What an event took from which item, for its reversal. */
  readonly #taken = new Map<string, { readonly of: string; readonly cents: number }>();
  #isBankLineCash = true;

  add(event: RecordedEvent): void {
    switch (event.type) {
      case 'BookOpened':
        // Under the policy "document" bank lines are memo.
        this.#isBankLineCash = (event.data as { cashPolicy?: unknown }).cashPolicy === 'bank';
        return;
      case 'RecordSuspended': {
        const { reason, amount, against, field, subject } =
          event.data as unknown as EventData<'RecordSuspended'>;
        const cents = against === SUSPENSE ? 0 : parseCents(amount);
        this.#put(event, cents, { reason, field, subject });
        return;
      }
      case 'RemittanceSuspended': {
        const { difference, remittance } =
          event.data as unknown as EventData<'RemittanceSuspended'>;
        this.#put(event, parseCents(difference), { reason: 'unbalanced', subject: remittance });
        return;
      }
      case 'ProviderLevelAdjusted': {
        const { code, amount, rawCode } =
          event.data as unknown as EventData<'ProviderLevelAdjusted'>;
        if (code !== 'CS' && code !== 'other') return;
        const words = { reason: 'unknown-code', field: 'PLB03', subject: rawCode };
        this.#put(event, 0 - parseCents(amount), words);
        return;
      }
      case 'BankLineRecorded': {
        const { amount, trace } = event.data as unknown as EventData<'BankLineRecorded'>;
        if (!this.#isBankLineCash) return;
        this.#put(event, parseCents(amount), { reason: 'unmatched', subject: trace });
        return;
      }
      case 'BankLineMatched': {
        const { line, amount } = event.data as unknown as EventData<'BankLineMatched'>;
        this.#take(event, line, parseCents(amount));
        return;
      }
      case 'SuspenseResolved': {
        const { suspended, amount } = event.data as unknown as EventData<'SuspenseResolved'>;
        this.#take(event, suspended, parseCents(amount));
        return;
      }
      case 'JournalEntryRecorded':
        this.#putLines(event, event.data as unknown as EventData<'JournalEntryRecorded'>, 'entry');
        return;
      case 'OpeningBalanceRecorded':
        this.#putLines(
          event,
          event.data as unknown as EventData<'OpeningBalanceRecorded'>,
          'opening-balance',
        );
        return;
      case 'ErrorRestated': {
        const { effectByAccount: lines } = event.data as unknown as EventData<'ErrorRestated'>;
        this.#putLines(event, { lines }, 'restatement');
        return;
      }
      case 'EntryReversed':
        this.#reverse(event, (event.data as { reverses: string }).reverses);
        return;
      default:
    }
  }

  #put(event: RecordedEvent, cents: number, words: Words): void {
    const { id, type, meta } = event;
    const { entity, site, effectiveOn: on, sourceFile, sourceRecord } = meta;
    const { reason, field, subject } = words;
    const place = { entity, site, on, sourceFile, sourceRecord };
    const moves = [{ on, cents }];
    this.items.set(id, { event: id, type, reason, field, subject, ...place, moves });
  }

  /** Lines of an entry that name the account; they say debits as amounts above zero. */
  #putLines(
    event: RecordedEvent,
    { lines }: { readonly lines: readonly { readonly account: number; readonly amount: string }[] },
    reason: string,
  ): void {
    const own = lines.filter(({ account }) => Number(account) === SUSPENSE);
    const cents = own.reduce((sum, { amount }) => sum - parseCents(amount), 0);
    if (cents !== 0) this.#put(event, cents, { reason });
  }

  #take(event: RecordedEvent, of: string, cents: number): void {
    const { id, meta } = event;
    const item = this.items.get(of);
    if (item === undefined) {
      // Its import was taken back, but not what a person said of it.
      this.#put(event, -cents, { reason: 'reverted' });
      return;
    }
    this.#taken.set(id, { of, cents });
    item.moves.push({ on: meta.effectiveOn, cents: -cents });
  }

  #reverse({ meta }: RecordedEvent, reverses: string): void {
    const on = meta.effectiveOn;
    const back = this.#taken.get(reverses);
    if (back) this.items.get(back.of)?.moves.push({ on, cents: back.cents });
    const own = this.items.get(reverses)?.moves;
    const first = own?.[0];
    if (first) own.push({ on, cents: -first.cents });
  }
}

export const suspense: FollowerKind<Suspense> = {
  name: 'suspense',
  isCounted: true,
  types: [
    'BookOpened',
    'RecordSuspended',
    'RemittanceSuspended',
    'ProviderLevelAdjusted',
    'BankLineRecorded',
    'BankLineMatched',
    'SuspenseResolved',
    'JournalEntryRecorded',
    'OpeningBalanceRecorded',
    'ErrorRestated',
    'EntryReversed',
  ],
  make: () => new Suspense(),
};
