import { kpisOf, MATURE_DAYS } from '../../projections/revenue-cycle/kpis.ts';
import type { Kpis } from '../../projections/revenue-cycle/kpis.ts';
import { revenueCycle } from '../../projections/revenue-cycle.ts';
import { firstDay, lastDay, parseMonth } from '../../src/calendar.ts';
import type { Figure } from '../../projections/figure.ts';
import { invariant } from '../../src/error.ts';
import type { Globals } from '../cli/context.ts';
import type { View } from '../cli/view.ts';
import { CLAIMS_SUBMITTED, RATES } from '../explain/claim-rates.ts';
import type { Rate } from '../explain/claim-rates.ts';
import { cycleOf } from '../explain/claim-changes.ts';
import { groupOf } from '../explain/claims.ts';
import { figureName } from '../explain/figure.ts';
import type { FigureArgs, FigureKind } from '../explain/figure.ts';
import { DAYS_GROSS, DAYS_NET, family } from '../explain/revenue-cycle-figures.ts';
import { windowIn } from '../explain/scope.ts';
import { text } from './columns.ts';
import type { Cell, Column, Mention, Report, Row, Said, Table } from './document.ts';
import { firstMsoMonth, recordedMonths } from './months.ts';
import { fixed, percent } from './numbers.ts';
import { joined, mention, said, worded } from './said.ts';
import { scopeWords } from './words.ts';

const SHARE = (key: string, label: string): Column => ({ key, label, unit: 'share' });
/** Rates of the first columns by payer class. */
const CLASS_RATES = 5;
const BY_MONTH = ['initial-denial-rate', 'first-pass-rate', 'net-collection-rate', 'open-share'];

/** Speed and yield of insured claims, before and with the MSO, by month, by payer class. */
export function revenueCycleReport(view: View, scope: Pick<Globals, 'entity'>): Report {
  const own = scope.entity === undefined ? {} : { entity: scope.entity, group: scope.entity };
  const figures = view.figures(revenueCycle);
  const months = recordedMonths(view);
  const last = months.at(-1) ?? '';
  const start = firstMsoMonth(view);
  const daysAt = (month: string): Mention =>
    mention(daysCell(view, DAYS_NET, { month, ...own }), (found) => `${fixed(found, 1)} days`);
  const now = daysAt(last);
  const before = start === null ? null : daysAt(monthBefore(months, start));
  const title =
    before === null || before.value === null
      ? said`Net days in A/R of ${scopeWords(scope)} are ${now} at the end of ${last}`
      : said`Net days in A/R of ${scopeWords(scope)} went from ${before} before the MSO to ${now}`;
  return {
    schema: 'feeworth.report.revenue-cycle/1',
    ...worded(title, notesOf(view, start, own)),
    tables: [
      monthTable(view, months, own),
      ...(start === null ? [] : [beforeAfterTable(view, months, start, own)]),
      classTable(view, figures.groups),
      lagTable(figures.paymentLag),
      reasonTable(figures.denialReasons),
    ],
    provenance: view.provenance,
  };
}

function monthBefore(months: readonly string[], start: string): string {
  return months.findLast((month) => month < start) ?? start;
}

function kpis(view: View, args: FigureArgs): Kpis {
  const cycle = cycleOf(view);
  const group = groupOf(cycle, args.group);
  return kpisOf(cycle.state, cycle.measures, group, windowIn(view.context, args));
}

/** A ratio as a cell: its value, or why there is none. */
function figureCell({ value, reason }: Figure, figure: string, words = reason ?? 'n/a'): Cell {
  return { value, figure, ...(value === null ? { words } : {}) };
}

function submittedCell(view: View, args: FigureArgs): Cell {
  const value = family.value(view, CLAIMS_SUBMITTED, args);
  return { value, figure: figureName(CLAIMS_SUBMITTED, args) };
}

function daysCell(view: View, kind: FigureKind, args: FigureArgs): Cell {
  return { value: family.value(view, kind, args), figure: figureName(kind, args), unit: 'days' };
}

