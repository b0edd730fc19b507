import { connect } from 'node:net';
import { errorText } from '../cli/print-error.ts';
import { paintFor } from '../cli/colours.ts';
import { processIo } from '../cli/io.ts';
import type { Io, Sink } from '../cli/io.ts';
import { EXIT_CODES, FeeworthError } from '../../src/error.ts';
import { onMessages, send } from './messages.ts';
import type { FromStandby, SinkLook } from './messages.ts';
import { whoAnswers } from './program.ts';

/**
 * The exit code of an answer; or "nobody" where none listens; "alone" when the one that does is busy
 * or another program; "interrupted" when it was told to stop, and is a command that ends at once then.
 */
export type Asked = number | 'nobody' | 'alone' | 'interrupted';

/** A stand-by says at once whether it takes a question; one that does not is stopped or busy. */
const PATIENCE_MS = 500;

/**
 * Has a stand-by run a command line as if it ran here: same output, same exit code. Without an answer
 * the command runs here.
 */
export function askStandby(
  path: string,
  argv: readonly string[],
  io: Io = processIo(),
  patienceMs: number = PATIENCE_MS,
): Promise<Asked> {
  return new Promise((resolve) => {
    const socket = connect(path);
    let end: Asked = 'nobody';
    let hasPrinted = false;
    let isStopped = false;
    const patience = setTimeout(() => socket.destroy(), patienceMs);
    const taken = io.onStop?.(() => {
      isStopped = true;
      if (socket.connecting) socket.destroy();
      else send(socket, { kind: 'stop' });
    });
    socket.once('connect', () => {
      end = 'alone';
      send(socket, {
        kind: 'ask',
        who: whoAnswers(),
        argv,
        cwd: io.cwd,
        umask: process.umask(),
        env: Object.fromEntries(Object.entries(io.env).filter(hasValue)),
        stdout: lookOf(io.stdout),
        stderr: lookOf(io.stderr),
      });
    });
    onMessages(socket, (said) => {
      const message = said as FromStandby;
      clearTimeout(patience);
      if (message.kind === 'out') {
        hasPrinted = true;
        io.stdout.write(message.text);
      } else if (message.kind === 'err') io.stderr.write(message.text);
      else if (message.kind === 'exit') end = message.code;
      else if (message.kind === 'interrupted') end = 'interrupted';
    });
    const ended = (): void => {
      taken?.();
      // What was stopped does not begin again; what was printed cannot be taken back.
      const hasNone = end === 'alone' || end === 'nobody';
      if (hasNone && isStopped) end = 'interrupted';
      else if (hasNone && hasPrinted) end = brokenOff(io);
      resolve(end);
    };
    socket.once('close', () => {
      clearTimeout(patience);
      // One Ctrl-C may reach this process and the stand-by: what has come of it is heard first.
      setImmediate(ended);
    });
  });
}

const hasValue = (entry: [string, string | undefined]): entry is [string, string] =>
  entry[1] !== undefined;

const lookOf = ({ isTTY, columns }: Sink): SinkLook => ({
  isTTY: isTTY === true,
  ...(columns !== undefined && { columns }),
});

function brokenOff({ stderr, env }: Io): number {
  const error = new FeeworthError('standby/broken-off', 'io', 'The stand-by ended in its answer', {
    hint: 'run the command again; without a stand-by it runs by itself',
  });
  stderr.write(errorText(error, paintFor(stderr, env, true)));
  return EXIT_CODES.io;
}
