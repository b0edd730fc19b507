import { connect } from 'node:net';
import { FeeworthError } from '../../src/error.ts';
import { send } from './messages.ts';
import { isOwnSocket } from './place.ts';

/** A stand-by that is told to end breaks off what it does, and ends in a moment. */
const PATIENCE_MS = 10_000;

/**
 * Ends the stand-by that listens at a socket and waits until another may begin; false when there was
 * none. Throws `standby/does-not-end`.
 */
export function endStandby(path: string, patienceMs: number = PATIENCE_MS): Promise<boolean> {
  if (!isOwnSocket(path)) return Promise.resolve(false);
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    let wasThere = false;
    const patience = setTimeout(() => {
      socket.destroy();
      reject(doesNotEnd(path));
    }, patienceMs);
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
