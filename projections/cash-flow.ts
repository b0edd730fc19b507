import type { BookContext } from '../src/batch/book-context.ts';
import type { Dictionary } from '../src/batch/dictionary.ts';
import { firstDay, lastDay } from '../src/calendar.ts';
import type { Day, Month } from '../src/calendar.ts';
import { invariant } from '../src/error.ts';
import type { Cut } from '../src/event.ts';
import { CASH_CLASS, CASH_LINES } from '../src/events/declare.ts';
import type { CashLine } from '../src/events/declare.ts';
import { CLASS_AT, foldCash, OTHER, WIDTH } from './cash-flow.generated.ts';
import type { CashFoldState } from './cash-flow-state.ts';
import { sumOf } from './income-statement.ts';
import type { MonthlyCents } from './income-statement.ts';
import { makeBlock } from './projection.ts';
import type { Block, Projection } from './projection.ts';
import { firstMonthOfBusiness } from './book-start.ts';
import { runwayOf } from './runway.ts';
import type { Runway } from './runway.ts';

/** Cash by entity, month, site and line: the arrays that the generated switch adds to. */
export interface CashFlowState extends Block, CashFoldState {
  readonly names: Dictionary;
  readonly firstMonth: Month;
  readonly entities: number;
  readonly asOf: Day;
  /** Index of the first month of business; opening balances lie before it. */
  readonly firstOfBusiness: number;
}

/** One line of the direct cash-flow statement in cents; receipts positive, payments negative. */
export interface CashFlowLine extends MonthlyCents {
  readonly line: CashLine;
}

/** The cash of one site; the empty name is "no site". */
export interface SiteCashFlow {
  readonly site: string;
  readonly lines: readonly CashFlowLine[];
  readonly net: MonthlyCents;
}

/**
 * From the documents to the bank, month by month, exact: documents' net cash, less what is still
 * on its way (1036), less what bank lines brought and nobody has placed (1090), is the change of
 * the bank balance (1010). Under policy `document` the two differences are zero.
 */
export interface BankReconciliation {
  readonly documentsNet: readonly number[];
  readonly changeInTransit: readonly number[];
  readonly changeInUnidentified: readonly number[];
  readonly changeInBank: readonly number[];
}

export interface EntityCashFlow {
  readonly entity: string;
  /** Lines that were ever used, in the order of CASH_LINES. */
  readonly lines: readonly CashFlowLine[];
  readonly bySite: readonly SiteCashFlow[];
  /** CFO, CFI and CFF (ASC 230-10-45), and balances taken over, which are no flow. */
  readonly operating: MonthlyCents;
  readonly investing: MonthlyCents;
  readonly financing: MonthlyCents;
  readonly opening: MonthlyCents;
  readonly reconciliation: BankReconciliation;
  /** Balance of 1010 at the end of each month. */
  readonly bankBalanceByMonth: readonly number[];
  /** Cash of the statement at the end of each month: with `bank`, 1010, 1036 and 1090 together. */
  readonly cashByMonth: readonly number[];
  readonly runway: Runway;
}

/** Direct method, both books; all money in cents. */
export interface CashFlowFigures {
  readonly firstMonth: Month;
  readonly monthCount: number;
  readonly cashPolicy: 'bank' | 'document';
  readonly entities: readonly EntityCashFlow[];
}

/**
 * Cash by what it was for: the documents' cash legs on the lines their declarations name. What
 * payers paid is shown at the site of each claim; what a remittance paid more or less than its
 * month's claims (provider-level adjustments, differences) stands under "no site".
 */
export const cashFlow: Projection<CashFlowState, CashFlowFigures> = {
  name: 'cash-flow',
  start: startCashFlow,
  fold(state, batch, from, to) {
    const { names, entities, sites } = state;
    invariant(
      names.size('entity') <= entities && names.size('site') <= sites,
      'a cash flow is started again when the book gains an entity or a site',
    );
    foldCash(state, batch, from, to);
  },
  figures(state) {
    const entities: EntityCashFlow[] = [];
    for (let e = 1; e < state.entities; e++) entities.push(entityCashFlow(state, e));
    return {
      firstMonth: state.firstMonth,
      monthCount: state.months,
      cashPolicy: state.isBank ? 'bank' : 'document',
      entities,
    };
  },
};

function startCashFlow(context: BookContext, cut: Cut): CashFlowState {
  const entities = context.names.size('entity');
  const sites = context.names.size('site');
  const steps = entities * context.monthCount;
  return {
    ...makeBlock({ f64: { cells: steps * sites * WIDTH, other: steps * OTHER } }),
    names: context.names,
    firstMonth: context.firstMonth,
    entities,
    sites,
    months: context.monthCount,
    firstDay: context.firstDay,
    monthOfDay: context.monthOfDay,
    isBank: context.cashPolicy === 'bank',
    asOf: cut.asOf,
    firstOfBusiness: firstMonthOfBusiness(context),
  };
}

