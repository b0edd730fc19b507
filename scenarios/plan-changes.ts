import type { Month } from '../src/calendar.ts';

import { FeeworthError } from '../src/error.ts';
import { roundModelCents } from '../src/money.ts';
import { emptyOpening } from './defaults.ts';
import type { OpeningEntry } from './file/read-openings.ts';
import type { Scenario } from './file/scenario.ts';
import { leverTables } from './levers.ts';
import type { Lever, LeverTarget, Plan, SitePlan } from './plan.ts';

/** Sites of a plan with those that open in it, and what each starts with. */
export interface SitesAndOpening {
  readonly sites: readonly SitePlan[];
  readonly opening: Plan['opening'];
  readonly practices: readonly string[];
}

/** Adds the sites that a scenario opens, made after sites that are there. */
export function withOpenings(
  { id, openings }: Scenario,
  from: SitesAndOpening,
  timeline: { readonly start: Month; readonly months: number },
): SitesAndOpening {
  const added = openings.map((entry) => {
    if (entry.from <= timeline.start || entry.from >= timeline.start + timeline.months) {
      throw refused(
        'scenario/opening-outside',
        `openings.${entry.id}.opens`,
        `${id} opens ${entry.id} outside its timeline`,
        'write a month after its first and before its end',
      );
    }
    if (from.sites.some((site) => site.id === entry.id)) {
      throw refused(
        'scenario/site-twice',
        `openings.${entry.id}`,
        `${id} opens ${entry.id}, which is there already`,
        'give the new site a name of its own',
      );
    }
    const model = from.sites.find((site) => site.id === entry.like);
    if (model === undefined) throw noSite(id, `openings.${entry.id}.like`, entry.like, from.sites);
    return openedSite(entry, model);
  });
  const sites = [...from.sites, ...added];
  return {
    sites,
    opening: [...from.opening, ...added.map((site) => emptyOpening(site, 0))],
    practices: [...new Set([...from.practices, ...added.map(({ entity }) => entity)])],
  };
}

/** A site of another's levels: rates stay, amounts and counts are as large as it is. */
function openedSite(entry: OpeningEntry, model: SitePlan): SitePlan {
  const { size } = entry;
  const sized = (cents: number): number => roundModelCents(cents * size);
  // Its loans are the model site's own.
  const { debt: _, ...levels } = model;
  return {
    ...levels,
    id: entry.id,
    entity: entry.practice ?? model.entity,
    visitsMonthly: model.visitsMonthly * size,
    payers: model.payers.map((p) => ({ ...p, claimsMonthly: p.claimsMonthly * size })),
    staffMonthlyCents: sized(model.staffMonthlyCents),
    costs: model.costs.map((c) => ({ ...c, monthlyCents: sized(c.monthlyCents) })),
    services: model.services.map((s) => ({
      ...s,
      standAloneMonthlyCents: sized(s.standAloneMonthlyCents),
    })),
    ...(model.capacityMonthly === undefined
      ? {}
      : { capacityMonthly: model.capacityMonthly * size }),
    ...(model.providerBaseCents === undefined
      ? {}
      : { providerBaseCents: sized(model.providerBaseCents) }),
    ...(model.providerThresholdCents === undefined
      ? {}
      : { providerThresholdCents: sized(model.providerThresholdCents) }),
    opens: {
      from: entry.from,
      rampMonths: entry.rampMonths,
      costCents: entry.costCents,
      leadMonths: entry.leadMonths,
    },
  };
}

/** The levers of a scenario with their months; those of one arm begin with the regime or later. */
export function leversOf(
  { id, levers }: Scenario,
  sites: readonly SitePlan[],
  { start, effective, months }: Pick<Plan, 'start' | 'effective' | 'months'>,
): readonly Lever[] {
  return levers.map(({ lagMonths, ...entry }): Lever => {
    const at = `levers.${entry.id}`;
    checkSites(id, `${at}.sites`, entry.sites, sites);
    const from = ((entry.from === 'start' ? start : entry.from) + lagMonths) as Month;
    if (entry.arm !== 'both' && from < effective) {
      throw refused(
        'scenario/lever-before-effective',
        `${at}.from`,
        `${id} moves one arm by ${entry.id} before its regimes differ`,
        'write a month from the effective one on, or arm: both',
      );
    }
    const { until } = entry;
    if (until !== null && until <= from) {
      throw refused(
        'scenario/lever-never',
        `${at}.until`,
        `${id} ends ${entry.id} before it begins`,
        'write a later until, or an earlier from',
      );
    }
    if (from >= start + months || (until !== null && until <= start)) {
      throw refused(
        'scenario/lever-never',
        `${at}.from`,
        `${id} moves nothing by ${entry.id}: it lies outside the timeline`,
        'write months of the timeline, or leave the lever out',
      );
    }
    return { ...entry, from };
  });
}

/** Levers of one target together make it no larger than this many times what it was. */
const MOST_TIMES = 100;

