import { describe, expect, it } from 'vitest';
import { isFeeworthError } from '../../src/error.ts';
import { prefixOf } from '../../src/store/kurrentdb/codec.ts';
import { WORK_PREFIX } from '../../src/store/kurrentdb/work-log.ts';
import { connectionString, parseServerUrl, parseWorkUrl } from '../../src/store/server-url.ts';

const parse = (url: string, environment = {}): ReturnType<typeof parseServerUrl> =>
  parseServerUrl(url, environment);

/** What is wrong with a URL, in words; never the URL itself. */
function refusal(url: string, environment = {}): string {
  try {
    parse(url, environment);
  } catch (error) {
    if (isFeeworthError(error) && error.code === 'store/bad-request') return error.message;
    throw error;
  }
  return 'accepted';
}

describe('the URL of a book on a server', () => {
  it('names one node, several, or a cluster behind one name', () => {
    expect(parse('esdb://db.example?book=main')).toEqual({
      isDiscovered: false,
      hosts: [{ address: 'db.example', port: 2113 }],
      user: null,
      book: 'main',
      client: 'eventstore',
      options: {},
    });
    const three = parse('kurrentdb://a:1,b:2,c?book=x_1-y&nodePreference=leader&tls=false');
    expect(three.hosts.map(({ address, port }) => `${address}:${port}`)).toEqual([
      'a:1',
      'b:2',
      'c:2113',
    ]);
    expect(connectionString(three)).toBe('esdb://a:1,b:2,c:2113?nodePreference=leader&tls=false');
    const cluster = parse('kurrentdb+discover://cluster.dns:2114/?book=x&client=kurrent');
    expect(connectionString(cluster)).toBe('kurrentdb+discover://cluster.dns:2114');
    expect(parse('esdb://[::1]:2113?book=x').hosts).toEqual([{ address: '[::1]', port: 2113 }]);
  });

  it('takes credentials from the URL or from the environment, and encodes them', () => {
    const environment = {
      FEEWORTH_KURRENTDB_USER: 'ops',
      FEEWORTH_KURRENTDB_PASSWORD: 'a:b@c/%',
    };
    const fromOutside = parse('esdb://h?book=x', environment);
    // The older client cuts a password at its first colon, unless it is encoded.
    expect(connectionString(fromOutside)).toBe('esdb://ops:a%3Ab%40c%2F%25@h:2113');
    const fromUrl = parse('esdb://me:p%3Aw@h?book=x', environment);
    expect(fromUrl.user).toEqual({ name: 'me', password: 'p:w' });
    expect(refusal('esdb://h?book=x', { FEEWORTH_KURRENTDB_USER: 'ops' })).toContain('go together');
  });

  it('takes the options that are the user’s, under any spelling the clients know', () => {
    const { options } = parse(
      'esdb://h?book=x&TLSCAFile=%2Fca.pem&user_cert_file=c&userKeyFile=k&keepAliveInterval=-1&gossipTimeout=3',
    );
    expect(options).toEqual({
      tlsCAFile: '/ca.pem',
      userCertFile: 'c',
      userKeyFile: 'k',
      keepAliveInterval: '-1',
      gossipTimeout: '3',
    });
  });

  it.each([
    ['esdb://h', 'names its book'],
    ['esdb://h?book=', 'names its book'],
    ['esdb://h?book=a.b', 'names its book'],
    ['esdb://h?book=Main', 'names its book'],
    ['esdb://?book=a', 'is named esdb://'],
    ['esdb:h?book=a', 'is named esdb://'],
    ['esdb://h:0?book=a', 'NAME or NAME:PORT'],
    ['esdb://h:70000?book=a', 'NAME or NAME:PORT'],
    ['esdb://h,?book=a', 'NAME or NAME:PORT'],
    ['esdb+discover://a,b?book=a', 'one name stands for all'],
    ['esdb://secret@h?book=a', 'USER:PASSWORD@'],
    ['esdb://u:%zz@h?book=a', 'percent-encoded'],
    ['esdb://h?book=a&book=b', 'stands twice'],
    ['esdb://h?book=a&defaultDeadline=5', 'no client knows'],
    ['esdb://h?book=a&throwOnAppendFailure=false', 'no client knows'],
    ['esdb://h?book=a&tls=maybe', 'cannot have'],
    ['esdb://h?book=a&keepAliveInterval=5', 'cannot have'],
    ['esdb://h?book=a&nodePreference=nearest', 'cannot have'],
    ['esdb://h?book=a&tlsVerifyCert=false', 'always checks certificates'],
    ['esdb://h?book=a&userCertFile=c.pem', 'stand together'],
    ['esdb://h?book=a&client=other', '"eventstore" or "kurrent"'],
  ])('refuses %s', (url, words) => {
    expect(refusal(url)).toContain(words);
  });

  it('never repeats a password in what it says', () => {
    for (const url of [
      'esdb://u:hunter2@h?book=A',
      'esdb://u:hunter2@h?x=1',
      'esdb://hunter2@h?book=a',
    ])
      expect(refusal(url)).not.toContain('hunter2');
  });
});

describe('the URL of the server where workers meet', () => {
  it('is that of a book without the book', () => {
    const { book, ...place } = parse('kurrentdb://a:1,b?book=x&tls=false');
    expect(book).toBe('x');
    expect(parseWorkUrl('kurrentdb://a:1,b?tls=false', {})).toEqual(place);
    for (const [url, words] of [
      ['esdb://h?book=x', 'leave "book" out'],
      ['feeworth.db', 'named esdb://HOST:2113.'],
      ['esdb://h?client=other', 'The client is'],
    ] as const)
      expect(() => parseWorkUrl(url, {})).toThrow(words);
  });

  it('has streams that are in no book', () => {
    // A book takes every stream that begins with its name and a dot.
    const first = WORK_PREFIX[0] ?? '';
    for (const book of [first, WORK_PREFIX.slice(0, -1), `${first}a`])
      expect(refusal(`esdb://h?book=${book}`)).toContain('names its book');
    for (const book of ['work', 'a_work', '0'])
      expect(WORK_PREFIX.startsWith(prefixOf(book))).toBe(false);
  });
});
