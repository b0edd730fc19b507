import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  bookAdjustment,
  passAdjustment,
  proposeAdjustment,
} from '../../../app/commands/adjustment.ts';
import { closePeriod } from '../../../app/commands/close.ts';
import { readEntryFile } from '../../../app/entry-file.ts';
import { closeYear } from '../../../app/commands/close-year.ts';
import { restate } from '../../../app/commands/restate.ts';
import { reverseEvent } from '../../../app/commands/reverse.ts';
import { balances, codeOf, csv, events, POS_HEAD, posLine, take, testBook } from '../support.ts';
import { printed, rowsOf } from '../cli/printed.ts';
import { smallBook } from '../small-book.ts';

const restatement = (
  effect: string,
  more = '',
): { readonly file: string; readonly text: string } => ({
  file: 'lost-bill.yaml',
  text: `schema: feeworth-restatement/1
entity: practice
corrects: '2026-01'
reason: a bill was lost
approver: lee
effect:
${effect}${more}`,
});
const LOST_BILL = `  - { period: '2026-01', account: 6310, amount: '120.00' }
  - { period: '2026-01', account: 2010, amount: '-120.00' }
`;

describe('restating an error', () => {
  it('posts its effect on the first open day and keeps what was reported', async () => {
    const { book, url } = await smallBook();
    const known = (await events(book)).length;
    const done = await restate(restatement(LOST_BILL), book);
    expect(done).toMatchObject({ effectiveOn: '2026-02-01', periods: ['2026-01'] });
    expect((await balances(book, { asOf: '2026-01-31' }))[6310]).toBe(8000);
    expect((await balances(book, { asOf: '2026-02-28' }))[6310]).toBe(8000 + 4500 + 12_000);
    await book.close();
    const report = await printed(['report', 'adjustments', '--book', url]);
    expect(rowsOf(report, 'restatements')).toMatchObject([
      { period: '2026-01', account: '6310 Marketing', amount: '120.00' },
      { period: '2026-01', account: '2010 Accounts-Payable', amount: '-120.00' },
    ]);
    const before = ['report', 'adjustments', '--book', url, '--known-at', String(known)];
    expect((await printed(before)).title).toBe('No adjustment was proposed and nothing restated');
  });

  it('of a closed year goes to retained earnings, and says which account it stands for', async () => {
    const { book, clock } = await testBook();
    await take(book, csv(POS_HEAD, posLine({ Amount: '500.00' })), 'pos');
    clock.set('2027-01-10T09:00:00.000Z');
    for (let m = 1; m <= 12; m++)
      await closePeriod({ period: `2026-${String(m).padStart(2, '0')}` }, book);
    await closeYear({ year: '2026' }, book);
    await restate(restatement(LOST_BILL), book);
    expect(await balances(book, { asOf: '2027-12-31' })).toMatchObject({
      3900: -38_000,
      2010: -12_000,
    });
    expect((await balances(book, { asOf: '2027-12-31' }))[6310]).toBeUndefined();
    const [event] = await events(book, 'ErrorRestated');
    expect(event?.data).toMatchObject({
      effectByAccount: [{ account: 3900, standsFor: 6310 }, {}],
    });
  });

  it.each([
    ['an open month', LOST_BILL.replaceAll('2026-01', '2026-02'), 'period/open'],
    [
      'a month that does not balance',
      LOST_BILL.replace('-120.00', '-12.00'),
      'entry-file/not-balanced',
    ],
    [
      'an account that the chart has not',
      LOST_BILL.replace('6310', '6311'),
      'entry-file/bad-value',
    ],
    ['money without cents', LOST_BILL.replace("'120.00'", '120'), 'entry-file/bad-value'],
    ['a key nobody knows', `${LOST_BILL}memo: x\n`, 'entry-file/unknown-key'],
  ])('of %s is refused', async (_what, effect, code) => {
    const { book } = await smallBook();
    expect(await codeOf(restate(restatement(effect), book))).toBe(code);
    expect(await events(book, 'ErrorRestated')).toHaveLength(0);
    await book.close();
  });

  it('is posted once, however often its file is given', async () => {
    const { book } = await smallBook();
    const first = await restate(restatement(LOST_BILL), book);
    const again = await restate(restatement(LOST_BILL), book);
    expect([first.isRecorded, again.isRecorded]).toEqual([false, true]);
    expect(again.event).toBe(first.event);
    expect(await events(book, 'ErrorRestated')).toHaveLength(1);
    await book.close();
  });

  it('wants a second person, by whatever signs the name differs', async () => {
    const { book } = await smallBook();
    const { file, text } = restatement(LOST_BILL);
    for (const name of [book.actor, ` ${book.actor.toUpperCase()} `, `\u200b${book.actor}`]) {
      const own = { file, text: text.replace('approver: lee', `approver: "${name}"`) };
      expect(await codeOf(restate(own, book))).toBe('approval/own-work');
    }
    await book.close();
  });

  it('is told from a file that is something else, and from an entity nobody knows', async () => {
    const { book } = await smallBook();
    const other = { file: 'x.yaml', text: 'name: Jane Doe\n' };
    expect(await codeOf(restate(other, book))).toBe('entry-file/other-file');
    expect(await codeOf(restate({ file: 'nowhere.yaml' }, book))).toBe('entry-file/cannot-open');
    const { file, text } = restatement(LOST_BILL);
    const unknown = { file, text: text.replace('entity: practice', 'entity: clinic') };
    expect(await codeOf(restate(unknown, book))).toBe('period/unknown-entity');
    await book.close();
  });
});

