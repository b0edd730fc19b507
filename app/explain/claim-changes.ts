import type { BookContext } from '../../src/batch/book-context.ts';
import type { Tally } from '../../src/batch/tally.ts';
import { rowKind } from '../../src/batch/layout.ts';
import { RowKeeper } from '../../src/batch/row-keeper.ts';
import { firstDay, lastDay } from '../../src/calendar.ts';
import type { Month } from '../../src/calendar.ts';
import { claimAt } from '../../projections/revenue-cycle/claim.ts';
import {
  layPatientPayments,
  patientShares,
} from '../../projections/revenue-cycle/patient-payments.ts';
import type { Claim } from '../../projections/revenue-cycle/claim.ts';
import type { RevenueCycleState } from '../../projections/revenue-cycle.ts';
import { RevenueCycle, revenueCycle } from '../../projections/revenue-cycle.ts';
import type { View } from '../cli/view.ts';
import { endOfEvent, isOneEvent, sequenceOf, startOfEvent } from './one-event.ts';
import type { EventRows, OneEvent } from './one-event.ts';
import { Changes } from './changes.ts';
import type { Months } from './watch.ts';

const CYCLES = new WeakMap<RevenueCycleState, RevenueCycle>();

/** The claims of a view, read once. */
export function cycleOf(view: View): RevenueCycle {
  const state = view.state(revenueCycle);
  const known = CYCLES.get(state);
  if (known !== undefined) return known;
  const cycle = new RevenueCycle(state);
  CYCLES.set(state, cycle);
  return cycle;
}

const NEAR = new WeakMap<RevenueCycleState, Map<string, RevenueCycle>>();

/**
 * The claims that anything of those months is said of: they count there what all claims count.
 * Payments without a claim are laid on all claims, and only where `hasLaid` asks for them. A view of
 * one event has all claims already.
 */
export function cycleNear(view: View, months: Months, hasLaid = false): RevenueCycle {
  if (isOneEvent(view)) return cycleOf(view);
  const state = view.state(revenueCycle);
  const all = CYCLES.get(state);
  if (all !== undefined) return all;
  const known = NEAR.get(state) ?? new Map<string, RevenueCycle>();
  NEAR.set(state, known);
  const key = `${months.from} ${months.to}`;
  const laid = `${key} laid`;
  let near = known.get(laid) ?? (hasLaid ? undefined : known.get(key));
  if (near === undefined) {
    const claims = [...claimsNear(view, state, months)];
    const payments = hasLaid ? layPatientPayments(state, patientShares(state)) : [];
    near = new RevenueCycle(state, { claims, laid: payments });
    known.set(hasLaid ? laid : key, near);
  }
  return near;
}

/** Amounts of a row that are days, by kind. */
const DAYS_OF: readonly (readonly number[])[] = Array.from({ length: 256 }, (_, number) =>
  (rowKind(number)?.amountKinds ?? []).flatMap((kind, slot) => (kind === 'date' ? [slot] : [])),
);

function* claimsNear(view: View, state: RevenueCycleState, { from, to }: Months): Generator<Claim> {
  const { firstMonth } = view.context;
  const first: number = firstDay((firstMonth + from) as Month);
  const last: number = lastDay((firstMonth + to) as Month);
  const { claimOf } = state;
  const taken = new Set<number>();
  for (const { batch, from: start, to: end } of view.spans()) {
    const { subject, effective, occurred, kind } = batch;
    const amounts = [batch.amount0, batch.amount1, batch.amount2, batch.amount3];
    for (let i = start; i < end; i++) {
      const number = claimOf[subject[i] as number] ?? 0;
      if (number === 0) continue;
      const counted = effective[i] as number;
      const happened = occurred[i] as number;
      let isHere = (counted >= first && counted <= last) || (happened >= first && happened <= last);
      const slots = DAYS_OF[kind[i] as number] as readonly number[];
      for (let n = 0; n < slots.length && !isHere; n++) {
        const day = amounts[slots[n] as number]?.[i] as number;
        isHere = day >= first && day <= last;
      }
      if (isHere) taken.add(number);
    }
  }
  for (const number of [...taken].sort((x, y) => x - y)) yield claimAt(state, number);
}

/** The claims of a group; those of one event where only that is looked for. */
export function claimsOf(view: View, group: number, cycle = cycleOf(view)): readonly Claim[] {
  const { groups } = cycle.measures;
  const claims = isOneEvent(view) ? aroundOf(view, view.one).claims : cycle.claims;
  return claims.filter((claim) => groups.of(claim).includes(group));
}

/**
 * What events change of an amount that claims have: a claim is told of by several events, each has
 * what it made the amount more or less. They add up to what the claims have now.
 */