function monthTable(view: View, months: readonly string[], own: FigureArgs): Table {
  const rates = RATES.filter((rate) =>
    BY_MONTH.includes(rate.kind.name.slice('revenue-cycle/'.length)),
  );
  return {
    name: 'by-month',
    title: 'By month; young months are to be read with the share still undecided',
    columns: [
      text('month', 'Month'),
      { key: 'submitted', label: 'Submitted', unit: 'count' },
      { key: 'daysGross', label: 'Days gross', unit: 'days' },
      { key: 'daysNet', label: 'Days net', unit: 'days' },
      ...rates.map((rate) => SHARE(rate.key, rate.kind.label)),
    ],
    rows: months.map((month): Row => {
      const found = kpis(view, { window: month, ...own });
      return {
        cells: [
          month,
          submittedCell(view, { window: month, ...own }),
          daysCell(view, DAYS_GROSS, { month, ...own }),
          daysCell(view, DAYS_NET, { month, ...own }),
          ...rates.map((rate): Cell => {
            const name = figureName(rate.kind, { window: month, ...own });
            return figureCell(found[rate.key], name, '—');
          }),
        ],
      };
    }),
  };
}

function beforeAfterTable(
  view: View,
  months: readonly string[],
  start: string,
  own: FigureArgs,
): Table {
  const before = months.filter((month) => month < start);
  const after = months.filter((month) => month >= start);
  const windows = [before, after].map((side) => `${side[0] ?? start}..${side.at(-1) ?? start}`);
  const [first = '', second = ''] = windows;
  const mature = windows.map((window) => matureWindow(view, window));
  const windowFor = (key: string, side: number): string =>
    (key.endsWith('CollectionRate') ? mature[side] : windows[side]) ?? '';
  const dayRow = (kind: FigureKind): Row => ({
    cells: [
      kind.label,
      daysCell(view, kind, { month: before.at(-1) ?? start, ...own }),
      daysCell(view, kind, { month: after.at(-1) ?? start, ...own }),
      'at the end of each',
    ],
  });
  return {
    name: 'before-after',
    title: `Before (${first.replace('..', ' to ')}) and with the MSO (${second.replace('..', ' to ')})`,
    columns: [
      text('figure', 'Figure'),
      SHARE('before', 'Before'),
      SHARE('with', 'With MSO'),
      text('interval', 'Chance alone (95 %), before | with'),
    ],
    rows: [
      dayRow(DAYS_GROSS),
      dayRow(DAYS_NET),
      ...RATES.map((rate): Row => {
        const sides = [0, 1].map((side) => ({ window: windowFor(rate.key, side), ...own }));
        const found = sides.map((args) => kpis(view, args)[rate.key]);
        return {
          cells: [
            rate.kind.label,
            ...found.map((figure, i) => figureCell(figure, figureName(rate.kind, sides[i] ?? {}))),
            joined(
              found.map((figure, i) => intervalOf(rate, figure, sides[i] ?? {})),
              ' | ',
            ),
          ],
        };
      }),
    ],
    notes: [
      cycleOf(view).beforeAfter(firstDay(parseMonth(start))).words,
      `Collection rates are of services from ${mature.map((w) => w.replace('..', ' to ')).join(' and from ')}: younger ones cannot be judged.`,
    ],
  };
}

/** The part of a window that is old enough to judge what was collected of it. */
function matureWindow(view: View, window: string): string {
  const [from = '', to = from] = window.split('..');
  const months = recordedMonths(view).filter((month) => month >= from && month <= to);
  const { asOf } = view.cut;
  const mature = months.filter((month) => lastDay(parseMonth(month)) + MATURE_DAYS <= asOf);
  return mature.length === 0 ? window : `${from}..${mature.at(-1) ?? to}`;
}

function intervalOf({ ends }: Rate, { interval }: Figure, args: FigureArgs): Said {
  if (interval === undefined) return said`—`;
  const of = ends.map(({ kind, end }) =>
    mention({ value: interval[end], figure: figureName(kind, args), unit: 'share' }, percent),
  );
  return joined(of, ' to ');
}

