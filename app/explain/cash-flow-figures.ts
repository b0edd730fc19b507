import { cashAccountCell, cashCell, cashFlow } from '../../projections/cash-flow.ts';
import type { CashFlowState } from '../../projections/cash-flow.ts';
import { CASH_CLASS, CASH_LINES } from '../../src/events/declare.ts';
import type { CashLine } from '../../src/events/declare.ts';
import type { View } from '../cli/view.ts';
import type { Explanation } from './explanation.ts';
import { figureName } from './figure.ts';
import type { FigureArgs, FigureFamily, FigureKind } from './figure.ts';
import { entitiesIn, monthIndex, windowIn } from './scope.ts';
import { explainSum } from './explain-sum.ts';
import { negated, readingOf, sumOfCells } from './watch.ts';
import type { Months, Reading } from './watch.ts';

const KEYS = ['window', 'entity?', 'site?'] as const;
const RECEIPTS: readonly CashLine[] = [
  'payer-receipts',
  'patient-receipts',
  'card-settlements',
  'financing-and-rewards',
  'refunds-and-chargebacks',
];
const ofClass = (...classes: readonly string[]): readonly CashLine[] =>
  CASH_LINES.filter((line) => classes.includes(CASH_CLASS[line]));

/** Lines of the statement taken together, as the month table prints them. */
const GROUPS: Readonly<
  Record<string, { label: string; lines: readonly CashLine[]; definition: string }>
> = {
  receipts: {
    label: 'Receipts',
    lines: RECEIPTS,
    definition: 'Cash from payers and patients, refunds and chargebacks taken off.',
  },
  'operating-payments': {
    label: 'Operating payments',
    lines: ofClass('O').filter((l) => !RECEIPTS.includes(l) && l !== 'management-fee'),
    definition: 'Cash paid for operations (ASC 230-10-45), the management fee apart.',
  },
  'investing-and-financing': {
    label: 'Investing and financing',
    lines: ofClass('I', 'F'),
    definition: 'Cash for equipment, loans, capital and distributions (ASC 230-10-45).',
  },
  net: {
    label: 'Net cash flow',
    lines: ofClass('O', 'I', 'F'),
    definition: 'All cash in less all cash out; balances taken over are no flow.',
  },
};

const lineKinds: readonly FigureKind[] = CASH_LINES.map((line) => ({
  name: `cash-flow/${line}`,
  label: sentence(line),
  unit: 'cents',
  nature: 'sum',
  definition: 'Line of the direct cash-flow statement: cash legs of the documents that name it.',
  keys: KEYS,
}));

const groupKinds: readonly FigureKind[] = Object.entries(GROUPS).map(([name, group]) => ({
  name: `cash-flow/${name}`,
  label: group.label,
  unit: 'cents',
  nature: 'sum',
  definition: group.definition,
  keys: KEYS,
}));

const bankBalance: FigureKind = {
  name: 'cash-flow/bank-balance',
  label: 'Cash at bank',
  unit: 'cents',
  nature: 'sum',
  definition: 'Balance of account 1010 at the end of the month, or at the cut inside it.',
  keys: ['month', 'entity?'],
};

const runway: FigureKind = {
  name: 'cash-flow/runway',
  label: 'Runway',
  unit: 'months',
  nature: 'ratio',
  definition:
    'Cash at the cut divided by the average monthly net outflow, operating and investing, of the ' +
    'last three whole months; n/a when that is not an outflow.',
  keys: ['entity'],
};

/** Figures of the direct cash flow. */
export const CASH_FLOW_KINDS: readonly FigureKind[] = [
  ...groupKinds,
  bankBalance,
  ...lineKinds,
  runway,
];

function linesOf(kind: FigureKind): readonly CashLine[] {
  const name = kind.name.slice('cash-flow/'.length);
  return GROUPS[name]?.lines ?? CASH_LINES.filter((line) => line === name);
}

/** Reads a figure off the state of the fold: a sum of its cells. */
function reading(view: View, kind: FigureKind, args: FigureArgs): Reading<CashFlowState> {
  const { context } = view;
  const { names } = context;
  const entities = entitiesIn(context, args).map((id) => names.numberOf('entity', id));
  if (kind === bankBalance) {
    return {
      months: { from: 0, to: monthIndex(context, args.month) },
      entities,
      reader: (state, { from, to }) => {
        const { other } = state;
        const cells: number[] = [];
        for (const entity of entities)
          for (let m = from; m <= to; m++) cells.push(cashAccountCell(state, entity, m, 1010));
        return () => sumOfCells(other, cells);
      },
    };
  }
  const site = args.site === undefined ? undefined : names.numberOf('site', args.site);
  return flowReading({ entities, site, lines: linesOf(kind), months: windowIn(context, args) });
}

