import { describe, expect, it } from 'vitest';
import { Book } from '../../app/book.ts';
import { manualClock } from '../../app/clock.ts';
import { knownFacts } from '../../app/indexes/known-facts.ts';
import { changed } from '../support/book-stores.ts';
import { csv, KEY, NOW, POS_HEAD, posLine, take, testBook } from './support.ts';

const sheet = csv(POS_HEAD, ...Array.from({ length: 8 }, (_, i) => posLine({ Ticket: `T${i}` })));

describe('what is made from a book while another process writes to it', () => {
  // However far the makers have come: each asks for the head and the tree some times.
  it.each(['head', 'root'] as const)('has every event once, written behind %s', async (asked) => {
    for (let nth = 1; nth <= 6; nth++) {
      const { book: other } = await testBook();
      let calls = 0;
      const write = async (): Promise<void> => {
        calls += 1;
        if (calls === nth) await take(other, sheet, 'pos');
      };
      const store = changed(other.store, {
        [asked]: async () => {
          const answer = await other.store[asked]();
          await write();
          return answer;
        },
      });
      const options = { clock: manualClock(NOW), actor: 'lee', key: KEY };
      const book = new Book('memory:', store, options);
      await book.columns;
      await book.follow(knownFacts);
      while (calls < nth) await write();
      await book.catchUp();
      const [columns, known] = [await book.columns, await book.follow(knownFacts)];
      expect(columns.size).toBe((await other.store.root()).size);
      expect(known.size).toBe(8);
      expect(known.attempts.map(({ state }) => state)).toEqual(['completed']);
      await other.close();
    }
  });
});
