import type { FeeComponent } from '../../src/agreement/terms.ts';
import { Decimal } from '../../src/money.ts';
import type { Plan, SitePlan } from '../../scenarios/plan.ts';
import { hasFee } from './monthly-regime.ts';
import type { Regime } from './monthly-regime.ts';
import { earn, pay, round } from './monthly-sheet.ts';
import type { Base, Sheet } from './monthly-sheet.ts';

/** Receipts of a month in cents: what counts as collected on the day patients or payers pay. */
export const collections = ({ bases }: Sheet, m: number): number =>
  (bases.care[m] ?? 0) +
  (bases.retail[m] ?? 0) +
  (bases.prepaid[m] ?? 0) +
  (bases.remitted[m] ?? 0);

/** Month in which the terms of a practice begin; they begin on its first day. */
function firstMonth({ agreements }: Plan, practice: string): number {
  const [year = '', month = ''] = agreements[practice]?.effectiveFrom.split('-') ?? [];
  return Number(year) * 12 + Number(month) - 1;
}

function baseOf(
  plan: Plan,
  sheet: Sheet,
  practice: string,
  base: Extract<FeeComponent, { kind: 'percent' }>['base'],
  m: number,
): number {
  const at = base.month === 'prior' ? m - 1 : m;
  if (plan.start + at < firstMonth(plan, practice)) return 0;
  if (at < 0) return plan.priorBases?.[practice]?.[base.kind] ?? 0;
  const of = (name: Base): number => sheet.bases[name][at] ?? 0;
  switch (base.kind) {
    case 'gross-charges':
      return of('charges') + of('care') + of('retail');
    case 'collections-excl-retail':
      return collections(sheet, at) - of('retail');
    case 'collections-excl-drug-cost':
      return collections(sheet, at) - of('product used');
    default:
      return collections(sheet, at);
  }
}

const DOLLAR = 100;
const whole = (cents: Decimal): number =>
  cents.toDecimalPlaces(0, Decimal.ROUND_HALF_UP).toNumber();

/** The fee of a whole month by one component; half a cent rounds up. */
function componentCents(
  plan: Plan,
  sheet: Sheet,
  practice: string,
  component: FeeComponent,
  m: number,
): number {
  const isOpen = ({ entity, opens }: SitePlan): boolean =>
    entity === practice && (opens === undefined || plan.start + m >= opens.from);
  const sites = plan.sites.filter(isOpen).length;
  switch (component.kind) {
    case 'flat':
      return whole(
        new Decimal(component.amount).times(DOLLAR).times(component.per === 'site' ? sites : 1),
      );
    case 'per-unit':
      return whole(new Decimal(component.price).times(DOLLAR).times(sites));
    case 'percent':
      return whole(
        new Decimal(component.rate).times(baseOf(plan, sheet, practice, component.base, m)),
      );
    case 'tiered':
      return tieredCents(component, baseOf(plan, sheet, practice, component.base, m));
    default:
      throw new Error(`a future has no ${component.kind}`);
  }
}

function tieredCents(
  { mode, tiers }: Extract<FeeComponent, { kind: 'tiered' }>,
  base: number,
): number {
  let below = 0;
  let sum = new Decimal(0);
  for (const { upTo, rate } of tiers) {
    const end = upTo === undefined ? Infinity : new Decimal(upTo).times(DOLLAR).toNumber();
    if (mode === 'whole-amount' && base > below) sum = new Decimal(rate).times(base);
    const inside = Math.max(0, Math.min(base, end) - below);
    if (mode === 'marginal') sum = sum.plus(new Decimal(rate).times(inside));
    below = end;
  }
  return whole(sum);
}

/** Fee of each month, due from it and paid on its day in the next. */
export function writeFee(sheet: Sheet, regime: Regime, practice: string): number[] {
  const { plan, values } = regime;
  const terms = plan.agreements[practice];
  const due: number[] = [];
  for (let m = 0; m < plan.months; m++) {
    let cents = 0;
    if (terms !== undefined && hasFee(regime, m) && plan.start + m >= firstMonth(plan, practice)) {
      for (const component of terms.fee.components) {
        cents += componentCents(plan, sheet, practice, component, m);
      }
      cents = round(cents * (values['fee-level'] ?? 1));
    }
    due.push(cents);
    earn(sheet, sheet.timeline.last[m] ?? 0, -cents);
    const after = Math.min(28, Math.max(1, terms?.billing.dueDays ?? 1));
    pay(sheet, 'fee', (sheet.timeline.last[m] ?? 0) + after, -cents);
  }
  return due;
}
