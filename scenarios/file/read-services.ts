import { SERVICES } from '../../src/events/shared.ts';
import type { Service } from '../plan.ts';
import { readProvenance } from './read-parameters.ts';
import type { ServiceEntry } from './scenario.ts';
import { children, close, unknownKey } from './section.ts';
import type { Section } from './section.ts';
import { amount, month, ratio, readOptional, word } from './units.ts';

const REMOVED_BY = ['removed.manager', 'removed.overhead'] as const;

/**
 * Reads `services:`, the thirteen lines an MSO may take over, each with its stand-alone cost a site
 * and its removed share. There is no single percentage for all of them (settled.md §6.10).
 */
export function readServices(section: Section, currency: string): ServiceEntry[] {
  const known: readonly string[] = SERVICES;
  for (const [key, entry] of section.map.entries) {
    if (!known.includes(key)) unknownKey(section, key, entry, SERVICES);
  }
  const entries = new Map([...section.map.entries].filter(([key]) => known.includes(key)));
  return children({ ...section, map: { ...section.map, entries } }).map(({ key, section: own }) =>
    readService(own, key as Service, currency),
  );
}

function readService(section: Section, service: Service, currency: string): ServiceEntry {
  const usual = service === 'practice-manager' ? 'removed.manager' : 'removed.overhead';
  const cost = (at: Parameters<typeof amount>[0]) => amount(at, { currency, per: 'month' });
  const entry: ServiceEntry = {
    service,
    standAloneMonthlyCents: readOptional(section, 'standAlone', cost, null),
    removedBy: readOptional(section, 'removedBy', (at) => word(at, REMOVED_BY), usual),
    removed: readOptional(section, 'removed', (at) => ratio(at, { min: 0, max: 1 }), null),
    from: readOptional(section, 'from', month, null),
    ...readProvenance(section),
  };
  close(section);
  return entry;
}
