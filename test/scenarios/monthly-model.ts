/**
 * The practice model once more, as a slow monthly sheet: one list a line, written from
 * docs/model.md and sharing nothing with scenarios/ but the types of a plan and the rounding
 * of cents. What it comes to without luck must be what the model comes to, to the cent.
 */
import type { Plan } from '../../scenarios/plan.ts';
import { writeFee } from './monthly-fee.ts';
import { writeOpening } from './monthly-opening.ts';
import { changes } from './monthly-regime.ts';
import type { ArmId, Regime, Values } from './monthly-regime.ts';
import { earn, netOf, newSheet, pay, round, timelineOf } from './monthly-sheet.ts';
import type { Sheet } from './monthly-sheet.ts';
import { writeSite } from './monthly-site.ts';
import { taxOf } from './monthly-tax.ts';

/** Months of one practice in one arm, in cents. */
export interface PracticeMonths {
  readonly sheet: Sheet;
  readonly openingCents: number;
  readonly netCents: readonly number[];
  readonly closingCents: readonly number[];
  readonly feePaidCents: readonly number[];
  readonly feeDueCents: readonly number[];
  /** The credit line, and the loans of the book. */
  readonly financingCents: readonly number[];
  /** What payers and patients owe at each month end. */
  readonly owedCents: readonly number[];
  /** What is owed on care paid ahead, by cohorts, at each month end. */
  readonly aheadCents: readonly number[];
  /** Before income tax. */
  readonly incomeCents: readonly number[];
}

/**
 * Draws and repays at month end, so that cash stands at the floor where it may; then the income tax
 * of the month. Returns the income tax that each month pays.
 */
function writeCreditAndTax(
  sheet: Sheet,
  { plan, nudge }: Regime,
  practice: string,
  openingCents: number,
): readonly number[] {
  const { floorCents, limitCents, rateAnnual } = plan.credit;
  const tax = taxOf(plan, practice);
  const monthly = Math.pow(1 + rateAnnual, 1 / 12) - 1;
  let cash = openingCents;
  let drawn = 0;
  for (let m = 0; m < plan.months; m++) {
    const interest = round(drawn * monthly * (1 + nudge));
    cash += netOf(sheet, m) - (tax.paid[m] ?? 0) - interest;
    const missing = floorCents - cash;
    const move =
      limitCents === 0
        ? 0
        : missing > 0
          ? Math.min(missing, limitCents - drawn)
          : -Math.min(-missing, drawn);
    drawn += move;
    cash += move;
    pay(sheet, 'credit line', sheet.timeline.last[m] ?? 0, move - interest);
    earn(sheet, sheet.timeline.last[m] ?? 0, -interest);
    tax.month(m, sheet.bases.income[m] ?? 0);
  }
  return tax.paid;
}

function practiceMonths(regime: Regime, practice: string): PracticeMonths {
  const { plan } = regime;
  const timeline = timelineOf(plan.start, plan.months);
  const sheet = newSheet(timeline);
  for (const site of plan.sites) if (site.entity === practice) writeSite(sheet, regime, site);
  const openingCents = writeOpening(sheet, plan, practice);
  if (changes(regime)) {
    const { effective, start, recorded, joiningCents, exitCents, leaves } = plan;
    const at = timeline.first[effective - start] ?? 0;
    const change = recorded === 'withMso' ? exitCents : joiningCents;
    const joining = changeShare(plan, practice, effective, change);
    pay(sheet, 'joining and exit', at, -joining);
    earn(sheet, at, -joining);
    const left = leaves === undefined ? undefined : timeline.first[leaves.from - start];
    if (left !== undefined) {
      const month = leaves?.from ?? start;
      const exit = changeShare(plan, practice, month, exitCents);
      pay(sheet, 'joining and exit', left, -exit);
      earn(sheet, left, -exit);
    }
  }
  const feeDueCents = writeFee(sheet, regime, practice);
  for (const { day, cents } of sheet.toState) pay(sheet, 'unclaimed', day, -cents);
  const taxPaid = writeCreditAndTax(sheet, regime, practice, openingCents);
  const netCents = feeDueCents.map((_, m) => netOf(sheet, m));
  let cash = openingCents;
  const closingCents = netCents.map((net, m) => (cash += net - (taxPaid[m] ?? 0)));
  let owed = 0;
  const owedCents = sheet.bases.owed.map((more) => (owed += more));
  let ahead = 0;
  const aheadCents = sheet.bases.ahead.map((more) => (ahead += more));
  return {
    sheet,
    openingCents,
    netCents,
    closingCents,
    feePaidCents: sheet.cash.fee.map((cents) => -cents),
    feeDueCents,
    financingCents: sheet.cash['credit line'].map(
      (cents, m) => cents + (sheet.cash.loans[m] ?? 0) + (sheet.bases.borrowed[m] ?? 0),
    ),
    owedCents,
    aheadCents,
    incomeCents: sheet.bases.income,
  };
}

/**
 * Outlays of a change are the group's: by the sites open in that month, what rounding leaves with
 * the last practice that has one.
 */
function changeShare(
  { practices, sites }: Plan,
  practice: string,
  month: number,
  cents: number,
): number {
  const open = sites.filter(({ opens }) => opens === undefined || opens.from <= month);
  const of = (id: string): number => open.filter(({ entity }) => entity === id).length;
  const part = (id: string): number => round((cents * of(id)) / open.length);
  const bearing = practices.filter((id) => of(id) > 0);
  if (!bearing.includes(practice)) return 0;
  if (practice !== bearing.at(-1)) return part(practice);
  let rest = cents;
  for (const other of bearing.slice(0, -1)) rest -= part(other);
  return rest;
}

/** Every practice of a plan in one arm, without luck; `nudge` as in Regime. */
export function monthlyModel(plan: Plan, arm: ArmId, values: Values, nudge = 0): PracticeMonths[] {
  return plan.practices.map((practice) => practiceMonths({ plan, arm, values, nudge }, practice));
}
