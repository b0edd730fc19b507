import { roundModelCents } from '../src/money.ts';
import { pow } from '../src/numeric/elementary.ts';
import { exp } from '../src/numeric/elementary.ts';
import { PARAMETER_INDEX } from './effects.ts';
import { K, packed } from './kinds.ts';
import type { Luck } from './luck.ts';
import { GROUP_DRAWS, SITE_DRAWS } from './luck.ts';
import type { CompiledSite, Model, MonthDays, MonthFactors } from './model.ts';
import type { RowWriter } from './row-writer.ts';

const PACKAGE_CARD = packed('PackageSold', { tender: 'card', serviceLine: 'laser' });
const PACKAGE_USED = packed('PackageSessionRedeemed', { serviceLine: 'laser' });
const PAY_PROVIDER = packed('PayrollAccrued', { role: 'provider' });
const PAY_STAFF = packed('PayrollAccrued', { role: 'front-desk' });
const PAY_SUPPLIES = packed('VendorPaid', { purpose: 'supplies' });
const PAY_RENT = packed('VendorPaid', { purpose: 'rent' });
const PAY_OTHER = packed('VendorPaid', { purpose: 'other' });

/** What a site-month hands on: the fee, insured care and pay need it. */
export interface SiteMonth {
  visits: number;
  selfPayCents: number;
  /** Factor on insured claims: visits against their seasonless level. */
  activity: number;
}

/** Demand of a month: level × season × growth × effect × dip × luck, whole visits. */
export function demand(
  model: Model,
  s: CompiledSite,
  month: number,
  days: MonthDays,
  factors: MonthFactors,
  values: Float64Array,
  luck: Luck,
  out: SiteMonth,
): void {
  const { plan } = s;
  const { noise } = model.plan;
  const growth = values[PARAMETER_INDEX.growth] as number;
  const base = (s.index * model.plan.months + month) * SITE_DRAWS;
  const group = luck.group[month * GROUP_DRAWS] as number;
  const own = luck.normal[base] as number;
  const shock = exp(
    noise.group * group +
      noise.site * own -
      0.5 * (noise.group * noise.group + noise.site * noise.site),
  );
  const trend = growth === 0 ? 1 : pow(1 + growth, (month + 1) / 12);
  const activity =
    (plan.season[days.season] as number) * trend * factors.volume * factors.dip * shock;
  out.activity = activity;
  // Visits are whole in the counts; money follows the exact mean so that effects are not rounded.
  const exact = plan.visitsMonthly * activity;
  out.visits = Math.floor(exact + 0.5);
  out.selfPayCents = exact * plan.ticketCents;
}

/** Self-pay sales by line, tender and half-month; prepaid in and out; card and tax settlements. */
export function writeSales(
  w: RowWriter,
  model: Model,
  s: CompiledSite,
  days: MonthDays,
  month: SiteMonth,
): void {
  const { plan, entity, site } = s;
  const { financed, byCard } = s.tenders;
  const { retailTax } = plan;
  const fromPrepaid = month.selfPayCents * plan.prepaidShare;
  const direct = month.selfPayCents - fromPrepaid;
  let carded = 0;
  let partnered = 0;
  let tax = 0;
  for (const line of s.lines) {
    const { isRetail } = line;
    const revenue = direct * line.share;
    const partner = line.isFinanced ? roundModelCents(revenue * financed) : 0;
    const half = roundModelCents(Math.max(0, revenue - partner) * byCard * 0.5);
    const rest = Math.max(0, roundModelCents(revenue - 2 * half - partner));
    const taxHalf = isRetail ? roundModelCents(half * retailTax) : 0;
    const taxRest = isRetail ? roundModelCents(rest * retailTax) : 0;
    const sell = (day: number, code: number, amount: number, taxed: number): void => {
      const service = isRetail ? 0 : amount;
      w.put(
        K.sale,
        entity,
        site,
        days.first + day,
        0,
        0,
        code,
        service,
        amount - service,
        taxed,
        0,
      );
    };
    sell(7, line.byCard, half, taxHalf);
    sell(21, line.byCard, half, taxHalf);
    sell(14, line.byCash, rest, taxRest);
    if (partner > 0) {
      sell(14, line.byPartner, partner, 0);
      partnered += partner;
    }
    carded += 2 * (half + taxHalf);
    tax += 2 * taxHalf + taxRest;
  }
  const sold = roundModelCents(fromPrepaid);
  if (sold > 0) {
    w.put(
      K.packageSold,
      entity,
      site,
      days.first + 9,
      s.packageSubject,
      0,
      PACKAGE_CARD,
      sold,
      1,
      0,
      0,
    );
    w.put(
      K.packageUsed,
      entity,
      site,
      days.first + 19,
      s.packageSubject,
      0,
      PACKAGE_USED,
      sold,
      0,
      1,
      0,
    );
    carded += sold;
  }
  writeSettlements(w, s, days, carded, partnered, tax);
}

