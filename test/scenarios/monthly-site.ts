import type { Plan, SitePlan } from '../../scenarios/plan.ts';
import { newClaims, expectedInsured } from './monthly-claims.ts';
import {
  dip,
  effect,
  leverFactor,
  leverShift,
  recordedStrength,
  strength,
  valueOf,
} from './monthly-regime.ts';
import type { Regime } from './monthly-regime.ts';
import { aheadOf } from './monthly-prepaid.ts';
import type { Ahead } from './monthly-prepaid.ts';
import { count, earn, pay, round } from './monthly-sheet.ts';
import type { Sheet } from './monthly-sheet.ts';
import { writeEquipment } from './monthly-tax.ts';

const FINANCED = new Set(['filler', 'laser', 'body']);

/** Active patients of a site against their level, by month. */
function patientsOf(regime: Regime, site: SitePlan): number[] {
  const { months } = regime.plan;
  const found: number[] = [];
  let patients = 1;
  for (let m = 0; m < months; m++) {
    found.push(patients);
    const { opens } = site;
    if (site.retention === undefined) continue;
    if (opens !== undefined && regime.plan.start + m < opens.from) continue;
    const r = site.retention;
    const logit =
      Math.log(r / (1 - r)) +
      valueOf(regime, 'retention') * (strength(regime, m) - recordedStrength(regime)) +
      leverShift(regime, 'retention', site.id, m);
    const stay = 1 / (1 + Math.exp(-logit));
    const spend = leverFactor(regime, 'marketing', site.id, m);
    const fresh =
      effect(regime, m, valueOf(regime, 'new-patients')) *
      leverFactor(regime, 'new-patients', site.id, m) *
      Math.pow(spend, valueOf(regime, 'marketing-response'));
    patients = patients * stay + (1 - r) * fresh;
  }
  return found;
}

/** Share of booked visits that take place against the share that did when the level was recorded. */
function keptOf(regime: Regime, site: SitePlan, m: number): number {
  if (site.noShows === undefined) return 1;
  const { rate, refilled } = site.noShows;
  const moved =
    rate *
    effect(regime, m, -valueOf(regime, 'no-shows')) *
    leverFactor(regime, 'no-shows', site.id, m);
  const now = Math.min(1, Math.max(0, moved));
  return (1 - now * (1 - refilled)) / (1 - rate * (1 - refilled));
}

/** Share of its level that a new site has. */
function openOf({ start }: Plan, { opens }: SitePlan, m: number): number {
  if (opens === undefined) return 1;
  const k = start + m - opens.from;
  if (k < 0) return 0;
  if (opens.rampMonths === 0) return 1;
  return 1 / (1 + Math.exp(Math.log(19) * (1 - (2 * (k + 0.5)) / opens.rampMonths)));
}

/** Visits of a month against the level of an average month. */
function activityOf(regime: Regime, site: SitePlan, m: number, patients: number): number {
  const { plan } = regime;
  const asked =
    (site.season[(plan.start + m) % 12] ?? 0) *
    Math.pow(1 + valueOf(regime, 'growth'), (m + 1) / 12) *
    (1 + valueOf(regime, 'level.visits')) *
    effect(regime, m, valueOf(regime, 'volume')) *
    dip(regime, m) *
    patients *
    keptOf(regime, site, m) *
    openOf(plan, site, m) *
    leverFactor(regime, 'visits', site.id, m);
  const nudged = asked * (1 + regime.nudge);
  if (site.capacityMonthly === undefined) return nudged;
  const room = site.capacityMonthly * leverFactor(regime, 'capacity', site.id, m);
  return Math.min(nudged, (room / site.visitsMonthly) * (1 + regime.nudge));
}

