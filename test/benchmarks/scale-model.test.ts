import { describe, expect, test } from 'vitest';
import {
  eventsPerAppend,
  monthOfWriting,
  monthsUntil,
  openingOf,
  peakPlaceBytes,
  volumeOf,
} from '../../benchmarks/support/scale-model.ts';
import type { MeasuredBook } from '../../benchmarks/support/scale-model.ts';

/** Ten site-months of a hundred events each: everything can be reckoned by hand. */
const BOOK: MeasuredBook = {
  siteMonths: 10,
  families: [
    { family: 'claims', events: 600, lineBytes: 480_000 },
    { family: 'receipts', events: 400, lineBytes: 240_000 },
  ],
  streams: 20,
  appends: 30,
  rows: 2_000,
  subjects: 500,
  fileBytes: 1_000_000,
  cacheBytes: 200_000,
  serverBytes: 800_000,
  dataBytes: 262_144,
  largestDataBytes: 9_000,
};
const COSTS = {
  append: 20,
  openFromLines: 8,
  openCache: 0.5,
  fold: 0.25,
  take: 15,
  encode: 5,
  restorePlace: 0.1,
};
const SERVER = {
  catchUpEvents: 100_000,
  singleAppends: 1_000,
  batchEvents: 50_000,
  acknowledgements: 20_000,
};

test('a book grows with the months of its sites', () => {
  expect(volumeOf(BOOK, 200, 5)).toEqual({
    sites: 200,
    years: 5,
    events: 1_200_000,
    streams: 24_000,
    appends: 36_000,
    lineBytes: 864_000_000,
    sqliteBytes: 1_200_000_000,
    serverBytes: 960_000_000,
    columnBytes: 2_400_000 * 64,
    placeBytes: 48_000_000,
  });
});

describe('opening', () => {
  test('adds up what one thread does for each event', () => {
    const times = openingOf(volumeOf(BOOK, 200, 5), COSTS, SERVER);
    // From a server 10 µs until it is here, 15 to check it, 5 to make columns of it.
    expect(times.serverCold).toBeCloseTo(36, 9);
    expect(times.sqliteCold).toBeCloseTo(9.6, 9);
    expect(times.sqliteWarm).toBeCloseTo(0.6, 9);
    expect(times.replay).toBeCloseTo(0.3, 9);
  });

  test('with what was kept reads one day, whatever the age of the book', () => {
    const [young, old] = [1, 5].map((years) => volumeOf(BOOK, 200, years));
    const ofDay = (volume: typeof young): number => {
      const times = openingOf(volume as NonNullable<typeof young>, COSTS, SERVER);
      const kept = ((volume?.events ?? 0) * 0.6) / 1e6;
      return times.serverFromCheckpoint - kept;
    };
    expect(ofDay(young)).toBeCloseTo((20_000 * 12 * 30e-6) / 365.25, 9);
    expect(ofDay(old)).toBeCloseTo(ofDay(young), 9);
  });
});

test('limits are turned into months by the same rate', () => {
  expect(monthsUntil(BOOK, 1_200_000, 200)).toBe(60);
  expect(eventsPerAppend(BOOK)).toBe(4_000);
  expect(monthOfWriting(BOOK, 200, SERVER)).toEqual({
    events: 20_000,
    inBatches: 0.4,
    oneByOne: 20,
  });
});

test('places need most while their arrays double', () => {
  expect(peakPlaceBytes(1_000)).toBe(40 * 1_024);
  expect(peakPlaceBytes(1_024)).toBe(40 * 1_024);
  expect(peakPlaceBytes(1_025)).toBe(40 * (2_048 + 1_024));
});
