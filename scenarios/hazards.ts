import { exp } from '../src/numeric/elementary.ts';
import { triangular } from '../src/numeric/distributions.ts';
import type { Distribution } from '../src/numeric/distributions.ts';
import { roundModelCents } from '../src/money.ts';
import { K, packed } from './kinds.ts';
import { HAZARD_DRAWS } from './luck.ts';
import type { Luck } from './luck.ts';
import type { CompiledSite, MonthDays } from './model.ts';
import type { Hazard } from './plan.ts';
import type { RowWriter } from './row-writer.ts';

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
export function writeHazards(
  w: RowWriter,
  hazards: readonly CompiledHazard[],
  s: CompiledSite,
  at: number,
  days: MonthDays,
  of: { readonly factor: number; readonly isNoisy: boolean; readonly luck: Luck },
): void {
  hazards.forEach(({ monthlyRate, loss, isBorne }, i) => {
    if (isBorne[s.index] !== true) return;
    const chance = 1 - exp(-monthlyRate * Math.max(0, of.factor));
    const draw = (at * hazards.length + i) * HAZARD_DRAWS;
    const strikes = (of.luck.hazards[draw] as number) < chance;
    if (of.isNoisy && !strikes) return;
    const expected = chance * loss.mean;
    const drawn = of.isNoisy ? loss.quantile(of.luck.hazards[draw + 1] as number) : expected;
    const amount = roundModelCents(drawn);
    if (amount === 0) return;
    w.put(K.costPaid, s.entity, s.site, days.first + 20, 0, 0, LOSS, amount, 0, 0, 0);
  });
}
