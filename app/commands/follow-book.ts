import { existsSync } from 'node:fs';
import { sha256 } from '../../src/audit/sha256.node.ts';
import { columnCachePath } from '../../src/batch/column-cache-path.ts';
import { openColumns } from '../../src/batch/column-cache.node.ts';
import { FeeworthError, isFeeworthError } from '../../src/error.ts';
import { pause } from '../../src/pause.ts';
import { STORE_ERRORS, type EventStore, type TreeHead } from '../../src/store/port.ts';
import { besidePath } from '../book-place.ts';
import { filePath } from '../file-path.ts';
import { keptLedger } from '../kept-ledger.ts';

/** Between two rounds: time for more to come, and for others to read what was kept. */
const LEAST_REST_MS = 500;
/** A round takes at most a tenth of the time, however large the book is. */
const REST_FACTOR = 9;

export interface FollowOptions {
  readonly store: EventStore;
  readonly url: string;
  /** Ends the following; what is kept stays. */
  readonly signal: AbortSignal;
  /** Bring it up to date and stop. */
  readonly isOnce: boolean;
  /** Told after each round what is kept now. */
  readonly onRound?: (kept: TreeHead) => void;
  /** Told when a server does not answer any more; it is waited for. */
  readonly onSilence?: () => void;
}

/** How far a following came. */
export interface Followed {
  readonly kept: TreeHead;
  readonly rounds: number;
}

/**
 * Keeps beside a book what is derived from it (columns, ledger by day, the places of a book on a
 * server), as events come in. State and the place it has come to are written together and bound to
 * the root of the log, so every event has its effect once, wherever this is killed. Throws
 * `follow/not-kept`, and what the store throws but `store/unavailable`, which is waited for.
 */
export async function followBook(options: FollowOptions): Promise<Followed> {
  const { store, url, signal, isOnce, onRound, onSilence } = options;
  let round = await keepUp(options);
  let rounds = 1;
  mustBeKept(url);
  onRound?.(round.kept);
  let isSilent = false;
  while (!isOnce && !signal.aborted) {
    await pause(Math.max(LEAST_REST_MS, REST_FACTOR * round.tookMs), signal);
    if (signal.aborted) break;
    try {
      const head = await store.head();
      if (head !== null && head.sequence >= round.kept.size) {
        round = await keepUp(options);
        rounds += 1;
        onRound?.(round.kept);
      }
      isSilent = false;
    } catch (error) {
      // A server that is gone for a while is waited for; one that has lost events is not.
      if (!isFeeworthError(error) || error.code !== STORE_ERRORS.unavailable) throw error;
      if (!isSilent) onSilence?.();
      isSilent = true;
    }
  }
  return { kept: round.kept, rounds };
}

/** Throws `follow/not-kept`: then everything would be read again the next time. */
function mustBeKept(url: string): void {
  const beside = besidePath(url);
  if (beside !== null && existsSync(columnCachePath(beside))) return;
  throw new FeeworthError('follow/not-kept', 'io', 'Nothing could be kept of this book', {
    ...(beside === null ? {} : { place: { file: columnCachePath(beside) } }),
    hint: 'give yourself write permission there, or name another folder with FEEWORTH_HOME',
  });
}

interface Round {
  readonly kept: TreeHead;
  readonly tookMs: number;
}

async function keepUp({ store, url }: FollowOptions): Promise<Round> {
  const start = performance.now();
  const beside = besidePath(url);
  const path = beside === null ? undefined : columnCachePath(beside);
  const columns = await openColumns(store, sha256, path);
  const kept = await store.rootAt(columns.size);
  keptLedger(columns, kept.root, beside ?? undefined);
  // A file's own notes are its writer's affair.
  if (filePath(url) === null) await store.note();
  return { kept, tookMs: performance.now() - start };
}
