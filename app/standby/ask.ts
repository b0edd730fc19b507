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
 * Has a stand-by run a command line as if it ran here: same output, same exit code. Undefined when
 * there is none after all, it is busy, or it is another program: then the command runs here.
 */
export function askStandby(
  path: string,
  argv: readonly string[],
  io: Io = processIo(),
): Promise<number | undefined> {
  return new Promise((resolve) => {
    const socket = connect(path);
    let code: number | undefined;
    let hasPrinted = false;
    const taken = io.onStop?.(() => send(socket, { kind: 'stop' }));
    socket.once('connect', () =>
      send(socket, {
        kind: 'ask',
        who: whoAnswers(),
        argv,
        cwd: io.cwd,
        env: { ...io.env },
        stdout: lookOf(io.stdout),
        stderr: lookOf(io.stderr),
      }),
    );
    onMessages<FromStandby>(socket, (message) => {
      if (message.kind === 'out') {
        hasPrinted = true;
        io.stdout.write(message.text);
      } else if (message.kind === 'err') io.stderr.write(message.text);
      else if (message.kind === 'exit') ({ code } = message);
    });
    socket.once('close', () => {
      taken?.();
      // What was printed cannot be taken back; what was not is asked again, here.
      if (code === undefined && hasPrinted) code = brokenOff(io);
      resolve(code);
    });
  });
}

const lookOf = ({ isTTY, columns }: Sink): SinkLook => ({ isTTY: isTTY === true, columns });

function brokenOff({ stderr, env }: Io): number {
  const error = new FeeworthError('standby/broken-off', 'io', 'The stand-by ended in its answer', {
    hint: 'run the command again; without a stand-by it runs by itself',
  });
  stderr.write(errorText(error, paintFor(stderr, env, true)));
  return EXIT_CODES.io;
}
