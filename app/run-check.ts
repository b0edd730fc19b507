import { agreementsOf } from '../projections/management-fee/agreements.ts';
import { cashFlow } from '../projections/cash-flow.ts';
import { completeness } from '../projections/completeness.ts';
import { daysInAr } from '../projections/days-in-ar.ts';
import { balanceOf, changeOf, ledger } from '../projections/ledger.ts';
import type { Interval3 } from '../scenarios/promise.ts';
import { termsPeriods } from '../src/agreement/amend.ts';
import { firstDay, lastDay, parseDay, parseMonth } from '../src/calendar.ts';
import type { Day, Month } from '../src/calendar.ts';
import { FeeworthError } from '../src/error.ts';
import { CASH_CLASS } from '../src/events/declare.ts';
import type { CashLine } from '../src/events/declare.ts';
import type { View } from './cli/view.ts';
import type { KnownRun } from './indexes/runs.ts';
import { promiseIn } from './promise-in-run.ts';
import type { RunPromise } from './promise-in-run.ts';

/** Where what was recorded lies against the P10 and P90 that were promised; ends are inside. */
export type Verdict = 'below' | 'inside' | 'above';

/** One figure of a month: promised, recorded, and how they lie. */
export interface CheckedFigure {
  readonly promised: Interval3;
  readonly recorded: number | null;
  readonly verdict: Verdict | null;
}

/**
 * What a month is good for. Only complete and closed ones are judged: an open month lacks files, and
 * one without the MSO is not what was promised.
 */
export type MonthState = 'closed' | 'complete' | 'files missing' | 'not over' | 'without the MSO';

export interface CheckedMonth {
  readonly month: string;
  readonly state: MonthState;
  /** Sources that have not come for it. */
  readonly missing: readonly string[];
  /** Cents; days in A/R in hundredths of a day. */
  readonly net: CheckedFigure;
  readonly cumulative: CheckedFigure;
  readonly fee: CheckedFigure;
  readonly daysInArGross: CheckedFigure;
}

export interface RunCheck {
  readonly run: KnownRun;
  readonly promise: RunPromise;
  readonly months: readonly CheckedMonth[];
  /** Owners' cash that the promise is before and that was left out of what is compared, cents. */
  readonly ownersCents: number;
}

/** What owners and the state take is no part of what an MSO can promise (mso.md §6). */
const OWNERS: ReadonlySet<CashLine> = new Set(['income-tax', 'capital', 'distributions']);

/**
 * Holds what was promised with the MSO against what the book has of the months since, at the cut of
 * the view. Throws `run/no-promise` for a run that was recorded for analysis.
 */
export function checkRun(run: KnownRun, view: View): RunCheck {
  const promise = promiseIn(run.data);
  if (promise === null) {
    throw new FeeworthError('run/no-promise', 'usage', 'The run was recorded for analysis', {
      place: { at: run.stream },
      hint: 'what is promised is recorded so: feeworth compare --record --promise-to NAME',
    });
  }
  const recorded = recordedBy(promise, view);
  const stateOf = stateReader(promise, view);
  let cumulative: number | null = 0;
  const months = promise.months.map((promised): CheckedMonth => {
    const { state, missing } = stateOf(promised.month);
    const isJudged = state === 'closed' || state === 'complete';
    const own = isJudged ? recorded.of(promised.month) : null;
    // A gap ends the running sum: what lies behind it is not known.
    cumulative = cumulative === null || own === null ? null : cumulative + own.net;
    return {
      month: promised.month,
      state,
      missing,
      net: figure(promised.net, own?.net),
      cumulative: figure(promised.cumulative, cumulative ?? undefined),
      fee: figure(promised.fee, own?.fee),
      daysInArGross: figure(promised.daysInArGross, own?.daysInArGross ?? undefined),
    };
  });
  const judged = months.filter(({ net }) => net.recorded !== null).map(({ month }) => month);
  return { run, promise, months, ownersCents: recorded.owners(judged) };
}

function figure(promised: Interval3, recorded: number | undefined): CheckedFigure {
  if (recorded === undefined) return { promised, recorded: null, verdict: null };
  const [low, , high] = promised;
  const verdict = recorded < low ? 'below' : recorded > high ? 'above' : 'inside';
  return { promised, recorded, verdict };
}

