import type { Socket } from 'node:net';

/** How a stream of the one who asks looks to those who write to it. */
export interface SinkLook {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export interface Ask {
  readonly kind: 'ask';
  /** Program and runtime; one of another is not asked. */
  readonly who: string;
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly umask: number;
  readonly env: Readonly<Record<string, string>>;
  readonly stdout: SinkLook;
  readonly stderr: SinkLook;
}

/** What a stand-by is told: a command line first, then perhaps to stop; or that it is to end itself. */
export type ToStandby = Ask | { readonly kind: 'stop' | 'end' };

/**
 * What it says: at once whether it takes the question, then text for the two streams as it comes, at
 * last the exit code, or that the command was told to stop and is not one that hears it.
 */
export type FromStandby =
  | { readonly kind: 'taken' | 'alone' | 'interrupted' }
  | { readonly kind: 'out' | 'err'; readonly text: string }
  | { readonly kind: 'exit'; readonly code: number };

/** Sends a message, a line of JSON; nothing to one who has gone. */
export function send(socket: Socket, message: ToStandby | FromStandby): void {
  if (socket.writable) socket.write(`${JSON.stringify(message)}\n`);
}

/** Hands over messages as they are complete; whoever sends no JSON, or too much, is hung up on. */
export function onMessages(
  socket: Socket,
  take: (message: unknown) => void,
  most: number = Infinity,
): void {
  let parts: string[] = [];
  let length = 0;
  socket.setEncoding('utf8');
  socket.on('data', (text: string) => {
    const lines = text.split('\n');
    const rest = lines.pop() ?? '';
    for (const line of lines) {
      const message = parsed(parts.join('') + line);
      parts = [];
      length = 0;
      if (message === undefined) socket.destroy();
      if (!socket.destroyed) take(message);
    }
    parts.push(rest);
    length += rest.length;
    if (length > most) socket.destroy();
  });
  // An error is followed by the end, which is what counts.
  socket.on('error', () => undefined);
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** What somebody says to a stand-by, if it is anything that the program says. */
export function asToStandby(message: unknown): ToStandby | undefined {
  if (!isRecord(message)) return undefined;
  const { kind, who, argv, cwd, umask, env, stdout, stderr } = message;
  if (kind === 'stop' || kind === 'end') return { kind };
  const isAsk =
    kind === 'ask' &&
    [who, cwd].every((text) => typeof text === 'string') &&
    Number.isInteger(umask) &&
    [argv, env].every((texts) => isRecord(texts) && Object.values(texts).every(isText)) &&
    Array.isArray(argv) &&
    [stdout, stderr].every(isRecord);
  return isAsk ? (message as unknown as Ask) : undefined;
}

const isText = (value: unknown): boolean => typeof value === 'string';
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
