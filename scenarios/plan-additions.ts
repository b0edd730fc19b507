import type { Month } from '../src/calendar.ts';
import { checkOwed, checkPrepaid } from './check-prepaid.ts';
import type { Scenario } from './file/scenario.ts';
import { checkSites, refused } from './plan-changes.ts';
import type { Plan, SitePlan } from './plan.ts';

/** Gives sites what a scenario says besides their levels: what they sell ahead, what they buy. */
export function withAdditions(
  scenario: Scenario,
  { sites, opening }: Pick<Plan, 'sites' | 'opening'>,
  timeline: Pick<Plan, 'start' | 'months'>,
): readonly SitePlan[] {
  checkNames(scenario, sites);
  checkOwed(scenario, sites, opening);
  checkEquipment(scenario, timeline);
  const added = sites.map((site) => withEquipment(withPrepaid(site, scenario), scenario));
  for (const site of added) checkPrepaid(scenario, site, timeline);
  return added;
}

/** Every entry that names the sites it is of. */
const named = ({ memberships = [], giftCards = [], packages = [] }: Scenario) => [
  ...memberships.map(({ plan, sites }) => ({ at: `memberships.${plan.id}`, sites })),
  ...giftCards.map(({ plan, sites }) => ({ at: `giftCards.${plan.id}`, sites })),
  ...packages.map(({ id, sites }) => ({ at: `packages.${id}`, sites })),
];

function checkNames(scenario: Scenario, sites: readonly SitePlan[]): void {
  for (const { at, sites: own } of named(scenario)) {
    checkSites(scenario.id, `${at}.sites`, own, sites);
  }
  for (const { plan, site } of scenario.equipment ?? []) {
    checkSites(scenario.id, `equipment.${plan.id}.site`, [site], sites);
  }
}

function checkEquipment(
  { id, equipment = [] }: Scenario,
  { start, months }: Pick<Plan, 'start' | 'months'>,
): void {
  const outside = equipment.find(
    ({ plan: { bought } }) => bought < start || bought >= ((start + months) as Month),
  );
  if (outside === undefined) return;
  throw refused(
    'scenario/equipment-outside',
    `equipment.${outside.plan.id}.bought`,
    `${id} buys ${outside.plan.id} outside its timeline`,
    'write a month of the timeline: what is there already is in the levels',
  );
}

const isOf = (sites: readonly string[] | null, { id }: SitePlan): boolean =>
  sites === null || sites.includes(id);

/**
 * What a site sells ahead. Where all sites are meant, one that opens has its part by its size, and
 * nobody and nothing from before it.
 */
function withPrepaid(site: SitePlan, scenario: Scenario): SitePlan {
  const size = scenario.openings.find(({ id }) => id === site.id)?.size;
  const own = (sites: readonly string[] | null): number =>
    sites === null && size !== undefined ? size : 1;
  const memberships = (scenario.memberships ?? [])
    .filter(({ sites }) => isOf(sites, site))
    .map(({ sites, plan }) => ({
      ...plan,
      members: sites === null && size !== undefined ? 0 : plan.members,
      joinsMonthly: plan.joinsMonthly * own(sites),
    }));
  const giftCards = (scenario.giftCards ?? [])
    .filter(({ sites }) => isOf(sites, site))
    .map(({ sites, plan }) => ({
      ...plan,
      soldMonthlyCents: plan.soldMonthlyCents * own(sites),
      openCents: size === undefined ? plan.openCents : 0,
    }));
  const found = (scenario.packages ?? []).filter(({ sites }) => isOf(sites, site));
  const [packages, second] = found;
  if (second !== undefined) {
    throw refused(
      'scenario/packages-twice',
      `packages.${second.id}.sites`,
      `${scenario.id} says twice when packages of ${site.id} are used`,
      'name other sites, or leave one of the two out',
    );
  }
  return {
    ...site,
    ...(memberships.length === 0 ? {} : { memberships }),
    ...(giftCards.length === 0 ? {} : { giftCards }),
    ...(packages === undefined
      ? {}
      : {
          prepaidShare: packages.share ?? site.prepaidShare,
          packages: packages.plan,
        }),
  };
}

function withEquipment(site: SitePlan, { equipment = [] }: Scenario): SitePlan {
  const own = equipment.filter((item) => item.site === site.id).map(({ plan }) => plan);
  return own.length === 0 ? site : { ...site, equipment: own };
}

/** The income tax of a scenario, whose practices must be there. */
export function incomeTaxOf(
  { id, incomeTax }: Scenario,
  practices: readonly string[],
): Plan['incomeTax'] {
  const at = 'incomeTax.practices';
  const named = incomeTax?.practices;
  const stranger = named?.find((name) => !practices.includes(name));
  if (stranger !== undefined) {
    throw refused(
      'scenario/no-such-practice',
      at,
      `${id} names the practice "${stranger.slice(0, 40)}", which is not there`,
      `name one of ${practices.join(', ')}`,
    );
  }
  if (named?.length === 0) {
    const hint = 'name a practice, or leave practices out for all of them';
    throw refused('scenario/no-such-practice', at, `${id} names no practice to tax`, hint);
  }
  return incomeTax;
}
