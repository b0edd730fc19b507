import { badRequest } from './errors.ts';

/** Which package speaks to the server; a process uses one of them (event-sourcing.md §2.5). */
export type ClientName = 'eventstore' | 'kurrent';

export interface Host {
  readonly address: string;
  readonly port: number;
}

/** A server or a cluster, and how to speak to it. */
export interface ServerPlace {
  /** Whether the only host is a name whose addresses are the cluster's nodes. */
  readonly isDiscovered: boolean;
  readonly hosts: readonly Host[];
  readonly user: { readonly name: string; readonly password: string } | null;
  readonly client: ClientName;
  /** Options that are handed on to the client, by their names in connection strings. */
  readonly options: Readonly<Record<string, string>>;
}

/** What a book's URL says (settled.md §1.2). */
export interface ServerUrl extends ServerPlace {
  /** Name of the book on the server; its streams are stored under "NAME.". */
  readonly book: string;
}

/** Where credentials come from that do not stand in the URL. */
export type Environment = Readonly<Record<string, string | undefined>>;

const URL_FORM = /^(esdb|kurrentdb)(\+discover)?:\/\/(?:([^/?#]*)@)?([^/?#@]+)\/?(?:\?([^#]*))?$/;
const BOOK = /^[a-z0-9][a-z0-9_-]{0,63}$/;
const HOST = /^(\[[0-9a-f:]+\]|[a-z0-9._-]+?)(?::(\d{1,5}))?$/i;
const DEFAULT_PORT = 2113;
const LEAST_KEEP_ALIVE_MS = 10_000;

const isNumber = (value: string): boolean => /^\d{1,9}$/.test(value);
const isTruth = (value: string): boolean => value === 'true' || value === 'false';
const isAnything = (value: string): boolean => value !== '';
// The clients only warn below ten seconds; -1 switches keep-alive off.
const isKeepAlive = (value: string): boolean =>
  value === '-1' || (isNumber(value) && Number(value) >= LEAST_KEEP_ALIVE_MS);

/** The options of a connection string that are the user's to choose, with what they may be. */
const OPTIONS: Readonly<Record<string, (value: string) => boolean>> = {
  tls: isTruth,
  tlsVerifyCert: isTruth,
  tlsCAFile: isAnything,
  userCertFile: isAnything,
  userKeyFile: isAnything,
  nodePreference: (value) => /^(?:leader|follower|random|readOnlyReplica)$/.test(value),
  discoveryInterval: isNumber,
  maxDiscoverAttempts: isNumber,
  gossipTimeout: isNumber,
  keepAliveInterval: isKeepAlive,
  keepAliveTimeout: isKeepAlive,
  connectionName: isAnything,
};
const BY_FLAT_NAME = new Map(Object.keys(OPTIONS).map((name) => [name.toLowerCase(), name]));

/**
 * Reads the URL of a book on a server: `esdb://HOST:2113?book=NAME`, several hosts with commas
 * between them, `+discover` for a cluster behind one name. Credentials that are not in it come from
 * FEEWORTH_KURRENTDB_USER and FEEWORTH_KURRENTDB_PASSWORD. Throws `store/bad-request`, in words
 * that never repeat the URL: it may hold a password.
 */
export function parseServerUrl(url: string, environment: Environment): ServerUrl {
  const parts = partsOf(url, 'A book on a server is named esdb://HOST:2113?book=NAME.');
  const { book, ...asked } = parts.asked;
  if (book === undefined || !BOOK.test(book))
    throw badRequest(
      'The URL names its book: ?book= and 1 to 64 small letters, digits, "-" or "_".',
      'book',
    );
  return { ...placeOf({ ...parts, asked }, environment), book };
}

/**
 * Reads the URL of the server where workers meet: as of a book, but it names none, for the work log
 * is outside of every book (settled.md §6.9). Throws `store/bad-request`, without the URL.
 */
export function parseWorkUrl(url: string, environment: Environment): ServerPlace {
  const parts = partsOf(url, 'The server of the workers is named esdb://HOST:2113.');
  if (parts.asked['book'] !== undefined)
    throw badRequest('Workers need no book: leave "book" out of their URL.', 'book');
  return placeOf(parts, environment);
}

interface UrlParts {
  readonly isDiscovered: boolean;
  readonly user: string | undefined;
  readonly hosts: string;
  readonly asked: Readonly<Record<string, string>>;
}

function partsOf(url: string, form: string): UrlParts {
  const [, , discover, user, hosts, query] = URL_FORM.exec(url) ?? [];
  if (hosts === undefined) throw badRequest(form);
  return { isDiscovered: discover !== undefined, user, hosts, asked: parameters(query ?? '') };
}

function placeOf(parts: UrlParts, environment: Environment): ServerPlace {
  const { client = 'eventstore', ...asked } = parts.asked;
  if (client !== 'eventstore' && client !== 'kurrent')
    throw badRequest('The client is "eventstore" or "kurrent".', 'client');
  const options = checked(asked);
  if (options['tlsVerifyCert'] === 'false' && client === 'eventstore')
    throw badRequest(
      'This client always checks certificates; name the authority with tlsCAFile.',
      'tlsVerifyCert',
    );
  if ((options['userCertFile'] === undefined) !== (options['userKeyFile'] === undefined))
    throw badRequest('userCertFile and userKeyFile stand together.', 'userCertFile');
  const hosts = parts.hosts.split(',').map(parseHost);
  if (parts.isDiscovered && hosts.length > 1)
    throw badRequest('With +discover one name stands for all nodes.', 'discover');
  const user = userOf(parts.user, environment);
  return { isDiscovered: parts.isDiscovered, hosts, user, client, options };
}

/** The hosts that are asked, as they may be printed: neither user nor password. */
export const hostNames = ({ hosts }: Pick<ServerPlace, 'hosts'>): readonly string[] =>
  hosts.map(({ address, port }) => `${address}:${port}`);

/** The connection string for the client; every part of it is encoded so that it is read as meant. */
export function connectionString({
  isDiscovered,
  hosts,
  user,
  client,
  options,
}: ServerPlace): string {
  const scheme = client === 'eventstore' ? 'esdb' : 'kurrentdb';
  const credentials =
    user === null ? '' : `${encodeURIComponent(user.name)}:${encodeURIComponent(user.password)}@`;
  const query = Object.entries(options).map(([name, v]) => `${name}=${encodeURIComponent(v)}`);
  const places = hostNames({ hosts }).join(',');
  return [
    `${scheme}${isDiscovered ? '+discover' : ''}://${credentials}${places}`,
    ...(query.length === 0 ? [] : [query.join('&')]),
  ].join('?');
}

function parameters(query: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(query)) {
    if (name in found) throw badRequest('An option of the URL stands twice.', name);
    found[name] = value;
  }
  return found;
}

function checked(asked: Readonly<Record<string, string>>): Record<string, string> {
  const options: Record<string, string> = {};
  for (const [given, value] of Object.entries(asked)) {
    const name = BY_FLAT_NAME.get(given.toLowerCase().replace(/[_-]/g, ''));
    const isGood = name === undefined ? undefined : OPTIONS[name];
    if (name === undefined || isGood === undefined)
      throw badRequest('The URL has an option that no client knows.', given);
    if (!isGood(value)) throw badRequest('An option of the URL has a value it cannot have.', name);
    options[name] = value;
  }
  return options;
}

function parseHost(text: string): Host {
  const [, address, port] = HOST.exec(text) ?? [];
  const number = port === undefined ? DEFAULT_PORT : Number(port);
  if (address === undefined || number < 1 || number > 65_535)
    throw badRequest('A host of the URL is NAME or NAME:PORT.');
  return { address, port: number };
}

function userOf(text: string | undefined, environment: Environment): ServerUrl['user'] {
  if (text !== undefined) {
    const colon = text.indexOf(':');
    if (colon < 1) throw badRequest('Credentials in a URL are USER:PASSWORD@.');
    return { name: decoded(text.slice(0, colon)), password: decoded(text.slice(colon + 1)) };
  }
  const name = environment['FEEWORTH_KURRENTDB_USER'];
  const password = environment['FEEWORTH_KURRENTDB_PASSWORD'];
  if (!name && !password) return null;
  if (!name || !password)
    throw badRequest('FEEWORTH_KURRENTDB_USER and FEEWORTH_KURRENTDB_PASSWORD go together.');
  return { name, password };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw badRequest('Credentials in a URL are percent-encoded.');
  }
}
