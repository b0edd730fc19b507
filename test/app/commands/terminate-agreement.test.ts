import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { amendAgreement, showAgreements, signAgreement } from '../../../app/commands/agreement.ts';
import { closePeriod } from '../../../app/commands/close.ts';
import { terminateAgreement } from '../../../app/commands/terminate-agreement.ts';
import { openBook } from '../../../app/book.ts';
import type { Book } from '../../../app/book.ts';
import {
  AGREEMENT_YAML,
  codeOf,
  csv,
  events,
  folder,
  KEY,
  POS_HEAD,
  posLine,
  take,
  testBook,
} from '../support.ts';

const sign = { file: 'msa.yaml', text: AGREEMENT_YAML };
const end = (book: Book, lastDay: string, agreement = 'msa') =>
  terminateAgreement({ agreement, lastDay, reason: 'notice of June' }, book);

async function signed(): ReturnType<typeof testBook> {
  const made = await testBook();
  await signAgreement(sign, made.book);
  return made;
}

describe('ending an agreement', () => {
  it('is due no fee for what is collected behind its last day', async () => {
    const { book } = await signed();
    const sales = [
      posLine({ Amount: '1000.00', Date: '2026-01-10' }),
      posLine({ Ticket: 'T2', Amount: '500.00', Date: '2026-01-20' }),
    ];
    await take(book, csv(POS_HEAD, ...sales), 'pos');
    expect(await end(book, '2026-01-15')).toMatchObject({ status: 'terminated', before: null });
    const { entities } = await closePeriod({ period: '2026-01' }, book);
    // 10 % of what came in up to the fifteenth.
    expect(entities.find((e) => e.entity === 'practice')?.derived).toEqual([
      { type: 'ManagementFeeAccrued', count: 1, amount: '100.00' },
    ]);
    const [on, after] = await Promise.all(
      ['2026-01-15', '2026-01-16'].map((asOf) => showAgreements({ asOf }, book)),
    );
    expect(on?.[0]).toMatchObject({ endsOn: '2026-01-15', terms: { id: 'msa' } });
    expect(after?.[0]?.terms).toBe(null);
  });

  it('is recorded once, and moved by another day, of which the last counts', async () => {
    const { book } = await signed();
    await end(book, '2026-06-30');
    expect((await end(book, '2026-06-30')).status).toBe('already-terminated');
    expect(await end(book, '2026-09-30')).toMatchObject({ status: 'moved', before: '2026-06-30' });
    expect((await end(book, '2026-06-30')).status).toBe('moved');
    const recorded = await events(book, 'AgreementTerminated');
    expect(recorded.map(({ data }) => (data as { lastOn: string }).lastOn)).toEqual([
      '2026-06-30',
      '2026-09-30',
      '2026-06-30',
    ]);
    // All of it is to come, so it counts from the day on which it was said.
    expect(recorded.map(({ meta }) => meta.effectiveOn)).toEqual(Array(3).fill('2026-02-05'));
    await end(book, '2026-01-20');
    await end(book, '2026-01-25');
    const [, , , back, forth] = await events(book, 'AgreementTerminated');
    expect(back?.meta.effectiveOn).toBe('2026-01-21');
    expect(forth?.meta.effectiveOn).toBe('2026-01-21');
    await end(book, '2026-06-30');
    const text = AGREEMENT_YAML.replace('rate: 10%', 'rate: 9%');
    const amend = { ...sign, text, from: '2026-02-01', reason: 'lower fee' };
    expect((await amendAgreement(amend, book)).status).toBe('amended');
  });

  it('by two at once on different days is recorded once, and the other one hears of it', async () => {
    const url = join(folder(), 'book.db');
    const { book, clock } = await testBook(url);
    await signAgreement(sign, book);
    const other = await openBook(url, { clock, actor: 'lee', key: KEY });
    const record = other.record.bind(other);
    other.record = async (...all) => {
      await end(book, '2026-06-30');
      return record(...all);
    };
    expect(await codeOf(end(other, '2026-09-30'))).toBe('store/conflict');
    expect((await showAgreements({ asOf: '2026-03-01' }, book))[0]?.endsOn).toBe('2026-06-30');
    await other.close();
    await book.close();
  });

  it('refuses what cannot be', async () => {
    const { book } = await signed();
    expect(await codeOf(end(book, '2026-06-30', 'other'))).toBe('agreement/unknown');
    expect(await codeOf(end(book, '2025-12-31'))).toBe('agreement/before-start');
    expect(await codeOf(end(book, 'June'))).toBe('usage/not-a-date');
    await closePeriod({ period: '2026-01' }, book);
    expect(await codeOf(end(book, '2026-01-30'))).toBe('agreement/closed-month');
    // The last day of a closed month leaves its fee as it is.
    expect(await codeOf(end(book, '2026-01-31'))).toBe('no error');
  });
});

describe('an agreement that two record at once', () => {
  const other = AGREEMENT_YAML.replace('rate: 10%', 'rate: 8%');

  it('has the terms of the first, and the second hears of it', async () => {
    const url = join(folder(), 'book.db');
    const { book, clock } = await testBook(url);
    const rival = await openBook(url, { clock, actor: 'lee', key: KEY });
    const record = rival.record.bind(rival);
    rival.record = async (...all) => {
      await signAgreement(sign, book);
      return record(...all);
    };
    expect(await codeOf(signAgreement({ ...sign, text: other }, rival))).toBe(
      'agreement/already-signed',
    );
    rival.record = async (...all) => {
      await amendAgreement({ ...sign, text: other, from: '2026-02-01', reason: 'a' }, book);
      return record(...all);
    };
    const lower = AGREEMENT_YAML.replace('rate: 10%', 'rate: 7%');
    const amend = { ...sign, text: lower, from: '2026-02-01', reason: 'b' };
    expect(await codeOf(amendAgreement(amend, rival))).toBe('store/conflict');
    expect((await showAgreements({ asOf: '2026-02-05' }, book))[0]?.amendments).toBe(1);
    await rival.close();
    await book.close();
  });
});