function writeSettlements(
  w: RowWriter,
  s: CompiledSite,
  days: MonthDays,
  carded: number,
  partnered: number,
  tax: number,
): void {
  const { plan, entity, site } = s;
  let left = carded;
  for (let batch = 0; batch < 4; batch++) {
    const gross = batch === 3 ? left : roundModelCents(carded * 0.25);
    left -= gross;
    const fee = roundModelCents(gross * plan.cardFee);
    w.put(K.cardBatch, entity, site, days.first + 8 + 7 * batch, 0, 0, 0, gross, fee, 0, 0);
  }
  if (partnered > 0) {
    const discount = roundModelCents(partnered * plan.financingFee);
    w.put(K.partner, entity, site, days.first + 17, 0, 0, 0, partnered, discount, 0, 0);
  }
  if (tax > 0) w.put(K.salesTax, entity, site, days.last + 20, 0, 0, 0, tax, 0, 0, 0);
}

/** Product used and bought, pay, fixed costs, and the thirteen services as far as they are paid. */
export function writeCosts(
  w: RowWriter,
  model: Model,
  s: CompiledSite,
  days: MonthDays,
  month: SiteMonth,
  insuredNetCents: number,
  factors: MonthFactors,
): void {
  const { entity, site, vendor } = s;
  let used = 0;
  let goods = 0;
  for (const { share, productCost, isRetail } of s.lines) {
    const cost = month.selfPayCents * share * productCost * factors.supply;
    if (isRetail) goods += cost;
    else used += cost;
  }
  const injectables = roundModelCents(used);
  const retail = roundModelCents(goods);
  w.put(K.consumed, entity, site, days.last, 0, 0, 0, injectables, retail, 0, 0);
  w.put(K.received, entity, site, days.first + 3, 0, vendor, 0, injectables + retail, 0, 0, 0);
  w.put(
    K.vendorPaid,
    entity,
    site,
    days.first + 27,
    0,
    vendor,
    PAY_SUPPLIES,
    injectables + retail,
    0,
    0,
    0,
  );
  writePay(w, s, days, month.selfPayCents + insuredNetCents);
  let bills = 0;
  let rent = 0;
  for (const { code, monthlyCents, isRent } of s.bills) {
    w.put(K.bill, entity, site, days.first + 4, 0, vendor, code, monthlyCents, 0, 0, 0);
    if (isRent) rent += monthlyCents;
    else bills += monthlyCents;
  }
  for (const { code, standAloneMonthlyCents, removedBy, scale = 1, from = 0 } of s.services) {
    const share =
      removedBy === 'removed.manager' ? factors.removedManager : factors.removedOverhead;
    const removed = days.first < from ? 0 : Math.min(1, share * scale);
    const cost = roundModelCents(standAloneMonthlyCents * (1 - removed));
    w.put(K.bill, entity, site, days.first + 5, 0, vendor, code, cost, 0, 0, 0);
    bills += cost;
  }
  w.put(K.vendorPaid, entity, site, days.first + 1, 0, vendor, PAY_RENT, rent, 0, 0, 0);
  w.put(K.vendorPaid, entity, site, days.first + 24, 0, vendor, PAY_OTHER, bills, 0, 0, 0);
  writeDebt(w, s, days);
  w.put(K.appointments, entity, site, days.last, 0, 0, 0, month.visits, month.visits, 0, 0);
}

function writePay(w: RowWriter, s: CompiledSite, days: MonthDays, production: number): void {
  const { plan, entity, site } = s;
  const provider = roundModelCents(production * plan.providerPay * 0.5);
  const staff = roundModelCents(plan.staffMonthlyCents * 0.5);
  const taxProvider = roundModelCents(provider * plan.employerTax);
  const taxStaff = roundModelCents(staff * plan.employerTax);
  for (let half = 0; half < 2; half++) {
    const day = half === 0 ? days.first + 14 : days.last;
    w.put(K.payroll, entity, site, day, 0, 0, PAY_PROVIDER, provider, taxProvider, 0, 0);
    w.put(K.payroll, entity, site, day, 0, 0, PAY_STAFF, staff, taxStaff, 0, 0);
    w.put(K.payrollPaid, entity, site, day, 0, 0, 0, provider + staff, 0, 0, 0);
  }
  w.put(K.payrollTax, entity, site, days.last, 0, 0, 0, 2 * (taxProvider + taxStaff), 0, 0, 0);
}

/** What is paid on loans taken before, the same in both arms. */
function writeDebt(w: RowWriter, { plan, entity, site }: CompiledSite, days: MonthDays): void {
  const { debt } = plan;
  if (debt === undefined || days.last > debt.until) return;
  w.put(K.loanRepaid, entity, site, days.last, 0, 0, 0, debt.principalCents, 0, 0, 0);
  w.put(K.loanInterest, entity, site, days.last, 0, 0, 0, debt.interestCents, 0, 0, 0);
}
