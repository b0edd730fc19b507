import { createHash, type Hash } from 'node:crypto';
import type { RecordedEvent } from '../../src/event.ts';
import { originOf } from './ids.ts';
import type { Appended, Followed } from './messages.ts';

interface Found {
  readonly stream: string;
  count: number;
  /** Sequence and revision of its last event. */
  sequence: number;
  revision: number;
}

/**
 * What a book holds, held against what those who wrote it and followed it were told. Events are
 * taken one by one; `problems` then says in words whatever does not fit.
 */
export class Truth {
  readonly #found = new Map<string, Found>();
  readonly #revisions = new Map<string, number>();
  readonly #digests: ReadonlyMap<string, { readonly hash: Hash; count: number }>;
  readonly #problems: string[] = [];
  size = 0;

  /** Prefixes are those that subscriptions were for. */
  constructor(prefixes: readonly string[]) {
    this.#digests = new Map(prefixes.map((p) => [p, { hash: createHash('sha256'), count: 0 }]));
  }

  add({ id, stream, sequence, revision }: RecordedEvent): void {
    if (sequence !== this.size) this.#problems.push(`Sequence ${this.size} is ${sequence}.`);
    this.size += 1;
    const due = this.#revisions.get(stream) ?? 0;
    if (Number(revision) !== due)
      this.#problems.push(`Revision ${due} of ${stream} is ${revision}.`);
    this.#revisions.set(stream, due + 1);
    for (const [prefix, digest] of this.#digests) {
      if (!stream.startsWith(prefix)) continue;
      digest.hash.update(`${sequence} ${id}\n`);
      digest.count += 1;
    }
    const { writer, append, place } = originOf(id);
    const key = `${writer} ${append}`;
    const found = this.#found.get(key) ?? { stream, count: 0, sequence, revision: due };
    this.#found.set(key, found);
    if (place !== found.count || found.stream !== stream)
      this.#problems.push(`Event ${place} of append ${key} is there again, or not in its order.`);
    found.count += 1;
    found.sequence = sequence;
    found.revision = Number(revision);
  }

  /** Everything that is not as it was told. */
  problems(appends: readonly Appended[], followed: readonly Followed[]): readonly string[] {
    const problems = [...this.#problems];
    const told = new Set<string>();
    for (const append of appends) {
      const key = `${append.writer} ${append.append}`;
      told.add(key);
      const wrong = wrongWith(append, this.#found.get(key));
      if (wrong !== null) problems.push(`Append ${key} to ${append.stream} ${wrong}.`);
    }
    for (const key of this.#found.keys())
      if (!told.has(key)) problems.push(`Append ${key} is there, and nobody told of it.`);
    const digests = new Map(
      [...this.#digests].map(([prefix, { hash, count }]) => [
        prefix,
        { digest: hash.digest('hex'), count },
      ]),
    );
    for (const { name, prefix, count, digest } of followed) {
      const own = digests.get(prefix);
      if (own?.digest === digest && own.count === count) continue;
      problems.push(`Subscription ${name} was given ${count} events, not the ${own?.count} of it.`);
    }
    return problems;
  }
}

function wrongWith(append: Appended, found: Found | undefined): string | null {
  const { ending, count, sequence, revision } = append;
  if (found !== undefined && found.count !== count) return `is there by ${found.count} of ${count}`;
  if (ending === 'indeterminate') return null;
  if (ending === 'not-written') return found === undefined ? null : 'was refused, and is there';
  if (found === undefined) return 'was acknowledged, and is missing';
  if (found.sequence === sequence && found.revision === revision) return null;
  return `is at ${found.sequence}, revision ${found.revision}, not at ${sequence} and ${revision}`;
}