/** Cash on lines of entities over months, at one site or at all. */
function flowReading({
  entities,
  site: own,
  lines,
  months,
}: {
  readonly entities: readonly number[];
  readonly site?: number | undefined;
  readonly lines: readonly CashLine[];
  readonly months: Months;
}): Reading<CashFlowState> {
  return {
    months,
    entities,
    reader: (state, { from, to }) => {
      const cells: number[] = [];
      for (const entity of entities)
        for (let site = own ?? 0; site < (own === undefined ? state.sites : own + 1); site++)
          for (let month = from; month <= to; month++)
            for (const line of lines) cells.push(cashCell(state, entity, site, month, line));
      return () => sumOfCells(state.cells, cells);
    },
  };
}

function value(view: View, kind: FigureKind, args: FigureArgs): number | null {
  const { entities } = view.figures(cashFlow);
  const wanted = new Set(entitiesIn(view.context, args));
  const chosen = entities.filter((e) => wanted.has(e.entity));
  if (kind === runway) return chosen[0]?.runway.months ?? null;
  let sum = 0;
  if (kind === bankBalance) {
    const month = monthIndex(view.context, args.month);
    for (const { bankBalanceByMonth } of chosen) sum += bankBalanceByMonth[month] ?? 0;
    return sum;
  }
  const { from: first, to: last } = windowIn(view.context, args);
  const lines = new Set(linesOf(kind));
  for (const entity of chosen) {
    const from =
      args.site === undefined
        ? entity.lines
        : (entity.bySite.find((s) => s.site === args.site)?.lines ?? []);
    for (const { line, byMonth } of from) {
      if (!lines.has(line)) continue;
      for (let month = first; month <= last; month++) sum += byMonth[month] ?? 0;
    }
  }
  return sum;
}

async function explain(view: View, kind: FigureKind, args: FigureArgs): Promise<Explanation> {
  if (kind !== runway) {
    return explainSum(view, kind, args, {
      value: value(view, kind, args) ?? 0,
      projection: cashFlow,
      ...reading(view, kind, args),
      ...(kind === bankBalance ? { account: 1010 } : {}),
    });
  }
  return explainRunway(view, args);
}

async function explainRunway(view: View, args: FigureArgs): Promise<Explanation> {
  const own = view.figures(cashFlow).entities.find((e) => e.entity === args.entity);
  const { monthCount } = view.context;
  const entity = view.context.names.numberOf('entity', args.entity ?? '');
  const flow = own?.runway;
  const { over = 0, since = 0 } = flow ?? {};
  const cash = own?.cashByMonth[monthCount - 1] ?? 0;
  const figure = figureName(runway, args);
  const part = async (
    label: string,
    value: number,
    how: Reading<CashFlowState>,
  ): Promise<Explanation> => {
    const kind: FigureKind = { ...runway, label, unit: 'cents', definition: label };
    const explained = await explainSum(view, kind, args, { value, ...how, projection: cashFlow });
    return { ...explained, figure: `${figure} · ${label.toLowerCase()}` };
  };
  const ofCash = flowReading({
    entities: [entity],
    lines: CASH_LINES,
    months: { from: 0, to: monthCount - 1 },
  });
  const ofOutflow = negated(
    flowReading({
      entities: [entity],
      lines: ofClass('O', 'I'),
      months: { from: since, to: since + over - 1 },
    }),
  );
  const outflow = readingOf(ofOutflow, view.state(cashFlow));
  return {
    kind: 'rule',
    figure,
    label: runway.label,
    unit: 'months',
    value: flow?.months ?? null,
    definition: runway.definition,
    formula: 'cash at the cut × whole months ÷ their outflow before financing; not rounded',
    steps: [
      { words: 'cash of the statement at the cut', amount: cash },
      { words: `outflow of ${over} whole months; below zero is an inflow`, amount: outflow },
      { words: 'average of a month, rounded to the cent', amount: flow?.burnCents ?? 0 },
    ],
    from: [
      await part('Cash of the statement', cash, ofCash),
      await part('Outflow', outflow, ofOutflow),
    ],
  };
}

function sentence(name: string): string {
  const words = name.replaceAll('-', ' ');
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

export const family: FigureFamily = {
  kinds: CASH_FLOW_KINDS,
  value,
  explain,
  isNear: (one) => one.moves(cashFlow),
};
