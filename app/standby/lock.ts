import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { FeeworthError } from '../../src/error.ts';
import { makeFolder } from '../../src/make-folder.node.ts';

/**
 * The lock that says who is the stand-by of a socket; it ends with the process, however that ends.
 * Null when another has it still after so long. Throws `standby/no-socket`.
 */
export function takeLock(path: string, patienceMs = 0): DatabaseSync | null {
  let lock: DatabaseSync | undefined;
  try {
    makeFolder(dirname(path), 0o700);
    lock = new DatabaseSync(`${path}.lock`, { timeout: patienceMs });
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (cause) {
    lock?.close();
    const { errcode } = cause as { errcode?: unknown };
    if (errcode === SQLITE_BUSY) return null;
    throw noSocket(path, cause);
  }
}

const SQLITE_BUSY = 5;

export const thereIsOne = (path: string): FeeworthError =>
  new FeeworthError('standby/there-is-one', 'conflict', 'A stand-by of yours is there already', {
    place: { file: path },
    hint: 'ask it, or end it by feeworth standby --stop',
  });

export const noSocket = (path: string, cause: unknown): FeeworthError =>
  new FeeworthError('standby/no-socket', 'io', 'No socket could be opened for the stand-by', {
    place: { file: path },
    hint: 'name another folder of yours by FEEWORTH_HOME; sockets have paths below some 100 letters',
    cause,
  });
