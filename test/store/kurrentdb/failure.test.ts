import { expect, it } from 'vitest';
import { failureOf } from '../../../src/store/kurrentdb/failure.ts';

/** Errors as the clients make them, without a type where they give none. */
it.each([
  [
    'a server that is down',
    { code: 14, message: '14 UNAVAILABLE: No connection established' },
    'not-sent',
  ],
  [
    'a connection that was lost',
    { code: 14, message: '14 UNAVAILABLE: Connection dropped' },
    'unclear',
  ],
  ['a cluster that is not found', { message: 'Failed to discover after 10 attempts.' }, 'not-sent'],
  ['a channel that was closed', { message: 'Channel closed before call started' }, 'not-sent'],
  ['an account unknown', { code: 16, message: '16 UNAUTHENTICATED' }, 'denied'],
  ['an account that may not', { code: 7, message: '7 PERMISSION_DENIED' }, 'denied'],
  ['a server that is exhausted', { type: 'unknown', code: 8, message: 'Too busy.' }, 'unclear'],
  [
    'a place that is none',
    { type: 'unknown', code: 2, message: 'Unexpected ReadAllResult: InvalidPosition' },
    'bad-position',
  ],
  ['a place of a subscription', { code: 3, message: 'invalid position' }, 'bad-position'],
  ['an answer in other words', { code: 2, message: 'invalid position' }, 'unclear'],
  ['nothing that is an error', undefined, 'unclear'],
])('%s', (_, error, kind) => {
  expect(failureOf(error).kind).toBe(kind);
});

it('numbers below zero stand for no stream', () => {
  const conflict = { type: 'wrong-expected-version' };
  for (const actual of [-1n, -2n, -4n, 'no_stream'])
    expect(failureOf({ ...conflict, actualVersion: actual })).toEqual({
      kind: 'conflict',
      actual: 'none',
    });
  expect(failureOf({ ...conflict, actualState: 0n })).toEqual({ kind: 'conflict', actual: 0n });
});
