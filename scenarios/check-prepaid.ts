import { formatMonth } from '../src/calendar.ts';
import type { Month } from '../src/calendar.ts';
import { formatCents } from '../src/money.ts';
import type { Scenario } from './file/scenario.ts';
import { agesOf, moveMembers, startMembers, stayTable } from './memberships.ts';
import { refused } from './plan-changes.ts';
import type { Plan, SitePlan } from './plan.ts';
import type { MembershipPlan } from './prepaid-plan.ts';

type Timeline = Pick<Plan, 'start' | 'months'>;

/**
 * What is paid ahead pays for visits: more of it than they bring would be care that nobody has. A
 * level month is asked, without season, growth or luck, with the members expected by then.
 */
export function checkPrepaid({ id }: Scenario, site: SitePlan, timeline: Timeline): void {
  const { memberships = [], giftCards = [], visitsMonthly, ticketCents, prepaidShare } = site;
  if (memberships.length === 0 && giftCards.length === 0) return;
  const first = Math.max(timeline.start, site.opens?.from ?? timeline.start);
  const revenue = visitsMonthly * ticketCents;
  const ahead = new Float64Array(timeline.start + timeline.months - first);
  const level = giftCards.reduce(
    (sum, { soldMonthlyCents, unused }) => sum + soldMonthlyCents * (1 - unused),
    revenue * prepaidShare,
  );
  ahead.fill(level);
  for (const plan of memberships) addDues(plan, ahead);
  const month = ahead.findIndex((cents) => cents > revenue);
  if (month < 0) return;
  const at = formatMonth((first + month) as Month);
  throw refused(
    'scenario/prepaid-exceeds',
    memberships.length > 0 ? 'memberships' : 'giftCards',
    `${id} pays ahead for more care than the visits of ${site.id} bring in ${at}`,
    'lower members, joins, fee or what is sold; or say a smaller share below packages',
  );
}

/** Adds what members of each month have care for, as many as joined by then and stayed. */
function addDues(plan: MembershipPlan, ahead: Float64Array): void {
  const ages = agesOf(plan, ahead.length);
  const table = stayTable(plan.stay, ages);
  const members = new Float64Array(ages);
  startMembers(plan, table, members);
  for (let month = 0; month < ahead.length; month++) {
    const count = moveMembers(table, plan.joinsMonthly, 0, members);
    ahead[month] = (ahead[month] as number) + count * plan.feeCents * (1 - plan.unused);
  }
}

/**
 * Gift cards owed at the start are a part of what the book owes at a site of what was sold ahead.
 * Without a book nothing else says a balance, and they are all of it; a site that opens has none.
 */
export function checkOwed(
  { id, levels, currency, giftCards = [] }: Scenario,
  sites: readonly SitePlan[],
  opening: Plan['opening'],
): void {
  for (const site of sites) {
    const isOpen = site.opens === undefined;
    if (isOpen && levels.kind !== 'recorded') continue;
    const own = giftCards.filter(
      (entry) => entry.sites?.includes(site.id) ?? (isOpen && entry.sites === null),
    );
    const owed = own.reduce((sum, { plan }) => sum + plan.openCents, 0);
    const balance = opening.find((position) => position.site === site.id)?.packagesCents ?? 0;
    if (owed <= balance) continue;
    const [says, has] = [owed, balance].map((cents) => `${formatCents(cents)} ${currency}`);
    throw refused(
      'scenario/owed-exceeds',
      `giftCards.${own.find(({ plan }) => plan.openCents > 0)?.plan.id ?? ''}.owed`,
      `${id} owes ${says} on gift cards of ${site.id}, whose prepaid balance at the start is ${has}`,
      'owed is of each site by itself: lower it, or name other sites; one that opens owes nothing',
    );
  }
}
