import { setTimeout as sleep } from 'node:timers/promises';
import type { Chance } from '../../test/support/chance.ts';
import type { Command } from '../../test/support/kurrentdb/control.ts';
import type { Fault, Method } from '../../test/support/kurrentdb/faults.ts';
import type { ServerProcess } from '../../test/support/kurrentdb/server-process.ts';

const METHODS: readonly Method[] = ['batch', 'batch', 'batch', 'read', 'subscribe', 'features'];
const MOST_BYTES = 100_000;
const AWAY_MS = 1_500;
const LATE_MS = 2_500;

const KINDS = [
  'silent',
  'late',
  'late',
  'end',
  'end',
  'not-leader',
  'exhausted',
  'not-ready',
  'cut',
  'cut-at',
  'cut-at',
  'cut-all',
  'restart',
  'crash',
  'crash',
] as const;

/** Works the switches of a server at random until the signal; how often it worked each. */
export async function storm(
  server: ServerProcess,
  chance: Chance,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  const worked = new Map<string, number>();
  while (!signal.aborted) {
    const kind = chance.pick(KINDS);
    worked.set(kind, (worked.get(kind) ?? 0) + 1);
    if (kind === 'crash') await crash(server, chance);
    else await server.tell(commandOf(kind, server, chance));
    await sleep(chance.int(50, 1_200));
    // Faults that nobody met do not heap up, and a wire is cut once and not for ever.
    await server.tell({ kind: 'clear' });
    await sleep(chance.int(0, 800));
  }
  return worked;
}

/** Writes the next appends, tells nobody, and comes back without what a node keeps in memory. */
async function crash(server: ServerProcess, chance: Chance): Promise<void> {
  const fault = { kind: 'silent', executes: true } as const;
  await server.tell({ kind: 'fault', method: 'batch', fault, times: 3 });
  await sleep(chance.int(50, 300));
  await server.tell({ kind: 'restart', awayMs: chance.int(10, AWAY_MS) });
}

function commandOf(
  kind: Exclude<(typeof KINDS)[number], 'crash'>,
  server: ServerProcess,
  chance: Chance,
): Command {
  if (kind === 'cut-all') return { kind };
  if (kind === 'restart') return { kind, awayMs: chance.int(10, AWAY_MS) };
  if (kind === 'cut-at') {
    const direction = chance.pick(['toServer', 'toClient'] as const);
    return { kind, cut: { direction, bytes: chance.int(1, MOST_BYTES) } };
  }
  const fault = faultOf(kind, server, chance);
  return { kind: 'fault', method: chance.pick(METHODS), fault, times: chance.int(1, 3) };
}

function faultOf(
  kind: Exclude<Fault['kind'], 'denied'>,
  server: ServerProcess,
  chance: Chance,
): Fault {
  const executes = chance.is(0.5);
  switch (kind) {
    case 'silent':
    case 'end':
    case 'cut':
      return { kind, executes };
    case 'late':
      return { kind, ms: chance.int(20, LATE_MS) };
    case 'not-leader': {
      // Another address of the only node there is.
      const { hostname, port } = new URL(server.proxyUrl.replace('esdb:', 'http:'));
      return { kind, address: hostname, port: Number(port) };
    }
    case 'exhausted':
    case 'not-ready':
      return { kind };
  }
}
