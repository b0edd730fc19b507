import { SUSPENDED_TYPES } from '../../src/batch/encode.ts';
import type { RecordedEvent } from '../../src/event.ts';
import { decodeEvent } from '../../src/events/decode.ts';
import type { EventData } from '../../src/events/vocabulary.ts';
import type { Follower, FollowerKind } from '../follower.ts';

/** The last try at importing a file, by its stream, as it is at a moment; only `ids` grows. */
export interface ImportState {
  readonly stream: string;
  readonly digest: string;
  readonly fileName: string;
  readonly entity: string;
  readonly format: string;
  /** Digest of the mapping file; undefined for files that need none. */
  readonly mapping: string | undefined;
  /** Records of the file. */
  readonly records: number;
  /** Instant at which this try began. */
  readonly startedOn: string;
  /** Events of this try, those of a completed one as it says. */
  readonly events: number;
  readonly suspended: number;
  readonly firstOn: string | undefined;
  readonly lastOn: string | undefined;
  /** How often the file was started, this time included. */
  readonly attempt: number;
  readonly startedAt: number;
  /** Sequence of ImportCompleted; null while it is missing. */
  readonly completedAt: number | null;
  readonly revertedAt: number | null;
  /** Last revision of the stream. */
  readonly revision: bigint;
  /** Ids of the events of this attempt, for going on after an interruption. */
  readonly ids: Set<string> | null;
}

/** Begin and end of every try. */
export const IMPORT_TYPES = ['ImportStarted', 'ImportCompleted', 'ImportReverted'];

/** Which files are in the book. */
export class Imports implements Follower {
  readonly byStream = new Map<string, ImportState>();
  /** Sequences of ImportStarted of attempts that were taken back. */
  readonly revertedStarts = new Set<number>();

  add(event: RecordedEvent): void {
    if (!event.stream.startsWith('import-')) return;
    const known = this.byStream.get(event.stream);
    // `settle` reads ahead of the log: what it has shown comes again.
    if (known !== undefined && event.revision <= known.revision) return;
    if (event.type === 'ImportStarted') {
      const data = event.data as unknown as EventData<'ImportStarted'>;
      this.byStream.set(event.stream, {
        stream: event.stream,
        digest: data.digest,
        fileName: data.fileName,
        entity: event.meta.entity,
        format: data.format,
        mapping: data.mapping,
        records: data.records,
        startedOn: event.meta.recordedAt,
        events: 0,
        suspended: 0,
        firstOn: undefined,
        lastOn: undefined,
        attempt: (known?.attempt ?? 0) + 1,
        startedAt: event.sequence,
        completedAt: null,
        revertedAt: null,
        revision: event.revision,
        ids: new Set(),
      });
      return;
    }
    if (known !== undefined)
      this.byStream.set(event.stream, { ...known, ...this.#step(known, event) });
  }

  /** What an event behind ImportStarted changes. */
  #step(known: ImportState, event: RecordedEvent): Partial<ImportState> {
    const { type, sequence, revision } = event;
    if (type === 'ImportCompleted') {
      const data = event.data as unknown as EventData<'ImportCompleted'>;
      const { events, suspended, firstOn, lastOn } = data;
      return { revision, completedAt: sequence, ids: null, events, suspended, firstOn, lastOn };
    }
    if (type === 'ImportReverted') {
      this.revertedStarts.add(known.startedAt);
      return { revision, revertedAt: sequence, ids: null };
    }
    known.ids?.add(event.id);
    if (known.completedAt !== null) return { revision };
    const suspended = known.suspended + (SUSPENDED_TYPES.has(type) ? 1 : 0);
    return { revision, events: known.events + 1, suspended };
  }
}

export const imports: FollowerKind<Imports> = {
  name: 'imports',
  isCounted: false,
  types: IMPORT_TYPES,
  make: () => new Imports(),
  // Only of a try that has not ended are the events in between of any interest.
  async settle(follower, store) {
    for (const state of follower.byStream.values()) {
      if (fateOf(state) !== 'unfinished') continue;
      const from = state.revision + 1n;
      for await (const event of store.readStream(state.stream, { from }))
        follower.add(decodeEvent(event));
    }
  },
};

/** What became of a file. */
export type ImportFate = 'completed' | 'unfinished' | 'reverted';

export function fateOf({ completedAt, revertedAt }: ImportState): ImportFate {
  if (revertedAt !== null) return 'reverted';
  return completedAt === null ? 'unfinished' : 'completed';
}

/** Names of the files by digest; one that several files have says the digest with it. */
export function fileNames({ byStream }: Imports): ReadonlyMap<string, string> {
  const states = [...byStream.values()];
  const count = new Map<string, number>();
  for (const { fileName } of states) count.set(fileName, (count.get(fileName) ?? 0) + 1);
  return new Map(
    states.map(({ digest, fileName }) => [
      digest,
      count.get(fileName) === 1 ? fileName : `${fileName} (${digest.slice(0, 12)})`,
    ]),
  );
}
