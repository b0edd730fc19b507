import { FEE_OUT_SIZE } from '../src/agreement/fee-fast.ts';
import type { CompiledFee } from '../src/agreement/fee-fast.ts';
import { roundModelCents } from '../src/money.ts';
import { pow } from '../src/numeric/elementary.ts';
import { sharesCents } from '../projections/fee-base.ts';
import { demand, newSiteMonth, placeOf } from './demand.ts';
import type { SiteMonth } from './demand.ts';
import { changesOf, isCharged, PARAMETER_INDEX } from './effects.ts';
import type { Arm } from './effects.ts';
import { writeClaims, writeOpenClaims } from './claim-cohorts.ts';
import type { Folds, FoldsSnapshot } from './folds.ts';
import { cashCents, foldAll, foldNew, resetFolds, snapshotFolds } from './folds.ts';
import { K, packed } from './kinds.ts';
import type { Luck } from './luck.ts';
import { factorsOf, feeDay, newFactors } from './model.ts';
import type { CompiledPractice, CompiledSite, FeeSlot, Model, MonthDays } from './model.ts';
import { writeOpening } from './opening.ts';
import type { RowWriter } from './row-writer.ts';
import { writeEquipment } from './equipment.ts';
import { writeHazards } from './hazards.ts';
import { newTaxYears, resetTaxYears, writeIncomeTax } from './income-tax.ts';
import type { TaxYear } from './income-tax.ts';
import { newPrepaidState, writePrepaid } from './prepaid-month.ts';
import type { PrepaidState } from './prepaid-month.ts';
import { writeBeforeOpening, writeCosts, writeFixedCosts, writeSales } from './site-month.ts';
import type { SiteStep } from './site-step.ts';

const JOINING = packed('CostPaid', { category: 'joining' });
const OPENING = packed('CostPaid', { category: 'general' });
const EXIT = packed('CostPaid', { category: 'exit' });
const MSO_COST = packed('CostPaid', { category: 'general' });

/** What a worker keeps between paths, so that a path allocates nothing. */
export interface Workbench {
  readonly writer: RowWriter;
  readonly folds: Folds;
  /** The folds as a path finds them, with an arm's measures [1] and without [0]; made when needed. */
  readonly beginnings: [FoldsSnapshot?, FoldsSnapshot?];
  readonly feeState: Float64Array[];
  readonly feeInputs: Float64Array[];
  readonly feeOut: Float64Array;
  readonly loans: Float64Array;
  /** Active patients of each site against their level. */
  readonly panels: Float64Array;
  readonly siteMonth: SiteMonth;
  readonly prepaid: readonly (PrepaidState | null)[];
  /** Of each practice; empty without an income tax. */
  readonly taxYears: readonly TaxYear[];
}

/** Room for the running state of every practice's fee and loan. */
export function workbench(model: Model, writer: RowWriter, folds: Folds): Workbench {
  writer.whenFull(() => {
    foldAll(folds, writer);
  });
  return {
    writer,
    folds,
    beginnings: [],
    feeState: model.practices.map((p) => new Float64Array(p.fee?.stateSize ?? 0)),
    feeInputs: model.practices.map((p) => new Float64Array(p.fee?.slots.length ?? 0)),
    feeOut: new Float64Array(FEE_OUT_SIZE),
    loans: new Float64Array(model.practices.length),
    panels: new Float64Array(model.sites.length),
    siteMonth: newSiteMonth(),
    prepaid: model.sites.map((site) => newPrepaidState(site.prepaid, model.plan.months)),
    taxYears: newTaxYears(model.plan),
  };
}

/**
 * The folds after what no luck and no parameter touches, written once and not on every path: what
 * the book leaves open, what is bought, and the fixed costs of all months as the arm's measures have
 * them.
 */
function beginningOf(model: Model, arm: Arm, bench: Workbench): FoldsSnapshot {
  const { writer, folds, beginnings } = bench;
  const place = arm.drivers.measures && !model.levers.isEmpty ? 1 : 0;
  const known = beginnings[place];
  if (known !== undefined) return known;
  const { written } = writer;
  resetFolds(folds);
  for (const site of model.sites) {
    writer.place(site.entity, site.site);
    writeOpening(writer, model, site);
    writeOpenClaims(writer, model, site);
    foldAll(folds, writer);
    model.months.forEach((days, m) => {
      if (site.equipment !== null) {
        writeEquipment({ writer, month: m, days }, site.equipment);
        foldAll(folds, writer);
      }
      if (model.plan.start + m < firstCostMonth(site)) return;
      writeFixedCosts({ writer, model, site, arm, at: placeOf(model, site, m), days });
      foldAll(folds, writer);
    });
  }
  writer.written = written;
  return (beginnings[place] = snapshotFolds(folds));
}