/** Cents of a line in a month at a site (numbers of the dictionary; month from the first one). */
export function cashOf(
  state: CashFlowState,
  entity: number,
  site: number,
  month: number,
  line: CashLine,
): number {
  return state.cells[cashCell(state, entity, site, month, line)] ?? 0;
}

/** Where that amount stands among the cells: for who reads the same ones over and over. */
export function cashCell(
  { months, sites }: Pick<CashFlowState, 'months' | 'sites'>,
  entity: number,
  site: number,
  month: number,
  line: CashLine,
): number {
  return ((entity * months + month) * sites + site) * WIDTH + CASH_LINES.indexOf(line);
}

/** Changes of an account of cash in a month, in cents. */
export function cashAccountChange(
  state: CashFlowState,
  entity: number,
  month: number,
  account: 1010 | 1036 | 1090,
): number {
  return state.other[cashAccountCell(state, entity, month, account)] ?? 0;
}

/** Where that change stands among the other cells. */
export function cashAccountCell(
  { months }: Pick<CashFlowState, 'months'>,
  entity: number,
  month: number,
  account: 1010 | 1036 | 1090,
): number {
  const at = account === 1010 ? 0 : account === 1036 ? 1 : 2;
  return (entity * months + month) * OTHER + at;
}

/** What operating accounts gave to investing and financing without cash in a month, negated. */
export function nonCashOperating(state: CashFlowState, entity: number, month: number): number {
  return state.other[(entity * state.months + month) * OTHER + CLASS_AT] ?? 0;
}

function entityCashFlow(state: CashFlowState, entity: number): EntityCashFlow {
  const { months, sites, names } = state;
  const bySite: SiteCashFlow[] = [];
  for (let site = 0; site < sites; site++) {
    const lines = linesOf(months, (m, line) => cashOf(state, entity, site, m, line));
    const name = names.nameOf('site', site);
    if (lines.length > 0) bySite.push({ site: name, lines, net: sumOf(months, lines) });
  }
  const lines = linesOf(months, (m, line) => {
    let sum = 0;
    for (let site = 0; site < sites; site++) sum += cashOf(state, entity, site, m, line);
    return sum;
  });
  const ofClass = (wanted: string): MonthlyCents =>
    sumOf(
      months,
      lines.filter(({ line }) => CASH_CLASS[line] === wanted),
    );
  const operating = ofClass('O');
  const investing = ofClass('I');
  const net = sumOf(months, lines).byMonth;
  const cashByMonth = running(net);
  const reconciliation = reconcile(state, entity, net);
  return {
    entity: names.nameOf('entity', entity),
    lines,
    bySite,
    operating,
    investing,
    financing: ofClass('F'),
    opening: ofClass('N'),
    reconciliation,
    bankBalanceByMonth: running(reconciliation.changeInBank),
    cashByMonth,
    runway: runwayOf({
      cashCents: cashByMonth[months - 1] ?? 0,
      netBeforeFinancing: sumOf(months, [operating, investing]).byMonth,
      firstMonth: state.firstOfBusiness,
      wholeMonths: wholeMonths(state),
    }),
  };
}

function linesOf(months: number, cents: (month: number, line: CashLine) => number): CashFlowLine[] {
  return CASH_LINES.map((line) => {
    const byMonth = Array.from({ length: months }, (_, m) => cents(m, line));
    return { line, byMonth, totalCents: byMonth.reduce((a, b) => a + b, 0) };
  }).filter(({ byMonth }) => byMonth.some((c) => c !== 0));
}

function reconcile(
  state: CashFlowState,
  entity: number,
  documentsNet: readonly number[],
): BankReconciliation {
  const changes = (account: 1010 | 1036 | 1090): number[] =>
    documentsNet.map((_, m) => cashAccountChange(state, entity, m, account));
  const nothing = documentsNet.map(() => 0);
  const changeInBank = changes(1010);
  const changeInTransit = state.isBank ? changes(1036) : nothing;
  const changeInUnidentified = state.isBank ? changes(1090) : nothing;
  documentsNet.forEach((net, m) => {
    const atBank = net - (changeInTransit[m] ?? 0) - (changeInUnidentified[m] ?? 0);
    invariant(atBank === changeInBank[m], 'documents reconcile to the bank');
  });
  return { documentsNet, changeInTransit, changeInUnidentified, changeInBank };
}

/** Months from the first that are over at the cut. */
function wholeMonths({ firstMonth, months, asOf }: CashFlowState): number {
  const last = (firstMonth + months - 1) as Month;
  if (asOf < firstDay(last)) return Math.max(0, months - 1);
  return asOf >= lastDay(last) ? months : months - 1;
}

function running(changes: readonly number[]): number[] {
  let sum = 0;
  return changes.map((change) => (sum += change));
}
