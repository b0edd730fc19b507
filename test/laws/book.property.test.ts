import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { proposeAdjustment } from '../../app/commands/adjustment.ts';
import { closePeriod, reopenPeriod } from '../../app/commands/close.ts';
import { closeYear } from '../../app/commands/close-year.ts';
import { restate } from '../../app/commands/restate.ts';
import { reverseEvent } from '../../app/commands/reverse.ts';
import type { Book } from '../../app/book.ts';
import { draft } from '../../src/events/draft.ts';
import { codeOf, events, take, testBook } from '../app/support.ts';
import { bills } from '../app/small-book.ts';

const MONTHS = ['2026-01', '2026-02', '2026-03'];
const month = fc.constantFrom(...MONTHS);

/** Something a person does; it may well be refused. */
type Step = (book: Book) => Promise<unknown>;
let made = 0;
const steps: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(month, fc.integer({ min: 1, max: 28 })).map(([in_, day]): Step => {
    const date = `${in_}-${String(day).padStart(2, '0')}`;
    return (book) => take(book, bills(`B${made++},ACME,${date},rent,10.00`), 'bills');
  }),
  month.map(
    (period): Step =>
      (book) =>
        closePeriod({ period, entity: 'practice' }, book),
  ),
  month.map(
    (period): Step =>
      (book) =>
        reopenPeriod({ period, entity: 'practice', reason: 'x', approver: 'lee' }, book),
  ),
  fc.nat().map((pick): Step => async (book) => {
    const all = await events(book, 'VendorBillRecorded');
    const chosen = all[pick % Math.max(1, all.length)];
    await reverseEvent({ event: chosen?.id ?? 'ffffff', reason: 'x' }, book);
  }),
  month.map(
    (period): Step =>
      (book) =>
        restate({ file: 'r.yaml', text: restatement(period) }, book),
  ),
  month.map(
    (period): Step =>
      (book) =>
        proposeAdjustment({ file: 'a.yaml', text: adjustment(`A${made++}`, period) }, book),
  ),
  // By hand, whatever the commands would have made of the date.
  month.map((in_): Step => async (book) => {
    await desk(book, `${in_}-15`, [
      { account: 6210, amount: '5.00' },
      { account: 2010, amount: '-5.00' },
    ]);
  }),
  fc.constant<Step>((book) => closeYear({ year: '2026', entity: 'practice' }, book)),
);

async function desk(
  book: Book,
  occurredOn: string,
  lines: readonly { readonly account: number; readonly amount: string }[],
): Promise<void> {
  const entry = draft(
    'JournalEntryRecorded',
    { memo: 'x', preparer: 'x', lines },
    { occurredOn, entity: 'practice', actor: 'x', actorKind: 'person' },
  );
  const id = book.derivedId('desk', String(made++));
  await book.record(`desk-${made}`, 'none', [{ id, draft: entry }]);
}

const LINES = (period = ''): string =>
  [
    ['6210', '5.00'],
    ['2010', '-5.00'],
  ]
    .map(([account, amount]) => `  - { account: ${account}, amount: '${amount}'${period} }`)
    .join('\n');
const restatement = (period: string): string => `schema: feeworth-restatement/1
entity: practice
corrects: '${period}'
reason: x
approver: lee
effect:
${LINES(`, period: '${period}'`)}
`;
const adjustment = (name: string, period: string): string => `schema: feeworth-adjustment/1
adjustment: ${name}
entity: practice
period: '${period}'
memo: x
misstatement: known
lines:
${LINES()}
`;

/** Events about periods themselves, and the closing of a year, stand in closed months. */
const ABOUT = new Set(['PeriodClosed', 'PeriodReopened', 'FiscalYearClosed']);

describe('a book', () => {
  test('I15 records nothing in a closed month after its close, whatever people do', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(steps, { minLength: 5, maxLength: 25 }), async (list) => {
        const { book, clock } = await testBook();
        clock.set('2026-04-10T09:00:00.000Z');
        for (const step of list) await codeOf(step(book));
        let closedTo = '2025-12-31';
        for (const { type, data, meta } of await events(book)) {
          if (meta.entity !== 'practice') continue;
          if (type === 'PeriodClosed' || type === 'PeriodReopened')
            closedTo = (data as { lastOn: string }).lastOn;
          if (ABOUT.has(type) || meta.recordedAt < '2026-04') continue;
          expect([type, meta.effectiveOn > closedTo]).toEqual([type, true]);
        }
        await book.close();
      }),
      { numRuns: 25 },
    );
  });

  test('I9 is the same after whatever it refused: size and root', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(steps, { minLength: 5, maxLength: 25 }), async (list) => {
        const { book, clock } = await testBook();
        clock.set('2026-04-10T09:00:00.000Z');
        let refused = 0;
        const unbalanced: Step = (b) => desk(b, '2026-04-01', [{ account: 6210, amount: '5.00' }]);
        for (const step of [...list, unbalanced]) {
          const before = await headOf(book);
          if ((await codeOf(step(book))) === 'no error') continue;
          refused += 1;
          expect(await headOf(book)).toEqual(before);
        }
        expect(refused).toBeGreaterThan(0);
        await book.close();
      }),
      { numRuns: 20 },
    );
  });
});

async function headOf(book: Book): Promise<unknown> {
  const head = await book.store.head();
  const size = (head?.sequence ?? -1) + 1;
  return { size, root: (await book.store.rootAt(size)).root };
}
