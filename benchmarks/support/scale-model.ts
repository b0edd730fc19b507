/** Events of one kind in the measured book. */
export interface FamilyCount {
  readonly family: string;
  readonly events: number;
  readonly lineBytes: number;
}

/** What a book of known size holds: the ground that every projection of volume stands on. */
export interface MeasuredBook {
  readonly siteMonths: number;
  readonly families: readonly FamilyCount[];
  readonly streams: number;
  /** Appends by which it was written. */
  readonly appends: number;
  /** Rows of its columns, 64 bytes each. */
  readonly rows: number;
  /** Claims, sales, packages and other things that its events speak of. */
  readonly subjects: number;
  /** Bytes of the SQLite file, and of the column cache with its names. */
  readonly fileBytes: number;
  readonly cacheBytes: number;
  /** Data, metadata and names as a server gets them, and data alone, which its limit counts. */
  readonly serverBytes: number;
  readonly dataBytes: number;
  readonly largestDataBytes: number;
}

/** Measured cost of one event in one thread, microseconds. */
export interface EventCosts {
  /** Appending to a SQLite book, a thousand events a commit. */
  readonly append: number;
  /** Making columns from the lines of a SQLite book, hashes checked. */
  readonly openFromLines: number;
  /** Opening the column cache, digests checked. */
  readonly openCache: number;
  /** Folding columns into ledger, cash flow, revenue cycle and prepaid. */
  readonly fold: number;
  /** What the adapter does with an event that a server hands over: check, hash, keep its place. */
  readonly take: number;
  /** Encoding such an event into columns. */
  readonly encode: number;
  /** Reading back the 40 bytes that are kept of an event, hashed. */
  readonly restorePlace: number;
}

/** Speeds of a server, per second. */
export interface ServerSpeeds {
  readonly catchUpEvents: number;
  readonly singleAppends: number;
  readonly batchEvents: number;
  /** Messages of a persistent subscription, each acknowledged. */
  readonly acknowledgements: number;
}

export const PLACE_BYTES = 40;
export const ROW_BYTES = 64;
const MEBIBYTE = 1_048_576;
const DAYS_A_MONTH = 365.25 / 12;

/** Events and bytes of a book of some sites over some years. */
export interface Volume {
  readonly sites: number;
  readonly years: number;
  readonly events: number;
  readonly streams: number;
  readonly appends: number;
  readonly lineBytes: number;
  readonly sqliteBytes: number;
  readonly serverBytes: number;
  /** Memory of an open book: columns, and on a server the places. */
  readonly columnBytes: number;
  readonly placeBytes: number;
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/** Events of the measured book. */
export const eventsOf = (book: MeasuredBook): number => sum(book.families.map((f) => f.events));

export const lineBytesOf = (book: MeasuredBook): number =>
  sum(book.families.map((f) => f.lineBytes));

/** The measured book, scaled by months of sites. */
export function volumeOf(book: MeasuredBook, sites: number, years: number): Volume {
  const factor = (sites * years * 12) / book.siteMonths;
  const scaled = (value: number): number => Math.round(value * factor);
  const events = scaled(eventsOf(book));
  return {
    sites,
    years,
    events,
    streams: scaled(book.streams),
    appends: scaled(book.appends),
    lineBytes: scaled(lineBytesOf(book)),
    sqliteBytes: scaled(book.fileBytes),
    serverBytes: scaled(book.serverBytes),
    columnBytes: scaled(book.rows * ROW_BYTES),
    placeBytes: events * PLACE_BYTES,
  };
}

/** Seconds until a book of so many events can be asked something, and to fold all of it. */
export interface Opening {
  readonly sqliteCold: number;
  readonly sqliteWarm: number;
  readonly serverCold: number;
  /** Places and columns of yesterday from files beside, the events of one day from the server. */
  readonly serverFromCheckpoint: number;
  readonly replay: number;
}

/**
 * Client, adapter and encoder work in one thread, and the recorded speed of the server has the
 * client's share in it, so their times are added up.
 */
export function openingOf(volume: Volume, costs: EventCosts, server: ServerSpeeds): Opening {
  const { events, years } = volume;
  const seconds = (micros: number, count = events): number => (count * micros) / 1e6;
  const fromServer = 1e6 / server.catchUpEvents + costs.take + costs.encode;
  const ofOneDay = events / (years * 12 * DAYS_A_MONTH);
  return {
    sqliteCold: seconds(costs.openFromLines),
    sqliteWarm: seconds(costs.openCache),
    serverCold: seconds(fromServer),
    serverFromCheckpoint:
      seconds(costs.restorePlace + costs.openCache) + seconds(fromServer, ofOneDay),
    replay: seconds(costs.fold),
  };
}

/** Events with which something takes so many seconds, at so many microseconds each. */
export const eventsWithin = (seconds: number, micros: number): number =>
  Math.floor((seconds * 1e6) / micros);

/** Months that a group of so many sites needs for so many events. */
export const monthsUntil = (book: MeasuredBook, events: number, sites: number): number =>
  (events / eventsOf(book)) * (book.siteMonths / sites);

/** Events of average size in one append of a server, and in the largest one of theirs. */
export const eventsPerAppend = (book: MeasuredBook): number =>
  Math.floor(MEBIBYTE / (book.dataBytes / eventsOf(book)));

/** Seconds a server takes for a month of a group: by batches of 500, and event by event. */
export function monthOfWriting(
  book: MeasuredBook,
  sites: number,
  server: ServerSpeeds,
): { readonly events: number; readonly inBatches: number; readonly oneByOne: number } {
  const events = Math.round((eventsOf(book) / book.siteMonths) * sites);
  return {
    events,
    inBatches: events / server.batchEvents,
    oneByOne: events / server.singleAppends,
  };
}

/** Memory at its peak while places grow: arrays double, and old and new ones lie side by side. */
export function peakPlaceBytes(events: number): number {
  let room = 1_024;
  while (room < events) room *= 2;
  return PLACE_BYTES * (room + (room > 1_024 ? room / 2 : 0));
}
