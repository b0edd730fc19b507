import type { EventBatch } from '../../src/batch/columns.ts';
import { rowKind } from '../../src/batch/layout.ts';
import { formatDay } from '../../src/calendar.ts';
import type { Day } from '../../src/calendar.ts';
import { invariant } from '../../src/error.ts';
import { RevenueCycle, revenueCycle } from '../../projections/revenue-cycle.ts';
import type { Claim } from '../../projections/revenue-cycle/claim.ts';
import { MonthlyMeasures } from '../../projections/revenue-cycle/measures.ts';
import type { Measure } from '../../projections/revenue-cycle/measures.ts';
import type { View } from '../cli/view.ts';
import type { SumExplanation } from './explanation.ts';
import { partsOf } from './sources.ts';
import { entryOf } from './watch.ts';
import type { Change } from './watch.ts';

const CYCLES = new WeakMap<View, RevenueCycle>();

/** The claims of a view, read once. */
export function cycleOf(view: View): RevenueCycle {
  const known = CYCLES.get(view);
  if (known !== undefined) return known;
  const cycle = new RevenueCycle(view.state(revenueCycle));
  CYCLES.set(view, cycle);
  return cycle;
}

/** A measure over a window, each month counted so often as `weight` says (from the first month). */
export interface MeasureSum {
  readonly measure: Measure;
  readonly weightOf: (month: number) => number;
  readonly from: number;
  readonly to: number;
}

/** What one claim adds to a measure; the same code that counts them all counts it alone. */
function partOfClaim(cycle: RevenueCycle, claim: Claim, sum: MeasureSum): number {
  return weighted(new MonthlyMeasures(cycle.state, [claim]), 0, sum);
}

/** Sum of a measure over its window for a group of claims. */
export function weighted(measures: MonthlyMeasures, group: number, sum: MeasureSum): number {
  let total = 0;
  for (let m = Math.max(0, sum.from); m <= sum.to; m++) {
    const weight = sum.weightOf(m);
    if (weight !== 0) total += weight * measures.sum(group, sum.measure, m, m);
  }
  return total;
}

/** Which kind of event says what a measure counts. */
function telling(measure: Measure): readonly string[] {
  if (/^(?:submitted|decidedOf|firstPass|openOf)/.test(measure)) return ['ClaimSubmitted'];
  if (measure.startsWith('edits')) return ['ClaimEdited'];
  if (measure === 'servedCents' || measure === 'openCents') return ['ChargePosted'];
  if (measure === 'patientPaidCents') return ['PatientPaymentReceived'];
  return measure === 'writtenOffCents' ? ['DenialWrittenOff'] : ['ClaimAdjudicated'];
}

/**
 * A measure as its claims, each by the event that tells of it, with its source record. Adds up to
 * what the report counted: asserted.
 */
export async function explainMeasure(
  view: View,
  sum: MeasureSum,
  about: Pick<SumExplanation, 'figure' | 'label' | 'unit' | 'definition'>,
  name?: string,
): Promise<SumExplanation> {
  const cycle = cycleOf(view);
  const group = groupOf(cycle, name);
  const amounts = new Map<number, number>();
  for (const claim of claimsOf(cycle, group)) {
    const amount = partOfClaim(cycle, claim, sum);
    if (amount !== 0) amounts.set(claim.subject, amount);
  }
  const parts = await partsOf(view.store, eventsOf(view, amounts, telling(sum.measure)));
  const value = weighted(cycle.measures, group, sum);
  const total = parts.reduce((added, part) => added + part.amount, 0);
  invariant(total === value, `the claims behind ${sum.measure} add up to it`);
  return { kind: 'sum', ...about, value, parts };
}

/** Number of the group of claims of an entity or a payer class; 0 is all of them. */
export function groupOf(cycle: RevenueCycle, name: string | undefined): number {
  if (name === undefined) return 0;
  const { groups } = cycle.measures;
  const named = [...groups.in('entity'), ...groups.in('payerClass')];
  return named.find((group) => group.name === name)?.number ?? -1;
}

/** The claims of a group. */
export function claimsOf(cycle: RevenueCycle, group: number): readonly Claim[] {
  const { groups } = cycle.measures;
  return cycle.claims.filter((claim) => groups.of(claim).includes(group));
}

/** Each claim's first telling event, or its first event at all. */
export function eventsOf(
  view: View,
  amounts: ReadonlyMap<number, number>,
  types: readonly string[],
): Change[] {
  const found = new Map<number, Change & { readonly isTelling: boolean }>();
  for (const { batch, from, to } of view.spans()) {
    for (let i = from; i < to; i++) {
      const subject = batch.subject[i] ?? 0;
      const amount = amounts.get(subject);
      if (amount === undefined) continue;
      const known = found.get(subject);
      if (known?.isTelling === true) continue;
      const type = rowKind(batch.kind[i] ?? 0)?.declaration.type ?? '';
      const isTelling = types.includes(type);
      if (known !== undefined && !isTelling) continue;
      found.set(subject, {
        sequence: batch.firstSequence + (batch.sequence[i] ?? 0),
        type,
        entity: view.context.names.nameOf('entity', batch.entity[i] ?? 0),
        effectiveOn: formatDay((batch.effective[i] ?? 0) as Day),
        occurredOn: formatDay((batch.occurred[i] ?? 0) as Day),
        isReversal: false,
        amount,
        postings: entryOf(view, batch, i, endOfEvent(batch, i, to)),
        isTelling,
      });
    }
  }
  return [...found.values()].map(({ isTelling: _isTelling, ...change }) => change);
}

function endOfEvent({ sequence }: EventBatch, from: number, to: number): number {
  let end = from + 1;
  while (end < to && sequence[end] === sequence[from]) end += 1;
  return end;
}
