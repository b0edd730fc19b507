import { readEquipment, readIncomeTax } from './read-equipment.ts';
import { readGiftCards, readMemberships, readPackages } from './read-prepaid.ts';
import type { Scenario } from './scenario.ts';
import { child } from './section.ts';
import type { Section } from './section.ts';

/** What a site sells ahead, what it buys and an income tax: sections that most files leave out. */
export function readAdditions(top: Section, currency: string): Partial<Scenario> {
  const said = <T>(key: string, by: (section: Section) => T): T | undefined => {
    const own = child(top, key, true);
    return own === null ? undefined : by(own);
  };
  const memberships = said('memberships', (own) => readMemberships(own, currency));
  const giftCards = said('giftCards', (own) => readGiftCards(own, currency));
  const packages = said('packages', readPackages);
  const equipment = said('equipment', (own) => readEquipment(own, currency));
  const incomeTax = said('incomeTax', (own) => readIncomeTax(own, currency));
  return {
    ...(memberships === undefined ? {} : { memberships }),
    ...(giftCards === undefined ? {} : { giftCards }),
    ...(packages === undefined ? {} : { packages }),
    ...(equipment === undefined ? {} : { equipment }),
    ...(incomeTax === undefined ? {} : { incomeTax }),
  };
}
