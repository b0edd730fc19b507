import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Mutation } from '../../support/kurrentdb/mutations.ts';
import { TestServer } from '../../support/kurrentdb/server.ts';
import { loadStubs, type Package } from '../../support/kurrentdb/stubs.ts';
import type { AnyClient } from '../../support/kurrentdb/walk/client.ts';
import { reasonLeftOut } from '../../support/kurrentdb/walk/left-out.ts';
import { Positions } from '../../support/kurrentdb/walk/match.ts';
import { rawDifference } from '../../support/kurrentdb/walk/raw-match.ts';
import { RAW_CALLS, RawSession } from '../../support/kurrentdb/walk/raw.ts';
import { recording, variantsOf } from '../../support/kurrentdb/walk/recording.ts';
import type { Scenario, Variant } from '../../support/kurrentdb/walk/recording.ts';
import { walkScenario } from '../../support/kurrentdb/walk/run.ts';
import { scriptOf } from '../../support/kurrentdb/walk/scripts.ts';
import { WireCalls } from '../../support/kurrentdb/walk/wire-calls.ts';

const SECTIONS = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I'] as const;
type Section = (typeof SECTIONS)[number];
export type Counts = Readonly<Record<Section, number>>;

/** A mutant of the server for each section, and a scenario that notices it. */
const MUTANTS: Readonly<Record<Section, readonly [Mutation, string]>> = {
  A: ['conflict-off-by-one', 'at revision 2 expecting no_stream'],
  B: ['repeat-at-head', 'expecting no_stream: exact repeat after the stream moved on'],
  C: ['metadata-counts', 'metadata of 1 MiB + 1 bytes'],
  D: ['recreated-readable', 'soft-deleted stream (was at revision 2) expecting stream_exists'],
  E: ['read-exclusive', 'readAll from positions'],
  F: ['subscribe-inclusive', 'subscribeToAll from a position is exclusive'],
  G: ['parks-late', 'nack retry: redelivered'],
  H: ['loses-last', 'Durability'],
  I: ['refuses-leader', 'Client and headers'],
};

const ownVariants = (client: Package, scenario: Scenario): readonly Variant[] =>
  variantsOf(scenario).filter((one) => one.startsWith(client === 'eventstore' ? 'old' : 'new'));

/** Replies on the wire that are not asked for: no client calls what the node does not list. */
const RAW_LEFT_OUT = ['A method the server does not know', 'An unknown method of a known service'];

/** Makes the calls on the wire again; a difference is told with the name of the call. */
async function walkRaw(client: Package, mutations: readonly Mutation[] = []): Promise<string[]> {
  const server = new TestServer({ package: client, commitTimeoutMs: 100, mutations });
  await server.start();
  const calls = new WireCalls(loadStubs(client), server.address);
  const session = new RawSession(calls);
  const positions = new Positions();
  const differences: string[] = [];
  await session.prepare();
  for (const [i, reply] of recording.raw.entries()) {
    const call = RAW_CALLS[i] ?? null;
    if (call === null) continue;
    const found = rawDifference(reply, await call(session), session, positions);
    if (found !== null) differences.push(`${reply.name}${found}`);
  }
  calls.close();
  await server.stop();
  return differences;
}

/** Holds the replies on the wire against the recorded ones. */
export function describeRawWalk(client: Package): void {
  it(`${client}: each reply on the wire is the recorded one`, async () => {
    expect(await walkRaw(client)).toEqual([]);
    const left = recording.raw.filter((_, i) => RAW_CALLS[i] === null).map(({ name }) => name);
    expect([left, RAW_CALLS.length - left.length]).toEqual([RAW_LEFT_OUT, 103]);
    expect(RAW_CALLS.length).toBe(recording.raw.length);
  });

  it(`${client}: notices a mutant of the server on the wire`, async () => {
    expect(await walkRaw(client, ['no-old-numbers'])).not.toEqual([]);
  });
}

/** Walks what was recorded through one of the clients, and holds every answer against it. */
export function describeWalk(client: Package, walkedCalls: Counts, leftOutCalls: Counts): void {
  const walked = Object.fromEntries(SECTIONS.map((section) => [section, 0]));
  const leftOut = Object.fromEntries(SECTIONS.map((section) => [section, 0]));

  describe.each(SECTIONS)(`${client}: section %s`, (section) => {
    const server = new TestServer({ package: client, commitTimeoutMs: 200 });
    const clients = new Map<string, AnyClient>();
    beforeAll(() => server.start());
    afterAll(async () => {
      for (const one of clients.values()) void one.dispose();
      await server.stop();
    });
    const scenarios = recording.scenarios.filter((one) => one.section === section);
    for (const scenario of scenarios) {
      const variants = ownVariants(client, scenario);
      const left = variants.filter((one) => reasonLeftOut(section, scenario.name, one) !== null);
      leftOut[section] = (leftOut[section] ?? 0) + left.length * scenario.steps.length;
      if (left.length === variants.length) continue;
      it(scenario.name.slice(0, 90), async () => {
        for (const variant of variants) {
          if (left.includes(variant)) continue;
          const script = scriptOf(scenario);
          const done = await walkScenario(server, scenario, variant, script, clients);
          expect(done.differences.map((found) => `${variant}: ${found}`)).toEqual([]);
          walked[section] = (walked[section] ?? 0) + done.walked;
          leftOut[section] = (leftOut[section] ?? 0) + done.leftOut;
        }
      });
    }
  });

  it(`${client}: walks as many calls of each section as it says`, () => {
    expect([walked, leftOut]).toEqual([walkedCalls, leftOutCalls]);
    const recorded = recording.scenarios.flatMap((scenario) =>
      ownVariants(client, scenario).map(() => scenario.steps.length),
    );
    const sum = (counts: Counts): number => Object.values(counts).reduce((a, b) => a + b, 0);
    const all = recorded.reduce((a, b) => a + b, 0);
    expect(sum(walkedCalls) + sum(leftOutCalls)).toBe(all);
  });

  it.each(SECTIONS)(`${client}: notices a mutant of the server in section %s`, async (section) => {
    const [mutation, name] = MUTANTS[section];
    const server = new TestServer({ package: client, mutations: [mutation] });
    await server.start();
    const scenario = recording.scenarios.find(
      (one) => one.section === section && one.name.includes(name),
    );
    const [variant] = scenario === undefined ? [] : ownVariants(client, scenario);
    if (scenario === undefined || variant === undefined) throw new Error(`No scenario for ${name}`);
    const { differences } = await walkScenario(server, scenario, variant, scriptOf(scenario));
    await server.stop();
    expect(differences).not.toEqual([]);
  });
}
