import type { RecordedEvent } from '../../src/event.ts';
import type { EventData } from '../../src/events/vocabulary.ts';
import { parseCents } from '../../src/money.ts';
import type { Follower, FollowerKind } from '../follower.ts';

/** An amount in account 1090 that waits for a person. */
export interface Suspended {
  readonly event: string;
  readonly type: string;
  readonly reason: string;
  readonly entity: string;
  readonly site: string | undefined;
  readonly on: string;
  /** As credited to 1090. */
  cents: number;
  readonly field: string | undefined;
  readonly subject: string | undefined;
  readonly sourceFile: string | undefined;
  readonly sourceRecord: string | undefined;
}

/** What is in suspense: records, differences of remittances, bank lines without a document. */
export class Suspense implements Follower {
  readonly items = new Map<string, Suspended>();
  readonly #resolutions = new Map<string, { readonly of: string; readonly cents: number }>();
  readonly #matches = new Map<string, { readonly of: string; readonly cents: number }>();

  add(event: RecordedEvent): void {
    switch (event.type) {
      case 'RecordSuspended': {
        const { reason, amount, field, subject } =
          event.data as unknown as EventData<'RecordSuspended'>;
        this.#put(event, reason, parseCents(amount), field, subject);
        return;
      }
      case 'RemittanceSuspended': {
        const { difference, remittance } =
          event.data as unknown as EventData<'RemittanceSuspended'>;
        this.#put(event, 'unbalanced', parseCents(difference), undefined, remittance);
        return;
      }
      case 'ProviderLevelAdjusted': {
        const { code, amount, rawCode } =
          event.data as unknown as EventData<'ProviderLevelAdjusted'>;
        if (code === 'CS' || code === 'other')
          this.#put(event, 'unknown-code', 0 - parseCents(amount), 'PLB03', rawCode);
        return;
      }
      case 'BankLineRecorded': {
        const { amount, trace } = event.data as unknown as EventData<'BankLineRecorded'>;
        this.#put(event, 'unmatched', parseCents(amount), undefined, trace);
        return;
      }
      case 'BankLineMatched': {
        const { line, amount } = event.data as unknown as EventData<'BankLineMatched'>;
        this.#matches.set(event.id, { of: line, cents: parseCents(amount) });
        this.#reduce(line, parseCents(amount));
        return;
      }
      case 'SuspenseResolved': {
        const { suspended, amount } = event.data as unknown as EventData<'SuspenseResolved'>;
        this.#resolutions.set(event.id, { of: suspended, cents: parseCents(amount) });
        this.#reduce(suspended, parseCents(amount));
        return;
      }
      case 'EntryReversed': {
        const { reverses } = event.data as { reverses: string };
        const back = this.#resolutions.get(reverses) ?? this.#matches.get(reverses);
        if (back) this.#reduce(back.of, -back.cents);
        else this.items.delete(reverses);
        return;
      }
      default:
    }
  }

  #put(
    event: RecordedEvent,
    reason: string,
    cents: number,
    field: string | undefined,
    subject: string | undefined,
  ): void {
    const { id, type, meta } = event;
    const { entity, site, occurredOn: on, sourceFile, sourceRecord } = meta;
    const place = { entity, site, on, sourceFile, sourceRecord };
    this.items.set(id, { event: id, type, reason, cents, field, subject, ...place });
  }

  #reduce(id: string, cents: number): void {
    const item = this.items.get(id);
    if (item) item.cents -= cents;
  }
}

export const suspense: FollowerKind<Suspense> = {
  name: 'suspense',
  isCounted: true,
  make: () => new Suspense(),
};
