import { readFileSync } from 'node:fs';
import type { ServerSpeeds } from './scale-model.ts';

interface Recording {
  readonly speed: Readonly<
    Record<'old', { readonly results: Readonly<Record<string, { readonly median: number }>> }>
  >;
}

/**
 * The speeds of a real EventStoreDB 24.6 node as they were recorded, medians with the older client:
 * client and server on two cores, events of 300 bytes, so for ratios only.
 */
export function recordedSpeeds(): ServerSpeeds {
  const file = new URL('../../test/fixtures/kurrentdb/eventstoredb-24.6.json', import.meta.url);
  const { old } = (JSON.parse(readFileSync(file, 'utf8')) as Recording).speed;
  const median = (name: string): number => {
    const found = old.results[name];
    if (found === undefined) throw new Error(`The recording has no speed of "${name}".`);
    return found.median;
  };
  return {
    catchUpEvents: median('subscribeToAll catch-up of 100,000 (excludeSystemEvents filter)'),
    singleAppends: median('sequential single appends, one stream, numbered expectation'),
    batchEvents: median('batches of 500 events, sequential, one stream'),
    acknowledgements: median(
      'persistent subscription of 20,000, each acknowledged singly, buffer 100',
    ),
  };
}
