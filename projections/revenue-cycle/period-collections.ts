import type { Month } from '../../src/calendar.ts';
import { monthsWords, ratio } from '../figure.ts';
import type { Figure } from '../figure.ts';
import {
  CHARGES_IN,
  CLASSES,
  CONTRACTUAL_IN,
  MONEY,
  PAID_IN,
  PATIENT_PAID_IN,
  REFUNDED_IN,
} from './state.ts';
import type { RevenueCycleState } from './state.ts';

/** Months of the period version: shorter ones swing with charges not yet due (AAFP). */
export const PERIOD_MONTHS = 12;

/**
 * The adjusted collection rate as AAFP has it: (payments − refunds) / (charges − contractual
 * adjustments), all booked in the same twelve months, of an entity or of all.
 */
export function periodCollectionRate(
  state: RevenueCycleState,
  to: number,
  entity?: number,
): Figure {
  const from = to - PERIOD_MONTHS + 1;
  const definition =
    '(payments less refunds) / (charges less contractual adjustments) booked in twelve months (AAFP)';
  const window = monthsWords((state.firstMonth + from) as Month, (state.firstMonth + to) as Month);
  if (from < state.since) {
    return ratio(0, 0, { definition, window, reason: 'needs twelve months of business' });
  }
  let payments = 0;
  let charges = 0;
  for (let e = 0; e < state.entities; e++) {
    if (entity !== undefined && e !== entity) continue;
    for (let c = 0; c < CLASSES; c++) {
      for (let m = from; m <= to; m++) {
        const at = ((e * CLASSES + c) * state.months + m) * MONEY;
        const money = (n: number): number => state.money[at + n] ?? 0;
        payments += money(PAID_IN) + money(PATIENT_PAID_IN) - money(REFUNDED_IN);
        charges += money(CHARGES_IN) - money(CONTRACTUAL_IN);
      }
    }
  }
  return ratio(payments, charges, { definition, window });
}
