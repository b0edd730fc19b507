import type { Socket } from 'node:net';

/** How a stream of the one who asks looks to those who write to it. */
export interface SinkLook {
  readonly isTTY: boolean;
  readonly columns: number | undefined;
}

export interface Ask {
  readonly kind: 'ask';
  /** Program and runtime; one of another is not asked. */
  readonly who: string;
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: SinkLook;
  readonly stderr: SinkLook;
}

/** What a stand-by is told: a command line first, then perhaps to stop. */
export type ToStandby = Ask | { readonly kind: 'stop' };

/** What it says: text for the two streams as it comes, at last the exit code; or that it cannot. */
export type FromStandby =
  | { readonly kind: 'out' | 'err'; readonly text: string }
  | { readonly kind: 'exit'; readonly code: number }
  | { readonly kind: 'alone' };

/** Arguments and environment; no system lets a process have more. */
const MOST_CHARACTERS = 16 * 1024 * 1024;

/** Sends a message, a line of JSON; nothing to one who has gone. */
export function send(socket: Socket, message: ToStandby | FromStandby): void {
  if (socket.writable) socket.write(`${JSON.stringify(message)}\n`);
}

/** Hands over messages as they are complete; whoever sends something else is hung up on. */
export function onMessages<M>(socket: Socket, take: (message: M) => void): void {
  let parts: string[] = [];
  let length = 0;
  socket.setEncoding('utf8');
  socket.on('data', (text: string) => {
    const lines = text.split('\n');
    const rest = lines.pop() ?? '';
    try {
      for (const line of lines) {
        take(JSON.parse(parts.join('') + line) as M);
        parts = [];
        length = 0;
      }
    } catch {
      socket.destroy();
    }
    parts.push(rest);
    length += rest.length;
    if (length > MOST_CHARACTERS) socket.destroy();
  });
  // An error is followed by the end, which is what counts.
  socket.on('error', () => undefined);
}
