import { exp } from '../src/numeric/elementary.ts';
import { triangular } from '../src/numeric/distributions.ts';
import type { Distribution } from '../src/numeric/distributions.ts';
import { roundModelCents } from '../src/money.ts';
import { K, packed } from './kinds.ts';
import { HAZARD_DRAWS } from './luck.ts';
import type { Hazard } from './plan.ts';
import type { SiteStep } from './site-step.ts';

/** A hazard with its monthly rate, ready for the loop. */
export interface CompiledHazard {
  readonly monthlyRate: number;
  readonly loss: Distribution;
  /** By number of the site. */
  readonly isBorne: readonly boolean[];
}

export function compileHazards(
  hazards: readonly Hazard[],
  siteIds: readonly string[],
): readonly CompiledHazard[] {
  return hazards.map(({ annual, loss, sites }) => ({
    monthlyRate: annual / 12,
    loss: triangular(loss),
    isBorne: siteIds.map((id) => sites === null || sites.includes(id)),
  }));
}

const LOSS = packed('CostPaid', { category: 'compliance' });

/**
 * Losses of a site-month. A loss strikes with probability 1 − exp(−rate × factor), at most once a
 * month; without noise its expectation is paid every month.
 */
export function writeHazards({ writer, model, site, at, days, factors, luck }: SiteStep): void {
  const { hazards, plan } = model;
  const isNoisy = plan.noise.site > 0;
  hazards.forEach(({ monthlyRate, loss, isBorne }, i) => {
    if (isBorne[site.index] !== true) return;
    const chance = 1 - exp(-monthlyRate * Math.max(0, factors.compliance));
    const draw = (at * hazards.length + i) * HAZARD_DRAWS;
    const strikes = (luck.hazards[draw] as number) < chance;
    if (isNoisy && !strikes) return;
    const expected = chance * loss.mean;
    const drawn = isNoisy ? loss.quantile(luck.hazards[draw + 1] as number) : expected;
    const amount = roundModelCents(drawn);
    if (amount === 0) return;
    writer.put(K.costPaid, days.first + 20, 0, 0, LOSS, amount, 0, 0, 0);
  });
}
