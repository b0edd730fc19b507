import { monthOf } from '../../src/calendar.ts';
import type { Day } from '../../src/calendar.ts';
import { PAYER_CLASSES } from '../../src/events/shared.ts';
import { roundModelCents } from '../../src/money.ts';
import type { Claim } from '../../projections/revenue-cycle/claim.ts';
import { PAYERS_MAX } from '../luck.ts';
import { central, defaultPayer } from '../defaults.ts';
import { OPERATING } from '../defaults-tables.ts';
import type { PayerPlan } from '../plan.ts';
import { amountAt, monthsIn, note, windowText } from './reading.ts';
import type { BookReading, SiteOf, Window } from './reading.ts';
import { seasonSum } from './season.ts';

/** Claims that weigh as much as the rate of all payers, and of those as the documented one. */
const PRIOR_CLAIMS = 20;

/** The payers a site is modelled with: the largest ones, then all others together. */
export interface PayerGroup {
  readonly payer: string;
  readonly payerClass: PayerPlan['payerClass'];
  readonly has: (claim: Claim) => boolean;
}

/** What payers do with claims, whatever the site: shares, and days from one step to the next. */
interface Habits {
  readonly contractual: number;
  readonly patientShare: number;
  readonly denialRate: number;
  readonly overturned: number;
  readonly submitDays: number;
  readonly payDays: number;
  readonly reworkDays: number;
}
type Habit = keyof Habits;

/** Sums behind a habit: what is shared, and among how many claims or how much money. */
type Parts = Readonly<
  Record<Habit, { readonly above: number; readonly below: number; readonly claims: number }>
>;

const HABITS: readonly Habit[] = [
  'contractual',
  'patientShare',
  'denialRate',
  'overturned',
  'submitDays',
  'payDays',
  'reworkDays',
];

/** Groups the payers of the book: at most PAYERS_MAX, by what was charged in the trailing months. */
export function payerGroups(reading: BookReading): PayerGroup[] {
  const { state, claims } = reading.cycle;
  const charged = new Map<number, { cents: number; payerClass: number }>();
  for (const claim of claims) {
    if (claim.payer === 0) continue;
    const known = charged.get(claim.payer) ?? { cents: 0, payerClass: claim.payerClass };
    if (isServedIn(reading, claim, reading.trailing)) known.cents += claim.money.gross;
    charged.set(claim.payer, known);
  }
  const nameOf = (payer: number): string => state.names.nameOf('party', payer);
  const order = [...charged].toSorted(
    ([a, x], [b, y]) => y.cents - x.cents || (nameOf(a) < nameOf(b) ? -1 : 1),
  );
  const alone = order.length <= PAYERS_MAX ? order : order.slice(0, PAYERS_MAX - 1);
  const groups = alone.map(([payer, { payerClass }]): PayerGroup => ({
    payer: nameOf(payer),
    payerClass: classOf(payerClass),
    has: (claim) => claim.payer === payer,
  }));
  if (alone.length < order.length) {
    const named = new Set(alone.map(([payer]) => payer));
    const has = (claim: Claim): boolean => claim.payer !== 0 && !named.has(claim.payer);
    groups.push({ payer: 'other-payers', payerClass: 'other', has });
  }
  return groups;
}

function classOf(code: number): PayerPlan['payerClass'] {
  const name = PAYER_CLASSES[code - 1];
  return name === undefined || name === 'self-pay' ? 'other' : name;
}

/** Month of service, as an index. */
function isServedIn(reading: BookReading, { servedOn }: Claim, { from, to }: Window): boolean {
  const month = indexOf(reading, servedOn);
  return month !== null && month >= from && month <= to;
}

function indexOf(reading: BookReading, day: Day | null): number | null {
  return day === null ? null : monthOf(day) - reading.context.firstMonth;
}

const DENIED: ReadonlySet<string> = new Set(['denied', 'partially-denied']);

/** Share of a decision that was denied: all of it, none, or by the money in part. */
export function deniedPart(
  { claims, money }: Claim,
  { outcome, deniedCents, claims: decided }: Claim['first'][number],
): number {
  if (outcome === 'denied') return 1;
  const perClaim = money.gross / Math.max(1, claims);
  if (!DENIED.has(outcome) || perClaim <= 0) return 0;
  return Math.min(1, deniedCents / (perClaim * decided));
}