/** What patients pay at the desk in a month, by tender, and the tax on it. */
function sales(
  sheet: Sheet,
  site: SitePlan,
  { revenue, shares }: Pick<Month, 'revenue' | 'shares'>,
  { soldByCard, paidBefore }: Ahead,
  m: number,
): void {
  const first = sheet.timeline.first[m] ?? 0;
  const last = sheet.timeline.last[m] ?? 0;
  const { card, cash, financing } = site.tenders;
  const ofCard = card + cash === 0 ? 1 : card / (card + cash);
  let financeable = 0;
  for (const { line, share } of site.lines) if (FINANCED.has(line)) financeable += share;
  const financed = financeable === 0 ? 0 : Math.min(1, financing / financeable);
  // Packages that are used later are sold and used elsewhere.
  const atOnce = site.packages === undefined ? site.prepaidShare : 0;
  const prepaid = round(revenue * atOnce);
  count(sheet, 'prepaid', first + 9, prepaid);
  earn(sheet, first + 19, prepaid);
  let swiped = prepaid + soldByCard;
  let partner = 0;
  let tax = 0;
  site.lines.forEach(({ line }, i) => {
    const direct = Math.max(0, revenue - revenue * atOnce - paidBefore);
    const own = direct * (shares[i] ?? 0);
    const byPartner = FINANCED.has(line) ? round(own * financed) : 0;
    const byCard = round(Math.max(0, own - byPartner) * ofCard);
    const inCash = Math.max(0, round(own - byCard - byPartner));
    const rate = line === 'retail' ? site.retailTax : 0;
    const cardTax = round(byCard * rate);
    const cashTax = round(inCash * rate);
    swiped += byCard + cardTax;
    partner += byPartner;
    tax += cardTax + cashTax;
    pay(sheet, 'cash sales', first + 14, inCash + cashTax);
    const base = line === 'retail' ? 'retail' : 'care';
    count(sheet, base, first + 14, byCard + inCash + byPartner);
    earn(sheet, first + 14, byCard + inCash + byPartner);
  });
  pay(sheet, 'sales tax', last + 20, -tax);
  const quarter = round(swiped / 4);
  [quarter, quarter, quarter, swiped - 3 * quarter].forEach((batch, i) => {
    pay(sheet, 'card batches', first + 8 + 7 * i, batch - round(batch * site.cardFee));
    earn(sheet, first + 8 + 7 * i, -round(batch * site.cardFee));
  });
  pay(sheet, 'financing partner', first + 17, partner - round(partner * site.financingFee));
  earn(sheet, first + 17, -round(partner * site.financingFee));
}

/** Product, pay and taxes on it. */
function variable(
  sheet: Sheet,
  regime: Regime,
  site: SitePlan,
  { revenue, shares, activity, isStaffed }: Month,
  m: number,
): void {
  const first = sheet.timeline.first[m] ?? 0;
  const last = sheet.timeline.last[m] ?? 0;
  const price =
    effect(regime, m, -valueOf(regime, 'supply-price')) *
    leverFactor(regime, 'product-cost', site.id, m) *
    (1 + regime.nudge);
  let goods = 0;
  let retail = 0;
  site.lines.forEach(({ line, productCost }, i) => {
    const cost = revenue * (shares[i] ?? 0) * productCost * price;
    if (line === 'retail') retail += cost;
    else goods += cost;
  });
  pay(sheet, 'product', first + 27, -round(goods) - round(retail));
  count(sheet, 'product used', last, round(goods));
  earn(sheet, last, -round(goods) - round(retail));
  const production = revenue + expectedInsured(site, activity) - (site.providerThresholdCents ?? 0);
  const base = isStaffed ? (site.providerBaseCents ?? 0) : 0;
  const provider =
    (base + Math.max(0, production) * site.providerPay) *
    leverFactor(regime, 'provider-pay', site.id, m);
  const staff = isStaffed ? site.staffMonthlyCents * leverFactor(regime, 'staff', site.id, m) : 0;
  let taxes = 0;
  for (const day of [first + 14, last]) {
    const [toProviders, toStaff] = [round(provider * 0.5), round(staff * 0.5)];
    pay(sheet, 'provider pay', day, -toProviders);
    pay(sheet, 'staff', day, -toStaff);
    const taxed = round(toProviders * site.employerTax) + round(toStaff * site.employerTax);
    taxes += taxed;
    earn(sheet, day, -toProviders - toStaff - taxed);
  }
  pay(sheet, 'payroll taxes', last, -taxes);
}

