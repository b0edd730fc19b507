import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import type { Io, Sink } from '../cli/io.ts';
import { FeeworthError } from '../../src/error.ts';
import { noSocket, takeLock, thereIsOne } from './lock.ts';
import { asToStandby, onMessages, send } from './messages.ts';
import type { Ask, SinkLook } from './messages.ts';
import { hasStandbys, isOwnSocket, isQuestion } from './place.ts';
import { filesOfProgram, whoAnswers } from './program.ts';
import { inWorldOf } from './world.ts';

export interface StandbyOptions {
  /** Runs a command line; gives its exit code. */
  readonly answer: (argv: readonly string[], io: Io) => Promise<number>;
  readonly now: Io['now'];
  /** Called when a command begins. */
  readonly onTaken?: () => void;
  /** Called when a command has ended, with its exit code if it came to one. */
  readonly onEnded?: (verb: string, seconds: number, code: number | undefined) => void;
  /** Called when nobody waits any more for a command that cannot be stopped by asking it. */
  readonly onGivenUp?: () => void;
  /** Called when somebody tells the stand-by to end. */
  readonly onEnd?: () => void;
  /** Called when the program's files are not those any more that this process runs. */
  readonly onOld?: () => void;
  readonly files?: () => string;
}

export interface Standby {
  readonly answered: () => number;
  /** Takes no more questions, and breaks off the one under way: who asked it runs it by itself. */
  close(): Promise<void>;
}

/** Arguments and an environment; no system lets a process have more. */
const MOST_CHARACTERS = 16 * 1024 * 1024;

/**
 * Answers command lines at a socket that only this user may use, one at a time; whoever asks
 * meanwhile is told to run by itself. Throws `standby/not-here`, `standby/there-is-one` and
 * `standby/no-socket`.
 */
export async function listen(path: string, options: StandbyOptions): Promise<Standby> {
  if (!hasStandbys()) throw notHere();
  const lock = takeLock(path);
  if (lock === null) throw thereIsOne(path);
  const desk = new Desk(options);
  const server = createServer((socket) => desk.serve(socket));
  try {
    // Left by one that was killed: who has the lock is the only one.
    if (isOwnSocket(path)) rmSync(path);
    await open(server, path);
  } catch (cause) {
    lock.close();
    throw noSocket(path, cause);
  }
  return {
    answered: () => desk.answered,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      await desk.close();
      if (lock.isOpen) lock.close();
      desk.letGo();
      await closed;
    },
  };
}

/** Takes one question after another. */
class Desk {
  readonly #options: StandbyOptions;
  readonly #files: string;
  readonly #sockets = new Set<Socket>();
  /** Of those who told the stand-by to end, and wait until it has. */
  readonly #enders = new Set<Socket>();
  #underWay: Promise<void> | undefined;
  answered = 0;

  constructor(options: StandbyOptions) {
    this.#options = options;
    this.#files = this.#filesNow();
  }

  serve(socket: Socket): void {
    let asked: Asked | undefined;
    const stop = (): boolean => asked === undefined || asked.stop();
    this.#sockets.add(socket);
    socket.on('close', () => {
      this.#sockets.delete(socket);
      this.#enders.delete(socket);
      stop();
    });
    const take = (said: unknown): void => {
      const message = asToStandby(said);
      if (message === undefined) socket.destroy();
      else if (message.kind === 'end') this.#end(socket);
      else if (message.kind === 'ask' && asked === undefined) asked = this.#take(socket, message);
      else if (message.kind === 'stop' && !stop()) {
        send(socket, { kind: 'interrupted' });
        socket.end();
      }
    };
    onMessages(socket, take, MOST_CHARACTERS);
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) if (!this.#enders.has(socket)) socket.destroy();
    await this.#underWay;
  }

  /** Tells those who wait for its end that another may begin. */
  letGo(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #end(socket: Socket): void {
    this.#enders.add(socket);
    this.#options.onEnd?.();
  }

  #take(socket: Socket, ask: Ask): Asked | undefined {
    const { who, argv, env } = ask;
    const isBusy = this.#underWay !== undefined;
    const isOld = !isBusy && this.#filesNow() !== this.#files;
    if (isBusy || isOld || who !== whoAnswers() || !isQuestion(argv, env)) {
      send(socket, { kind: 'alone' });
      socket.end();
      if (isOld) this.#options.onOld?.();
      return undefined;
    }
    const asked = new Asked(this.#options.onGivenUp);
    this.#underWay = this.#answer(socket, ask, asked).finally(() => (this.#underWay = undefined));
    return asked;
  }

  async #answer(socket: Socket, ask: Ask, asked: Asked): Promise<void> {
    const { answer, now, onTaken, onEnded } = this.#options;
    onTaken?.();
    const start = performance.now();
    const code = await inWorldOf(ask, () => {
      send(socket, { kind: 'taken' });
      return answer(ask.argv, { ...ioOf(socket, ask, asked), now });
    }).catch(() => undefined);
    asked.isOver = true;
    onEnded?.(ask.argv[0] ?? '', (performance.now() - start) / 1_000, code);
    if (code === undefined) {
      // Who asked runs it by itself, and says what is wrong.
      socket.destroy();
      return;
    }
    this.answered += 1;
    send(socket, { kind: 'exit', code });
    socket.end();
  }

  #filesNow(): string {
    return (this.#options.files ?? filesOfProgram)();
  }
}

/** A command under way, and how it is told to stop. */
class Asked {
  readonly #giveUp: (() => void) | undefined;
  #isTold = false;
  #stop: (() => void) | undefined;
  isOver = false;

  constructor(giveUp: (() => void) | undefined) {
    this.#giveUp = giveUp;
  }

  /** Tells the command; false when it does not listen, and is given up. */
  stop(): boolean {
    if (this.isOver) return true;
    const isFirst = !this.#isTold;
    this.#isTold = true;
    this.#stop?.();
    if (this.#stop !== undefined) return true;
    if (isFirst) this.#giveUp?.();
    return false;
  }

  onStop(stop: () => void): () => void {
    this.#stop = stop;
    if (this.#isTold) stop();
    return () => {
      this.#stop = undefined;
    };
  }
}

/** The outside world of the one who asks, but for the clock. */
function ioOf(socket: Socket, { stdout, stderr, env, cwd }: Ask, asked: Asked): Omit<Io, 'now'> {
  const sink = (kind: 'out' | 'err', look: SinkLook): Sink => ({
    ...look,
    write: (text) => send(socket, { kind, text }),
  });
  return {
    stdout: sink('out', stdout),
    stderr: sink('err', stderr),
    env,
    cwd,
    onStop: (stop) => asked.onStop(stop),
  };
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
  // Too many open files, say: who asked runs by itself.
  server.on('error', () => undefined);
}

const notHere = (): FeeworthError =>
  new FeeworthError('standby/not-here', 'usage', 'There are no stand-bys on this system', {
    hint: 'ask as ever: commands answer by themselves',
  });
