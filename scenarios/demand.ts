import { exp, log, pow } from '../src/numeric/elementary.ts';
import { PARAMETER_INDEX } from './effects.ts';
import { leverAt, lineFactorAt, retentionShiftAt } from './levers.ts';
import type { CompiledSite, Model } from './model.ts';
import type { SiteOpening, SitePlan } from './plan.ts';
import type { CompiledLine } from './site-lines.ts';
import type { SiteStep } from './site-step.ts';

/** Service lines a site can have at most: as many as there are. */
const LINES_MAX = 16;

/** What a site-month hands on: sales, the fee, insured care and pay need it. */
export interface SiteMonth {
  /** Visits that are kept, and those that were booked for them; whole. */
  visits: number;
  booked: number;
  selfPayCents: number;
  /** Factor on insured claims: visits against their seasonless level. */
  activity: number;
  /** Share of each service line in self-pay revenue; they add up to 1. */
  readonly shares: Float64Array;
  /** Self-pay revenue of the month that was paid before, and what is sold ahead by card in it. */
  paidAheadCents: number;
  cardAheadCents: number;
}

export const newSiteMonth = (): SiteMonth => ({
  visits: 0,
  booked: 0,
  selfPayCents: 0,
  activity: 0,
  shares: new Float64Array(LINES_MAX),
  paidAheadCents: 0,
  cardAheadCents: 0,
});

/** Where a site-month stands in tables of the plan. */
export const placeOf = (model: Model, s: CompiledSite, month: number): number =>
  s.index * model.plan.months + month;

/**
 * Demand of a month: level × season × growth × patients × kept visits × effect × dip × luck, as far
 * as the site is open and has room. `panels` holds the active patients of each site against their
 * level; it is moved on by a month.
 */
export function demand(step: SiteStep, out: SiteMonth): void {
  const { model, site, arm, month, at, days, factors, luck, panels } = step;
  const { plan } = site;
  const { levers } = model;
  const kept = keptShare(plan, factors.noShows * leverAt(levers, 'no-shows', arm, at));
  const wanted =
    (plan.season[days.season] as number) *
    factors.trend *
    factors.volume *
    factors.dip *
    (luck.shock[at] as number) *
    (panels[site.index] as number) *
    (kept / site.keptShare) *
    openShare(plan.opens, model.plan.start + month) *
    leverAt(levers, 'visits', arm, at);
  movePanel(step);
  const capacity = plan.capacityMonthly;
  const room =
    capacity === undefined
      ? Infinity
      : (capacity * leverAt(levers, 'capacity', arm, at)) / plan.visitsMonthly;
  const activity = Math.min(wanted, room);
  out.activity = activity;
  // Visits are whole in the counts; money follows the exact mean so that effects are not rounded.
  const exact = plan.visitsMonthly * activity;
  out.visits = Math.floor(exact + 0.5);
  out.booked = Math.max(out.visits, Math.floor(exact / kept + 0.5));
  const ticket = plan.ticketCents * factors.ticket * leverAt(levers, 'ticket', arm, at);
  out.selfPayCents = exact * ticket * mixOf(step, out.shares);
}

/** What is left of self-pay revenue when levers move its lines; fills the lines' shares. */
function mixOf({ model, site, arm, at }: SiteStep, shares: Float64Array): number {
  const { lines } = site;
  const { levers } = model;
  // The shares of a plan add up to 1; without a lever they stay what they are, to the last bit.
  if (levers.byLine.size === 0) {
    for (let i = 0; i < lines.length; i++) shares[i] = (lines[i] as CompiledLine).share;
    return 1;
  }
  let whole = 0;
  lines.forEach(({ share, line }, i) => {
    const own = share * lineFactorAt(levers, line, arm, at);
    shares[i] = own;
    whole += own;
  });
  if (whole <= 0) return 0;
  for (let i = 0; i < lines.length; i++) shares[i] = (shares[i] as number) / whole;
  return whole;
}

/** Share of booked visits that take place: missed ones less those that others fill. */
export function keptShare({ noShows }: SitePlan, factor: number): number {
  if (noShows === undefined) return 1;
  const missed = Math.min(1, Math.max(0, noShows.rate * factor));
  return 1 - missed * (1 - noShows.refilled);
}

const LOG_19 = log(19);

/**
 * Share of its level that a site has in a month: 0 before it opens, then a logistic curve that has
 * one in twenty as it opens and nineteen in twenty after the ramp.
 */
export function openShare(opens: SiteOpening | undefined, month: number): number {
  if (opens === undefined) return 1;
  if (month < opens.from) return 0;
  if (opens.rampMonths <= 0) return 1;
  // The middle of the month.
  const passed = month - opens.from + 0.5;
  return 1 / (1 + exp(LOG_19 * (1 - (2 * passed) / opens.rampMonths)));
}

/**
 * A month of the panel: P' = P·r + (1 − r₀)·n, which stands still at 1 while r = r₀ and n = 1. The
 * effect and the levers shift the log odds of r, so that it cannot pass 1.
 */
function movePanel({ model, site, arm, at, factors, values, panels }: SiteStep): void {
  const { levers } = model;
  const { retention } = site.plan;
  if (retention === undefined) return;
  const shift = factors.retentionShift + retentionShiftAt(levers, arm, at);
  const spend = leverAt(levers, 'marketing', arm, at);
  const response = values[PARAMETER_INDEX['marketing-response']] as number;
  const reached = spend === 1 || response === 0 ? 1 : pow(spend, response);
  const arriving = factors.newPatients * leverAt(levers, 'new-patients', arm, at) * reached;
  const staying = shift === 0 ? retention : 1 / (1 + exp(-(site.retentionLogOdds + shift)));
  panels[site.index] = (panels[site.index] as number) * staying + (1 - retention) * arriving;
}
