import type { EquipmentEntry } from '../../scenarios/file/read-equipment.ts';
import type {
  GiftCardEntry,
  MembershipEntry,
  PackageEntry,
} from '../../scenarios/file/read-prepaid.ts';
import type { Scenario } from '../../scenarios/file/scenario.ts';
import type { IncomeTaxPlan } from '../../scenarios/income-tax.ts';
import { formatMonth } from '../../src/calendar.ts';
import { percent, roundDollars } from './numbers.ts';
import { counted } from './words.ts';

const at = (sites: readonly string[] | null): string =>
  sites === null ? '' : ` at ${sites.join(', ')}`;

/** What a scenario sells ahead, buys and is taxed by: kind, name and words of each. */
export function additionRows(scenario: Scenario): string[][] {
  const { memberships = [], giftCards = [], packages = [], equipment = [], incomeTax } = scenario;
  const row = (kind: string, name: string, words: readonly string[], grade: string): string[] => [
    kind,
    name,
    `${words.join(', ')} (${grade})`,
  ];
  return [
    ...memberships.map((own) => row('membership', own.plan.id, membershipWords(own), own.grade)),
    ...giftCards.map((own) => row('gift cards', own.plan.id, giftCardWords(own), own.grade)),
    ...packages.map((own) => row('packages', own.id, packageWords(own), own.grade)),
    ...equipment.map((own) => row('equipment', own.plan.id, equipmentWords(own), own.grade)),
    ...(incomeTax === undefined
      ? []
      : [
          row(
            'income tax',
            incomeTax.practices?.join(', ') ?? 'all practices',
            taxWords(incomeTax),
            incomeTax.grade,
          ),
        ]),
  ];
}

function membershipWords({ plan, sites }: MembershipEntry): readonly string[] {
  const { stay, unused, banked } = plan;
  return [
    `${counted(plan.members, 'member')}${at(sites)}`,
    `${plan.joinsMonthly} join a month`,
    `${roundDollars(plan.feeCents)} a month`,
    `${percent(stay.leave, 1)} of new ones leave in a month`,
    // From two shapes it has digits without end.
    `spread ${Number(stay.spread.toPrecision(3))}`,
    `sold for ${counted(plan.sinceMonths, 'month')}`,
    ...(unused > 0 ? [`${percent(unused, 1)} never used`] : []),
    ...(banked.share > 0
      ? [`${percent(banked.share, 1)} banked for ${counted(banked.delayMonths, 'month')}`]
      : []),
  ];
}

function giftCardWords({ plan, sites }: GiftCardEntry): readonly string[] {
  const rest = plan.escheatMonths === null ? 'breakage' : 'the state’s';
  return [
    `${roundDollars(plan.soldMonthlyCents)} a month${at(sites)}`,
    `used ${counted(plan.delayMonths, 'month')} later`,
    `${percent(plan.unused, 1)} never: ${rest}`,
    ...(plan.openCents > 0 ? [`${roundDollars(plan.openCents)} owed at the start`] : []),
  ];
}

function packageWords({ plan, share, sites }: PackageEntry): readonly string[] {
  return [
    ...(share === null ? [] : [`${percent(share, 1)} of self-pay revenue`]),
    `used ${counted(plan.delayMonths, 'month')} after their sale${at(sites)}`,
    `${percent(plan.unused, 1)} never`,
  ];
}

function equipmentWords({ plan, site }: EquipmentEntry): readonly string[] {
  const { financedCents, salvageCents } = plan;
  const loan =
    `${roundDollars(financedCents)} of it by a loan at ${percent(plan.rateAnnual, 1)} ` +
    `over ${counted(plan.termMonths, 'month')}`;
  const left = salvageCents > 0 ? ` to ${roundDollars(salvageCents)}` : '';
  return [
    `${roundDollars(plan.priceCents)} at ${site} in ${formatMonth(plan.bought)}`,
    ...(financedCents > 0 ? [loan] : []),
    `over ${counted(plan.lifeMonths, 'month')}${left}`,
  ];
}

function taxWords({ rate, lossesCents, lossLimit }: IncomeTaxPlan): readonly string[] {
  return [
    `${percent(rate, 1)} of what is earned before it; figures are before it`,
    'cash is after it',
    ...(lossesCents > 0 ? [`${roundDollars(lossesCents)} of losses before the start`] : []),
    ...(lossLimit < 1 ? [`losses against ${percent(lossLimit, 1)} of a year at most`] : []),
  ];
}