/** Adds up what one claim says of its payer. A claim still open says nothing of how it ends. */
function partsOf(claims: readonly Claim[]): Parts {
  const sums = Object.fromEntries(
    HABITS.map((habit) => [habit, { above: 0, below: 0, claims: 0 }]),
  ) as Record<Habit, { above: number; below: number; claims: number }>;
  const add = (habit: Habit, above: number, below: number, count: number): void => {
    const sum = sums[habit];
    sum.above += above;
    sum.below += below;
    sum.claims += count;
  };
  for (const claim of claims) {
    const { money, submittedOn, servedOn, first } = claim;
    const n = claim.claims;
    if (submittedOn !== null && servedOn !== null) {
      add('submitDays', Math.max(0, submittedOn - servedOn) * n, n, n);
    }
    for (const decision of first) {
      const isDenied = DENIED.has(decision.outcome);
      const part = deniedPart(claim, decision);
      add('denialRate', part * decision.claims, decision.claims, decision.claims);
      if (submittedOn !== null) {
        const days = Math.max(0, decision.day - submittedOn);
        add('payDays', days * decision.claims, decision.claims, decision.claims);
      }
      const paid = claim.ends.find((e) => e.end === 'paid' && e.day > decision.day);
      if (isDenied && paid !== undefined) {
        add('reworkDays', (paid.day - decision.day) * paid.claims, paid.claims, paid.claims);
      }
    }
    if (money.open !== 0 || money.gross <= 0 || first.length === 0) continue;
    const settled = money.gross - money.writtenOff;
    add('contractual', money.contractual, settled, n);
    add('patientShare', money.patientShare, settled - money.contractual, n);
    const asked = first.reduce(
      (sum, d) => sum + (d.outcome === 'denied' ? money.gross : isPart(d) ? d.deniedCents : 0),
      0,
    );
    if (asked > 0) {
      const lost = Math.min(asked, money.writtenOff);
      add('overturned', asked - lost, asked, n);
    }
  }
  return sums;
}

const isPart = ({ outcome }: { outcome: string }): boolean => outcome === 'partially-denied';

/** A rate pulled towards another by PRIOR_CLAIMS claims; both ratios of sums. */
function pulled(parts: Parts, habit: Habit, prior: number): number {
  const { above, below, claims } = parts[habit];
  if (claims === 0 || below <= 0) return prior;
  return (claims * (above / below) + PRIOR_CLAIMS * prior) / (claims + PRIOR_CLAIMS);
}

function habitsOf(parts: Parts, prior: Habits): Habits {
  return Object.fromEntries(
    HABITS.map((habit) => [habit, pulled(parts, habit, prior[habit])]),
  ) as Record<Habit, number>;
}

/** Every group of payers with its habits, which a payer has at every site. */
export function readPayers(reading: BookReading): (SitePayers & { group: PayerGroup })[] {
  const documented = defaultPayer('five-sites');
  const settled = reading.cycle.claims.filter(
    (claim) => !claim.isOpening && isServedIn(reading, claim, reading.decided),
  );
  const all = habitsOf(partsOf(settled), documented);
  const window = windowText(reading, reading.decided);
  const patientCollected = readPatientCollected(reading);
  return payerGroups(reading).map((group) => {
    const own = settled.filter(group.has);
    const habits = habitsOf(partsOf(own), all);
    const count = own.reduce((sum, claim) => sum + claim.claims, 0);
    const source = `${window}, rates pulled to all payers' by ${PRIOR_CLAIMS} claims`;
    note(reading, `payers.${group.payer}`, count > 0 ? 'recorded' : 'E', source, count);
    return { group, habits, patientCollected };
  });
}

export interface SitePayers {
  readonly habits: Habits;
  readonly patientCollected: number;
}

/** Patients' payments of the trailing months by what payers moved to them: the share they pay. */
function readPatientCollected(reading: BookReading): number {
  const { trailing } = reading;
  const owed = reading.cycle.claims.reduce(
    (sum, claim) => sum + (isServedIn(reading, claim, trailing) ? claim.money.patientShare : 0),
    0,
  );
  const paid = reading.sites.reduce(
    (sum, site) => sum + amountAt(reading, site, 'patient-paid', trailing),
    0,
  );
  const isKnown = owed > 0 && paid > 0;
  const source = isKnown ? windowText(reading, trailing) : OPERATING.patientCollected.source;
  note(reading, 'payers.patientCollected', isKnown ? 'recorded' : 'E', source, monthsIn(trailing));
  return isKnown ? Math.min(1, paid / owed) : central(OPERATING.patientCollected, 'solo');
}

/** The payers of one site: claims and charges are its own, habits are the payers'. */
export function payersAt(
  reading: BookReading,
  site: SiteOf,
  season: readonly number[],
  payers: readonly (SitePayers & { group: PayerGroup })[],
): PayerPlan[] {
  const { trailing, cycle } = reading;
  const number = cycle.state.names.numberOf('site', site.id);
  const here = cycle.claims.filter(
    (claim) => claim.site === number && !claim.isOpening && isServedIn(reading, claim, trailing),
  );
  const months = seasonSum(reading, season, trailing);
  return payers.map(({ group, habits, patientCollected }) => {
    const own = here.filter(group.has);
    const claims = own.reduce((sum, claim) => sum + claim.claims, 0);
    const gross = own.reduce((sum, claim) => sum + claim.money.gross, 0);
    const { payerClass, payer } = group;
    return {
      payer,
      payerClass,
      claimsMonthly: claims / months,
      chargeCents: claims > 0 ? roundModelCents(gross / claims) : 0,
      contractual: habits.contractual,
      patientShare: habits.patientShare,
      patientCollected,
      denialRate: habits.denialRate,
      overturned: habits.overturned,
      submitDays: Math.round(habits.submitDays),
      payDays: habits.payDays,
      reworkDays: Math.round(habits.reworkDays),
    };
  });
}
