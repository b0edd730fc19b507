import { roundModelCents } from '../src/money.ts';
import type { SiteMonth } from './demand.ts';
import { K, packed } from './kinds.ts';
import { leverAt } from './levers.ts';
import type { CompiledSite, MonthDays } from './model.ts';
import type { RowWriter } from './row-writer.ts';
import type { CompiledLine, CompiledService } from './site-lines.ts';
import type { SiteStep } from './site-step.ts';

const PACKAGE_CARD = packed('PackageSold', { tender: 'card', serviceLine: 'laser' });
const PACKAGE_USED = packed('PackageSessionRedeemed', { serviceLine: 'laser' });
const PAY_PROVIDER = packed('PayrollAccrued', { role: 'provider' });
const PAY_STAFF = packed('PayrollAccrued', { role: 'front-desk' });
const PAY_SUPPLIES = packed('VendorPaid', { purpose: 'supplies' });
const PAY_RENT = packed('VendorPaid', { purpose: 'rent' });
const PAY_OTHER = packed('VendorPaid', { purpose: 'other' });

/** Self-pay sales by line and tender; prepaid in and out; card and tax settlements. */
export function writeSales(step: SiteStep, month: SiteMonth): void {
  const { writer: w, site: s, days } = step;
  const { plan } = s;
  const { financed, byCard } = s.tenders;
  const { retailTax } = plan;
  const fromPrepaid = month.selfPayCents * plan.prepaidShare;
  const direct = Math.max(0, month.selfPayCents - fromPrepaid - month.paidAheadCents);
  let carded = month.cardAheadCents;
  let partnered = 0;
  let tax = 0;
  for (let i = 0; i < s.lines.length; i++) {
    const line = s.lines[i] as CompiledLine;
    const revenue = direct * (month.shares[i] as number);
    const partner = line.isFinanced ? roundModelCents(revenue * financed) : 0;
    const card = roundModelCents(Math.max(0, revenue - partner) * byCard);
    const rest = Math.max(0, roundModelCents(revenue - card - partner));
    const taxCard = line.isRetail ? roundModelCents(card * retailTax) : 0;
    const taxRest = line.isRetail ? roundModelCents(rest * retailTax) : 0;
    sell(w, line, days.first + 14, line.byCard, card, taxCard);
    sell(w, line, days.first + 14, line.byCash, rest, taxRest);
    if (partner > 0) {
      sell(w, line, days.first + 14, line.byPartner, partner, 0);
      partnered += partner;
    }
    carded += card + taxCard;
    tax += taxCard + taxRest;
  }
  const sold = roundModelCents(fromPrepaid);
  if (sold > 0) {
    w.put(K.packageSold, days.first + 9, s.packageSubject, 0, PACKAGE_CARD, sold, 1, 0, 0);
    w.put(K.packageUsed, days.first + 19, s.packageSubject, 0, PACKAGE_USED, sold, 0, 1, 0);
    carded += sold;
  }
  writeSettlements(w, s, days, carded, partnered, tax);
}

/** A sale of a line: what is retail and what is a service are amounts of their own. */
function sell(
  w: RowWriter,
  { isRetail }: CompiledLine,
  day: number,
  code: number,
  amount: number,
  taxed: number,
): void {
  const service = isRetail ? 0 : amount;
  w.put(K.sale, day, 0, 0, code, service, amount - service, taxed, 0);
}

function writeSettlements(
  w: RowWriter,
  s: CompiledSite,
  days: MonthDays,
  carded: number,
  partnered: number,
  tax: number,
): void {
  const { plan } = s;
  let left = carded;
  for (let batch = 0; batch < 4; batch++) {
    const gross = batch === 3 ? left : roundModelCents(carded * 0.25);
    left -= gross;
    const fee = roundModelCents(gross * plan.cardFee);
    w.put(K.cardBatch, days.first + 8 + 7 * batch, 0, 0, 0, gross, fee, 0, 0);
  }
  if (partnered > 0) {
    const discount = roundModelCents(partnered * plan.financingFee);
    w.put(K.partner, days.first + 17, 0, 0, 0, partnered, discount, 0, 0);
  }
  if (tax > 0) w.put(K.salesTax, days.last + 20, 0, 0, 0, tax, 0, 0, 0);
}

/** Product used and bought, providers' pay, and services. */
export function writeCosts(step: SiteStep, month: SiteMonth, insuredNetCents: number): void {
  const { writer: w, model, site: s, arm, at, days, factors } = step;
  const { vendor } = s;
  const { levers } = model;
  const price = factors.supply * leverAt(levers, 'product-cost', arm, at);
  let used = 0;
  let goods = 0;
  for (let i = 0; i < s.lines.length; i++) {
    const { productCost, isRetail } = s.lines[i] as CompiledLine;
    const cost = month.selfPayCents * (month.shares[i] as number) * productCost * price;
    if (isRetail) goods += cost;
    else used += cost;
  }
  const injectables = roundModelCents(used);
  const retail = roundModelCents(goods);
  w.put(K.consumed, days.last, 0, 0, 0, injectables, retail, 0, 0);
  w.put(K.received, days.first + 3, 0, vendor, 0, injectables + retail, 0, 0, 0);
  w.put(K.vendorPaid, days.first + 27, 0, vendor, PAY_SUPPLIES, injectables + retail, 0, 0, 0);
  writeProviders(step, month.selfPayCents + insuredNetCents);
  writeServices(step);
  const missed = month.booked - month.visits;
  w.put(K.appointments, days.last, 0, 0, 0, month.booked, month.visits, missed, 0);
}

