import { expect, it } from 'vitest';
import type { Book } from '../../../src/store/kurrentdb/book.ts';
import type { Delivered } from '../../../src/store/kurrentdb/deliveries.ts';
import { subscribe } from '../../../src/store/kurrentdb/subscribe.ts';
import { collect } from '../../conformance/kit.ts';

it('is told once that it has caught up, however often the server is asked again', async () => {
  const follow = async function* (): AsyncGenerator<Delivered, undefined> {
    yield { kind: 'caught-up' };
    yield { kind: 'caught-up' };
  };
  const book = { prefix: 'b.', follow } as unknown as Book;
  const following = { assertOpen: () => undefined, matches: () => true };
  expect(await collect(subscribe(book, {}, following))).toEqual([{ kind: 'caught-up', at: null }]);
});