const adjustment = (
  name: string,
  amount: string,
): { readonly file: string; readonly text: string } => ({
  file: `${name}.yaml`,
  text: `schema: feeworth-adjustment/1
adjustment: ${name}
entity: practice
period: '2026-01'
memo: supplies counted twice
misstatement: known
lines:
  - { account: 1310, amount: '${amount}' }
  - { account: 5010, amount: '-${amount}' }
`,
});

describe('an adjustment', () => {
  it('is proposed, passed or booked, and stays in the list with its effect', async () => {
    const { book, url } = await smallBook();
    await proposeAdjustment(adjustment('AJE-1', '90.00'), book);
    await proposeAdjustment(adjustment('AJE-2', '40.00'), book);
    await proposeAdjustment(adjustment('AJE-3', '7.00'), book);
    expect((await balances(book))[1310]).toBeUndefined();
    await passAdjustment({ adjustment: 'AJE-1', reason: 'below what matters' }, book);
    const own = bookAdjustment({ adjustment: 'AJE-2', approver: 'dana' }, book);
    expect(await codeOf(own)).toBe('adjustment/own-approval');
    const booked = await bookAdjustment({ adjustment: 'AJE-2', approver: 'lee' }, book);
    expect(booked).toMatchObject({ status: 'booked', effectiveOn: '2026-02-01' });
    expect((await balances(book))[1310]).toBe(4000);
    await book.close();
    const rows = rowsOf(await printed(['report', 'adjustments', '--book', url]), 'adjustments');
    expect(rows).toMatchObject([
      { adjustment: 'AJE-1', status: 'passed', income: '90.00', assets: '90.00' },
      { adjustment: 'AJE-2', status: 'booked', income: '40.00', assets: '40.00' },
      { adjustment: 'AJE-3', status: 'proposed', income: '7.00', assets: '7.00' },
      { adjustment: 'Proposed', income: '7.00' },
      { adjustment: 'Passed', income: '90.00' },
      { adjustment: 'Booked', income: '40.00' },
    ]);
  });

  it('is settled once, and is open again when its entry is reversed', async () => {
    const { book } = await smallBook();
    await proposeAdjustment(adjustment('AJE-1', '90.00'), book);
    const again = proposeAdjustment(adjustment('AJE-1', '91.00'), book);
    expect(await codeOf(again)).toBe('adjustment/proposed-before');
    const named = { adjustment: 'AJE-1', approver: 'lee' };
    const { event } = await bookAdjustment(named, book);
    const pass = { adjustment: 'AJE-1', reason: 'no' };
    expect(await codeOf(passAdjustment(pass, book))).toBe('adjustment/not-open');
    await reverseEvent({ event, reason: 'wrong account' }, book);
    await passAdjustment(pass, book);
    expect(await codeOf(bookAdjustment(named, book))).toBe('adjustment/not-open');
    expect(await codeOf(bookAdjustment({ ...named, adjustment: 'AJE-9' }, book))).toBe(
      'adjustment/unknown',
    );
    await book.close();
  });
});

