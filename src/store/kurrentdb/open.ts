import { treeHashes } from '../../audit/merkle.ts';
import { sha256 } from '../../audit/sha256.node.ts';
import { FeeworthError } from '../../error.ts';
import { STORE_ERRORS, type EventStore, type StoreLimits } from '../port.ts';
import { binding } from './binding.ts';
import { Book } from './book.ts';
import { prefixOf } from './codec.ts';
import { keptPlacesPath } from './kept-places.node.ts';
import { Link } from './link.ts';
import { PACE, type Pace } from './sender.ts';
import { ServerStore } from './store.ts';
import { hostNames, parseServerUrl } from '../server-url.ts';

export interface ServerOptions {
  /** Begin a book that is not there; default true, except when opened for reading only. */
  readonly create?: boolean;
  readonly readOnly?: boolean;
  readonly limits?: Partial<StoreLimits>;
  readonly pace?: Partial<Pace>;
  /** Path beside which the machine keeps what it knows of the book; nothing is kept by default. */
  readonly beside?: string;
}

/**
 * Servers up to 25.0 take 1 MiB of data in one append and refuse one byte more; metadata does not
 * count. They append to one stream at a time.
 */
export const SERVER_LIMITS: StoreLimits = {
  eventBytes: 1_048_576,
  appendBytes: 1_048_576,
  atomicStreams: 1,
};

/**
 * Opens the book that a URL names on an EventStoreDB or KurrentDB server. Nothing is asked of the
 * server yet, unless the book must be there already.
 */
export async function openServerStore(
  url: string,
  options: ServerOptions = {},
): Promise<EventStore> {
  const parsed = parseServerUrl(url, process.env);
  // Ending a subscription makes the clients drop their connection, with whatever else is on it.
  const connect = binding(parsed);
  const linked = (): Link => new Link(connect, hostNames(parsed).join(', '));
  const [link, reading, tailLink] = [linked(), linked(), linked()];
  const hashes = treeHashes(sha256);
  const pace = { ...PACE, ...options.pace };
  const prefix = prefixOf(parsed.book);
  const keptAt = options.beside === undefined ? undefined : keptPlacesPath(options.beside);
  const book = new Book({ link: reading, tailLink, prefix, hashes, pace, keptAt });
  const isReadOnly = options.readOnly === true;
  const limits = { ...SERVER_LIMITS, ...options.limits };
  const store = new ServerStore({
    book,
    links: [link, reading, tailLink],
    link,
    hashes,
    limits,
    pace,
    isReadOnly,
  });
  if (isReadOnly || options.create === false) await mustBeThere(store, parsed.book);
  return store;
}

async function mustBeThere(store: EventStore, name: string): Promise<void> {
  try {
    if ((await store.head()) !== null) return;
  } catch (error) {
    await store.close();
    throw error;
  }
  await store.close();
  throw new FeeworthError(STORE_ERRORS.noBook, 'input', 'The server has no event of this book.', {
    place: { at: name },
    hint: 'Check the name after ?book=, or make a book with "feeworth init".',
  });
}
