import type { ImportAttempt } from '../src/batch/column-book.ts';
import { formatDay } from '../src/calendar.ts';
import type { Month } from '../src/calendar.ts';
import type { Cut } from '../src/event.ts';
import { coverageOf } from './completeness/coverage.ts';
import type { Coverage } from './completeness/coverage.ts';
import { foldCompleteness } from './completeness/fold.ts';
import { SOURCES } from './completeness/sources.ts';
import { startCompleteness } from './completeness/state.ts';
import type { CompletenessState } from './completeness/state.ts';
import { statementsOf } from './completeness/statements.ts';
import type { AccountStatements } from './completeness/statements.ts';
import { suspenseOf } from './completeness/suspense.ts';
import type { OpenSuspense } from './completeness/suspense.ts';
import type { Figure } from './figure.ts';
import type { Projection } from './projection.ts';
import type { RevenueCycleFigures } from './revenue-cycle.ts';

export type { CompletenessState } from './completeness/state.ts';
export { SOURCES } from './completeness/sources.ts';

/** How far the book can be believed: what came, what is missing, what is not understood. */
export interface CompletenessFigures {
  readonly asOf: string;
  readonly firstMonth: Month;
  readonly monthCount: number;
  readonly coverage: readonly Coverage[];
  readonly statements: readonly AccountStatements[];
  readonly suspense: readonly OpenSuspense[];
  /** Statements there was no room to compare; zero unless a book has many a day. */
  readonly statementsNotCompared: number;
  readonly words: string;
}

/** Which sources have arrived, judged by the events they bring. */
export const completeness: Projection<CompletenessState, CompletenessFigures> = {
  name: 'completeness',
  start: startCompleteness,
  fold: foldCompleteness,
  figures(state) {
    const { firstMonth, monthCount } = state.context;
    const coverage = coverageOf(state);
    const gaps = coverage.filter((c) => c.first !== null && !c.isComplete).length;
    return {
      asOf: formatDay(state.asOf),
      firstMonth: (firstMonth + state.since) as Month,
      monthCount: monthCount - state.since,
      coverage,
      statements: statementsOf(state),
      suspense: suspenseOf(state),
      statementsNotCompared: state.counters[1] ?? 0,
      words:
        (coverage.every((c) => c.first === null)
          ? 'No source has arrived yet.'
          : (gaps === 0
              ? 'No source that has ever arrived has a month missing'
              : `${gaps} of ${coverage.length} sources have months missing`) +
            `${neverWords(coverage)}.`) +
        ' The MSO’s own books are known only from what its practices received.',
    };
  },
};

/** "; never came: payroll, claims of north": what a reader takes for complete and is not there. */
function neverWords(coverage: readonly Coverage[]): string {
  const never = SOURCES.flatMap(({ name }) => {
    const all = coverage.filter((c) => c.source === name);
    const missing = all.filter((c) => c.first === null);
    const [one] = missing;
    if (one === undefined) return [];
    if (missing.length === all.length) return [name];
    return [
      `${name} of ${missing.length === 1 ? (one.site ?? one.entity) : `${missing.length} places`}`,
    ];
  });
  return never.length === 0 ? '' : `; never came: ${never.join(', ')}`;
}

/** More claims than this still open: what is said of the month will move. */
export const YOUNG_SHARE = 0.05;

/** A month of claims that is too young to judge. */
export interface YoungCohort {
  readonly month: Month;
  /** Claims without a decision over claims submitted in the month. */
  readonly openShare: Figure;
  /** Charges of the month's services still asked of payers over charges. */
  readonly openChargesShare: Figure;
  readonly isCollectionMature: boolean;
  readonly words: string;
}

/** Months whose denials or collections cannot be judged yet, with what is still open of them. */
export function youngCohorts(figures: Pick<RevenueCycleFigures, 'months'>): YoungCohort[] {
  return figures.months.flatMap((m) => {
    const { month, openShare, openChargesShare, isCollectionMature } = m;
    const isOpen = (openShare.value ?? 0) > YOUNG_SHARE;
    if (!isOpen && isCollectionMature) return [];
    const about = [...(isOpen ? ['denials'] : []), ...(isCollectionMature ? [] : ['collections'])];
    const words = `too young to judge ${about.join(' and ')}`;
    return [{ month, openShare, openChargesShare, isCollectionMature, words }];
  });
}

/** An import that was begun and never finished: none of its rows counts (settled.md §1.6). */
export interface UnfinishedImport {
  readonly stream: string;
  /** Sequence of its ImportStarted. */
  readonly startedAt: number;
  readonly words: string;
}

/** Imports that a cut knows as begun, neither finished nor reverted, nor begun again since. */
export function unfinishedImports(
  attempts: readonly ImportAttempt[],
  cut: Cut,
): UnfinishedImport[] {
  const known = attempts.filter((a) => a.startedAt < cut.knownAt);
  return known
    .filter(
      (a) =>
        a.completedAt >= cut.knownAt &&
        a.revertedAt >= cut.knownAt &&
        !known.some((later) => later.stream === a.stream && later.startedAt > a.startedAt),
    )
    .map(({ stream, startedAt }) => ({
      stream,
      startedAt,
      words: 'begun and not finished: import the same file again to resume it',
    }));
}
