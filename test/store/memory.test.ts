import { expect, it } from 'vitest';
import { openMemoryStore } from '../../src/store/memory.ts';
import { describeEventStore } from '../conformance/event-store.ts';

const skipped = describeEventStore('memory', async (options = {}) => openMemoryStore(options));

it('skips only what a book without a file cannot suffer', () => {
  expect(skipped).toEqual([42, 43, 44, 45, 46, 47, 48]);
});
