import type { Month } from '../src/calendar.ts';
import { roundModelCents } from '../src/money.ts';
import { pow } from '../src/numeric/elementary.ts';
import { K } from './kinds.ts';
import type { SiteStep } from './site-step.ts';

/** Equipment that a site buys in the horizon, the same in both arms. */
export interface EquipmentPlan {
  readonly id: string;
  /** Bought, and in service, on the first day of a month. */
  readonly bought: Month;
  readonly priceCents: number;
  /** Part of the price that a loan pays. */
  readonly financedCents: number;
  readonly rateAnnual: number;
  readonly termMonths: number;
  readonly lifeMonths: number;
  /** What it is worth at the end of its life. */
  readonly salvageCents: number;
}

/** The equipment of a site by month of the horizon, in cents; the same on every path. */
export interface CompiledEquipment {
  readonly purchases: readonly {
    readonly month: number;
    readonly subject: number;
    readonly paid: number;
    readonly financed: number;
  }[];
  readonly depreciation: Float64Array;
  readonly principal: Float64Array;
  readonly interest: Float64Array;
  readonly financed: Float64Array;
}

/** What is paid on a loan in each month of its term: level payments, the last one clears it. */
export function loanPayments({
  financedCents,
  rateAnnual,
  termMonths,
}: Pick<EquipmentPlan, 'financedCents' | 'rateAnnual' | 'termMonths'>): {
  readonly principal: number;
  readonly interest: number;
}[] {
  const rate = pow(1 + rateAnnual, 1 / 12) - 1;
  const level =
    rate === 0
      ? financedCents / termMonths
      : (financedCents * rate) / (1 - pow(1 + rate, -termMonths));
  const payment = roundModelCents(level);
  let owed = financedCents;
  return Array.from({ length: termMonths }, (_, k) => {
    const interest = roundModelCents(owed * rate);
    const isLast = k === termMonths - 1;
    const principal = isLast ? owed : Math.min(owed, Math.max(0, payment - interest));
    owed -= principal;
    return { principal, interest };
  });
}

/** Straight line over the life, a whole month at a time; the parts add up to the base (ASC 360). */
export function depreciationOf({
  priceCents,
  salvageCents,
  lifeMonths,
}: Pick<EquipmentPlan, 'priceCents' | 'salvageCents' | 'lifeMonths'>): number[] {
  const base = priceCents - salvageCents;
  const upTo = (k: number): number => roundModelCents((base * k) / lifeMonths);
  return Array.from({ length: lifeMonths }, (_, k) => upTo(k + 1) - upTo(k));
}

/** Lays out what a site buys by month; null where it buys nothing. */
export function compileEquipment(
  equipment: readonly EquipmentPlan[] | undefined,
  { start, months }: { readonly start: Month; readonly months: number },
  subjectOf: (id: string) => number,
): CompiledEquipment | null {
  if (equipment === undefined || equipment.length === 0) return null;
  const empty = (): Float64Array => new Float64Array(months);
  const [depreciation, principal, interest, financed] = [empty(), empty(), empty(), empty()];
  const addTo = (column: Float64Array, m: number, cents: number): void => {
    if (m < months) column[m] = (column[m] as number) + cents;
  };
  const purchases = equipment.map((item) => {
    const month = item.bought - start;
    addTo(financed, month, item.financedCents);
    depreciationOf(item).forEach((cents, k) => {
      addTo(depreciation, month + k, cents);
    });
    if (item.financedCents > 0) {
      loanPayments(item).forEach((due, k) => {
        addTo(principal, month + k, due.principal);
        addTo(interest, month + k, due.interest);
      });
    }
    const paid = item.priceCents - item.financedCents;
    return { month, subject: subjectOf(item.id), paid, financed: item.financedCents };
  });
  return { purchases, depreciation, principal, interest, financed };
}

/** Purchases on the first day; depreciation and the loans' payments on the last. */
export function writeEquipment(
  { writer: w, month, days }: Pick<SiteStep, 'writer' | 'month' | 'days'>,
  { purchases, depreciation, principal, interest }: CompiledEquipment,
): void {
  for (const bought of purchases) {
    if (bought.month !== month) continue;
    const { subject, paid, financed } = bought;
    w.put(K.equipment, days.first, subject, 0, 0, paid, financed, 0, 0);
  }
  const worn = depreciation[month] as number;
  if (worn > 0) w.put(K.depreciation, days.last, 0, 0, 0, worn, 0, 0, 0);
  const back = principal[month] as number;
  if (back > 0) w.put(K.loanRepaid, days.last, 0, 0, 0, back, 0, 0, 0);
  const due = interest[month] as number;
  if (due > 0) w.put(K.loanInterest, days.last, 0, 0, 0, due, 0, 0, 0);
}
