import { firstDay, formatDay } from '../src/calendar.ts';
import type { Day, Month } from '../src/calendar.ts';
import { FeeworthError, invariant } from '../src/error.ts';
import { baseKey, basesOf } from '../src/agreement/terms.ts';
import type { AgreementTerms } from '../src/agreement/terms.ts';
import { FEE_BASES } from '../projections/fee-base.ts';
import { roundModelCents } from '../src/money.ts';
import type { Comparison } from './compare.ts';
import type { ReadScenario } from './file/read-scenario.ts';
import type { ChangeCost, Scenario, ServiceEntry } from './file/scenario.ts';
import { centralOf } from './draw.ts';
import type { Plan, ServicePlan, SitePlan } from './plan.ts';
import { incomeTaxOf, withAdditions } from './plan-additions.ts';
import { checkMeasure, checkMovable, leavesOf, leversOf, withOpenings } from './plan-changes.ts';
import { startFromDefaults, startFromSites } from './starting-point.ts';
import type { StartingPoint } from './starting-point.ts';

/** The starting point a scenario names, where it needs no book; null when it does. */
export function ownStartingPoint({ levels }: Scenario): StartingPoint | null {
  if (levels.kind === 'defaults') return startFromDefaults(levels.of);
  return levels.kind === 'inline' ? startFromSites(levels) : null;
}

/** Joins what a scenario says with what it starts from into a comparison that can be run. */
export function comparisonOf({ scenario, digest }: ReadScenario, from: StartingPoint): Comparison {
  invariant(scenario.fromLog === undefined, 'the log has answered before a plan is made');
  checkRegime(scenario, from);
  const plan = planOf(scenario, from);
  checkMeasure(scenario, plan);
  const { paths, bridgePaths, sidePaths, isNoisy, sampler, replicates, luck } = scenario.run;
  return {
    scenario: scenario.id,
    title: scenario.title,
    scenarioDigest: digest,
    plan,
    parameters: scenario.parameters,
    sampling: { correlations: scenario.correlations, sampler, replicates, luck },
    seed: scenario.seed,
    paths,
    bridgePaths,
    sidePaths,
    isNoisy,
    ...(scenario.history === undefined ? {} : { history: scenario.history }),
  };
}

function checkRegime({ id, recorded, agreement, openings }: Scenario, from: StartingPoint): void {
  const { practices } = from;
  const opened = openings.flatMap(({ practice }) => practice ?? []);
  const isMissing = [...practices, ...opened].filter((p) => from.agreements[p] === undefined);
  if (recorded === 'withMso' && from.recorded !== 'withMso') {
    throw new FeeworthError(
      'scenario/not-with-mso',
      'usage',
      `${id} asks whether to leave an MSO, but the levels are those of an independent group.`,
      {
        place: { at: 'regimes' },
        hint: 'ask whether to join: feeworth compare join; or record the agreement: feeworth agreement sign FILE',
      },
    );
  }
  if (recorded === 'independent' && from.recorded === 'withMso') {
    throw new FeeworthError(
      'scenario/already-with-mso',
      'usage',
      `${id} asks whether to join an MSO, but the book ends inside an agreement.`,
      { place: { at: 'regimes' }, hint: 'ask whether to leave: feeworth compare stay-or-leave' },
    );
  }
  if (agreement.kind === 'book' && isMissing.length > 0) {
    throw new FeeworthError(
      'scenario/no-agreement',
      'usage',
      `The book has no agreement in force for ${isMissing.join(', ')}.`,
      { place: { at: 'regimes.withMso.agreement' }, hint: 'sign one, or write msa: in the file' },
    );
  }
}

