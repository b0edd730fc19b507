import type { Inputs } from './scale-inputs.ts';
import {
  eventsOf,
  eventsPerAppend,
  eventsWithin,
  lineBytesOf,
  monthOfWriting,
  monthsUntil,
  openingOf,
  peakPlaceBytes,
  volumeOf,
} from './scale-model.ts';
import type { ServerSpeeds, Volume } from './scale-model.ts';
import { costOfDeath, workerRun } from './worker-run.ts';
import type { WorkerRun } from './worker-run.ts';

/** What the tables are made from: measured on one machine in one run, and recorded of a server. */
export interface Scale extends Inputs {
  readonly server: ServerSpeeds;
}

/** The group that the page asks about. */
const GROUP = { sites: 200, years: 5 };
const BOOKS = [
  [3, 2],
  [20, 1],
  [20, 5],
  [50, 5],
  [200, 1],
  [200, 2],
  [200, 5],
] as const;
const RUNS = [
  { sites: 3, paths: 4_096 },
  { sites: 3, paths: 100_000 },
  { sites: 200, paths: 4_096 },
  { sites: 200, paths: 100_000 },
] as const;
const WORKERS = [1, 4, 16, 64];
/** Moments of dying that are averaged over. */
const DEATHS = 20;
const MONTHS = 36;
const GIB = 1_073_741_824;
const MEBIBYTE = 1_048_576;
/** More entries a Map of V8 does not take. */
const MAP_ENTRIES = 16_777_216;

/** Every table of docs/scale.md, by the name that stands in the page. */
export function scaleTables(scale: Scale): ReadonlyMap<string, string> {
  return new Map([
    ['inputs', inputs(scale)],
    ['kinds', kinds(scale)],
    ['volumes', volumes(scale)],
    ['times', times(scale)],
    ['limits', limits(scale)],
    ['runs', runs(scale)],
    ['figures', figures(scale)],
  ]);
}

function inputs({ costs, run, server, book }: Scale): string {
  const micros = (value: number): string => `${value.toFixed(value < 1 ? 3 : 1)} µs`;
  const events = eventsOf(book);
  return table(
    ['What', 'Cost or speed', 'From'],
    [
      ['Append to SQLite, 1,000 a commit, an event', micros(costs.append), 'measured'],
      ['Columns from the lines of SQLite, an event', micros(costs.openFromLines), 'measured'],
      ['Columns from their cache, an event', micros(costs.openCache), 'measured'],
      ['Fold of four projections, an event', micros(costs.fold), 'measured'],
      ['Adapter, an event from a server', micros(costs.take), 'measured'],
      ['Columns from such an event', micros(costs.encode), 'measured'],
      ['A place from a file, hashed', micros(costs.restorePlace), 'measured'],
      ['A month of a site in one arm, 3 sites', micros(run.siteMonthSeconds * 1e6), 'measured'],
      ['The same, 30 sites', micros(run.siteMonthSecondsOfThirty * 1e6), 'measured'],
      ['Catch-up subscription', `${whole(server.catchUpEvents)} events/s`, 'recording'],
      ['Single appends', `${whole(server.singleAppends)} /s`, 'recording'],
      ['Appends of 500 events', `${whole(server.batchEvents)} events/s`, 'recording'],
      ['Acknowledged ranges', `${whole(server.acknowledgements)} /s`, 'recording'],
      ['Data of an event, mean', `${whole(book.dataBytes / events)} bytes`, 'counted'],
      ['Rows of an event, mean', (book.rows / events).toFixed(2), 'counted'],
      ['Figures of a path in a result', `${run.resultBytes} bytes`, 'counted'],
    ],
    [1],
  );
}

function kinds({ book }: Scale): string {
  const total = volumeOf(book, GROUP.sites, GROUP.years);
  const factor = total.events / eventsOf(book);
  const row = (name: string, events: number, bytes: number): string[] => [
    name,
    (events / book.siteMonths).toFixed(1),
    whole(bytes / events),
    whole(events * factor),
    gigabytes(bytes * factor),
  ];
  return table(
    ['Kind', 'A site and month', 'Bytes each', '200 sites, 5 years', 'GB of lines'],
    [
      ...book.families.map(({ family, events, lineBytes }) => row(family, events, lineBytes)),
      row('all', eventsOf(book), lineBytesOf(book)),
    ],
    [1, 2, 3, 4],
  );
}

const allVolumes = ({ book }: Scale): Volume[] =>
  BOOKS.map(([sites, years]) => volumeOf(book, sites, years));

function volumes(scale: Scale): string {
  return table(
    ['Sites', 'Years', 'Events', 'Lines', 'SQLite file', 'On a server', 'Columns', 'Places, peak'],
    allVolumes(scale).map((v) => [
      whole(v.sites),
      whole(v.years),
      whole(v.events),
      `${gigabytes(v.lineBytes)} GB`,
      `${gigabytes(v.sqliteBytes)} GB`,
      `${gigabytes(v.serverBytes)} GB`,
      `${gigabytes(v.columnBytes)} GB`,
      `${gigabytes(peakPlaceBytes(v.events))} GB`,
    ]),
    [0, 1, 2, 3, 4, 5, 6, 7],
  );
}

