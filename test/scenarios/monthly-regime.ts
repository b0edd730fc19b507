import type { ParameterId } from '../../scenarios/effects.ts';
import type { Lever, LeverTarget, Plan, ServiceLine } from '../../scenarios/plan.ts';

export type ArmId = 'independent' | 'withMso';
/** One value of every parameter a scenario names; the others change nothing. */
export type Values = Partial<Record<ParameterId, number>>;

/** Everything that says how an arm's month differs from the levels. */
export interface Regime {
  readonly plan: Plan;
  readonly arm: ArmId;
  readonly values: Values;
}

export const valueOf = ({ values }: Regime, id: ParameterId): number => values[id] ?? 0;

const rising = (since: number, months: number): number =>
  months === 0 ? 1 : Math.min(1, (since + 1) / months);

/** How much of an MSO's effect is there in month m. */
export function strength({ plan, arm }: Regime, m: number): number {
  const month = plan.start + m;
  const since = month - plan.effective;
  if (plan.recorded === 'withMso') {
    return arm === 'withMso' || since < 0 ? 1 : 1 - rising(since, plan.rampMonths);
  }
  if (arm === 'independent' || since < 0) return 0;
  if (plan.leaves === undefined || month < plan.leaves.from) return rising(since, plan.rampMonths);
  const built = rising(plan.leaves.from - 1 - plan.effective, plan.rampMonths);
  return built * (1 - rising(month - plan.leaves.from, plan.leaves.fadeMonths));
}

export const recordedStrength = ({ plan }: Regime): number => (plan.recorded === 'withMso' ? 1 : 0);

/** What an effect of e at full strength makes of a level that was recorded. */
export function effect(regime: Regime, m: number, e: number): number {
  return (1 + e * strength(regime, m)) / (1 + e * recordedStrength(regime));
}

/** Whether this arm goes over to another regime: it has the dip and bears the outlays. */
export const changes = ({ plan, arm }: Regime): boolean =>
  plan.recorded === 'withMso' ? arm === 'independent' : arm === 'withMso';

/** Whether a fee is charged for month m. */
export function hasFee({ plan, arm }: Regime, m: number): boolean {
  const month = plan.start + m;
  if (plan.recorded === 'withMso') return arm === 'withMso' || month < plan.effective;
  const isLeft = plan.leaves !== undefined && month >= plan.leaves.from;
  return arm === 'withMso' && month >= plan.effective && !isLeft;
}

/** Share of revenue that a transition leaves: of joining, of leaving, of leaving again. */
export function dip(regime: Regime, m: number): number {
  const { plan } = regime;
  if (!changes(regime)) return 1;
  for (const from of [plan.effective, plan.leaves?.from]) {
    const since = from === undefined ? -1 : plan.start + m - from;
    if (since >= 0 && since < plan.dipMonths) return 1 - valueOf(regime, 'dip');
  }
  return 1;
}

/** Levers of a target that are taken in this arm at this site, with their strength in month m. */
function taken({ plan, arm }: Regime, target: LeverTarget, site: string, m: number) {
  const month = plan.start + m;
  const found: { lever: Lever; by: number }[] = [];
  for (const lever of plan.levers ?? []) {
    if (lever.target !== target) continue;
    if (lever.arm !== 'both' && lever.arm !== arm) continue;
    if (lever.sites !== null && !lever.sites.includes(site)) continue;
    if (month < lever.from || (lever.until !== null && month >= lever.until)) continue;
    found.push({ lever, by: lever.by * rising(month - lever.from, lever.rampMonths) });
  }
  return found;
}

export function leverFactor(
  regime: Regime,
  target: LeverTarget,
  site: string,
  m: number,
  line?: ServiceLine,
): number {
  let factor = 1;
  for (const { lever, by } of taken(regime, target, site, m)) {
    if (line === undefined || lever.line === line) factor *= 1 + by;
  }
  return factor;
}

export function leverShift(regime: Regime, target: LeverTarget, site: string, m: number): number {
  let shift = 0;
  for (const { by } of taken(regime, target, site, m)) shift += by;
  return shift;
}
