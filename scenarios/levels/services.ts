import { SERVICES } from '../../src/events/shared.ts';
import { roundModelCents } from '../../src/money.ts';
import type { LevelSlot } from '../../projections/levels.ts';
import { central, defaultServices } from '../defaults.ts';
import { OPERATING } from '../defaults-tables.ts';
import type { Service, ServicePlan } from '../plan.ts';
import { amountAt, monthsIn, note, selfPayCents, windowText } from './reading.ts';
import type { BookReading, SiteOf, Window } from './reading.ts';

/** Staff whose work is one of the thirteen services: their pay is part of its cost. */
const ROLES: Partial<Record<Service, LevelSlot>> = {
  billing: 'wages/billing',
  marketing: 'wages/marketing',
  accounting: 'wages/bookkeeping',
  'practice-manager': 'wages/practice-manager',
};
export const SERVICE_ROLES: readonly LevelSlot[] = Object.values(ROLES);

/** What a site spent on a service in a window: bills, and the pay of those who do it, with tax. */
function spentCents(
  reading: BookReading,
  site: SiteOf,
  service: Service,
  window: Window,
  employerTax: number,
): number {
  const role = ROLES[service];
  const pay = role === undefined ? 0 : amountAt(reading, site, role, window) * (1 + employerTax);
  return amountAt(reading, site, `cost/${service}`, window) + pay;
}

/**
 * The thirteen services at what they cost a site alone: what was recorded in the twelve months
 * before the agreement, nothing included; the documented cost, scaled by revenue, where the book
 * does not reach back. What an MSO really ended is a weak before-and-after figure: it is told
 * beside the level, never used.
 */
export function servicesAt(reading: BookReading, site: SiteOf, employerTax: number): ServicePlan[] {
  const { alone, trailing, inForce } = reading;
  const removedBy = (service: Service): string =>
    service === 'practice-manager' ? 'removed.manager' : 'removed.overhead';
  if (alone === null) return documented(reading, site);
  const window = windowText(reading, alone);
  return SERVICES.map((service) => {
    const monthly = spentCents(reading, site, service, alone, employerTax) / monthsIn(alone);
    const now = spentCents(reading, site, service, trailing, employerTax) / monthsIn(trailing);
    const isJoined = inForce.length > 0 && monthly > 0;
    const left = isJoined
      ? `; ${Math.round((100 * now) / monthly)} % of it was still paid since`
      : '';
    note(reading, `${site.id}.services.${service}`, 'recorded', window + left, monthsIn(alone));
    return {
      service,
      standAloneMonthlyCents: Math.max(0, roundModelCents(monthly)),
      removedBy: removedBy(service),
      grade: 'recorded',
    };
  });
}

function documented(reading: BookReading, site: SiteOf): ServicePlan[] {
  const kind = reading.sites.length === 1 ? 'solo' : 'five-sites';
  const yearly = (selfPayCents(reading, site, reading.trailing) * 12) / monthsIn(reading.trailing);
  const scale = yearly / 100 / central(OPERATING.revenuePerSite, kind);
  return defaultServices(kind).map((service) => {
    const source =
      'docs/sources.md#services by revenue: the book has no months before the agreement';
    note(reading, `${site.id}.services.${service.service}`, service.grade, source, 0);
    const monthly = roundModelCents(service.standAloneMonthlyCents * scale);
    return { ...service, standAloneMonthlyCents: Math.max(0, monthly) };
  });
}