function times(scale: Scale): string {
  return table(
    ['Sites', 'Years', 'Events', 'File, cold', 'File, cache', 'Server, cold', 'Kept', 'Replay'],
    allVolumes(scale).map((v) => {
      const of = openingOf(v, scale.costs, scale.server);
      const opening = [of.sqliteCold, of.sqliteWarm, of.serverCold, of.serverFromCheckpoint];
      return [
        whole(v.sites),
        whole(v.years),
        whole(v.events),
        ...[...opening, of.replay].map(duration),
      ];
    }),
    [0, 1, 2, 3, 4, 5, 6, 7],
  );
}

function limits({ book, costs, server }: Scale): string {
  const { sites } = GROUP;
  const events = eventsOf(book);
  const cold = 1e6 / server.catchUpEvents + costs.take + costs.encode;
  const row = (what: string, at: number): string[] => [
    what,
    whole(at),
    monthsText(monthsUntil(book, at, sites)),
    monthsText(monthsUntil(book, at, 3)),
  ];
  const doubled = 2 ** Math.floor(Math.log2(GIB / 60));
  return table(
    ['Limit', 'Events', '200 sites', '3 sites'],
    [
      row('Server: opening takes 10 s', eventsWithin(10, cold)),
      row('Server: opening takes 60 s', eventsWithin(60, cold)),
      row('File: opening without the cache takes 10 s', eventsWithin(10, costs.openFromLines)),
      row('File: opening with the cache takes 10 s', eventsWithin(10, costs.openCache)),
      row('Replay takes 1 s', eventsWithin(1, costs.fold)),
      row('Server: places need over 1 GiB while they grow', doubled + 1),
      row('Columns need 4 GiB', (4 * GIB * events) / (book.rows * 64)),
      row('Names of subjects fill one map of V8', (MAP_ENTRIES * events) / book.subjects),
    ],
    [1, 2, 3],
  );
}

function figures({ book, server, run }: Scale): string {
  const month = monthOfWriting(book, GROUP.sites, server);
  const five = volumeOf(book, GROUP.sites, GROUP.years);
  // Bytes travel in JSON as base64.
  const perResult = Math.floor(MEBIBYTE / ((run.resultBytes * 4) / 3));
  return table(
    ['What', 'Figure'],
    [
      ['Events of mean size in one append of 1 MiB', whole(eventsPerAppend(book))],
      ['Data of the largest event counted', `${whole(book.largestDataBytes)} bytes`],
      ['Paths whose figures fit in one append', whole(perResult)],
      ['Events of a month of 200 sites', whole(month.events)],
      ['A server writes them in appends of 500 in', duration(month.inBatches)],
      ['and one by one in', duration(month.oneByOne)],
      ['Appends of 200 sites in five years', whole(five.appends)],
      ['Streams of 200 sites in five years', whole(five.streams)],
    ],
    [1],
  );
}

function runs({ run, server }: Scale): string {
  const handlingSeconds = 1 / server.singleAppends + 1 / server.acknowledgements;
  return table(
    ['Sites', 'Paths', 'Workers', 'Ranges', 'Run', 'Busy', 'One dies', 'One hangs'],
    RUNS.flatMap(({ sites, paths }) =>
      WORKERS.map((workers) => {
        const seconds = sites > 3 ? run.siteMonthSecondsOfThirty : run.siteMonthSeconds;
        const asked: WorkerRun = {
          paths,
          workers,
          pathSeconds: seconds * 2 * MONTHS * sites,
          rangeSeconds: 2,
          rangesPerWorker: 4,
          handlingSeconds,
          spread: 0.2,
          seed: 1,
        };
        const plain = workerRun(asked);
        // A connection that ends is noticed within a second, silence after the message timeout.
        const cost = (noticeSeconds: number): string =>
          workers === 1 ? '-' : `+${duration(costOfDeath(asked, noticeSeconds, DEATHS))}`;
        const busy = `${Math.round(100 * plain.busy)} %`;
        const sizes = [sites, paths, workers, plain.ranges].map(whole);
        return [...sizes, duration(plain.seconds), busy, cost(1), cost(30)];
      }),
    ),
    [0, 1, 2, 3, 4, 5, 6, 7],
  );
}

/** A number without a fraction, in groups of three. */
function whole(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
}

function gigabytes(bytes: number): string {
  const value = bytes / 1e9;
  return value.toFixed(value < 0.1 ? 3 : value < 10 ? 2 : 1);
}

function duration(seconds: number): string {
  if (seconds >= 5_400) return `${(seconds / 3_600).toFixed(1)} h`;
  if (seconds >= 90) return `${(seconds / 60).toFixed(1)} min`;
  return `${seconds.toFixed(seconds < 1 ? 2 : 1)} s`;
}

function monthsText(months: number): string {
  return months < 24 ? `${months.toFixed(1)} months` : `${(months / 12).toFixed(1)} years`;
}

/** A table of markdown, laid out as the formatter wants it. */
function table(head: readonly string[], rows: readonly string[][], right: number[]): string {
  const all = [head, ...rows];
  const widths = head.map((_, i) => Math.max(3, ...all.map((row) => row[i]?.length ?? 0)));
  const line = (row: readonly string[]): string => {
    const cells = row.map((cell, i) =>
      right.includes(i) ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0),
    );
    return `| ${cells.join(' | ')} |`;
  };
  const rule = widths.map((w, i) => (right.includes(i) ? `${'-'.repeat(w - 1)}:` : '-'.repeat(w)));
  return [line(head), `| ${rule.join(' | ')} |`, ...rows.map(line)].join('\n');
}
