import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');

/** A process of ours and what it has said on both of its streams. */
export interface Started {
  readonly child: ChildProcess;
  said(): string;
  /** Until it has said something. */
  heard(words: string): Promise<void>;
  /** Tells it to stop with a signal and waits for its end: its exit code, or null when killed. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** Starts a script of this folder with the Node that runs. */
export function start(script: string, args: readonly string[] = []): Started {
  const child = spawn(process.execPath, [join(ROOT, script), ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      for (const listener of listeners) listener();
    });
  }
  return {
    child,
    said: () => said,
    heard: (words) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!said.includes(words)) return;
          listeners.delete(look);
          resolve();
        };
        listeners.add(look);
        look();
      }),
    async end(signal) {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      const ended = once(child, 'exit');
      child.kill(signal);
      await ended;
      return child.exitCode;
    },
  };
}
