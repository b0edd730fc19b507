import { describe, expect, it } from 'vitest';
import { matchLines } from '../../../app/reconciliation.ts';
import { reconcile } from '../../../app/commands/reconcile.ts';
import { listSuspense, resolveSuspense } from '../../../app/commands/suspense.ts';
import { reverseEvent } from '../../../app/commands/reverse.ts';
import type { BankLine, CashDocument } from '../../../app/indexes/cash.ts';
import { openBook } from '../../../app/book.ts';
import type { Book } from '../../../app/book.ts';
import { manualClock } from '../../../app/clock.ts';
import { initBook } from '../../../app/commands/init.ts';
import { suspenseReport } from '../../../app/reports/suspense.ts';
import type { Day } from '../../../src/calendar.ts';
import { draft } from '../../../src/events/draft.ts';
import { parseCents } from '../../../src/money.ts';
import { set835, x12Text } from '../../support/x12-builder.ts';
import { balances, BOOK_YAML, codeOf, csv, events, KEY, NOW, POS_HEAD } from '../support.ts';
import { posLine, take, testBook } from '../support.ts';

const BANK_HEAD = 'Date,Text,Amount,Balance,Reference';
const STATEMENT = csv(
  BANK_HEAD,
  '2026-01-12,DEPOSIT,150.00,1150.00,SLIP1',
  '2026-01-16,EFT ACME,120.00,1270.00,EFT0001',
  '2026-01-20,DRAW,-500.00,770.00,D1',
  '2026-01-21,SOMETHING ELSE,33.00,803.00,X9',
);
const REMITTANCE = x12Text(
  set835({
    claims: [{ control: 'N1', charge: 20000, paid: 12000, cas: [['CO', ['45', 8000]]] }],
  }),
);
const SHEET = csv(
  POS_HEAD,
  posLine({ Amount: '100.00', Tender: 'cash' }),
  posLine({ Ticket: 'T2', Amount: '50.00', Tender: 'check' }),
);

describe('reconcile', () => {
  it('matches by trace, by cause, and a day of the till by its sum', async () => {
    const { book } = await testBook();
    await take(book, STATEMENT, 'bank');
    await take(book, REMITTANCE);
    await take(book, SHEET, 'pos');
    const [account] = await reconcile({}, book);
    expect(account).toMatchObject({
      matched: { byTrace: 2, byAmount: 1 },
      unmatchedCents: 3300,
      inTransit: 0,
    });
    expect(await balances(book)).toMatchObject({ 1010: -19700, 1090: -3300 });
    expect((await balances(book))[1036]).toBeUndefined();
    const size = (await events(book)).length;
    await reconcile({}, book);
    expect(await events(book)).toHaveLength(size);
  });

  it('gives the same balances whatever order the files came in', async () => {
    const files = [
      [STATEMENT, 'bank'],
      [REMITTANCE, undefined],
      [SHEET, 'pos'],
    ] as const;
    const results: Record<number, number>[] = [];
    for (const order of [
      [0, 1, 2],
      [2, 1, 0],
      [1, 0, 2],
    ]) {
      const { book } = await testBook();
      for (const i of order) {
        const [text, map] = files[i] ?? [''];
        await take(book, text, map);
      }
      await reconcile({}, book);
      results.push(await balances(book));
    }
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
  });

  it('leaves a match that was taken back alone', async () => {
    const { book } = await testBook();
    await take(book, STATEMENT, 'bank');
    await take(book, REMITTANCE);
    await reconcile({}, book);
    const match = (await events(book, 'BankLineMatched')).find(
      (event) => (event.data as { amount: string }).amount === '120.00',
    );
    await reverseEvent({ event: match?.id ?? '', reason: 'not ours' }, book);
    const [account] = await reconcile({}, book);
    expect(account?.matched.byTrace).toBe(0);
    expect(account?.unmatchedLines).toHaveLength(3);
  });

  it('lists suspense until a person says what it is', async () => {
    const { book } = await testBook();
    await take(book, STATEMENT, 'bank');
    const items = await listSuspense({}, book);
    const odd = items.find((item) => item.amount === '33.00');
    expect(items).toHaveLength(4);
    const resolve = { event: odd?.event ?? '', account: 4610, reason: 'interest, see letter' };
    await resolveSuspense(resolve, book);
    expect(await listSuspense({}, book)).toHaveLength(3);
    expect((await balances(book))[4610]).toBe(-3300);
    expect(await codeOf(resolveSuspense(resolve, book))).toBe('suspense/no-such-item');
    expect(
      await codeOf(resolveSuspense({ ...resolve, event: items[0]?.event ?? '', account: 1 }, book)),
    ).toBe('suspense/unknown-account');
  });
});

/** Sum of what is listed, in cents. */
async function listed(book: Book, asOf = '2026-12-31'): Promise<number> {
  const items = await listSuspense({ entity: 'practice', asOf }, book);
  return items.reduce((sum, item) => sum + parseCents(item.amount), 0);
}