export function claimChanges(
  view: View,
  wanted: ReadonlySet<number>,
  amountOf: (claim: Claim) => number,
): Changes {
  if (isOneEvent(view)) return changeOfOne(view, view.one, wanted, amountOf);
  const keeper = new RowKeeper();
  const events = Array.from(eventsOf(view, wanted), ({ rows, subjects }) => ({
    rows: keeper.keep(rows),
    subjects,
  }));
  const state = startWithRoom(view, events);
  const amounts = new Map<number, number>();
  const changes = new Changes(view);
  if (wanted.size === 0) return changes;
  for (const { rows, subjects } of events) {
    revenueCycle.fold(state, rows.batch, rows.from, rows.to);
    let change = 0;
    for (const subject of subjects) {
      const claim = claimNow(state, subject);
      const amount = claim === undefined ? 0 : amountOf(claim);
      change += amount - (amounts.get(subject) ?? 0);
      amounts.set(subject, amount);
    }
    if (change !== 0) changes.add(rows, change);
  }
  return changes;
}

function changeOfOne(
  view: View,
  one: OneEvent,
  wanted: ReadonlySet<number>,
  amountOf: (claim: Claim) => number,
): Changes {
  const changes = new Changes(view);
  if (wanted.size === 0) return changes;
  const { before, after } = aroundOf(view, one);
  const sum = (claims: readonly Claim[]): number =>
    claims.reduce((all, c) => (wanted.has(c.subject) ? all + amountOf(c) : all), 0);
  const change = sum(after) - sum(before);
  if (change !== 0) changes.add(one, change);
  return changes;
}

/** A fold of some events, with room for the claims those tell of and no more. */
function startWithRoom(view: View, events: readonly EventOf[]): RevenueCycleState {
  const rows = new Int32Array(256);
  const claims = new Set<number>();
  for (const {
    rows: { batch, from, to },
  } of events)
    for (let i = from; i < to; i++) {
      const kind = batch.kind[i] as number;
      rows[kind] = (rows[kind] as number) + 1;
      claims.add(batch.subject[i] as number);
    }
  const tally: Tally = { rows, subjects: new Map([['claim', claims.size]]) };
  const context = Object.create(view.context, { tally: { value: tally } }) as BookContext;
  return revenueCycle.start(context, view.cut);
}

/** The claims an event tells of: as they are at the cut, and before and after it. */
interface Around {
  readonly claims: readonly Claim[];
  readonly before: readonly Claim[];
  readonly after: readonly Claim[];
}

const AROUND = new WeakMap<OneEvent, Around>();

function aroundOf(view: View, one: OneEvent): Around {
  const known = AROUND.get(one);
  if (known !== undefined) return known;
  const claims = cycleOf(view).claims.filter(({ subject }) => one.subjects.has(subject));
  const subjects = new Set(claims.map(({ subject }) => subject));
  const state = revenueCycle.start(view.context, view.cut);
  const now = (): Claim[] => [...subjects].flatMap((subject) => claimNow(state, subject) ?? []);
  let before: Claim[] = [];
  if (subjects.size > 0) {
    for (const { rows } of eventsOf(view, subjects)) {
      const isHere = sequenceOf(rows) === one.sequence;
      if (isHere) before = now();
      revenueCycle.fold(state, rows.batch, rows.from, rows.to);
      if (isHere) break;
    }
  }
  const around = { claims, before, after: now() };
  AROUND.set(one, around);
  return around;
}

function claimNow(state: RevenueCycleState, subject: number): Claim | undefined {
  const number = state.claimOf[subject] ?? 0;
  return number === 0 ? undefined : claimAt(state, number);
}

interface EventOf {
  readonly rows: EventRows;
  readonly subjects: ReadonlySet<number>;
}

/** Events with a row about one of the subjects, with those that it is about; rows are lent. */
function* eventsOf(view: View, subjects: ReadonlySet<number>): Generator<EventOf> {
  // A byte is looked at faster than a set, and every row of the book is: there is one for each.
  const isWanted = new Uint8Array(view.context.names.size('subject') + 1);
  for (const subject of subjects) isWanted[subject] = 1;
  for (const { batch, from, to } of view.spans()) {
    const { subject } = batch;
    for (let i = from; i < to;) {
      if (isWanted[subject[i] as number] !== 1) {
        i += 1;
        continue;
      }
      // The row that names the claim need not be the first one of its event.
      const first = startOfEvent(batch, i, from);
      const end = endOfEvent(batch, i, to);
      const found = new Set<number>();
      for (let row = first; row < end; row++) {
        const one = subject[row] as number;
        if (isWanted[one] === 1) found.add(one);
      }
      yield { rows: { batch, from: first, to: end }, subjects: found };
      i = end;
    }
  }
}
