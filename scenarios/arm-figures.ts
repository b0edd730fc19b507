import { firstDay } from '../src/calendar.ts';
import type { Month } from '../src/calendar.ts';
import { balanceOf, changeOf } from '../projections/ledger.ts';
import { daysInAr } from '../projections/days-in-ar.ts';
import type { DaysInAr } from '../projections/days-in-ar.ts';
import { feeBaseShares, sharesCents } from '../projections/fee-base.ts';
import { isCharged } from './effects.ts';
import type { Arm } from './effects.ts';
import {
  borrowedCents,
  cashCents,
  cashChangeCents,
  ebitdaCents,
  feePaidCents,
  financingCents,
  netCashCents,
  payrollCents,
} from './folds.ts';
import type { Folds } from './folds.ts';
import type { Model } from './model.ts';
import type { Workbench } from './run-arm.ts';

/** What one arm of a path comes to, by month of the horizon, in cents. */
export interface ArmFigures {
  readonly net: Float64Array;
  readonly fee: Float64Array;
  readonly financing: Float64Array;
  minimumCash: number;
  closingCash: number;
  daysGross: number;
  daysNet: number;
  ebitda: number;
  collections: number;
  /** Those of months on which a fee is charged. */
  charged: number;
  feeDue: number;
  isShort: number;
  msoCash: number;
  owed: number;
  hasMissedPayroll: number;
}

export function newFigures(months: number): ArmFigures {
  return {
    net: new Float64Array(months),
    fee: new Float64Array(months),
    financing: new Float64Array(months),
    minimumCash: 0,
    closingCash: 0,
    daysGross: 0,
    daysNet: 0,
    ebitda: 0,
    collections: 0,
    charged: 0,
    feeDue: 0,
    isShort: 0,
    msoCash: 0,
    owed: 0,
    hasMissedPayroll: 0,
  };
}

/** Reads an arm's figures out of the folds, over all practices; the MSO's book is not the payer's. */
export function readArm(
  model: Model,
  arm: Arm,
  { folds, loans }: Workbench,
  out: ArmFigures,
): void {
  const { months } = model.plan;
  out.msoCash = 0;
  out.owed = sumOf(loans);
  out.minimumCash = Infinity;
  out.ebitda = out.collections = out.charged = out.feeDue = 0;
  out.isShort = 0;
  const held = Float64Array.from(model.practices, ({ entity }) =>
    cashCents(folds, entity, model.offset - 1),
  );
  for (let m = 0; m < months; m++) {
    const month = model.offset + m;
    let net = 0;
    let fee = 0;
    let financing = 0;
    let cash = 0;
    const isPaying = isCharged(model.plan, arm, m);
    for (let i = 0; i < model.practices.length; i++) {
      const { entity } = model.practices[i] as Model['practices'][number];
      const own = (held[i] as number) + cashChangeCents(folds, entity, month);
      held[i] = own;
      net += netCashCents(folds, entity, month);
      fee += feePaidCents(folds, entity, month);
      financing += financingCents(folds, entity, month);
      if (own < 0) out.isShort = 1;
      cash += own;
      out.ebitda += ebitdaCents(folds, entity, month);
      out.feeDue += changeOf(folds.ledger, entity, month, 6110);
      const collected = sharesCents(folds.feeBase, COLLECTIONS, entity, month);
      out.collections += collected;
      if (isPaying) out.charged += collected;
    }
    out.msoCash += netCashCents(folds, model.mso, month);
    out.net[m] = net;
    out.fee[m] = fee;
    out.financing[m] = financing;
    if (cash < out.minimumCash) out.minimumCash = cash;
    out.closingCash = cash;
  }
  out.hasMissedPayroll = model.practices.some((_, i) => missesPayroll(model, i, folds)) ? 1 : 0;
  const ar = daysAt(model, { folds }, months - 1);
  out.daysGross = hundredths(ar.daysInArGross);
  out.daysNet = hundredths(ar.daysInArNet);
}

const COLLECTIONS = feeBaseShares('collections-net-of-refunds');

/** Days in A/R of all practices at the end of a month of the horizon. */
export function daysAt(model: Model, { folds }: Pick<Workbench, 'folds'>, m: number): DaysInAr {
  const { practices, context, offset } = model;
  const reader = {
    balance: (account: number, month: number) =>
      practices.reduce((sum, p) => sum + balanceOf(folds.ledger, p.entity, account, month), 0),
    change: (account: number, month: number) =>
      practices.reduce((sum, p) => sum + changeOf(folds.ledger, p.entity, month, account), 0),
  };
  return daysInAr(reader, offset + m, { firstMonth: context.firstMonth, since: offset });
}

/**
 * Whether at some month end a practice has less than the next payroll takes, unused credit counted
 * in: half of the coming month's wages; after the last month, of its own.
 */
function missesPayroll(model: Model, index: number, folds: Folds): boolean {
  const { plan, practices, offset } = model;
  const { entity, id } = practices[index] as Model['practices'][number];
  const { limitCents } = plan.credit;
  let drawn = 0;
  let cash = cashCents(folds, entity, offset - 1);
  for (let m = 0; m < plan.months; m++) {
    const month = offset + m;
    cash += cashChangeCents(folds, entity, month);
    if (limitCents > 0) drawn += borrowedCents(folds, entity, month) + otherDebtCents(model, id, m);
    const unused = Math.max(0, limitCents - drawn);
    const next = Math.min(month + 1, offset + plan.months - 1);
    if (cash + unused < payrollCents(folds, entity, next)) return true;
  }
  return false;
}

/**
 * What a practice pays back in a month of loans it had before and of those for equipment, less what
 * it takes up for equipment: no part of the line of credit.
 */
function otherDebtCents({ plan, sites }: Model, practice: string, m: number): number {
  const last = firstDay((plan.start + m + 1) as Month) - 1;
  return sites.reduce((sum, { plan: { entity, debt }, equipment }) => {
    if (entity !== practice) return sum;
    const old = debt !== undefined && last <= debt.until ? debt.principalCents : 0;
    if (equipment === null) return sum + old;
    return sum + old + (equipment.principal[m] as number) - (equipment.financed[m] as number);
  }, 0);
}
export const hundredths = (days: number | null): number => Math.floor((days ?? 0) * 100 + 0.5);

export function presentValue(net: Float64Array, discount: Float64Array): number {
  let sum = 0;
  for (let m = 0; m < net.length; m++) sum += (net[m] as number) * (discount[m] as number);
  return sum;
}

export function sumOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
