import type { RecordedEvent } from '../../src/event.ts';
import type { Follower, FollowerKind } from '../follower.ts';

/** The last try at importing a file, by its stream. */
export interface ImportState {
  readonly stream: string;
  readonly digest: string;
  readonly fileName: string;
  readonly entity: string;
  /** How often the file was started, this time included. */
  attempt: number;
  startedAt: number;
  /** Sequence of ImportCompleted; null while it is missing. */
  completedAt: number | null;
  revertedAt: number | null;
  /** Last revision of the stream. */
  revision: bigint;
  /** Ids of the events of this attempt, for going on after an interruption. */
  ids: Set<string> | null;
}

/** Which files are in the book. */
export class Imports implements Follower {
  readonly byStream = new Map<string, ImportState>();
  /** Sequences of ImportStarted of attempts that were taken back. */
  readonly revertedStarts = new Set<number>();

  add(event: RecordedEvent): void {
    if (!event.stream.startsWith('import-')) return;
    const known = this.byStream.get(event.stream);
    if (event.type === 'ImportStarted') {
      const data = event.data as { digest: string; fileName: string };
      this.byStream.set(event.stream, {
        stream: event.stream,
        digest: data.digest,
        fileName: data.fileName,
        entity: event.meta.entity,
        attempt: (known?.attempt ?? 0) + 1,
        startedAt: event.sequence,
        completedAt: null,
        revertedAt: null,
        revision: event.revision,
        ids: new Set(),
      });
      return;
    }
    if (known === undefined) return;
    known.revision = event.revision;
    if (event.type === 'ImportCompleted') {
      known.completedAt = event.sequence;
      known.ids = null;
    } else if (event.type === 'ImportReverted') {
      known.revertedAt = event.sequence;
      known.ids = null;
      this.revertedStarts.add(known.startedAt);
    } else known.ids?.add(event.id);
  }
}

export const imports: FollowerKind<Imports> = {
  name: 'imports',
  isCounted: false,
  make: () => new Imports(),
};
