import { describe, expect, it } from 'vitest';
import { Book } from '../../app/book.ts';
import { manualClock } from '../../app/clock.ts';
import { knownFacts } from '../../app/indexes/known-facts.ts';
import { changed } from '../support/book-stores.ts';
import { csv, KEY, NOW, POS_HEAD, posLine, take, testBook } from './support.ts';

const sheet = csv(POS_HEAD, ...Array.from({ length: 8 }, (_, i) => posLine({ Ticket: `T${i}` })));

describe('what is made from a book while another process writes to it', () => {
  // After `head`, after the tree it is made of, and while it is read.
  it.each(['head', 'root', 'readPages', 'readLines'] as const)(
    'has every event once, written after %s',
    async (moment) => {
      for (let nth = 1; nth <= 4; nth++) {
        const { book: other } = await testBook();
        let calls = 0;
        const store = changed(other.store, {
          [moment]: (...args: never[]) => {
            const answer = Reflect.apply(other.store[moment], other.store, args) as object;
            if (++calls !== nth) return answer;
            if ('then' in answer)
              return Promise.resolve(answer).then((is) => take(other, sheet, 'pos').then(() => is));
            return (async function* () {
              yield* answer as AsyncIterable<unknown>;
              await take(other, sheet, 'pos');
            })();
          },
        });
        const book = new Book('memory:', store, {
          clock: manualClock(NOW),
          actor: 'lee',
          key: KEY,
        });
        await book.columns;
        await book.follow(knownFacts);
        if (calls < nth) {
          calls = nth;
          await take(other, sheet, 'pos');
        }
        const [columns, known] = [await book.columns, await book.follow(knownFacts)];
        expect(columns.size).toBe((await other.store.root()).size);
        expect(known.size).toBe(8);
        expect(known.attempts.map(({ state }) => state)).toEqual(['completed']);
        await other.close();
      }
    },
  );
});