function planOf(scenario: Scenario, from: StartingPoint): Plan {
  const { timeline, valuation, change, recorded } = scenario;
  const start = timeline.start === 'after-book' ? from.after : timeline.start;
  if (start === null) {
    throw new FeeworthError('scenario/no-book', 'usage', `${scenario.id} needs a book.`, {
      place: { at: 'timeline.start' },
      hint: 'open one, or write the month it starts in',
    });
  }
  const effective = change.effective === 'start' ? start : change.effective;
  if (effective < start || effective >= start + timeline.months) {
    throw new FeeworthError(
      'scenario/effective-outside',
      'usage',
      `The effective month of ${scenario.id} lies outside its timeline.`,
      { place: { at: 'regimes' }, hint: 'write one of its months, or start' },
    );
  }
  const cost = changeCostCents(scenario, from, scenario.change.cost);
  const { leaves: left } = scenario.change;
  const exit = left === undefined ? 0 : changeCostCents(scenario, from, left.cost);
  const whole = withOpenings(scenario, from, { start, months: timeline.months });
  const sites = withAdditions(scenario, whole, { start, months: timeline.months });
  const levers = leversOf(scenario, sites, { start, effective, months: timeline.months });
  checkMovable(scenario, levers, sites);
  const incomeTax = incomeTaxOf(scenario, whole.practices);
  const leaves = leavesOf(scenario, { start, effective, months: timeline.months });
  // Only the month after the book has the book's last month before it.
  const priorBases = start === from.after ? from.lastBases : undefined;
  const since = recorded === 'withMso' ? start : effective;
  const agreements = agreementsOf(scenario, { ...from, practices: whole.practices }, since);
  for (const terms of Object.values(agreements)) refuseUnprojected(terms);
  return {
    start,
    months: timeline.months,
    practices: whole.practices,
    mso: from.mso,
    sites: sites.map((site) => withServices(site, scenario)),
    opening: whole.opening,
    recorded,
    agreements,
    ...(priorBases === undefined ? {} : { priorBases }),
    msoCostShare: scenario.costToServe,
    noise: scenario.noise === 'from-levels' ? from.noise : scenario.noise,
    joiningCents: recorded === 'independent' ? cost : 0,
    exitCents: recorded === 'withMso' ? cost : exit,
    rampMonths: change.rampMonths,
    dipMonths: change.dipMonths,
    credit: scenario.credit,
    levers,
    hazards: scenario.hazards,
    ...(incomeTax === undefined ? {} : { incomeTax }),
    ...(leaves === undefined ? {} : { leaves }),
    effective,
    valuationOn: valuation.asOf ?? ((firstDay(start) - 1) as Day),
    discountAnnual: valuation.discountAnnual,
  };
}

/** A future has no costs of the MSO, no lines of insured care and no claims one by one. */
function refuseUnprojected({ id, fee }: AgreementTerms): void {
  const base = basesOf(fee).find(
    ({ kind, line }) => line !== undefined || !FEE_BASES.some((known) => known === kind),
  );
  const component = fee.components.find(
    (c) =>
      c.kind === 'cost-plus' ||
      (c.kind === 'per-unit' && c.unit !== 'site') ||
      (c.kind === 'flat' && c.per === 'provider'),
  );
  if (base === undefined && component === undefined) return;
  throw new FeeworthError(
    'scenario/fee-not-projected',
    'usage',
    `The fee of ${id} is taken of ${base === undefined ? (component?.code ?? '') : baseKey(base)}, which a future does not have.`,
    {
      place: { at: 'msa.fee' },
      hint: 'write msa: in the scenario with a fee on charges or collections, by site, or flat',
    },
  );
}

function changeCostCents({ id }: Scenario, from: StartingPoint, cost: ChangeCost): number {
  if (cost.kind === 'amount') return cost.cents;
  if (from.monthlyFeeCents === null) {
    throw new FeeworthError(
      'scenario/no-fee-known',
      'usage',
      `${id} says a cost in months of fee, but nothing tells what a month's fee is.`,
      { place: { at: 'regimes' }, hint: 'write the cost as an amount' },
    );
  }
  return roundModelCents(cost.months * from.monthlyFeeCents);
}

/** Services as the file enters them, over what book or defaults say. */
function withServices(site: SitePlan, scenario: Scenario): SitePlan {
  const services = new Map<string, ServicePlan>(site.services.map((s) => [s.service, s]));
  for (const entry of scenario.services) {
    services.set(entry.service, serviceOf(entry, services.get(entry.service), scenario));
  }
  return { ...site, services: [...services.values()] };
}

function serviceOf(
  entry: ServiceEntry,
  known: ServicePlan | undefined,
  { parameters }: Scenario,
): ServicePlan {
  const parameter = parameters.find((p) => p.id === entry.removedBy);
  const usual = parameter === undefined ? 0 : centralOf(parameter.draw);
  const isOwn = entry.removed !== null && usual > 0;
  return {
    service: entry.service,
    standAloneMonthlyCents: entry.standAloneMonthlyCents ?? known?.standAloneMonthlyCents ?? 0,
    removedBy: entry.removedBy,
    grade: entry.standAloneMonthlyCents === null ? (known?.grade ?? entry.grade) : entry.grade,
    ...(isOwn ? { scale: (entry.removed ?? 0) / usual } : {}),
    ...(entry.from === null ? {} : { from: firstDay(entry.from) }),
  };
}

function agreementsOf(
  { id, agreement }: Scenario,
  from: StartingPoint,
  since: Month,
): Plan['agreements'] {
  if (agreement.kind === 'book') return from.agreements;
  const terms = (practice: string): AgreementTerms => ({
    id: `${id}-${practice}`,
    practices: [practice],
    mso: from.mso,
    effectiveFrom: formatDay(firstDay(since)),
    termMonths: 60,
    renewal: { kind: 'automatic', months: 12, noticeDays: 90 },
    termination: {
      cureDays: 30,
      withoutCause: { by: 'either', noticeDays: 90 },
      exitFee: { kind: 'none' },
    },
    services: agreement.services,
    fee: agreement.fee,
    billing: agreement.billing,
  });
  return Object.fromEntries(from.practices.map((practice) => [practice, terms(practice)]));
}
