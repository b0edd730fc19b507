import { PREPAID } from '../defaults-tables.ts';
import type { Grade } from '../plan.ts';
import type { GiftCardPlan, MembershipPlan, PackagePlan, StayPlan } from '../prepaid-plan.ts';
import { readProvenance } from './read-parameters.ts';
import { readSiteNames } from './read-levers.ts';
import { readTwelve } from './read-sites.ts';
import { children, close, has, refuseSection } from './section.ts';
import type { Section, Value } from './section.ts';
import {
  amount,
  monthlyShare,
  perMonth,
  plainNumber,
  ratio,
  read,
  readOptional,
  span,
  whole,
} from './units.ts';

/** The sites an entry is of, null for all, and where its figures come from. */
interface OfSites {
  readonly sites: readonly string[] | null;
  readonly grade: Grade;
  readonly source: string;
}
export type MembershipEntry = OfSites & { readonly plan: MembershipPlan };
export type GiftCardEntry = OfSites & { readonly plan: GiftCardPlan };
/** With the share of self-pay revenue that packages are; null: the site's whole prepaid share. */
export type PackageEntry = OfSites & {
  readonly id: string;
  readonly share: number | null;
  readonly plan: PackagePlan;
};

/** Memberships and gift cards of one section: each writes rows of its own. */
const MOST_KINDS = 8;
const SHARE = { min: 0, max: 1 };
/** Something is used: what never is would be no sale. */
const UNUSED = { min: 0, max: 0.95 };
/** Some leave, and not all: nobody would be left to shift. */
const LEAVE = { min: 0.001, max: 0.9 };
const SPREAD = { min: 0, max: 10 };
const SHAPE = { min: 0.001, max: 100_000 };
const SINCE = { min: 1, max: 240 };
const DELAY = { min: 0, max: 24 };
const DORMANT = { min: 6, max: 240 };
const MOST_MEMBERS = { min: 0, max: 1_000_000 };
const MOST_JOINS = { min: 0, max: 100_000 };

const central = (row: keyof typeof PREPAID): number => PREPAID[row].of.solo[1];
const delay = (at: Value): number | undefined => span(at, 'months', DELAY);
const unused = (at: Value): number | undefined => ratio(at, UNUSED);

/** Reads `memberships:`, what members pay a month, how many join and how long they stay. */
export function readMemberships(section: Section, currency: string): MembershipEntry[] {
  return few(section).map(({ key, section: own }) => {
    const banked = readOptional(own, 'banked', (at) => ratio(at, SHARE), 0);
    if (banked === 0 && has(own, 'delay')) {
      const hint = 'write banked: 30%, or leave delay out';
      refuseSection(own, 'E-MISSING', `${own.path} delays what is not banked`, hint);
    }
    const plan: MembershipPlan = {
      id: key,
      members: read(own, 'members', (at) => whole(at, MOST_MEMBERS)) ?? 0,
      joinsMonthly: read(own, 'joins', (at) => perMonth(at, MOST_JOINS)) ?? 0,
      feeCents: read(own, 'fee', (at) => amount(at, { currency, per: 'month' })) ?? 0,
      stay: readStay(own),
      sinceMonths: readOptional(
        own,
        'since',
        (at) => span(at, 'months', SINCE),
        central('memberMonths'),
      ),
      unused: readOptional(own, 'unused', unused, 0),
      banked: { share: banked, delayMonths: banked > 0 ? (read(own, 'delay', delay) ?? 0) : 0 },
    };
    const entry = { plan, sites: readSiteNames(own), ...readProvenance(own) };
    close(own);
    return entry;
  });
}

/** `leave:` and `spread:`, or the two shapes of the beta distribution they come from. */
function readStay(section: Section): StayPlan {
  const hasShapes = has(section, 'alpha') || has(section, 'beta');
  if (!hasShapes) {
    return {
      leave: readOptional(
        section,
        'leave',
        (at) => monthlyShare(at, LEAVE),
        central('memberLeave'),
      ),
      spread: readOptional(
        section,
        'spread',
        (at) => plainNumber(at, SPREAD),
        central('memberSpread'),
      ),
    };
  }
  if (has(section, 'leave') || has(section, 'spread')) {
    const hint = 'write alpha and beta, or leave and spread';
    refuseSection(section, 'E-DIST', `${section.path} says twice how long members stay`, hint);
  }
  const shape = (key: string): number => read(section, key, (at) => plainNumber(at, SHAPE)) ?? 1;
  const [alpha, beta] = [shape('alpha'), shape('beta')];
  return { leave: alpha / (alpha + beta), spread: 1 / (alpha + beta) };
}

/** Reads `giftCards:`, what is sold a month, when it is used, and what becomes of the rest. */
export function readGiftCards(section: Section, currency: string): GiftCardEntry[] {
  return few(section).map(({ key, section: own }) => {
    const plan: GiftCardPlan = {
      id: key,
      soldMonthlyCents: read(own, 'sold', (at) => amount(at, { currency, per: 'month' })) ?? 0,
      season: has(own, 'season') ? readTwelve(own, 'season') : null,
      delayMonths: read(own, 'delay', delay) ?? 0,
      unused: readOptional(own, 'unused', unused, central('giftCardsUnused')),
      escheatMonths: readOptional(own, 'escheat', (at) => span(at, 'months', DORMANT), null),
      openCents: readOptional(own, 'owed', (at) => amount(at, { currency }), 0),
    };
    const entry = { plan, sites: readSiteNames(own), ...readProvenance(own) };
    close(own);
    return entry;
  });
}

/** Reads `packages:`, how long after their sale they are used. */
export function readPackages(section: Section): PackageEntry[] {
  return few(section).map(({ key, section: own }) => {
    const entry: PackageEntry = {
      id: key,
      share: readOptional(own, 'share', (at) => ratio(at, SHARE), null),
      plan: {
        delayMonths: read(own, 'delay', delay) ?? 0,
        unused: readOptional(own, 'unused', unused, central('packagesUnused')),
      },
      sites: readSiteNames(own),
      ...readProvenance(own),
    };
    close(own);
    return entry;
  });
}

function few(section: Section): ReturnType<typeof children> {
  const found = children(section);
  if (found.length <= MOST_KINDS) return found;
  const message = `${section.path} has ${found.length} entries`;
  refuseSection(
    section,
    'E-RANGE',
    message,
    `allowed: up to ${MOST_KINDS}; put small ones together`,
  );
  return found;
}
