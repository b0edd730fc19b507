import { civilOf, firstDay } from '../src/calendar.ts';
import type { Day, Month } from '../src/calendar.ts';
import { log, pow } from '../src/numeric/elementary.ts';
import { Dictionary } from '../src/batch/dictionary.ts';
import { monthTable } from '../src/batch/book-context.ts';
import type { BookContext, Fact } from '../src/batch/book-context.ts';
import { compileFee } from '../src/agreement/fee-fast.ts';
import type { CompiledFee } from '../src/agreement/fee-fast.ts';
import { FEE_BASES, feeBaseShares } from '../projections/fee-base.ts';
import type { FeeBaseName } from '../projections/fee-base.ts';
import { keptShare } from './demand.ts';
import { arms, PARAMETER_INDEX, strengths, isChanging } from './effects.ts';
import type { Arm } from './effects.ts';
import { compileEquipment } from './equipment.ts';
import type { CompiledEquipment } from './equipment.ts';
import { compileHazards } from './hazards.ts';
import type { CompiledHazard } from './hazards.ts';
import { leverTables } from './levers.ts';
import type { LeverTables } from './levers.ts';
import type { Plan, SitePlan } from './plan.ts';
import { compilePrepaid } from './prepaid-month.ts';
import type { CompiledPrepaid } from './prepaid-month.ts';
import {
  compileBills,
  compileLines,
  compileServices,
  compileTenders,
  payerCodes,
} from './site-lines.ts';
import type {
  CompiledBill,
  CompiledLine,
  CompiledService,
  CompiledTenders,
  PayerCodes,
} from './site-lines.ts';

/** Version of the practice model; a run records it, and refuses another. */
export const MODEL_VERSION = 'practice-5';

/** The days of the month on which things happen; the same every month. */
export interface MonthDays {
  readonly first: number;
  readonly last: number;
  readonly length: number;
  /** Calendar month, 0 = January, for the season. */
  readonly season: number;
}

/** A site with its interned names, ready for the loop. */
export interface CompiledSite {
  readonly plan: SitePlan;
  readonly index: number;
  readonly entity: number;
  readonly site: number;
  /** Subjects of claim cohorts by [payer × months + month], and of their denied parts. */
  readonly cohorts: Int32Array;
  readonly denied: Int32Array;
  readonly openClaims: Int32Array;
  readonly payers: Int32Array;
  readonly payerCodes: readonly PayerCodes[];
  readonly vendor: number;
  readonly packageSubject: number;
  readonly lines: readonly CompiledLine[];
  readonly tenders: CompiledTenders;
  readonly bills: readonly CompiledBill[];
  readonly services: readonly CompiledService[];
  /** Share of booked visits that take place at the level's own rate of missed ones. */
  readonly keptShare: number;
  /** Log odds of the monthly retention; 0 without a panel. */
  readonly retentionLogOdds: number;
  /** What it sells ahead by cohorts, and the equipment it buys; null where there is none. */
  readonly prepaid: CompiledPrepaid | null;
  readonly equipment: CompiledEquipment | null;
}

/** A base of the month, or of the month before it; or the number of sites. */
export type FeeSlot =
  | { readonly base: FeeBaseName; readonly shares: Float64Array; readonly isPrior: boolean }
  | 'sites'
  | null;

/** A practice with its fee. */
export interface CompiledPractice {
  readonly id: string;
  readonly entity: number;
  readonly agreement: number;
  readonly fee: CompiledFee | null;
  /** What fills each slot of the fee; null where a future has none of it. */
  readonly feeSlots: readonly FeeSlot[];
  /** How many of its sites are open, by month. */
  readonly openSites: readonly number[];
  readonly dueDays: number;
}

/** A plan compiled for running paths: names interned, months laid out, fees compiled. */
export interface Model {
  readonly plan: Plan;
  readonly context: BookContext;
  readonly sites: readonly CompiledSite[];
  readonly practices: readonly CompiledPractice[];
  readonly mso: number;
  readonly months: readonly MonthDays[];
  readonly lastDay: number;
  /** First month of the horizon as an index of the context: opening rows lie a month before. */
  readonly offset: number;
  readonly arms: { readonly independent: Arm; readonly withMso: Arm };
  readonly levers: LeverTables;
  readonly hazards: readonly CompiledHazard[];
}