/** The services as far as an arm pays for them itself. */
function writeServices(step: SiteStep): void {
  const { writer: w, model, site: s, arm, at, days, factors } = step;
  const { vendor } = s;
  let bills = 0;
  for (let i = 0; i < s.services.length; i++) {
    const service = s.services[i] as CompiledService;
    const { code, standAloneMonthlyCents, isManager, scale, from, target } = service;
    const share = isManager ? factors.removedManager : factors.removedOverhead;
    const removed = days.first < from ? 0 : Math.min(1, share * scale);
    const alone = standAloneMonthlyCents * leverAt(model.levers, target, arm, at);
    const cost = roundModelCents(alone * (1 - removed));
    w.put(K.bill, days.first + 5, 0, vendor, code, cost, 0, 0, 0);
    bills += cost;
  }
  w.put(K.vendorPaid, days.first + 24, 0, vendor, PAY_OTHER, bills, 0, 0, 0);
}

/** What luck moves of a site that is not open yet: its providers' base pay, and services. */
export function writeBeforeOpening(step: SiteStep): void {
  writeProviders(step, 0);
  writeServices(step);
}

/** Providers' base and their share of production above a threshold, with the employer's taxes. */
function writeProviders(step: SiteStep, production: number): void {
  const { writer: w, model, site: s, arm, at, days } = step;
  const { plan } = s;
  const { providerBaseCents = 0, providerThresholdCents = 0 } = plan;
  const shared = Math.max(0, production - providerThresholdCents) * plan.providerPay;
  const rate = leverAt(model.levers, 'provider-pay', arm, at);
  const half = roundModelCents((providerBaseCents + shared) * rate * 0.5);
  writeHalves(w, s, days, PAY_PROVIDER, half);
}

/** A month's pay of one role in two halves, on the 15th and at the end; taxes on it at the end. */
function writeHalves(
  w: RowWriter,
  { plan }: CompiledSite,
  days: MonthDays,
  role: number,
  half: number,
): void {
  const tax = roundModelCents(half * plan.employerTax);
  w.put(K.payroll, days.first + 14, 0, 0, role, half, tax, 0, 0);
  w.put(K.payroll, days.last, 0, 0, role, half, tax, 0, 0);
  w.put(K.payrollPaid, days.first + 14, 0, 0, 0, half, 0, 0, 0);
  w.put(K.payrollPaid, days.last, 0, 0, 0, half, 0, 0, 0);
  w.put(K.payrollTax, days.last, 0, 0, 0, 2 * tax, 0, 0, 0);
}

/** What a fixed cost depends on: no luck and no parameter, only the month and an arm's measures. */
export type FixedStep = Pick<SiteStep, 'writer' | 'model' | 'site' | 'arm' | 'at' | 'days'>;

/** Costs of a month that no luck and no parameter touches: bills, rent, staff, loans of before. */
export function writeFixedCosts(step: FixedStep): void {
  const { writer: w, model, site: s, arm, at, days } = step;
  const { levers } = model;
  const { vendor, plan } = s;
  let bills = 0;
  let rent = 0;
  for (const { code, monthlyCents, target } of s.bills) {
    const factor = leverAt(levers, target, arm, at);
    const cost = factor === 1 ? monthlyCents : roundModelCents(monthlyCents * factor);
    w.put(K.bill, days.first + 4, 0, vendor, code, cost, 0, 0, 0);
    if (target === 'rent') rent += cost;
    else bills += cost;
  }
  w.put(K.vendorPaid, days.first + 1, 0, vendor, PAY_RENT, rent, 0, 0, 0);
  w.put(K.vendorPaid, days.first + 24, 0, vendor, PAY_OTHER, bills, 0, 0, 0);
  const wages = plan.staffMonthlyCents * leverAt(levers, 'staff', arm, at);
  writeHalves(w, s, days, PAY_STAFF, roundModelCents(wages * 0.5));
  writeDebt(w, s, days);
}

/** What is paid on loans taken before, the same in both arms. */
function writeDebt(w: RowWriter, { plan }: CompiledSite, days: MonthDays): void {
  const { debt } = plan;
  if (debt === undefined || days.last > debt.until) return;
  w.put(K.loanRepaid, days.last, 0, 0, 0, debt.principalCents, 0, 0, 0);
  w.put(K.loanInterest, days.last, 0, 0, 0, debt.interestCents, 0, 0, 0);
}
