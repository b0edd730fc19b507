// A stand-by within the process of a test, and those who ask it.
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach } from 'vitest';
import type { Io } from '../../../app/cli/io.ts';
import { main } from '../../../app/cli/main.ts';
import { askStandby } from '../../../app/standby/ask.ts';
import type { Asked } from '../../../app/standby/ask.ts';
import { listen } from '../../../app/standby/listen.ts';
import type { Standby, StandbyOptions } from '../../../app/standby/listen.ts';
import { whoAnswers } from '../../../app/standby/program.ts';
import type { Ran, Setting } from '../cli/run.ts';

export const DEFAULTS: StandbyOptions = { answer: main, now: () => '2025-02-03T09:00:00.000Z' };

export interface Asking extends Setting {
  readonly patienceMs?: number;
}

export interface Heard extends Omit<Ran, 'code'> {
  readonly code: Asked;
}

/** A folder, and stand-bys in it that end with the test that started them. */
export function useStandbys() {
  const folder = mkdtempSync(join(tmpdir(), 'feeworth-standby-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  let running: Standby | undefined;
  let sockets = 0;
  afterEach(async () => {
    await running?.close();
    running = undefined;
  });
  const nextPath = (): string => join(folder, `${(sockets += 1)}.sock`);
  const start = async (
    options: Partial<StandbyOptions> = {},
    path: string = nextPath(),
  ): Promise<{ path: string; standby: Standby }> => {
    running = await listen(path, { ...DEFAULTS, ...options });
    return { path, standby: running };
  };
  return { folder, nextPath, start };
}

/** Asks as the program does, with streams of the test's own. */
export async function ask(
  path: string,
  argv: readonly string[],
  // A machine with other tests at work may take its time.
  {
    env = {},
    cwd = process.cwd(),
    isTty = false,
    onStop,
    onError,
    patienceMs = 20_000,
  }: Asking = {},
): Promise<Heard> {
  let [out, err] = ['', ''];
  const io: Io = {
    stdout: { write: (text) => (out += text), isTTY: isTty },
    stderr: {
      write(text) {
        err += text;
        onError?.(text);
      },
      isTTY: isTty,
      columns: 80,
    },
    env: { FEEWORTH_ACTOR: 'tester', ...env },
    cwd,
    now: DEFAULTS.now,
    onStop(stop) {
      onStop?.(stop);
      return () => undefined;
    },
  };
  const code = await askStandby(path, argv, io, patienceMs);
  return { code, out, err };
}

/** The first message of somebody who asks, to be spoilt. */
export const question = (more: Readonly<Record<string, unknown>> = {}) => ({
  kind: 'ask',
  who: whoAnswers(),
  argv: ['compare'],
  cwd: process.cwd(),
  umask: 0o022,
  env: {},
  stdout: {},
  stderr: {},
  ...more,
});

/** Somebody who speaks to it in other words than the program; resolves with what came back. */
export function spoken(path: string, say: (socket: Socket) => void): Promise<string> {
  return new Promise((resolve) => {
    let heard = '';
    const socket = connect(path, () => say(socket));
    socket.on('data', (bytes) => (heard += String(bytes)));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(heard));
  });
}

/** An answer that is given when the test says so. */
export function heldBack(): {
  answer: StandbyOptions['answer'];
  begun: Promise<Io>;
  end: () => void;
} {
  let begin = (_io: Io): void => undefined;
  let end = (): void => undefined;
  const begun = new Promise<Io>((resolve) => (begin = resolve));
  const ended = new Promise<void>((resolve) => (end = resolve));
  const answer: StandbyOptions['answer'] = async (_argv, io) => {
    begin(io);
    await ended;
    io.stdout.write('late\n');
    return 0;
  };
  return { answer, begun, end };
}