export function compileModel(plan: Plan): Model {
  const names = new Dictionary();
  const end = (firstDay((plan.start + plan.months) as Month) - 1) as Day;
  const opening = (firstDay(plan.start) - 1) as Day;
  const calendar = monthTable(opening, end);
  const sites = plan.sites.map((site, index) => compileSite(site, index, plan, names));
  const practices = plan.practices.map((id) => compilePractice(id, plan, names));
  const mso = names.intern('entity', plan.mso);
  const facts: Fact[] = [
    ...plan.practices.map((id) => formed(id, 'practice')),
    formed(plan.mso, 'mso'),
  ];
  return {
    plan,
    context: { names, cashPolicy: 'document', facts, ...calendar },
    sites,
    practices,
    mso,
    months: Array.from({ length: plan.months }, (_, m) => monthDays((plan.start + m) as Month)),
    lastDay: end,
    offset: plan.start - calendar.firstMonth,
    arms: arms(plan),
    levers: leverTables(plan),
    hazards: compileHazards(
      plan.hazards ?? [],
      plan.sites.map(({ id }) => id),
    ),
  };
}

function formed(entity: string, kind: string): Fact {
  return {
    type: 'EntityFormed',
    id: '',
    sequence: 0,
    data: { kind, name: entity, state: '' },
    meta: {
      schema: '1',
      occurredOn: '2000-01-01',
      effectiveOn: '2000-01-01',
      recordedAt: '',
      entity,
      actor: 'model',
      actorKind: 'model',
      policy: '',
    },
  };
}

function monthDays(month: Month): MonthDays {
  const first = firstDay(month);
  const last = firstDay((month + 1) as Month) - 1;
  return { first, last, length: last - first + 1, season: civilOf(first).month - 1 };
}

function compileSite(plan: SitePlan, index: number, of: Plan, names: Dictionary): CompiledSite {
  const cohorts = new Int32Array(plan.payers.length * of.months);
  const denied = new Int32Array(cohorts.length);
  plan.payers.forEach((payer, p) => {
    for (let m = 0; m < of.months; m++) {
      const name = `${plan.id}/${payer.payer}/${m}`;
      cohorts[p * of.months + m] = names.intern('subject', `cohort/${name}`);
      denied[p * of.months + m] = names.intern('subject', `denied/${name}`);
    }
  });
  const opening = of.opening.find((o) => o.site === plan.id);
  return {
    // Packages that are used later are cohorts: nothing is sold and used in one month.
    plan: plan.packages === undefined ? plan : { ...plan, prepaidShare: 0 },
    index,
    entity: names.intern('entity', plan.entity),
    site: names.intern('site', plan.id),
    cohorts,
    denied,
    openClaims: Int32Array.from(opening?.claims ?? [], (_, i) =>
      names.intern('subject', `open/${plan.id}/${i}`),
    ),
    payers: Int32Array.from(plan.payers, (p) => names.intern('party', p.payer)),
    payerCodes: plan.payers.map(payerCodes),
    vendor: names.intern('party', 'vendors'),
    packageSubject: names.intern('subject', `packages/${plan.id}`),
    lines: compileLines(plan),
    tenders: compileTenders(plan),
    bills: compileBills(plan),
    services: compileServices(plan),
    keptShare: keptShare(plan, 1),
    retentionLogOdds: plan.retention === undefined ? 0 : log(plan.retention / (1 - plan.retention)),
    prepaid: compilePrepaid(plan, of, names),
    equipment: compileEquipment(plan.equipment, of, (id) =>
      names.intern('subject', `equipment/${plan.id}/${id}`),
    ),
  };
}

function compilePractice(id: string, plan: Plan, names: Dictionary): CompiledPractice {
  const terms = plan.agreements[id];
  const own = plan.sites.filter((s) => s.entity === id);
  const fee =
    terms === undefined ? null : compileFee(terms, { from: plan.start, months: plan.months });
  return {
    id,
    entity: names.intern('entity', id),
    agreement: names.intern('subject', `agreement/${id}`),
    fee,
    feeSlots: fee?.slots.map(feeSlot) ?? [],
    openSites: Array.from(
      { length: plan.months },
      (_, m) =>
        own.filter(({ opens }) => opens === undefined || opens.from <= plan.start + m).length,
    ),
    dueDays: terms?.billing.dueDays ?? 15,
  };
}

