import { expect, it } from 'vitest';
import { openMemoryStore } from '../../src/store/memory.ts';
import { describeEventStore } from '../conformance/event-store.ts';
import { cannot } from '../conformance/matrix.ts';

const skipped = describeEventStore('memory', async (options = {}) => openMemoryStore(options));

it('skips what the matrix says, and nothing else', () => {
  expect(skipped.toSorted((a, b) => a - b)).toEqual(cannot('memory'));
});
