import type { Scenario } from '../../scenarios/file/scenario.ts';
import { formatMonth } from '../../src/calendar.ts';
import { percent, roundDollars } from './numbers.ts';
import { counted } from './words.ts';

const at = (sites: readonly string[] | null): string =>
  sites === null ? '' : ` at ${sites.join(', ')}`;

/** What a scenario sells ahead, buys and is taxed by: kind, name and words of each. */
export function additionRows(scenario: Scenario): string[][] {
  const { memberships = [], giftCards = [], packages = [], equipment = [], incomeTax } = scenario;
  return [
    ...memberships.map(({ plan, sites, grade }) => [
      'membership',
      plan.id,
      `${counted(plan.members, 'member')}${at(sites)}, ${plan.joinsMonthly} join a month, ` +
        `${roundDollars(plan.feeCents)} a month, ${percent(plan.stay.leave, 1)} of new ones leave ` +
        `in a month (${grade})`,
    ]),
    ...giftCards.map(({ plan, sites, grade }) => [
      'gift cards',
      plan.id,
      `${roundDollars(plan.soldMonthlyCents)} a month${at(sites)}, used ` +
        `${counted(plan.delayMonths, 'month')} later, ${percent(plan.unused, 1)} never: ` +
        `${plan.escheatMonths === null ? 'breakage' : 'the state’s'} (${grade})`,
    ]),
    ...packages.map(({ id, plan, sites, grade }) => [
      'packages',
      id,
      `used ${counted(plan.delayMonths, 'month')} after their sale${at(sites)}, ` +
        `${percent(plan.unused, 1)} never (${grade})`,
    ]),
    ...equipment.map(({ plan, site, grade }) => [
      'equipment',
      plan.id,
      `${roundDollars(plan.priceCents)} at ${site} in ${formatMonth(plan.bought)}, ` +
        `${roundDollars(plan.financedCents)} of it by a loan, over ` +
        `${counted(plan.lifeMonths, 'month')} (${grade})`,
    ]),
    ...(incomeTax === undefined
      ? []
      : [
          [
            'income tax',
            incomeTax.practices?.join(', ') ?? 'all practices',
            `${percent(incomeTax.rate, 1)} of what is earned before it; figures are before it, ` +
              `cash is after it (${incomeTax.grade})`,
          ],
        ]),
  ];
}
