import { createHash } from 'node:crypto';
import type { Json, NewEvent, RecordedEvent } from '../../src/event.ts';
import type { Follower, FollowerKind } from '../follower.ts';

/** What makes two events with one id the same fact (settled.md §1.4). */
export type FactContent = Pick<NewEvent, 'type' | 'data'> & {
  readonly meta: Pick<NewEvent['meta'], 'schema' | 'entity' | 'site' | 'occurredOn'>;
};

/**
 * A short digest of what must not differ under one id: stream, actor, instant and a date that was
 * moved out of a closed period differ by nature and are not in it.
 */
export function contentDigest({ type, data, meta }: FactContent): string {
  const { schema, entity, site, occurredOn } = meta;
  const text = JSON.stringify([type, schema, entity, site ?? '', occurredOn, data as Json]);
  return createHash('sha256').update(text).digest('base64').slice(0, 16);
}

interface KnownFact {
  readonly content: string;
  readonly stream: string;
}

/** Ids of imported facts: overlapping files are recognised record by record. */
export class KnownFacts implements Follower {
  readonly #facts = new Map<string, KnownFact>();
  readonly #byStream = new Map<string, string[]>();

  add(event: RecordedEvent): void {
    const { stream, id, type } = event;
    if (!stream.startsWith('import-')) return;
    if (type === 'ImportReverted') {
      // Reverted ids leave the set, so that the file, or another with them, may come again.
      for (const reverted of this.#byStream.get(stream) ?? []) this.#facts.delete(reverted);
      this.#byStream.delete(stream);
      return;
    }
    if (type === 'ImportStarted' || type === 'ImportCompleted') return;
    this.#facts.set(id, { content: contentDigest(event), stream });
    const own = this.#byStream.get(stream);
    if (own) own.push(id);
    else this.#byStream.set(stream, [id]);
  }

  get(id: string): KnownFact | undefined {
    return this.#facts.get(id);
  }
}

export const knownFacts: FollowerKind<KnownFacts> = {
  name: 'known-facts',
  isCounted: false,
  make: () => new KnownFacts(),
};
