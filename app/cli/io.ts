import { EXIT_CODES, FeeworthError } from '../../src/error.ts';
import { paintFor } from './colours.ts';
import { errorText } from './print-error.ts';

/** A stream people or programs read; `isTTY` and `columns` as Node's streams have them. */
export interface Sink {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

export type StopSignal = 'SIGINT' | 'SIGTERM';

/** Everything of the outside world that a command may touch; tests hand in their own. */
export interface Io {
  /** Data, and nothing else. */
  readonly stdout: Sink;
  /** Talk: progress, remarks, errors. */
  readonly stderr: Sink;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** ISO instant in UTC with milliseconds. */
  now(): string;
  /**
   * Lets a command finish what it has when it is told to stop (Ctrl-C); told twice, the process
   * ends at once. What is returned takes that back. Absent where nobody can tell it. A command
   * that runs until it is stopped names SIGTERM too, which is how services are stopped.
   */
  onStop?(stop: () => void, signals?: readonly StopSignal[]): () => void;
  /**
   * Tells the process that started this one that it is up; false when that has gone meanwhile.
   * Absent where none waits for it.
   */
  ready?(): Promise<boolean>;
}

/**
 * The process as it is. A reader that goes away (`| head`) ends the run without a complaint; output
 * that cannot be written for another reason (a full disk behind `>`) ends it with code 6.
 */
export function processIo(): Io {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    process.stderr.write(errorText(outputLost(error), PLAIN));
    process.exit(EXIT_CODES.io);
  });
  // Nobody is left to be told.
  process.stderr.on('error', () => undefined);
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    cwd: process.cwd(),
    now: () => new Date().toISOString(),
    onStop(stop, signals = ['SIGINT']) {
      let isTold = false;
      const listener = (): void => {
        if (isTold) process.exit(EXIT_CODES.stopped);
        isTold = true;
        stop();
      };
      for (const signal of signals) process.on(signal, listener);
      return () => {
        for (const signal of signals) process.removeListener(signal, listener);
      };
    },
    ...(process.send !== undefined && { ready: tellParent }),
  };
}

const tellParent = (): Promise<boolean> =>
  new Promise((resolve) => {
    process.send?.('ready', undefined, undefined, (error) => resolve(error === null));
  });

const PLAIN = paintFor({ write: () => undefined }, {}, false);

function outputLost(cause: NodeJS.ErrnoException): FeeworthError {
  return new FeeworthError('io/output-lost', 'io', 'The output could not be written whole', {
    place: { at: `standard output, ${cause.code ?? 'unknown'}` },
    hint: 'make room where it goes and run again; what was recorded is recorded',
    cause,
  });
}
