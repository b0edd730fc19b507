import fc from 'fast-check';
import { parseDay } from '../../src/calendar.ts';
import type { Day } from '../../src/calendar.ts';
import { ColumnBook } from '../../src/batch/column-book.ts';
import type { Cut, Json, RecordedEvent } from '../../src/event.ts';
import { VOCABULARY } from '../../src/events/vocabulary.ts';
import { arbitraryData } from './arbitrary-data.ts';
import { openBook, STEPS } from './book-steps.ts';
import type { StepName } from './book-steps.ts';
import { BookWriter } from './book-writer.ts';
import { BOOK_START, uuidOf } from './chance-data.ts';
import { chanceOf } from './chance.ts';

export { arbitraryData } from './arbitrary-data.ts';
export { MSO, PRACTICES, SITES } from './book-writer.ts';

/** Weights of the steps: what happens often in a practice happens often here. */
const WEIGHTS: Readonly<Record<StepName, number>> = {
  claim: 8,
  prepaid: 5,
  desk: 5,
  office: 5,
  bank: 3,
  affiliate: 4,
  fact: 2,
  any: 8,
  reverse: 4,
  pass: 5,
  'start-import': 2,
  'complete-import': 2,
  'revert-import': 1,
  policy: 1,
};

export interface BookOptions {
  /** Most steps; a step writes three events on average. Default 60. */
  readonly steps?: number;
  /** Steps that do not happen, e.g. `reverse` for a fold that refuses reversals. */
  readonly without?: readonly StepName[];
  /** Default: either. */
  readonly cashPolicy?: 'bank' | 'document';
}

/**
 * A whole book of events in sequence: claims, prepaid, desk, office, bank, affiliates, any other
 * event of the vocabulary; imports that overlap, complete, are reverted or stay incomplete;
 * reversals; several entities, sites and months. Shrinks by leaving out steps.
 */
export function arbitraryBook(options: BookOptions = {}): fc.Arbitrary<readonly RecordedEvent[]> {
  const names = (Object.keys(STEPS) as StepName[]).filter((n) => !options.without?.includes(n));
  const step = fc.tuple(
    fc.oneof(...names.map((n) => ({ weight: WEIGHTS[n], arbitrary: fc.constant(n) }))),
    fc.nat(0x7fff_ffff),
  );
  const policy = options.cashPolicy
    ? fc.constant(options.cashPolicy)
    : fc.constantFrom('bank' as const, 'document' as const);
  const many = fc.array(step, { maxLength: options.steps ?? 60, size: 'max' });
  return fc.tuple(policy, many).map(([cashPolicy, steps]) => {
    const book = new BookWriter(chanceOf(0));
    openBook(book, cashPolicy);
    for (const [name, seed] of steps) {
      book.chance = chanceOf(seed);
      STEPS[name](book);
    }
    return book.events;
  });
}

/** One event of any type: data with edge cases, a plain envelope. */
export const arbitraryEvent: fc.Arbitrary<RecordedEvent> = fc
  .constantFrom(...VOCABULARY.values())
  .chain((declaration) =>
    arbitraryData(declaration).map((data) => eventOf(declaration.type, data)),
  );

/** Data in a plain envelope, as the first event of a book. */
export function eventOf(type: string, data: Json): RecordedEvent {
  return {
    id: uuidOf(1),
    type,
    data,
    meta: {
      schema: String(VOCABULARY.get(type)?.schema ?? 1),
      occurredOn: '2025-03-14',
      effectiveOn: '2025-03-14',
      recordedAt: '2026-01-01T00:00:00.000Z',
      entity: 'tx-practice',
      counterparty: 'mso',
      site: 'austin',
      actor: 'pat',
      actorKind: 'person',
      policy: '1',
    },
    stream: 'desk-2025-03',
    revision: 0n,
    sequence: 0,
  };
}

/** A cut of a book: any number of events known, any day, the extremes among them. */
export function arbitraryCut(events: readonly RecordedEvent[]): fc.Arbitrary<Cut> {
  const last = Math.max(...events.map((e) => parseDay(e.meta.effectiveOn)), BOOK_START);
  return fc.record({
    asOf: fc.oneof(
      { weight: 1, arbitrary: fc.constant(last as Day) },
      {
        weight: 2,
        arbitrary: fc.integer({ min: BOOK_START - 30, max: last + 5 }) as fc.Arbitrary<Day>,
      },
    ),
    knownAt: fc.oneof(
      { weight: 1, arbitrary: fc.constant(events.length) },
      { weight: 2, arbitrary: fc.nat(events.length + 2) },
    ),
  });
}

/** A book together with a cut of it. */
export function arbitraryBookAndCut(
  options: BookOptions = {},
): fc.Arbitrary<{ readonly events: readonly RecordedEvent[]; readonly cut: Cut }> {
  return arbitraryBook(options).chain((events) =>
    arbitraryCut(events).map((cut) => ({ events, cut })),
  );
}

/** The columns of these events; small batches make the seams between them show. */
export function columnsOf(events: readonly RecordedEvent[], capacity?: number): ColumnBook {
  const book = new ColumnBook(undefined, capacity);
  for (const event of events) book.add(event);
  return book;
}
