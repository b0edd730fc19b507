import { statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { recordExample } from '../../app/demo/record-example.ts';
import { rangeRunner, specOf } from '../../scenarios/run-range.ts';
import { METRIC_COUNT } from '../../scenarios/metrics.ts';
import { eventLine } from '../../src/audit/line.ts';
import { treeHashes } from '../../src/audit/merkle.ts';
import { sha256 } from '../../src/audit/sha256.node.ts';
import { columnCachePath } from '../../src/batch/column-cache-path.ts';
import { openColumns } from '../../src/batch/column-cache.node.ts';
import { ColumnBook, nameCounts } from '../../src/batch/column-book.ts';
import { parseDay } from '../../src/calendar.ts';
import type { RecordedEvent } from '../../src/event.ts';
import { decodeEvent } from '../../src/events/decode.ts';
import { VOCABULARY } from '../../src/events/vocabulary.ts';
import { proposalOf, recordedOf } from '../../src/store/kurrentdb/codec.ts';
import {
  keptPlacesPath,
  readPlaces,
  writePlaces,
} from '../../src/store/kurrentdb/kept-places.node.ts';
import { Places } from '../../src/store/kurrentdb/places.ts';
import type { WireEvent } from '../../src/store/kurrentdb/wire.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { median } from './bench.ts';
import { foldColumns, startStates } from './column-folds.ts';
import { exampleComparison } from './example-comparison.ts';
import type { EventCosts, MeasuredBook } from './scale-model.ts';
import { appendsOf, temporaryFolder } from './stored-book.ts';

const EXAMPLE = fileURLToPath(new URL('../../examples/three-sites/', import.meta.url));
const CUT = { asOf: parseDay('2030-12-31'), knownAt: Number.MAX_SAFE_INTEGER };
const ROUNDS = 5;
const CHUNK = 1_000;
/** Three sites over 24 months, as the example's own page says. */
export const EXAMPLE_SITE_MONTHS = 72;
const PREFIX = 'main.';

/** Cost of the paths of a run on one thread. */
export interface RunCosts {
  /** Seconds for one month of one site in one arm, in a plan of three sites and in one of thirty. */
  readonly siteMonthSeconds: number;
  readonly siteMonthSecondsOfThirty: number;
  /** Bytes of the figures that a path adds to the result of its range. */
  readonly resultBytes: number;
}

export interface Inputs {
  readonly book: MeasuredBook;
  readonly costs: EventCosts;
  readonly run: RunCosts;
}

/** Records the example, counts it, and measures what one event and one path cost. */
export async function measuredInputs(): Promise<Inputs> {
  const path = join(temporaryFolder(), 'example.db');
  const recorded = await recordExample({ root: EXAMPLE, url: path });
  await recorded.book.close();
  const store = openSqliteStore(path, { readOnly: true });
  const events: RecordedEvent[] = [];
  for await (const page of store.readPages()) events.push(...page.events);
  await openColumns(store, sha256, columnCachePath(path));
  const columns = await openColumns(store, sha256);
  const rows = columns.segments.reduce((sum, segment) => sum + segment.rows, 0);
  const book = counted(events, {
    rows,
    subjects: nameCounts(columns.names).subject,
    fileBytes: statSync(path).size,
    cacheBytes: statSync(columnCachePath(path)).size,
  });
  const openFromLines = await micros(events.length, async () => openColumns(store, sha256));
  const cached = async () => openColumns(store, sha256, columnCachePath(path));
  const openCache = await micros(events.length, cached);
  await store.close();
  const costs = { ...(await costsOf(events, columns)), openFromLines, openCache };
  return { book, costs, run: runCosts() };
}

interface Sizes {
  readonly rows: number;
  readonly subjects: number;
  readonly fileBytes: number;
  readonly cacheBytes: number;
}

function counted(events: readonly RecordedEvent[], sizes: Sizes): MeasuredBook {
  const families = new Map<string, { events: number; lineBytes: number }>();
  let [dataBytes, serverBytes, largestDataBytes] = [0, 0, 0];
  for (const event of events) {
    const family = VOCABULARY.get(event.type)?.family ?? 'other';
    const of = families.get(family) ?? { events: 0, lineBytes: 0 };
    families.set(family, of);
    of.events += 1;
    of.lineBytes += Buffer.byteLength(eventLine(event, event));
    const { data, metadata, type } = proposalOf(event, event.stream);
    const bytes = Buffer.byteLength(JSON.stringify(data));
    dataBytes += bytes;
    largestDataBytes = Math.max(largestDataBytes, bytes);
    const envelope = JSON.stringify(metadata).length + type.length;
    serverBytes += bytes + envelope + PREFIX.length + event.stream.length;
  }
  const sorted = [...families].sort(([, a], [, b]) => b.events - a.events);
  return {
    siteMonths: EXAMPLE_SITE_MONTHS,
    families: sorted.map(([family, of]) => ({ family, ...of })),
    streams: new Set(events.map(({ stream }) => stream)).size,
    appends: appendsOf(events, CHUNK).length,
    ...sizes,
    serverBytes,
    dataBytes,
    largestDataBytes,
  };
}

async function costsOf(
  events: readonly RecordedEvent[],
  columns: ColumnBook,
): Promise<Pick<EventCosts, 'append' | 'fold' | 'take' | 'encode' | 'restorePlace'>> {
  const hashes = treeHashes(sha256);
  const wires = events.map(wireOf);
  const states = startStates(columns.context(CUT), CUT);
  const folder = temporaryFolder();
  const appends = appendsOf(events, CHUNK);
  let made = 0;
  const count = events.length;
  const beside = keptPlacesPath(join(folder, 'kept'));
  const all = new Places(hashes);
  for (const [i, wire] of wires.entries()) all.add(recordedOf(wire, PREFIX, i), BigInt(i + 1));
  writePlaces(beside, PREFIX, all.kept(), hashes);
  return {
    append: await micros(count, async () => {
      const store = openSqliteStore(join(folder, `${++made}.db`));
      for (const append of appends) await store.append([append]);
      await store.close();
    }),
    fold: await micros(count, () => foldColumns(states, columns.feed(CUT))),
    take: await micros(count, () => {
      const places = new Places(hashes);
      for (const [i, wire] of wires.entries())
        places.add(recordedOf(wire, PREFIX, i), BigInt(i + 1));
    }),
    encode: await micros(count, () => {
      const book = new ColumnBook();
      for (const event of events) book.add(decodeEvent(event));
    }),
    restorePlace: await micros(count, () => new Places(hashes, readPlaces(beside, PREFIX))),
  };
}

/** The event as a client hands it over. */
function wireOf(event: RecordedEvent): WireEvent {
  const { id, stream, revision } = event;
  const { type, data, metadata } = proposalOf(event, stream);
  const place = { stream: PREFIX + stream, revision, position: BigInt(event.sequence + 1) };
  return { id, type, data, metadata, isJson: true, ...place };
}

function runCosts(): RunCosts {
  const comparison = exampleComparison({ paths: 512 });
  const { plan } = comparison;
  const secondsOf = (sites: number, paths: number): number => {
    const more = Array.from({ length: sites }, (_, i) => {
      const like = plan.sites[i % plan.sites.length] as (typeof plan.sites)[number];
      return { ...like, id: `${like.id}-${i}` };
    });
    const spec = specOf({ ...comparison, plan: { ...plan, sites: more } });
    const runner = rangeRunner(spec, sha256);
    const times = Array.from({ length: ROUNDS + 1 }, (_, round) => {
      const start = performance.now();
      runner.run(round * paths, (round + 1) * paths);
      return performance.now() - start;
    });
    return median(times.slice(1)) / 1_000 / (paths * 2 * plan.months * sites);
  };
  return {
    siteMonthSeconds: secondsOf(3, 256),
    siteMonthSecondsOfThirty: secondsOf(30, 32),
    resultBytes: 8 * (METRIC_COUNT + plan.months),
  };
}

/** Median microseconds that work takes for each of so many events, after one turn to warm up. */
async function micros(count: number, work: () => unknown): Promise<number> {
  const times: number[] = [];
  for (let round = -1; round < ROUNDS; round++) {
    globalThis.gc?.();
    const start = performance.now();
    await work();
    if (round >= 0) times.push(performance.now() - start);
  }
  return (median(times) * 1_000) / count;
}