/** The month from which a site costs something: some months before it opens. */
const firstCostMonth = ({ plan: { opens } }: CompiledSite): number =>
  opens === undefined ? 0 : opens.from - opens.leadMonths;

/**
 * Lives one future: writes the events of every month and folds them as it goes, since fee and
 * credit line depend on what the folds say. The folds hold the arm's figures afterwards.
 */
export function runArm(
  model: Model,
  arm: Arm,
  values: Float64Array,
  luck: Luck,
  bench: Workbench,
): void {
  const { writer, folds } = bench;
  writer.start(model.lastDay);
  resetFolds(folds, beginningOf(model, arm, bench));
  bench.loans.fill(0);
  bench.panels.fill(1);
  resetTaxYears(bench.taxYears, model.plan);
  model.practices.forEach((p, i) => p.fee?.start(bench.feeState[i] as Float64Array, 0));
  const factors = newFactors();
  const step: SiteStep = {
    writer,
    model,
    arm,
    values,
    luck,
    factors,
    panels: bench.panels,
    prepaid: bench.prepaid,
    site: model.sites[0] as CompiledSite,
    month: 0,
    days: model.months[0] as MonthDays,
    at: 0,
  };
  for (let m = 0; m < model.plan.months; m++) {
    const days = model.months[m] as MonthDays;
    factorsOf(model.plan, arm, values, m, factors);
    step.month = m;
    step.days = days;
    for (const site of model.sites) {
      step.site = site;
      step.at = placeOf(model, site, m);
      writeSite(step, bench.siteMonth);
    }
    writeChange(writer, model, arm, m);
    foldNew(folds, writer);
    writeFees(model, arm, values, m, days, bench);
    foldNew(folds, writer);
    if (arm.hasCredit && model.plan.credit.limitCents > 0) {
      writeCredit(model, m, days, bench);
      foldNew(folds, writer);
    }
    if (model.plan.incomeTax !== undefined) {
      writeTaxes(model, m, days, bench);
      foldNew(folds, writer);
    }
    writer.empty();
  }
}

function writeSite(step: SiteStep, siteMonth: SiteMonth): void {
  const { writer, model, site, days } = step;
  writer.place(site.entity, site.site);
  const { opens } = site.plan;
  const month = model.plan.start + step.month;
  if (opens !== undefined && month < opens.from) {
    if (month >= firstCostMonth(site)) writeBeforeOpening(step);
    return;
  }
  if (opens?.costCents && month === opens.from) {
    writer.put(K.costPaid, days.first, 0, 0, OPENING, opens.costCents, 0, 0, 0);
  }
  demand(step, siteMonth);
  writePrepaid(step, siteMonth);
  writeSales(step, siteMonth);
  const net = writeClaims(step, siteMonth.activity);
  writeCosts(step, siteMonth, net);
  writeHazards(step);
}

/** Joining or exit outlays fall on the first day of the change, split over the practices. */
function writeChange(w: RowWriter, model: Model, arm: Arm, m: number): void {
  if (!arm.hasChangeCost) return;
  for (const { month, cents, isJoining } of changesOf(model.plan)) {
    if (model.plan.start + m === month) splitChange(w, model, m, cents, isJoining);
  }
}

/** By the sites that are open: one that is still to open has nothing to hand over. */
function splitChange(
  w: RowWriter,
  model: Model,
  m: number,
  total: number,
  isJoining: boolean,
): void {
  const code = isJoining ? JOINING : EXIT;
  const day = (model.months[m] as MonthDays).first;
  const open = model.practices.map(({ openSites }) => openSites[m] as number);
  const all = open.reduce((sum, sites) => sum + sites, 0);
  const last = open.findLastIndex((sites) => sites > 0);
  let left = total;
  model.practices.forEach(({ entity }, i) => {
    const part = i === last ? left : roundModelCents((total * (open[i] as number)) / all);
    if (open[i] === 0 || part === 0) return;
    left -= part;
    w.place(entity, 0);
    w.put(K.costPaid, day, 0, 0, code, part, 0, 0, 0);
  });
}

