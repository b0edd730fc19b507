import { difference, Positions } from './match.ts';
import { recording, type RawReply } from './recording.ts';
import type { RawSession } from './raw.ts';
import type { Reply } from './wire-calls.ts';

/** How a reply on the wire differs from the recorded one; null when it equals it. */
export function rawDifference(
  recorded: RawReply,
  reply: Reply,
  session: RawSession,
  positions: Positions,
): string | null {
  const messages = reply.messages.map((message) => symbolic(message, session));
  const status = recorded.status ?? null;
  const told = {
    messages: messagesOf(recorded).map(prepared),
    status: status === null ? null : { code: status.code, details: status.details },
    trailers: recorded.trailers ?? {},
  };
  const actual = { messages, status: reply.status, trailers: reply.trailers };
  const found = difference(told, actual, positions);
  // Where two runs of the node differed, either is right.
  return found !== null && recorded.otherRun !== undefined
    ? rawDifference(recorded.otherRun, reply, session, positions)
    : found;
}

function messagesOf({ messages = [] }: RawReply): readonly unknown[] {
  return messages[0] === 'same as above'
    ? messagesOf(recording.raw[0] ?? { name: '', call: '' })
    : messages;
}

// Positions have their symbols in another form in this part.
function prepared(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/^<position (\d+)>$/, 'p$1');
  // 2^64-1 as the recorder's stubs gave it; ours write the largest number they can.
  if (value === 18_446_744_073_709_552_000) return 'largest';
  if (Array.isArray(value)) return value.map(prepared);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, prepared(one)]));
}

function symbolic(value: unknown, session: RawSession, key = ''): unknown {
  if (key === 'port') return 2113;
  if (typeof value === 'number' && value > 1.8e19) return 'largest';
  if (typeof value === 'string') {
    if (key === 'streamName') return nameOf(value);
    return Object.entries(session.known).find(([, id]) => id === value)?.[0] ?? value;
  }
  if (Array.isArray(value)) {
    const list = value.map((one) => symbolic(one, session));
    // A map has no order on the wire.
    return key === 'metadataMap' ? list.sort((a, b) => (String(a) < String(b) ? -1 : 1)) : list;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, symbolic(one, session, name)]),
  );
}

// System streams and the empty name stand in base64.
function nameOf(base64: string): string {
  const name = Buffer.from(base64, 'base64').toString();
  // The recorder had one symbol for the streams of its calls with deadlines.
  return /^[A-Z]/.test(name) ? `<bytes of ${name.replace('DL2', 'DL')}>` : base64;
}
