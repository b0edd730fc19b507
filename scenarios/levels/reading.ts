import type { ColumnBook } from '../../src/batch/column-book.ts';
import { entitiesOf, sitesOf } from '../../src/batch/book-context.ts';
import type { BookContext } from '../../src/batch/book-context.ts';
import {
  firstDay,
  formatMonth,
  formatDay,
  lastDay,
  monthOf,
  monthParts,
  parseDay,
  parseMonth,
} from '../../src/calendar.ts';
import type { Day, Month } from '../../src/calendar.ts';
import { FeeworthError } from '../../src/error.ts';
import type { Cut } from '../../src/event.ts';
import { termsPeriods } from '../../src/agreement/amend.ts';
import type { AgreementTerms } from '../../src/agreement/terms.ts';
import { firstMonthOfBusiness } from '../../projections/book-start.ts';
import { foldFeeBase, startFeeBase } from '../../projections/fee-base.ts';
import type { FeeBaseState } from '../../projections/fee-base.ts';
import { ledger } from '../../projections/ledger.ts';
import type { LedgerState } from '../../projections/ledger.ts';
import { levels } from '../../projections/levels.ts';
import type { LevelsFigures, LevelSlot } from '../../projections/levels.ts';
import { agreementsOf } from '../../projections/management-fee/agreements.ts';
import { managementFee } from '../../projections/management-fee.ts';
import type { ManagementFeeFigures } from '../../projections/management-fee/types.ts';
import { RevenueCycle, revenueCycle } from '../../projections/revenue-cycle.ts';
import type { Grade } from '../plan.ts';
import type { Provenance } from '../starting-point.ts';

/** Months as indexes of the context, both ends included. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

export const monthsIn = ({ from, to }: Window): number => to - from + 1;

export interface SiteOf {
  readonly id: string;
  readonly entity: string;
}

/** An agreement in force in the month after the book. */
export interface InForce {
  readonly practice: string;
  readonly mso: string;
  readonly terms: AgreementTerms;
  /** First day of service under the agreement, whatever was amended since. */
  readonly since: Day;
}

/** A book at the end of its last whole month, folded once, for everything levels are read from. */
export interface BookReading {
  readonly context: BookContext;
  readonly cut: Cut;
  readonly levels: LevelsFigures;
  readonly ledger: LedgerState;
  readonly feeBase: FeeBaseState;
  readonly fees: ManagementFeeFigures;
  readonly cycle: RevenueCycle;
  readonly practices: readonly string[];
  readonly sites: readonly SiteOf[];
  readonly mso: string;
  readonly inForce: readonly InForce[];
  readonly last: number;
  /** Trailing twelve months, but only those under the regime of the book's end. */
  readonly trailing: Window;
  /** As `trailing`, three months earlier: claims of these months are mostly decided. */
  readonly decided: Window;
  /** Twelve months before the agreement; the trailing ones where there is none; null if too few. */
  readonly alone: Window | null;
  /** All months of business. */
  readonly all: Window;
  readonly provenance: Provenance[];
}

/** Months claims need until most are decided. */
const DECISION_MONTHS = 3;
/** Fewer months than these before an agreement say too little about what services cost alone. */
const ALONE_MONTHS = 6;

/** Folds a book at the end of the last month that is closed, or whole at the cut. */
export function readBook(book: ColumnBook, wanted: Cut): BookReading {
  const first = book.context(wanted);
  const practices = practicesOf(first, wanted);
  const end = lastMonth(first, wanted, practices);
  const cut: Cut = { asOf: Math.min(wanted.asOf, lastDay(end)) as Day, knownAt: wanted.knownAt };
  const context = book.context(cut);
  const states = {
    levels: levels.start(context, cut),
    ledger: ledger.start(context, cut),
    feeBase: startFeeBase(context),
    fees: managementFee.start(context, cut),
    cycle: revenueCycle.start(context, cut),
  };
  for (const { batch, from, to } of book.feed(cut)) {
    levels.fold(states.levels, batch, from, to);
    ledger.fold(states.ledger, batch, from, to);
    foldFeeBase(states.feeBase, batch, from, to);
    managementFee.fold(states.fees, batch, from, to);
    revenueCycle.fold(states.cycle, batch, from, to);
  }
  const inForce = agreementsInForce(context, (end + 1) as Month);
  const last = end - context.firstMonth;
  const since = firstMonthOfBusiness(context);
  const joined = inForce.length === 0 ? null : Math.max(...inForce.map((a) => a.since));
  const joinedAt = joined === null ? since : monthOf(joined as Day) - context.firstMonth;
  const from = Math.min(last, Math.max(since, last - 11, joinedAt));
  const mature = Math.max(from, last - DECISION_MONTHS);
  const decided = {
    from: Math.min(mature, Math.max(since, last - 11 - DECISION_MONTHS, joinedAt)),
    to: mature,
  };
  const before = joined === null ? { from, to: last } : { from: joinedAt - 12, to: joinedAt - 1 };
  const alone = { from: Math.max(since, before.from), to: before.to };
  return {
    context,
    cut,
    levels: levels.figures(states.levels),
    ledger: states.ledger,
    feeBase: states.feeBase,
    fees: managementFee.figures(states.fees),
    cycle: new RevenueCycle(states.cycle),
    practices,
    sites: sitesOf(context).filter((s) => practices.includes(s.entity)),
    mso: inForce[0]?.mso ?? entitiesOf(context, 'mso')[0]?.id ?? 'mso',
    inForce,
    last,
    trailing: { from, to: last },
    decided,
    alone: monthsIn(alone) >= ALONE_MONTHS ? alone : null,
    all: { from: since, to: last },
    provenance: [],
  };
}

