import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { reverseEvent } from '../../app/commands/reverse.ts';
import { beforeAppend, sheet, STORES, theOther } from './commands/import-support.ts';
import { codeOf, events, folder, take, testBook } from './support.ts';

describe.each(STORES)('two who do the same at the same time, %s', (_, options) => {
  it.each([
    ['in the same words', 'wrong patient', 'no error'],
    ['in other words', 'no such visit', 'book/recorded-otherwise'],
  ])('and say it %s', async (_words, reason, expected) => {
    const path = join(folder(), 'same.db');
    const { book } = await testBook(path, options);
    await take(book, sheet(0, 2), 'pos');
    const other = await theOther(path, options);
    const [sale] = await events(book, 'PointOfSaleCompleted');
    const event = sale?.id ?? '';
    beforeAppend(book, () => reverseEvent({ event, reason: 'wrong patient' }, other));
    expect(await codeOf(reverseEvent({ event, reason }, book))).toBe(expected);
    const reversals = (await events(book)).filter(({ stream }) => stream === `reversal-${event}`);
    expect(reversals.map(({ meta }) => meta.actor)).toEqual(['lee']);
    await other.close();
    await book.close();
  });
});
