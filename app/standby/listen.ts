import { rmSync, statSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { dirname } from 'node:path';
import type { Io, Sink } from '../cli/io.ts';
import { EXIT_CODES, FeeworthError } from '../../src/error.ts';
import { makeFolder } from '../../src/make-folder.node.ts';
import { onMessages, send } from './messages.ts';
import type { Ask, SinkLook, ToStandby } from './messages.ts';
import { filesOfProgram, whoAnswers } from './program.ts';

export interface StandbyOptions {
  /** Runs a command line; gives its exit code. */
  readonly answer: (argv: readonly string[], io: Io) => Promise<number>;
  readonly now: Io['now'];
  readonly onAnswered?: (verb: string, seconds: number, code: number) => void;
  /** Called when the program's files are not those any more that this process runs. */
  readonly onOld?: () => void;
  readonly files?: () => string;
}

export interface Standby {
  readonly answered: () => number;
  /** Takes no more questions, and breaks off the one under way: who asked it runs it by itself. */
  close(): Promise<void>;
}

/**
 * Answers command lines at a socket that only this user may use, one at a time; whoever asks
 * meanwhile is told to run by itself. Throws `standby/not-here`, `standby/there-is-one` and
 * `standby/no-socket`.
 */
export async function listen(path: string, options: StandbyOptions): Promise<Standby> {
  if (process.getuid === undefined) throw notHere();
  if (await isAnswered(path)) throw thereIsOne(path);
  const desk = new Desk(options);
  const server = createServer((socket) => desk.serve(socket));
  try {
    makeFolder(dirname(path), 0o700);
    // Left by one that was killed.
    rmSync(path, { force: true });
    await open(server, path);
  } catch (cause) {
    throw noSocket(path, cause);
  }
  return {
    answered: () => desk.answered,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      await desk.close();
      await closed;
    },
  };
}

/** Takes one question after another. */
class Desk {
  readonly #options: StandbyOptions;
  readonly #files: string;
  readonly #sockets = new Set<Socket>();
  #underWay: Promise<void> | undefined;
  answered = 0;

  constructor(options: StandbyOptions) {
    this.#options = options;
    this.#files = this.#filesNow();
  }

  serve(socket: Socket): void {
    const told = new Told();
    this.#sockets.add(socket);
    socket.on('close', () => {
      this.#sockets.delete(socket);
      told.stop();
    });
    onMessages<ToStandby>(socket, (message) => {
      if (message.kind === 'ask') this.#take(socket, message, told);
      else if (!told.stop()) {
        // A process of its own would have ended at once.
        send(socket, { kind: 'exit', code: EXIT_CODES.stopped });
        socket.end();
      }
    });
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await this.#underWay;
  }

  #take(socket: Socket, ask: Ask, told: Told): void {
    const isOld = this.#filesNow() !== this.#files;
    const isBusy = this.#underWay !== undefined;
    if (isBusy || isOld || ask.who !== whoAnswers() || !isFolder(ask.cwd)) {
      send(socket, { kind: 'alone' });
      socket.end();
      if (isOld) this.#options.onOld?.();
      return;
    }
    this.#underWay = this.#answer(socket, ask, told).finally(() => (this.#underWay = undefined));
  }

  async #answer(socket: Socket, ask: Ask, told: Told): Promise<void> {
    const { answer, now, onAnswered } = this.#options;
    const start = performance.now();
    const code = await inPlaceOf(ask, () =>
      answer(ask.argv, { ...worldOf(socket, ask, told), now }),
    );
    this.answered += 1;
    onAnswered?.(ask.argv[0] ?? '', (performance.now() - start) / 1_000, code);
    send(socket, { kind: 'exit', code });
    socket.end();
  }

  #filesNow(): string {
    return (this.#options.files ?? filesOfProgram)();
  }
}

/** Whether a command is to stop, and what it wants called then. */
class Told {
  #isTold = false;
  #stop: (() => void) | undefined;

  /** Tells the command; false when it does not listen. */
  stop(): boolean {
    this.#isTold = true;
    this.#stop?.();
    return this.#stop !== undefined;
  }

  onStop(stop: () => void): () => void {
    this.#stop = stop;
    if (this.#isTold) stop();
    return () => {
      this.#stop = undefined;
    };
  }
}

/** The outside world of the one who asks. */
function worldOf(socket: Socket, { stdout, stderr, env, cwd }: Ask, told: Told): Omit<Io, 'now'> {
  const sink = (kind: 'out' | 'err', look: SinkLook): Sink => ({
    ...look,
    write: (text) => send(socket, { kind, text }),
  });
  return {
    stdout: sink('out', stdout),
    stderr: sink('err', stderr),
    env,
    cwd,
    onStop: (stop) => told.onStop(stop),
  };
}

/** Runs something in the folder and the environment of the one who asks. */
async function inPlaceOf<T>({ cwd, env }: Ask, run: () => Promise<T>): Promise<T> {
  const own = { cwd: process.cwd(), env: process.env };
  process.chdir(cwd);
  process.env = { ...env };
  try {
    return await run();
  } finally {
    process.chdir(own.cwd);
    process.env = own.env;
  }
}

const isFolder = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** Nobody else may so much as connect, from the first moment on. */
async function open(server: Server, path: string): Promise<void> {
  const own = process.umask(0o077);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, resolve);
    });
  } finally {
    process.umask(own);
  }
}

const notHere = (): FeeworthError =>
  new FeeworthError('standby/not-here', 'usage', 'There are no stand-bys on this system', {
    hint: 'ask as ever: commands answer by themselves',
  });

const thereIsOne = (path: string): FeeworthError =>
  new FeeworthError('standby/there-is-one', 'conflict', 'A stand-by of yours is there already', {
    place: { file: path },
    hint: 'ask it, or stop it with Ctrl-C where it runs',
  });

const noSocket = (path: string, cause: unknown): FeeworthError =>
  new FeeworthError('standby/no-socket', 'io', 'No socket could be opened for the stand-by', {
    place: { file: path },
    hint: 'name a folder of yours by FEEWORTH_HOME, with a path below 90 letters',
    cause,
  });