function practicesOf(context: BookContext, { asOf }: Cut): string[] {
  const sites = sitesOf(context);
  const practices = entitiesOf(context, 'practice')
    .map((p) => p.id)
    .filter((id) => sites.some((s) => s.entity === id));
  if (practices.length > 0) return practices;
  const by = formatDay(asOf);
  throw new FeeworthError('scenario/no-sites', 'usage', `No practice has a site by ${by}`, {
    hint: 'name a later day, add sites to the book, or ask without them: feeworth compare join',
  });
}

/** The last month all practices closed; without any closing, the last whole one at the cut. */
function lastMonth(context: BookContext, cut: Cut, practices: readonly string[]): Month {
  const closed = practices.map((practice) => {
    const months = context.facts
      .filter((f) => f.type === 'PeriodClosed' && f.meta.entity === practice)
      .map((f) => parseMonth(f.data['period'] as string));
    return months.length === 0 ? -1 : Math.max(...months);
  });
  const whole = monthOf((cut.asOf + 1) as Day) - 1;
  const rows = context.firstMonth + context.monthCount - 1;
  const common = Math.min(...closed);
  const end = Math.min(whole, rows, common < 0 ? rows : common);
  if (end >= context.firstMonth + firstMonthOfBusiness(context)) return end as Month;
  throw new FeeworthError('scenario/no-whole-month', 'usage', 'The book has no whole month.', {
    hint: 'levels are read from whole months: import one, or use levels: {defaults: solo}',
  });
}

/** Terms in force on the first day of a month, by practice; those a practice signed last win. */
function agreementsInForce(context: BookContext, month: Month): InForce[] {
  const day = firstDay(month);
  const found = new Map<string, InForce>();
  for (const { practice, mso, histories } of agreementsOf(context)) {
    for (const history of histories) {
      const period = termsPeriods(history).find(
        ({ from, to }) => from <= day && (to === null || to >= day),
      );
      if (period === undefined) continue;
      const since = parseDay(history.signed.effectiveFrom);
      found.set(practice, { practice, mso, terms: period.terms, since });
    }
  }
  return [...found.values()];
}

/** `2025-11..2026-10` */
export function windowText(reading: BookReading, { from, to }: Window): string {
  const at = (index: number): string => formatMonth((reading.context.firstMonth + index) as Month);
  return `${at(from)}..${at(to)}`;
}

/** Calendar month of an index, 0 = January. */
export function calendarMonth(reading: BookReading, index: number): number {
  return monthParts((reading.context.firstMonth + index) as Month).month - 1;
}

/** Notes where a level comes from. */
export function note(
  reading: BookReading,
  level: string,
  grade: Grade,
  source: string,
  n: number,
): void {
  reading.provenance.push({ level, grade, source, n: Math.round(n) });
}

/** Sum of a slot at a site, its share of what its practice did not say a site for included. */
export function amountAt(
  reading: BookReading,
  site: SiteOf,
  slot: LevelSlot,
  { from, to }: Window,
): number {
  const own = reading.levels.sum(slot, { entity: site.entity, site: site.id }, from, to);
  const unsaid = reading.levels.sum(slot, { entity: site.entity, site: '' }, from, to);
  return unsaid === 0 ? own : own + unsaid * shareOf(reading, site, { from, to });
}

/** Share of a site in the self-pay revenue of its practice; even where there is none. */
export function shareOf(reading: BookReading, site: SiteOf, window: Window): number {
  const peers = reading.sites.filter((s) => s.entity === site.entity);
  const of = ({ id, entity }: SiteOf): number =>
    Math.max(0, ownRevenue(reading, { id, entity }, window));
  const total = peers.reduce((sum, peer) => sum + of(peer), 0);
  return total > 0 ? of(site) / total : 1 / peers.length;
}

/** Weights of the sites of a practice for splitting its balances. */
export function weightsOf(
  reading: BookReading,
  entity: string,
): { site: SiteOf; weight: number }[] {
  return reading.sites
    .filter((s) => s.entity === entity)
    .map((site) => ({ site, weight: shareOf(reading, site, reading.trailing) }));
}

function ownRevenue(reading: BookReading, site: SiteOf, { from, to }: Window): number {
  let sum = 0;
  for (const slot of REVENUE_SLOTS) {
    sum += reading.levels.sum(slot, { entity: site.entity, site: site.id }, from, to);
  }
  return sum;
}

/** Self-pay revenue of a site over a window, refunds taken off. */
export function selfPayCents(reading: BookReading, site: SiteOf, window: Window): number {
  let sum = -amountAt(reading, site, 'refunded', window);
  for (const slot of REVENUE_SLOTS) sum += amountAt(reading, site, slot, window);
  return sum;
}

/** Every slot of self-pay revenue. */
export const REVENUE_SLOTS: readonly LevelSlot[] = [
  'revenue/neurotoxin',
  'revenue/filler',
  'revenue/laser',
  'revenue/body',
  'revenue/facial',
  'revenue/retail',
  'revenue/weight-loss',
  'revenue/wellness',
  'revenue/medical',
  'revenue/other',
  'revenue/memberships',
];
