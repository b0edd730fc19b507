import { firstDay, formatDay } from '../src/calendar.ts';
import type { Day, Month } from '../src/calendar.ts';
import { SERVICE_CODES } from '../src/agreement/services.ts';
import type { AgreementTerms } from '../src/agreement/terms.ts';
import { formatCents, roundModelCents } from '../src/money.ts';
import { central, defaultParameters } from './defaults.ts';
import type { DefaultsKind } from './defaults.ts';
import { EFFECTS } from './defaults-tables.ts';
import type { ParameterSet } from './parameters.ts';
import type { Plan } from './plan.ts';
import { startFromDefaults } from './starting-point.ts';

/**
 * The *join* question for a column of mso.md §7, all centrals, without a file: what `init` offers
 * before there is a book. The fee is the flat one of §7.2, split evenly over the practices.
 */
export function planFromDefaults(
  kind: DefaultsKind,
  options: { readonly start: Month; readonly months: number },
): { readonly plan: Plan; readonly parameters: ParameterSet } {
  const from = startFromDefaults(kind);
  const fee = roundModelCents((central(EFFECTS.flatFee, kind) * 100) / from.practices.length);
  const plan: Plan = {
    start: options.start,
    months: options.months,
    practices: from.practices,
    mso: from.mso,
    sites: from.sites,
    opening: from.opening,
    recorded: 'independent',
    agreements: Object.fromEntries(
      from.practices.map((practice) => [
        practice,
        flatTerms(practice, from.mso, formatCents(fee), formatDay(firstDay(options.start))),
      ]),
    ),
    msoCostShare: central(EFFECTS.msoCost, kind),
    noise: from.noise,
    joiningCents: central(EFFECTS.joining, kind) * 100,
    exitCents: 0,
    rampMonths: central(EFFECTS.rampMonths, kind),
    dipMonths: 2,
    credit: { floorCents: 0, limitCents: 0, rateAnnual: 0 },
    effective: options.start,
    valuationOn: (firstDay(options.start) - 1) as Day,
    discountAnnual: central(EFFECTS.discount, kind),
  };
  return { plan, parameters: defaultParameters(kind) };
}

function flatTerms(
  practice: string,
  mso: string,
  amount: string,
  effectiveFrom: string,
): AgreementTerms {
  return {
    id: `default-${practice}`,
    practices: [practice],
    mso,
    effectiveFrom,
    termMonths: 60,
    renewal: { kind: 'automatic', months: 12, noticeDays: 90 },
    termination: {
      cureDays: 30,
      withoutCause: { by: 'either', noticeDays: 90 },
      exitFee: { kind: 'none' },
    },
    services: SERVICE_CODES,
    fee: {
      year: 'contract',
      components: [{ code: 'fee', kind: 'flat', amount, per: 'month', proration: 'days' }],
    },
    billing: { in: 'arrears', dueDays: 15 },
  };
}
