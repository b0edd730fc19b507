import fc from 'fast-check';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openView } from '../../../app/cli/view.ts';
import { oneEventView } from '../../../app/explain/one-event.ts';
import { touchedFigures } from '../../../app/explain/touched.ts';
import type { NewEvent } from '../../../src/event.ts';
import { openStore } from '../../../src/store/open.ts';
import { arbitraryBook } from '../../support/arbitrary-events.ts';
import { everyFigure, placesDown, placesOf } from '../../support/two-ways.ts';
import { folder } from '../support.ts';

/** A made-up book in a file, stream by stream in the order of its events. */
async function bookOf(events: readonly (NewEvent & { readonly stream: string })[]) {
  const url = join(folder(), 'made-up.db');
  const store = await openStore(url);
  for (const event of events)
    await store.append([{ stream: event.stream, expected: 'any', events: [event] }]);
  await store.close();
  return url;
}

test('I21 in any book an event is behind what lists it: imports, reversals, amendments and all', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryBook({ steps: 40 }), fc.nat(), async (events, pick) => {
      const known = pick % 3 === 0 ? Math.ceil(events.length * 0.8) : events.length;
      const book = await bookOf(events);
      const view = await openView({ book, json: false, csv: false, knownAt: String(known) });
      const down = await placesDown(view, everyFigure(view));
      for (let sequence = 0; sequence < events.length; sequence++) {
        const one = oneEventView(view, sequence);
        const up = one === undefined ? [] : placesOf(await touchedFigures(one));
        expect(up, `${sequence} ${events[sequence]?.type}`).toEqual(down.get(sequence) ?? []);
      }
      await view.close();
    }),
    { numRuns: 3 },
  );
});