/** Fee of a month as the terms say, from the folded bases; paid when it falls due. */
function writeFees(
  model: Model,
  arm: Arm,
  values: Float64Array,
  m: number,
  days: MonthDays,
  bench: Workbench,
): void {
  const { plan, practices, mso } = model;
  const isPaying = isCharged(plan, arm, m);
  // A fee that is never charged again has no month to run on to.
  if (!isPaying && !arm.hasFee && plan.start + m >= plan.effective) return;
  const level = values[PARAMETER_INDEX['fee-level']] as number;
  const { writer } = bench;
  for (let i = 0; i < practices.length; i++) {
    const practice = practices[i] as CompiledPractice;
    if (practice.fee === null) continue;
    const due = feeDue(model, practice, practice.fee, i, m, bench);
    if (!isPaying) continue;
    const amount = level === 1 ? due : roundModelCents(due * level);
    if (amount === 0) continue;
    const { entity, agreement } = practice;
    const month = plan.start + m;
    writer.place(entity, 0);
    writer.put(K.feeAccrued, days.last, agreement, mso, 0, amount, month, 0, 0);
    const paid = feeDay(days, practice.dueDays);
    writer.put(K.feeSettled, paid, agreement, mso, 0, amount, month, 0, 0);
    const cost = roundModelCents(amount * plan.msoCostShare);
    if (cost <= 0) continue;
    writer.place(mso, 0);
    writer.put(K.costPaid, days.last, 0, 0, MSO_COST, cost, 0, 0, 0);
  }
}

function feeDue(
  model: Model,
  practice: CompiledPractice,
  fee: CompiledFee,
  index: number,
  m: number,
  bench: Workbench,
): number {
  const inputs = bench.feeInputs[index] as Float64Array;
  const { feeSlots } = practice;
  for (let s = 0; s < feeSlots.length; s++) {
    const slot = feeSlots[s] as FeeSlot;
    inputs[s] = slot === null ? 0 : inputOf(model, practice, slot, m, bench);
  }
  return fee.due(m, inputs, 0, bench.feeState[index] as Float64Array, 0, bench.feeOut, 0);
}

function inputOf(
  { plan, offset }: Model,
  { id, entity, openSites }: CompiledPractice,
  slot: NonNullable<FeeSlot>,
  m: number,
  { folds }: Workbench,
): number {
  if (slot === 'sites') return openSites[m] as number;
  const { base, shares, isPrior } = slot;
  // The month before the first is the book's last one, which no future folds.
  const seed = isPrior && m === 0 ? plan.priorBases?.[id]?.[base] : undefined;
  return seed ?? sharesCents(folds.feeBase, shares, entity, offset + m - (isPrior ? 1 : 0));
}

/** Line of credit at month end: interest on what is drawn, then up to the floor or back down. */
function writeCredit(model: Model, m: number, days: MonthDays, bench: Workbench): void {
  const { credit } = model.plan;
  const monthly = pow(1 + credit.rateAnnual, 1 / 12) - 1;
  model.practices.forEach((practice, i) => {
    const { writer } = bench;
    const drawn = bench.loans[i] as number;
    writer.place(practice.entity, 0);
    const interest = roundModelCents(drawn * monthly);
    if (interest > 0) {
      writer.put(K.loanInterest, days.last, 0, 0, 0, interest, 0, 0, 0);
    }
    const cash = cashCents(bench.folds, practice.entity, model.offset + m) - interest;
    if (cash < credit.floorCents) {
      const need = Math.min(credit.floorCents - cash, credit.limitCents - drawn);
      if (need <= 0) return;
      writer.put(K.loanReceived, days.last, 0, 0, 0, need, 0, 0, 0);
      bench.loans[i] = drawn + need;
    } else if (drawn > 0) {
      const back = Math.min(drawn, cash - credit.floorCents);
      if (back <= 0) return;
      writer.put(K.loanRepaid, days.last, 0, 0, 0, back, 0, 0, 0);
      bench.loans[i] = drawn - back;
    }
  });
}

/** Income tax of the practices that pay one, when everything else of the month is folded. */
function writeTaxes(model: Model, m: number, days: MonthDays, bench: Workbench): void {
  const { plan, practices, offset } = model;
  const { incomeTax } = plan;
  if (incomeTax === undefined) return;
  practices.forEach(({ id, entity }, i) => {
    if (incomeTax.practices?.includes(id) === false) return;
    const of = { entity, month: offset + m, days };
    writeIncomeTax(bench.writer, incomeTax, bench.taxYears[i] as TaxYear, bench.folds, of);
  });
}
