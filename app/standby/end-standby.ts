import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { FeeworthError } from '../../src/error.ts';
import { takeLock } from './lock.ts';
import { send } from './messages.ts';
import { isOwnSocket } from './place.ts';

/** A stand-by that is told to end breaks off what it does, and ends in a moment. */
const PATIENCE_MS = 5_000;

/**
 * Ends the stand-by of a socket and waits until another may begin; false when there was none. Throws
 * `standby/does-not-end`, also when one is there that cannot be reached, and `standby/no-socket`.
 */
export async function endStandby(path: string, patienceMs: number = PATIENCE_MS): Promise<boolean> {
  const wasTold = isOwnSocket(path) && (await toldToEnd(path, patienceMs));
  if (!wasTold && !existsSync(dirname(path))) return false;
  // Who has the lock is the stand-by, whatever has become of its socket: told by another, or removed.
  const isFree = closed(takeLock(path));
  if (!isFree && !closed(takeLock(path, patienceMs))) throw doesNotEnd(path);
  return wasTold || !isFree;
}

function closed(lock: DatabaseSync | null): boolean {
  lock?.close();
  return lock !== null;
}

/** Whether one listens and was told; resolves when it has hung up, or was not heard of for so long. */
function toldToEnd(path: string, patienceMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    let wasThere = false;
    const patience = setTimeout(() => socket.destroy(), patienceMs);
    socket.once('connect', () => {
      wasThere = true;
      send(socket, { kind: 'end' });
    });
    // An error is followed by the end; without reading, the end would not be seen.
    socket.on('error', () => undefined).resume();
    socket.once('close', () => {
      clearTimeout(patience);
      resolve(wasThere);
    });
  });
}

const doesNotEnd = (path: string): FeeworthError =>
  new FeeworthError('standby/does-not-end', 'io', 'The stand-by was told to end and did not', {
    place: { file: path },
    hint: 'end its process ("feeworth standby") by the means of your system',
  });