describe('what is in suspense', () => {
  /** Account 1090 counts debits less credits, the list what was credited. */
  const account = async (book: Book, asOf?: string): Promise<number> => {
    const all = await balances(book, asOf === undefined ? {} : { asOf });
    return 0 - (all[1090] ?? 0);
  };

  it('adds up to account 1090 on every day, whatever is done to it', async () => {
    const { book, clock } = await testBook();
    await take(book, STATEMENT, 'bank');
    const off = set835({
      amount: 11500,
      claims: [{ control: 'N1', charge: 20000, paid: 12000, cas: [['CO', ['45', 8000]]] }],
      plb: [['ZZ', 'R1', 450]],
    });
    await take(book, x12Text(off));
    await reconcile({}, book);
    const check = async (): Promise<void> => {
      for (const day of ['2026-01-12', '2026-01-16', '2026-01-20', '2026-01-31', '2026-12-31'])
        expect(await listed(book, day), day).toBe(await account(book, day));
    };
    await check();
    expect(await listed(book)).not.toBe(0);
    const items = await listSuspense({}, book);
    expect(items.map(({ amount }) => amount)).toContain('-4.50');
    const odd = items.find((item) => item.amount === '33.00');
    clock.set('2026-03-02T09:00:00.000Z');
    const resolve = { event: odd?.event ?? '', account: 4610, reason: 'interest' };
    const part = await resolveSuspense({ ...resolve, amountCents: 1300 }, book);
    await check();
    expect(await listed(book, '2026-03-01')).not.toBe(await listed(book, '2026-03-02'));
    await reverseEvent({ event: part.event, reason: 'no' }, book);
    await check();
    await reverseEvent({ event: odd?.event ?? '', reason: 'not ours' }, book);
    await check();
    const entry = draft(
      'JournalEntryRecorded',
      {
        memo: 'parked',
        preparer: 'dana',
        lines: [
          { account: 1090, amount: '7.00' },
          { account: 6510, amount: '-7.00' },
        ],
      },
      { occurredOn: '2026-03-02', entity: 'practice', actor: 'dana', actorKind: 'person' },
    );
    const id = book.derivedId('entry', 'parked');
    await book.record('journal', 'none', [{ id, draft: entry }]);
    expect((await listSuspense({}, book)).map((item) => item.reason)).toContain('entry');
    await check();
  });

  it('is none of the bank’s lines where documents are the cash', async () => {
    const clock = manualClock(NOW);
    const more = { clock, actor: 'dana', create: true, key: KEY };
    const book = await openBook('memory:', more);
    const text = BOOK_YAML.replace('cashPolicy: bank', 'cashPolicy: document');
    await initBook({ book: 'book.yaml', text }, book);
    await take(book, STATEMENT, 'bank');
    expect(await listed(book)).toBe(await account(book));
    expect(await listSuspense({}, book)).toEqual([]);
  });

  it('says its sign, its sum, and the file of each amount', async () => {
    const { book } = await testBook();
    await take(book, STATEMENT, 'bank', { folders: [] });
    const { title, tables } = suspenseReport(await listSuspense({}, book));
    expect(title).toBe(
      '4 amounts wait for a person: $303.00 that came in and $500.00 that went out',
    );
    expect(tables[0]?.title).toContain('above zero came in, below zero went out');
    expect(tables[0]?.rows.at(-1)?.cells.at(-1)).toBe(await account(book));
    expect(tables[0]?.notes?.[0]).toContain('shows its balance as 197.00');
    expect(tables[0]?.rows[0]?.cells[5]).toBe('bank.csv');
  });
});

const line = (id: string, day: number, cents: number, more: Partial<BankLine> = {}): BankLine => ({
  id,
  account: 'a',
  entity: 'e',
  cents,
  day: day as Day,
  effectiveOn: '2026-01-01',
  trace: undefined,
  rule: undefined,
  sequence: 0,
  ...more,
});
const paper = (id: string, day: number, cents: number, reference?: string): CashDocument => ({
  id,
  type: 'VendorPaid',
  entity: 'e',
  site: '',
  cents,
  day: day as Day,
  reference,
  causedBy: undefined,
  sequence: 0,
});

describe('matchLines', () => {
  const pairs = (lines: BankLine[], documents: CashDocument[]): string[] =>
    matchLines(lines, documents).matches.map(
      (match) => `${match.line.id}=${match.documents.map((d) => d.id).join('+')}`,
    );

  it('takes a line for several documents of one number, never a document twice', () => {
    const documents = [paper('a', 1, -100, 'R1'), paper('b', 1, -50, 'R1'), paper('c', 1, -150)];
    expect(pairs([line('x', 2, -150, { trace: 'R1' })], documents)).toEqual(['x=a+b']);
    expect(pairs([line('x', 2, -150), line('y', 3, -150)], [paper('c', 1, -150)])).toEqual(['x=c']);
  });

  it('prefers the nearer day and leaves what cannot be told apart', () => {
    expect(pairs([line('x', 5, 70)], [paper('a', 1, 70), paper('b', 4, 70)])).toEqual(['x=b']);
    const two = matchLines([line('x', 5, 70)], [paper('a', 4, 70), paper('b', 4, 70)]);
    expect(two.matches).toEqual([]);
    expect(two.ambiguous).toEqual([{ lines: ['x'], candidates: 2 }]);
  });

  it('pairs equals with equals, and two different numbers never', () => {
    const lines = [line('x', 5, 70), line('y', 5, 70)];
    expect(pairs(lines, [paper('a', 4, 70), paper('b', 4, 70)])).toHaveLength(2);
    expect(pairs([line('x', 5, 70, { trace: 'A' })], [paper('a', 4, 70, 'B')])).toEqual([]);
  });

  it('is far from a document of another month, or of another kind', () => {
    expect(pairs([line('x', 40, 70)], [paper('a', 4, 70)])).toEqual([]);
    expect(pairs([line('x', 5, 70, { rule: 'payroll' })], [paper('a', 4, 70)])).toEqual([]);
  });
});
