import { EventEmitter, once } from 'node:events';
import { expect, it } from 'vitest';
import { treeHashes } from '../../../src/audit/merkle.ts';
import { sha256 } from '../../../src/audit/sha256.node.ts';
import { Book } from '../../../src/store/kurrentdb/book.ts';
import { proposalOf } from '../../../src/store/kurrentdb/codec.ts';
import { Link } from '../../../src/store/kurrentdb/link.ts';
import type { Wire, WireEvent, WireFollow } from '../../../src/store/kurrentdb/wire.ts';
import { expectCode, makeEvent } from '../../conformance/kit.ts';
import { Script, scripted } from '../../support/kurrentdb/script.ts';

const PACE = { attemptMs: 50, silenceMs: 50, patienceMs: 500 };
const LONG = { attemptMs: 10_000, silenceMs: 10_000, patienceMs: 10_000 };

/** A book over clients that each answer all reads in one way. */
function bookOver(...reads: (() => Promise<WireEvent[]>)[]): {
  readonly book: Book;
  readonly disposed: number[];
} {
  let made = 0;
  const disposed: number[] = [];
  const connect = async (): Promise<Wire> => {
    const nth = made++;
    const dispose = async (): Promise<void> => void disposed.push(nth);
    return { readStream: reads[nth], dispose } as unknown as Wire;
  };
  const links = { link: new Link(connect), tailLink: new Link(connect) };
  const book = new Book({ ...links, prefix: 'b.', hashes: treeHashes(sha256), pace: PACE });
  return { book, disposed };
}

it.each([
  ['never answers', () => new Promise<never>(() => undefined)],
  ['has lost its connection', () => Promise.reject(new Error('lost'))],
])('a client that %s is given up: the next one is asked', async (_, read) => {
  const { book, disposed } = bookOver(read, async () => [scripted(4n)]);
  expect(await book.revision('a-1')).toBe(4n);
  expect(disposed).toEqual([0]);
  book.close();
});

it('waits for the last event of the book that the log has, however slowly it comes', async () => {
  const { id, type, data, metadata } = proposalOf(makeEvent(), 'a-1');
  const event = { ...scripted(0n), id, type, data, metadata, position: 10n };
  const scripts: Script[] = [];
  let log: WireEvent[] = [];
  const asked = new EventEmitter();
  const connect = async (): Promise<Wire> =>
    ({
      readAll: async () => (asked.emit('end'), log),
      subscribe(how: WireFollow) {
        const script = new Script(how);
        scripts.push(script);
        script.say('caught-up');
        return script;
      },
      dispose: async () => undefined,
    }) as unknown as Wire;
  const links = { link: new Link(connect), tailLink: new Link(connect) };
  const book = new Book({ ...links, prefix: 'b.', hashes: treeHashes(sha256), pace: LONG });
  await book.catchUp();
  log = [event];
  const isAsked = once(asked, 'end');
  const size = book.catchUp().then(() => book.places.size);
  await isAsked;
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  scripts[0]?.say(event);
  expect([await size, scripts.length]).toEqual([1, 1]);
  book.close();
});

it('takes in what comes while it looks for the end, and notices a log that got shorter', async () => {
  const placed = (n: bigint): WireEvent => {
    const { id, type, data, metadata } = proposalOf(makeEvent(), 'a-1');
    return { ...scripted(n), id, type, data, metadata, position: 10n * n + 10n };
  };
  const [first, second] = [placed(0n), placed(1n)];
  const scripts: Script[] = [];
  let log = [first];
  let before: () => Promise<void> = async () => undefined;
  const connect = async (): Promise<Wire> =>
    ({
      async readAll() {
        const page = log.toReversed();
        await before();
        return page;
      },
      subscribe(how: WireFollow) {
        const script = new Script(how);
        scripts.push(script);
        script.say(first, 'caught-up');
        return script;
      },
      dispose: async () => undefined,
    }) as unknown as Wire;
  const links = { link: new Link(connect), tailLink: new Link(connect) };
  const book = new Book({ ...links, prefix: 'b.', hashes: treeHashes(sha256), pace: LONG });
  await book.catchUp();
  // The page was made before the second event, and is handed out after it.
  before = async () => {
    before = async () => undefined;
    scripts[0]?.say(second);
    while (book.places.size < 2) await new Promise((resolve) => setImmediate(resolve));
    log = [first, second];
  };
  await book.catchUp();
  expect(book.places.size).toBe(2);
  log = [first];
  await expectCode(book.catchUp(), 'store/corrupt');
  book.close();
});