/** A future deposits what it collects in the month it collects it. */
function feeSlot(slot: string): FeeSlot {
  const [kind, name = ''] = slot.split(':');
  if (kind === 'units') return name === 'site' ? 'sites' : null;
  const base = FEE_BASES.find((known) => known === name.replace('@deposit', ''));
  if (base === undefined || (kind !== 'base' && kind !== 'prior')) return null;
  return { base, shares: feeBaseShares(base), isPrior: kind === 'prior' };
}

/** The factors of an arm in a month, after ramp and drivers. */
export interface MonthFactors {
  /** Growth of demand since the start. */
  trend: number;
  volume: number;
  supply: number;
  removedManager: number;
  removedOverhead: number;
  denials: number;
  collection: number;
  speed: number;
  dip: number;
  ticket: number;
  noShows: number;
  /** Shift of the log odds of retention. */
  retentionShift: number;
  newPatients: number;
  compliance: number;
}

export function newFactors(): MonthFactors {
  return {
    trend: 1,
    volume: 1,
    supply: 1,
    removedManager: 0,
    removedOverhead: 0,
    denials: 1,
    collection: 0,
    speed: 1,
    dip: 1,
    ticket: 1,
    noShows: 1,
    retentionShift: 0,
    newPatients: 1,
    compliance: 1,
  };
}

// Each name is looked up where it is written: V8 knows the number then. In one place for all names
// it would look for each anew, a hundredth of a path's time.
const P = PARAMETER_INDEX;

/**
 * Levels are those of the recorded regime; an effect is measured against it, so that a value at
 * strength s is level × (1 + e·s) / (1 + e·recorded).
 */
export function factorsOf(
  plan: Plan,
  arm: Arm,
  values: Float64Array,
  month: number,
  out: MonthFactors,
): MonthFactors {
  const s = strengths(plan, month);
  const recorded = plan.recorded === 'withMso' ? 1 : 0;
  const of = (isOn: boolean): number => (isOn ? s.withMso : s.independent);
  const d = arm.drivers;
  const at = (index: number): number => values[index] as number;
  const ratio = (effect: number, isOn: boolean): number =>
    (1 + effect * of(isOn)) / (1 + effect * recorded);
  const growth = at(P.growth);
  out.trend = growth === 0 ? 1 : pow(1 + growth, (month + 1) / 12);
  out.volume = ratio(at(P.volume), d.volume) * (1 + at(P['level.visits']));
  out.ticket = 1 + at(P['level.ticket']);
  out.supply = ratio(-at(P['supply-price']), d['supply-price']);
  out.removedManager = at(P['removed.manager']) * of(d.overhead);
  out.removedOverhead = at(P['removed.overhead']) * of(d.overhead);
  const denials = ratio(-at(P.denials), d.denials);
  out.denials = denials * (1 + at(P['level.denials']));
  out.collection = at(P['collection-rate']) * (of(d['collection-rate']) - recorded);
  const speed = ratio(-at(P['payer-speed']), d['payer-speed']);
  out.speed = speed * (1 + at(P['level.payer-days']));
  out.noShows = ratio(-at(P['no-shows']), d['no-shows']);
  out.newPatients = ratio(at(P['new-patients']), d['new-patients']);
  out.retentionShift = at(P.retention) * (of(d.retention) - recorded);
  out.compliance = ratio(-at(P.compliance), d.compliance);
  // Joining disturbs the arm that joins, and leaving again; leaving the one that leaves.
  const joins = plan.recorded === 'independent';
  const isHit = d.transition === joins;
  out.dip = isHit && isChanging(plan, month) ? 1 - at(P.dip) : 1;
  return out;
}

/** The day a fee of a month is paid: dueDays into the next month. */
export function feeDay({ last }: MonthDays, dueDays: number): number {
  return last + 1 + Math.min(27, Math.max(0, dueDays - 1));
}
