import type { EquipmentPlan } from '../../scenarios/equipment.ts';
import type { Plan } from '../../scenarios/plan.ts';
import { count, earn, pay, round } from './monthly-sheet.ts';
import type { Sheet } from './monthly-sheet.ts';

/** What is bought, worn off and paid back of one piece of equipment. */
export function writeEquipment(sheet: Sheet, plan: Plan, item: EquipmentPlan): void {
  const { first, last } = sheet.timeline;
  const from = item.bought - plan.start;
  pay(sheet, 'equipment', first[from] ?? 0, item.financedCents - item.priceCents);
  count(sheet, 'borrowed', first[from] ?? 0, item.financedCents);
  const base = item.priceCents - item.salvageCents;
  let worn = 0;
  for (let k = 1; k <= item.lifeMonths; k++) {
    const now = round((base * k) / item.lifeMonths);
    earn(sheet, last[from + k - 1] ?? -1, worn - now);
    worn = now;
  }
  if (item.financedCents === 0) return;
  const rate = Math.pow(1 + item.rateAnnual, 1 / 12) - 1;
  let annuity = 0;
  for (let k = 1; k <= item.termMonths; k++) annuity += Math.pow(1 + rate, -k);
  const level = round(item.financedCents / annuity);
  let owed = item.financedCents;
  for (let k = 0; k < item.termMonths; k++) {
    const day = last[from + k] ?? -1;
    const interest = round(owed * rate);
    const capped = Math.min(owed, Math.max(0, level - interest));
    const principal = k === item.termMonths - 1 ? owed : capped;
    owed -= principal;
    pay(sheet, 'loans', day, -principal - interest);
    earn(sheet, day, -interest);
  }
}

/** Income tax of a practice, month after month; cash it takes in each month of the horizon. */
export function taxOf(plan: Plan, practice: string) {
  const { incomeTax } = plan;
  const paid = Array.from({ length: plan.months + 1 }, () => 0);
  // Every tax year by itself: what it earned, what it owes, what is carried over from before.
  let carried = incomeTax?.lossesCents ?? 0;
  let earned = 0;
  let accruedThisYear = 0;
  let owed = 0;
  const isTaxed = incomeTax?.practices?.includes(practice) ?? true;
  return {
    paid,
    month(m: number, income: number): void {
      if (incomeTax === undefined || !isTaxed) return;
      earned += income;
      const used = earned > 0 ? Math.min(carried, round(earned * incomeTax.lossLimit)) : 0;
      const due = earned > 0 ? round((earned - used) * incomeTax.rate) : 0;
      owed += due - accruedThisYear;
      accruedThisYear = due;
      const calendar = (plan.start + m) % 12;
      if (calendar === 11) {
        carried = carried - used + (earned < 0 ? -earned : 0);
        earned = 0;
        accruedThisYear = 0;
      }
      // Paid in April, June, September and December.
      if ([2, 4, 7, 10].includes(calendar) && owed > 0) {
        paid[m + 1] = owed;
        owed = 0;
      }
    },
  };
}
