import type { RecordedEvent } from '../../src/event.ts';
import type { EventData } from '../../src/events/vocabulary.ts';
import { parseDay } from '../../src/calendar.ts';
import type { Day } from '../../src/calendar.ts';
import { parseCents } from '../../src/money.ts';
import type { Follower, FollowerKind } from '../follower.ts';
import { CASH_TYPES, cashCentsOf } from './cash-legs.ts';

/** A line of a bank statement. */
export interface BankLine {
  readonly id: string;
  readonly account: string;
  readonly entity: string;
  readonly cents: number;
  readonly day: Day;
  readonly effectiveOn: string;
  readonly trace: string | undefined;
  readonly rule: string | undefined;
  readonly sequence: number;
}

/** A document whose money must show up at the bank. */
export interface CashDocument {
  readonly id: string;
  readonly type: string;
  readonly entity: string;
  readonly site: string;
  readonly cents: number;
  readonly day: Day;
  readonly reference: string | undefined;
  readonly causedBy: string | undefined;
  readonly sequence: number;
}

export interface Statement {
  readonly id: string;
  readonly account: string;
  readonly entity: string;
  readonly toOn: string;
  readonly openingCents: number;
  readonly closingCents: number;
}

interface Match {
  readonly line: string;
  readonly documents: readonly string[];
}

/** Names a line with its documents. */
export function matchKey(line: string, documents: readonly string[]): string {
  return [line, ...documents.toSorted()].join(' ');
}

const REFERENCES = ['reference', 'batch', 'remittance'] as const;

/** Everything that reconciling needs: lines, documents, and which belong together already. */
export class Cash implements Follower {
  readonly lines = new Map<string, BankLine>();
  readonly documents = new Map<string, CashDocument>();
  readonly statements = new Map<string, Statement>();
  /** Lines and documents that are matched. */
  readonly matched = new Set<string>();
  /** Statements compared already. */
  readonly compared = new Set<string>();
  /** Opening balance of 1010 by entity. */
  readonly openingCents = new Map<string, number>();
  /** Matches that somebody took back; they are not made again. */
  readonly rejected = new Set<string>();
  readonly #matches = new Map<string, Match>();

  add(event: RecordedEvent): void {
    switch (event.type) {
      case 'BankLineRecorded':
        this.#line(event);
        return;
      case 'BankStatementRecorded':
        this.#statement(event);
        return;
      case 'BankLineMatched':
        this.#match(event);
        return;
      case 'ReconciliationCompleted': {
        const { bankAccount, toOn } = event.data as { bankAccount: string; toOn: string };
        this.compared.add(`${bankAccount} ${toOn}`);
        return;
      }
      case 'EntryReversed':
        this.#reversal(event);
        return;
      default:
        if (event.type === 'OpeningBalanceRecorded') this.#opening(event);
        this.#document(event);
    }
  }

  #line(event: RecordedEvent): void {
    const { bankAccount, amount, trace, rule } =
      event.data as unknown as EventData<'BankLineRecorded'>;
    const { id, sequence, meta } = event;
    this.lines.set(id, {
      id,
      account: bankAccount,
      entity: meta.entity,
      cents: parseCents(amount),
      day: parseDay(meta.occurredOn),
      effectiveOn: meta.effectiveOn,
      trace,
      rule,
      sequence,
    });
  }

  #statement({ id, data, meta }: RecordedEvent): void {
    const { bankAccount, toOn, opening, closing } =
      data as unknown as EventData<'BankStatementRecorded'>;
    this.statements.set(id, {
      id,
      account: bankAccount,
      entity: meta.entity,
      toOn,
      openingCents: parseCents(opening),
      closingCents: parseCents(closing),
    });
  }

  #match({ id, data }: RecordedEvent): void {
    const { line, applies } = data as unknown as EventData<'BankLineMatched'>;
    const documents = applies.map((item) => item.event);
    this.#matches.set(id, { line, documents });
    for (const name of [line, ...documents]) this.matched.add(name);
  }

  #opening({ data, meta }: RecordedEvent): void {
    const { lines } = data as unknown as EventData<'OpeningBalanceRecorded'>;
    for (const { account, amount } of lines) {
      if (account !== 1010) continue;
      const before = this.openingCents.get(meta.entity) ?? 0;
      this.openingCents.set(meta.entity, before + parseCents(amount));
    }
  }

  #document(event: RecordedEvent): void {
    const cents = cashCentsOf(event.type, event.data);
    if (cents === 0) return;
    const { id, type, sequence, meta } = event;
    const data = event.data as Readonly<Record<string, unknown>>;
    const field = REFERENCES.find((name) => typeof data[name] === 'string');
    this.documents.set(id, {
      id,
      type,
      entity: meta.entity,
      site: meta.site ?? '',
      cents,
      day: parseDay(meta.occurredOn),
      reference: field === undefined ? undefined : String(data[field]),
      causedBy: meta.causedBy,
      sequence,
    });
  }

  /**
   * A reversed match frees its line and documents. A reversed document or line that was never
   * matched needs no match any more; one that was leaves a document of the opposite sign behind.
   */
  #reversal(event: RecordedEvent): void {
    const { reverses } = event.data as { reverses: string };
    const match = this.#matches.get(reverses);
    if (match) {
      for (const name of [match.line, ...match.documents]) this.matched.delete(name);
      this.#matches.delete(reverses);
      this.rejected.add(matchKey(match.line, match.documents));
      return;
    }
    if (this.lines.has(reverses) && !this.matched.has(reverses)) this.lines.delete(reverses);
    const document = this.documents.get(reverses);
    if (document === undefined) return;
    if (!this.matched.has(reverses)) this.documents.delete(reverses);
    else {
      const { id, sequence } = event;
      const day = parseDay(event.meta.occurredOn);
      const causedBy = undefined;
      this.documents.set(id, { ...document, id, cents: -document.cents, day, sequence, causedBy });
    }
  }
}

export const cash: FollowerKind<Cash> = {
  name: 'cash',
  isCounted: true,
  types: [
    'BankLineRecorded',
    'BankStatementRecorded',
    'BankLineMatched',
    'ReconciliationCompleted',
    'EntryReversed',
    'OpeningBalanceRecorded',
    ...CASH_TYPES,
  ],
  make: () => new Cash(),
};
