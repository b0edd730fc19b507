import type { Variant } from './recording.ts';

/** Scenarios that are not walked, by section and the beginning of their names, with the reason. */
export const LEFT_OUT: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  A: {},
  B: {
    'With any: exact repeat of one event after N single appends': 'takes minutes of appends',
    'With any: exact repeat of one event after many other events': 'takes 100,000 appended events',
    'With any: the same repeat, the other events appended one by one': 'takes minutes of appends',
  },
  C: {
    'Metadata is not counted: one event with data of 10 bytes and metadata of 10 MiB':
      'the port refuses an envelope of more than 64 KiB before it sends anything',
    'One event of 18 MiB': 'the port refuses an event of more than 1 MiB before it sends anything',
    'One event with data of 10 bytes and metadata of':
      'the port refuses an envelope of more than 64 KiB before it sends anything',
  },
  D: {},
  E: {
    'JSON event with data undefined':
      'the clients throw where nobody can catch it; the port refuses it before it sends anything',
    'The option deadline: 1 on a read': 'counts bytes that a client leaves on the wire',
    'Calls in progress according to the metric': 'reads the metrics page of the node',
  },
  F: {
    'Slow consumer (1 ms per event': 'measures time and memory; conformance test 36 does so',
    'A consumer that stops reading for 4 s': 'measures time and memory',
    'kill -9 of the server with a live subscription':
      'a crash of a process; conformance test 38 and the tests of defects have its like',
    'kill -STOP of the server': 'stops a process for 30 s',
    'kill -TERM (orderly shutdown)': 'the orderly end of another program',
    'Two clients in one process': 'times two connections; the tests of defects do so',
  },
  G: {},
  H: {},
  I: { 'Start-up on existing data': 'which answers come depends on how a process starts' },
};

/** Variants that are not walked of scenarios that are, with the reason. */
const LEFT_OUT_VARIANTS: Readonly<Record<string, readonly [Variant, string]>> = {
  'A bad request (event id that is no UUID)': [
    'old/batch',
    'this client throws where nobody can catch it, which ends the process',
  ],
};

/** Why a scenario is left out in a variant; null when it is walked. */
export function reasonLeftOut(section: string, name: string, variant: Variant): string | null {
  const [which, why] =
    Object.entries(LEFT_OUT_VARIANTS).find(([beginning]) => name.startsWith(beginning))?.[1] ?? [];
  if (which === variant && why !== undefined) return why;
  const own = Object.entries(LEFT_OUT[section] ?? {});
  return own.find(([beginning]) => name.startsWith(beginning))?.[1] ?? null;
}
