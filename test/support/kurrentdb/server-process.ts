import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Command, Done, Numbered, Ready } from './control.ts';

const SERVE = join(import.meta.dirname, 'serve.ts');

/** The test server in a process of its own. */
export interface ServerProcess extends Ready {
  readonly url: string;
  readonly pid: number;
  /** Works a switch; told when it is done. */
  tell(command: Command): Promise<Done>;
  stop(): Promise<void>;
}

/** Starts the test server as a process of its own; it ends with `stop`, or with this process. */
export async function startServerProcess(): Promise<ServerProcess> {
  const stdio = ['ignore', 'pipe', 'inherit', 'ipc'] as const;
  const child = fork(SERVE, [], { stdio: [...stdio], execArgv: [] });
  const waiting = new Map<number, (done: Done) => void>();
  const [[ready], [line]] = (await Promise.all([
    once(child, 'message'),
    once(child.stdout as Readable, 'data'),
  ])) as [[Ready], [Buffer]];
  child.on('message', ({ number, body }: Numbered<Done>) => {
    waiting.get(number)?.(body);
    waiting.delete(number);
  });
  let numbers = 0;
  return {
    ...ready,
    url: line.toString().trim(),
    pid: child.pid ?? 0,
    tell: (body) =>
      new Promise((resolve) => {
        const number = ++numbers;
        waiting.set(number, resolve);
        child.send({ number, body } satisfies Numbered<Command>);
      }),
    async stop() {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    },
  };
}
