import type { Hazard } from '../plan.ts';
import { readProvenance } from './read-parameters.ts';
import { readSiteNames } from './read-levers.ts';
import { child, children, close, refuseSection } from './section.ts';
import type { Section, Value } from './section.ts';
import { amount, read, yearlyRate } from './units.ts';

/** Reads `hazards:`, rare losses of a site: how often a year, and what one costs. */
export function readHazards(section: Section, currency: string): Hazard[] {
  return children(section).map(({ key, section: own }) => readHazard(own, key, currency));
}

function readHazard(section: Section, id: string, currency: string): Hazard {
  const money = (at: Value): number | undefined => amount(at, { currency });
  const loss = child(section, 'loss');
  const [min = 0, mode = 0, max = 0] =
    loss === null ? [] : (['low', 'central', 'high'] as const).map((key) => read(loss, key, money));
  if (loss !== null) close(loss);
  if (loss !== null && !(min <= mode && mode <= max && min < max)) {
    const hint = 'write them in order: low <= central <= high, low < high';
    refuseSection(loss, 'E-DIST', `${loss.path} is out of order`, hint);
  }
  const hazard: Hazard = {
    id,
    annual: read(section, 'chance', (at) => yearlyRate(at, { min: 0, max: 12 })) ?? 0,
    loss: { min, mode, max },
    sites: readSiteNames(section),
    ...readProvenance(section),
  };
  close(section);
  return hazard;
}
