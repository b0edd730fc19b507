import type { Day } from '../../src/calendar.ts';
import type { Sha256 } from '../../src/numeric/stream.ts';
import type { Cite, Entry } from './entry.ts';
import type { DuplicateKey } from './duplicate-keys.ts';

/** Everything a person may set for the tests; each has a default that a report states. */
export interface AuditSettings {
  /** Minutes east of UTC of the clock that hours and weekdays are judged by. */
  readonly offsetMinutes: number;
  /** Whether that offset was given, or is UTC for want of a better. */
  readonly isOffsetGiven: boolean;
  /** Which entries are judged by who, when and how round: those by people, or all. */
  readonly population: 'by-hand' | 'all';
  /** Hours of business, in minutes after midnight. */
  readonly opensAt: number;
  readonly closesAt: number;
  readonly roundCents: number;
  readonly duplicateKeys: readonly DuplicateKey[];
  readonly seldomAccountUses: number;
  readonly seldomUserEntries: number;
  readonly cutOffDate: Day;
  readonly cutOffWindow: number;
  readonly lateDays: number;
  readonly limitCents: number;
  /** Share of the limit, in percent, from which an amount is just below it. */
  readonly nearPercent: number;
  readonly splitDays: number;
  readonly periodEndDays: number;
  /** Events the book has at the cut: the last of them must come by. */
  readonly knownAt: number;
  /** What another way of counting found; null leaves the recount out. */
  readonly recount: Recount | null;
  readonly sample: SampleSettings;
}

export interface SampleSettings {
  readonly method: 'random' | 'stratified' | 'monetary-unit';
  readonly size: number;
  readonly seed: string;
  /** Root of the log at the cut: the same seed on another log is another sample. */
  readonly root: string;
  readonly sha256: Sha256;
  /** Only events of this type; all that post when null. */
  readonly type: string | null;
  /** Dollars per sampling unit, in cents; null leaves it to size and population. */
  readonly intervalCents: number | null;
  /** Sum of the population in cents, counted beforehand; only monetary-unit sampling needs it. */
  readonly populationCents: number;
}

/** Totals by another way than the one under test: the column cache and its generated switch. */
export interface Recount {
  /** Events by `type entity`. */
  readonly events: ReadonlyMap<string, number>;
  /** Gross debits and credits by `entity account`. */
  readonly accounts: ReadonlyMap<string, readonly [debitsCents: number, creditsCents: number]>;
}

/** Something a person should look at: one event, or several that belong together. */
export interface Finding {
  readonly words: string;
  readonly amountCents: number;
  readonly cites: readonly Cite[];
}

/** A number or word of a test's own table; money in integer cents. */
export type MeasureCell = string | number | null;

export interface MeasureTable {
  readonly name: string;
  readonly title: string;
  readonly columns: readonly {
    readonly key: string;
    readonly label: string;
    readonly unit: 'text' | 'count' | 'cents' | 'share' | 'factor' | 'month';
  }[];
  readonly rows: readonly (readonly MeasureCell[])[];
}

export interface AuditResult {
  readonly findings: readonly Finding[];
  /** How many events the test judged. */
  readonly population: number;
  readonly measures?: readonly MeasureTable[];
  /** What a reader must know before using this result. */
  readonly warnings?: readonly string[];
}

/** A test on its way through the book: told each event once, in order of sequence. */
export interface RunningTest {
  take(entry: Entry): void;
  finish(): AuditResult;
}

/** One test that auditors run. */
export interface AuditTest {
  readonly name: string;
  /** The question it answers, for the list. */
  readonly question: string;
  readonly looksFor: (settings: AuditSettings) => string;
  readonly doesNotProve: string;
  /** Where auditors have it from. */
  readonly source: string;
  /** Looks at every event of the log, also those that do not count at the cut. */
  readonly seesWholeLog?: boolean;
  /** Its own table is the result, findings are the exception: that table goes into CSV. */
  readonly isMeasure?: boolean;
  /** Runs only when named: it is no test but a selection. */
  readonly isOnRequest?: boolean;
  readonly start: (settings: AuditSettings) => RunningTest;
}

/** A finding about one event. */
export function findingOf(words: string, ...cites: readonly Cite[]): Finding {
  return { words, cites, amountCents: cites.reduce((sum, c) => sum + c.amountCents, 0) };
}