type Groups = ReturnType<typeof revenueCycle.figures>['groups'];

function classTable(view: View, groups: Groups): Table {
  const classes = groups.filter(
    (group) => group.split === 'payerClass' && group.counts.submitted > 0,
  );
  const windowOf = ({ window }: Pick<Figure, 'window'>): string => window.replace(' to ', '..');
  const rates = RATES.filter((rate, i) => i < CLASS_RATES || rate.key === 'payerCollectionRate');
  return {
    name: 'by-payer-class',
    title: 'By payer class over the last twelve months',
    columns: [
      text('payerClass', 'Payer class'),
      { key: 'submitted', label: 'Submitted', unit: 'count' },
      ...rates.map((rate) => SHARE(rate.key, rate.kind.label)),
    ],
    rows: classes.map((group): Row => {
      const args = { window: windowOf(group), group: group.name };
      return {
        cells: [
          group.name,
          submittedCell(view, args),
          ...rates.map((rate): Cell => {
            const found = group[rate.key];
            // Collections are of mature months only: their window is a part of the group's.
            const isPart = rate.unit === 'cents' && !rate.isAverage && found.value !== null;
            const own = isPart ? { ...args, window: windowOf(found) } : args;
            return figureCell(found, figureName(rate.kind, own), 'n/a');
          }),
        ],
      };
    }),
  };
}

type Lags = ReturnType<typeof revenueCycle.figures>['paymentLag'];

function lagTable(lags: Lags): Table {
  const whole = (key: string, label: string): Column => ({ key, label, unit: 'count' });
  return {
    name: 'payment-lag',
    title: 'Days from submission to payment; claims still open are censored, not left out',
    columns: [
      text('payerClass', 'Claims'),
      whole('claims', 'Claims sent'),
      whole('open', 'Still open'),
      whole('median', 'Median days'),
      whole('p75', 'P75'),
      whole('p90', 'P90'),
      SHARE('paidShare', 'Ever paid'),
    ],
    rows: lags.map((lag): Row => ({
      cells: [
        lag.name,
        lag.claims,
        lag.open,
        lag.byClaims.medianDays,
        lag.byClaims.p75Days,
        lag.byClaims.p90Days,
        lag.byClaims.paidShare,
      ],
    })),
  };
}

type Reasons = ReturnType<typeof revenueCycle.figures>['denialReasons'];
const MOST_REASONS = 8;

function reasonTable(reasons: Reasons): Table {
  return {
    name: 'denial-reasons',
    title: 'Denials by reason, the dearest first, all of the book',
    columns: [
      text('carc', 'Code'),
      text('words', 'Reason'),
      text('preventable', 'Preventable'),
      { key: 'adjustments', label: 'Adjustments', unit: 'count' },
      { key: 'amount', label: 'Amount', unit: 'cents' },
    ],
    rows: reasons.slice(0, MOST_REASONS).map((r) => ({
      cells: [r.carc, r.words, r.preventable ?? 'unknown', r.adjustments, r.cents],
    })),
  };
}

function notesOf(view: View, start: string | null, own: FigureArgs): (Said | string)[] {
  const { decidedWithoutSubmission } = view.figures(revenueCycle);
  const all = recordedMonths(view);
  const window = `${start ?? all[0] ?? ''}..${all.at(-1) ?? ''}`;
  const { openShare, isCollectionMature } = kpis(view, { window, ...own });
  const open = RATES.find((rate) => rate.key === 'openShare');
  invariant(open, 'the share still undecided is a rate');
  const undecided = mention(
    figureCell(openShare, figureName(open.kind, { window, ...own }), 'none'),
    percent,
    'share',
  );
  const young = isCollectionMature
    ? ''
    : '; services of the last 120 days are too young to judge collection';
  return [
    said`Of the claims submitted from ${window.slice(0, 7)}, ${undecided} have no decision yet${young}.`,
    ...(decidedWithoutSubmission === 0
      ? []
      : [
          `${decidedWithoutSubmission} claims were decided without a submission in the book: files may be missing.`,
        ]),
  ];
}