describe('an estimate that proved wrong', () => {
  it('trues up in the month that knows better, by other events than an error', async () => {
    const { book, clock } = await testBook();
    const sale = posLine({ Line: 'package-sale', Amount: '600.00', Card: 'PK1', Sessions: '6' });
    const use = posLine({
      Ticket: 'T2',
      Line: 'package-redemption',
      Amount: '100.00',
      Tender: '',
      Card: 'PK1',
      Sessions: '1',
    });
    await take(book, csv(POS_HEAD, sale, use), 'pos');
    await closePeriod({ period: '2026-01' }, book);
    const january = await balances(book, { asOf: '2026-01-31' });
    clock.set('2026-03-03T09:00:00.000Z');
    await take(
      book,
      csv(POS_HEAD, use.replace('2026-01-10', '2026-02-10').replace('T2', 'T9')),
      'pos',
    );
    await closePeriod({ period: '2026-02' }, book);
    expect(await balances(book, { asOf: '2026-01-31' })).toEqual(january);
    for (const { type, meta } of await events(book)) {
      if (meta.actorKind !== 'rule' || meta.recordedAt < '2026-03') continue;
      expect([type, meta.effectiveOn.slice(0, 7)]).toEqual([type, '2026-02']);
      expect(type).not.toBe('ErrorRestated');
    }
    expect(
      (await events(book, 'PackageBreakageRecognized')).map((e) => e.meta.effectiveOn),
    ).toEqual(['2026-01-31', '2026-02-28']);
  });
});

const at = mkdtempSync(join(tmpdir(), 'feeworth-corrections-'));
afterAll(() => rmSync(at, { recursive: true, force: true }));

it('files are written as docs/corrections.md says', () => {
  const page = readFileSync(new URL('../../../docs/corrections.md', import.meta.url), 'utf8');
  const [first = '', second = ''] = [...page.matchAll(/```yaml\n([^]*?)```/g)].map(([, t]) => t);
  expect(readEntryFile('restatement', 'restatement.yaml', first).effect).toHaveLength(2);
  expect(readEntryFile('adjustment', 'adjustment.yaml', second).adjustment).toBe('AJE-1');
});

it('adjustments and restatements are verbs', async () => {
  const { run } = await import('../cli/run.ts');
  const { book, url } = await smallBook(at);
  await book.close();
  const write = ({ file, text }: { readonly file: string; readonly text: string }): string => {
    writeFileSync(join(at, file), text);
    return join(at, file);
  };
  const end = ['--book', url];
  const now = { now: '2026-03-03T09:00:00.000Z' };
  const said = async (...argv: string[]): Promise<string> => {
    const { out, err } = await run([...argv, ...end], now);
    return `${out}${err}`.split('\n')[0] ?? '';
  };
  expect(await said('restate', write(restatement(LOST_BILL)))).toBe(
    '2026-01 of practice is restated, posted on 2026-02-01',
  );
  expect(await said('adjustment', 'propose', write(adjustment('AJE-1', '9.00')))).toBe(
    'Adjustment AJE-1 of practice is proposed',
  );
  expect(await said('adjustment', 'pass', 'AJE-1', '--reason', 'small')).toBe(
    'Adjustment AJE-1 of practice is passed',
  );
  expect(await said('adjustment', 'propose', write(adjustment('AJE-2', '9.00')))).toContain(
    'proposed',
  );
  expect(await said('adjustment', 'book', 'AJE-2', '--approver', 'lee')).toBe(
    'Adjustment AJE-2 of practice is booked',
  );
  expect(await said('close-year', '2026')).toContain('period/earlier-open');
});

describe('two decisions on an adjustment at the same time', () => {
  it('are taken once', async () => {
    const { book } = await smallBook();
    await proposeAdjustment(adjustment('AJE-9', '90.00'), book);
    const append = book.store.append.bind(book.store);
    let isFirst = true;
    book.store.append = async (writes, options) => {
      if (isFirst) {
        isFirst = false;
        await passAdjustment({ adjustment: 'AJE-9', reason: 'too small' }, book);
      }
      return append(writes, options);
    };
    const late = bookAdjustment({ adjustment: 'AJE-9', approver: 'lee' }, book);
    expect(await codeOf(late)).toBe('store/conflict');
    expect(await events(book, 'JournalEntryRecorded')).toHaveLength(0);
    await book.close();
  });
});
