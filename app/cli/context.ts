import type { Paint } from './colours.ts';
import type { Io } from './io.ts';

/** Options every command takes. */
export interface Globals {
  /** URL of the book. */
  readonly book: string;
  /** Whether the command itself named it, by --book. */
  readonly isBookNamed?: boolean;
  readonly asOf?: string;
  /** A sequence, an instant, or a day, which means its end in UTC. */
  readonly knownAt?: string;
  readonly site?: string;
  readonly entity?: string;
  readonly json: boolean;
  readonly csv: boolean;
  readonly actor?: string;
}

/** What a command works with besides its options. */
export interface Context {
  readonly io: Io;
  readonly globals: Globals;
  /** Colour of standard output. */
  readonly paint: Paint;
  /** A remark on standard error; none with --json. */
  readonly say: (text: string) => void;
  /** One line on standard error that is written over; only where a person looks on. */
  readonly progress: (text: string) => void;
  /** Runs another command line in a world of its own, as this one was. */
  readonly answer: (argv: readonly string[], io: Io) => Promise<number>;
}

/** Arguments and options of one command as commander read them. */
export interface Input {
  readonly args: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
}

/** Makes the context of a command; the progress line is cleared before anything else is said. */
export function makeContext(
  io: Io,
  globals: Globals,
  paint: Paint,
  answer: Context['answer'],
): Context {
  const isWatched = io.stderr.isTTY === true && !globals.json && (io.env['CI'] ?? '') === '';
  let shown = 0;
  const clear = (): void => {
    if (shown > 0) io.stderr.write(`\r${' '.repeat(shown)}\r`);
    shown = 0;
  };
  return {
    io,
    globals,
    paint,
    answer,
    say(text) {
      clear();
      if (!globals.json) io.stderr.write(`${text}\n`);
    },
    progress(text) {
      if (!isWatched) return;
      clear();
      const line = text.slice(0, (io.stderr.columns ?? 80) - 1);
      io.stderr.write(line);
      shown = line.length;
    },
  };
}

/** A text option, or undefined. */
export function textOption(input: Input, name: string): string | undefined {
  const value = input.options[name];
  return typeof value === 'string' ? value : undefined;
}

/** Everything that was given to an option that may be given several times. */
export function listOption(input: Input, name: string): readonly string[] {
  const value = input.options[name];
  return Array.isArray(value) ? value.map(String) : [];
}

export function flagOption(input: Input, name: string): boolean {
  return input.options[name] === true;
}