/** What is paid whether patients come or not. */
function fixed(sheet: Sheet, regime: Regime, site: SitePlan, m: number): void {
  const first = sheet.timeline.first[m] ?? 0;
  const last = sheet.timeline.last[m] ?? 0;
  for (const { category, monthlyCents } of site.costs) {
    const target =
      category === 'rent' ? 'rent' : category === 'advertising' ? 'marketing' : 'other-costs';
    const cost = round(monthlyCents * leverFactor(regime, target, site.id, m));
    earn(sheet, first + 4, -cost);
    if (category === 'rent') pay(sheet, 'rent', first + 1, -cost);
    else pay(sheet, 'bills', first + 24, -cost);
  }
  for (const service of site.services) {
    const isOut = service.from === undefined || first >= service.from;
    const share = (regime.values as Record<string, number>)[service.removedBy] ?? 0;
    const removed = isOut ? share * strength(regime, m) * (service.scale ?? 1) : 0;
    const target = service.service === 'marketing' ? 'marketing' : 'other-costs';
    const alone = service.standAloneMonthlyCents * leverFactor(regime, target, site.id, m);
    const left = round(alone * (1 - Math.min(1, removed)));
    pay(sheet, 'services', first + 24, -left);
    earn(sheet, first + 5, -left);
  }
  if (site.debt !== undefined && last <= site.debt.until) {
    pay(sheet, 'loans', last, -site.debt.principalCents - site.debt.interestCents);
    earn(sheet, last, -site.debt.interestCents);
  }
}

function losses(sheet: Sheet, regime: Regime, site: SitePlan, m: number): void {
  for (const { annual, loss, sites } of regime.plan.hazards ?? []) {
    if (sites !== null && !sites.includes(site.id)) continue;
    const factor = effect(regime, m, -valueOf(regime, 'compliance'));
    const chance = (1 - Math.exp((-annual / 12) * factor)) * (1 + regime.nudge);
    const mean = (loss.min + loss.mode + loss.max) / 3;
    pay(sheet, 'rare losses', (sheet.timeline.first[m] ?? 0) + 20, -round(chance * mean));
    earn(sheet, (sheet.timeline.first[m] ?? 0) + 20, -round(chance * mean));
  }
}

interface Month {
  readonly revenue: number;
  readonly shares: number[];
  readonly activity: number;
  readonly isStaffed: boolean;
}

/** Writes all months of a site onto the sheet of its practice. */
export function writeSite(sheet: Sheet, regime: Regime, site: SitePlan): void {
  const { plan } = regime;
  const patients = patientsOf(regime, site);
  const ahead = aheadOf(sheet, regime, site);
  for (const item of site.equipment ?? []) writeEquipment(sheet, plan, item);
  for (let m = 0; m < plan.months; m++) {
    const activity = activityOf(regime, site, m, patients[m] ?? 1);
    const weights = site.lines.map(
      ({ line, share }) => share * leverFactor(regime, 'line', site.id, m, line),
    );
    const mix = weights.reduce((a, b) => a + b, 0);
    const shares = weights.map((w) => (mix <= 0 ? 0 : w / mix));
    const ticket =
      site.ticketCents *
      (1 + valueOf(regime, 'level.ticket')) *
      leverFactor(regime, 'ticket', site.id, m);
    const revenue = activity * site.visitsMonthly * ticket * mix;
    const since = site.opens === undefined ? 0 : plan.start + m - site.opens.from;
    const isStaffed = since >= -(site.opens?.leadMonths ?? 0);
    const sold = since < 0 ? { soldByCard: 0, paidBefore: 0 } : ahead(m, activity, revenue);
    sales(sheet, site, { revenue, shares }, sold, m);
    variable(sheet, regime, site, { revenue, shares, activity, isStaffed }, m);
    if (isStaffed) fixed(sheet, regime, site, m);
    if (since >= 0) losses(sheet, regime, site, m);
    newClaims(sheet, regime, site, activity, m);
    if (site.opens !== undefined && since === 0) {
      pay(sheet, 'opening a site', sheet.timeline.first[m] ?? 0, -site.opens.costCents);
      earn(sheet, sheet.timeline.first[m] ?? 0, -site.opens.costCents);
    }
  }
}