interface RecordedMonth {
  readonly net: number;
  readonly fee: number;
  readonly daysInArGross: number | null;
}

/** The promised practices' own figures, counted as the run counts them. */
function recordedBy({ practices, months }: RunPromise, view: View) {
  const { context } = view;
  const own = view.figures(cashFlow).entities.filter((e) => practices.includes(e.entity));
  const sum = (month: string, wants: (line: CashLine) => boolean): number => {
    const at = indexOf(month, view);
    return own
      .flatMap(({ lines }) => lines)
      .reduce((all, { line, byMonth }) => all + (wants(line) ? (byMonth[at] ?? 0) : 0), 0);
  };
  const state = view.state(ledger);
  const numbers = practices.map((practice) => context.names.numberOf('entity', practice));
  const reader = {
    balance: (account: number, month: number) =>
      numbers.reduce((all, entity) => all + balanceOf(state, entity, account, month), 0),
    change: (account: number, month: number) =>
      numbers.reduce((all, entity) => all + changeOf(state, entity, month, account), 0),
  };
  // A run's window of charges begins with it, and so does the one it is compared with.
  const since = indexOf(months[0]?.month ?? '', view);
  const calendar = { firstMonth: context.firstMonth, since };
  return {
    of(month: string): RecordedMonth {
      const days = daysInAr(reader, indexOf(month, view), calendar).daysInArGross;
      return {
        net: sum(month, (line) => CASH_CLASS[line] !== 'N' && !OWNERS.has(line)),
        fee: 0 - sum(month, (line) => line === 'management-fee'),
        daysInArGross: days === null ? null : Math.floor(days * 100 + 0.5),
      };
    },
    owners: (all: readonly string[]): number =>
      all.reduce((total, month) => total + sum(month, (line) => OWNERS.has(line)), 0),
  };
}

const indexOf = (month: string, { context }: View): number =>
  parseMonth(month) - context.firstMonth;

/** Tells which months can be judged: over, under the agreement, and with all files that ever came. */
function stateReader({ practices, joined }: RunPromise, view: View) {
  const { context, cut } = view;
  const coverage = view
    .figures(completeness)
    .coverage.filter((c) => c.first !== null && practices.includes(c.entity));
  const agreed = agreementsOf(context).filter((a) => practices.includes(a.practice));
  const closed = closedDays(view);
  return (text: string): Pick<CheckedMonth, 'state' | 'missing'> => {
    const month = parseMonth(text);
    if (lastDay(month) > cut.asOf || month >= context.firstMonth + context.monthCount) {
      return { state: 'not over', missing: [] };
    }
    const isWith = practices.every((practice) =>
      agreed.some((a) => a.practice === practice && isInForce(a, month)),
    );
    if (!isWith && text >= joined) return { state: 'without the MSO', missing: [] };
    const missing = [
      ...new Set(
        coverage
          .filter((c) => c.missing.includes(month) || c.noneSince.includes(month))
          .map(({ site, entity, source }) => `${site ?? entity}: ${source}`),
      ),
    ];
    if (missing.length > 0) return { state: 'files missing', missing };
    const isClosed = practices.every((p) => (closed.get(p) ?? -Infinity) >= lastDay(month));
    return { state: isClosed ? 'closed' : 'complete', missing };
  };
}

/** Whether an agreement is in force on the first and the last day of a month. */
function isInForce({ histories }: ReturnType<typeof agreementsOf>[number], month: Month): boolean {
  const periods = histories.flatMap(termsPeriods);
  return [firstDay(month), lastDay(month)].every((day) =>
    periods.some(({ from, to }) => from <= day && (to === null || to >= day)),
  );
}

/** Last closed day of each entity at the cut. */
function closedDays({ context }: View): ReadonlyMap<string, Day> {
  const closed = new Map<string, Day>();
  for (const { type, data, meta } of context.facts) {
    if (type !== 'PeriodClosed' && type !== 'PeriodReopened') continue;
    closed.set(meta.entity, parseDay(data['lastOn'] as string));
  }
  return closed;
}