/** Refuses levers that multiply each other out of all measure. */
export function checkMeasure({ id }: Scenario, plan: Plan): void {
  const { byTarget, byLine } = leverTables(plan);
  const tables = [...Object.entries(byTarget), ...byLine].filter(([name]) => name !== 'retention');
  const wild = tables.find(([, { withMso, independent }]) =>
    [withMso, independent].some((factors) => factors.some((factor) => factor > MOST_TIMES)),
  );
  if (wild === undefined) return;
  throw refused(
    'scenario/lever-too-large',
    'levers',
    `${id} makes ${wild[0]} more than ${MOST_TIMES} times as large`,
    'levers of one target multiply: take some out, or make them smaller',
  );
}

/** When an MSO that is joined is left again; undefined where it stays. */
export function leavesOf(
  { id, change }: Scenario,
  { start, effective, months }: Pick<Plan, 'start' | 'effective' | 'months'>,
): Plan['leaves'] {
  const { leaves } = change;
  if (leaves === undefined) return undefined;
  const from =
    typeof leaves.from === 'number'
      ? leaves.from
      : ((effective + leaves.from.afterMonths) as Month);
  if (from <= effective || from >= start + months) {
    throw refused(
      'scenario/leaves-outside',
      'regimes.withMso.leaves',
      `${id} leaves the MSO outside the months in which it has one`,
      'write a month after the effective one and before the end, or after 18 months',
    );
  }
  return { from, fadeMonths: leaves.fadeMonths };
}

/** What a scenario moves must be there to be moved: a parameter without effect would mislead. */
export function checkMovable(
  { id, parameters, hazards }: Scenario,
  levers: readonly Lever[],
  sites: readonly SitePlan[],
): void {
  for (const { id: hazard, sites: borne } of hazards) {
    checkSites(id, `hazards.${hazard}.sites`, borne, sites);
  }
  for (const parameter of parameters) {
    if (parameter.id === 'compliance' && hazards.length === 0) {
      throw refused(
        'scenario/nothing-to-move',
        'parameters.compliance',
        `${id} moves the chance of a compliance loss, but says no hazards`,
        'add hazards: with what may be lost',
      );
    }
    const needs = NEEDED_BY[parameter.id];
    if (needs !== undefined) mustHave(id, `parameters.${parameter.id}`, needs, sites);
  }
  for (const { id: lever, target, sites: named } of levers) {
    const needs = NEEDED_BY[target];
    const own = sites.filter((site) => named === null || named.includes(site.id));
    if (needs !== undefined) mustHave(id, `levers.${lever}`, needs, own);
  }
}

type Level = 'retention' | 'memberships' | 'noShows' | 'capacityMonthly';
type Levels = readonly [Exclude<Level, 'memberships'>, ...Level[]];

/** The levels of a site of which a parameter or a lever of that name moves those that are there. */
const NEEDED_BY: Readonly<Partial<Record<string, Levels>>> = {
  retention: ['retention', 'memberships'],
  'new-patients': ['retention'],
  'marketing-response': ['retention'],
  'no-shows': ['noShows'],
  capacity: ['capacityMonthly'],
} satisfies Partial<Record<Scenario['parameters'][number]['id'] | LeverTarget, Levels>>;

const KEYS: Readonly<Record<Levels[0], string>> = {
  retention: 'retention: 97%/month',
  noShows: 'noShows: { rate: 5%, refilled: 40% }',
  capacityMonthly: 'capacity: 260 /month',
};

function mustHave(id: string, at: string, levels: Levels, sites: readonly SitePlan[]): void {
  const without = sites.find((site) => levels.every((level) => site[level] === undefined));
  if (without === undefined) return;
  throw refused(
    'scenario/nothing-to-move',
    at,
    `${id} moves what ${without.id} does not have`,
    `add ${KEYS[levels[0]]} to the site, or take ${at} out`,
  );
}

/** Refuses sites that are not there, and a list that names none. */
export function checkSites(
  id: string,
  at: string,
  named: readonly string[] | null,
  sites: readonly SitePlan[],
): void {
  if (named?.length === 0) {
    const hint = 'name a site, or leave sites out for all of them';
    throw refused('scenario/no-such-site', at, `${id} names no site`, hint);
  }
  const stranger = named?.find((name) => !sites.some((site) => site.id === name));
  if (stranger !== undefined) throw noSite(id, at, stranger, sites);
}

function noSite(id: string, at: string, name: string, sites: readonly SitePlan[]): FeeworthError {
  return refused(
    'scenario/no-such-site',
    at,
    `${id} names the site "${name.slice(0, 40)}", which is not there`,
    `name one of ${sites.map((site) => site.id).join(', ')}`,
  );
}

/** What a scenario says and cannot mean, with its place. */
export function refused(code: string, at: string, message: string, hint: string): FeeworthError {
  return new FeeworthError(code, 'input', message, { place: { at }, hint });
}
