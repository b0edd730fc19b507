/** A stream people or programs read; `isTTY` and `columns` as Node's streams have them. */
export interface Sink {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

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
}

/** The process as it is. A reader that goes away (`| head`) ends the run without a complaint. */
export function processIo(): Io {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    cwd: process.cwd(),
    now: () => new Date().toISOString(),
  };
}
