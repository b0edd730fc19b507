import type { BookContext } from '../../src/batch/book-context.ts';
import type { Span } from '../../src/batch/column-book.ts';
import type { Tally } from '../../src/batch/tally.ts';
import { rowKind } from '../../src/batch/layout.ts';
import { RowKeeper } from '../../src/batch/row-keeper.ts';
import { firstDay, lastDay } from '../../src/calendar.ts';
import type { Month } from '../../src/calendar.ts';
import { claimAt } from '../../projections/revenue-cycle/claim.ts';
import { LOOKED_AT } from '../../projections/revenue-cycle/fold.ts';
import { PatientShares } from '../../projections/revenue-cycle/patient-shares.ts';
import type { Claim } from '../../projections/revenue-cycle/claim.ts';
import type { RevenueCycleState } from '../../projections/revenue-cycle.ts';
import { RevenueCycle, revenueCycle } from '../../projections/revenue-cycle.ts';
import type { View } from '../cli/view.ts';
import { endOfEvent, isOneEvent, sequenceOf, startOfEvent } from './one-event.ts';
import type { EventRows, OneEvent } from './one-event.ts';
import { Changes } from './changes.ts';
import type { Months } from './watch.ts';

const CYCLES = new WeakMap<BookContext, RevenueCycle>();

/** The claims of a view, read once. */
export function cycleOf(view: View): RevenueCycle {
  const known = CYCLES.get(view.context);
  if (known !== undefined) return known;
  const cycle = new RevenueCycle(view.state(revenueCycle));
  CYCLES.set(view.context, cycle);
  return cycle;
}

interface Near extends Months {
  /** Payments without a claim, and what they were laid on, where that was asked for. */
  readonly shares: PatientShares | undefined;
  readonly cycle: RevenueCycle;
}

const NEAR = new WeakMap<BookContext, Near[]>();
/** The events that tell of the claims of a cycle, where only some of the book's are looked for. */
const EVENTS = new WeakMap<RevenueCycle, readonly EventOf[]>();

/**
 * The claims that anything of those months is said of: they count there what all claims count.
 * Payments without a claim are laid on all claims, and only where `hasLaid` asks for them. A view of
 * one event has all claims already.
 */
export function cycleNear(view: View, months: Months, hasLaid = false): RevenueCycle {
  const all = CYCLES.get(view.context);
  if (all !== undefined || isOneEvent(view)) return all ?? cycleOf(view);
  return nearOf(view, months, hasLaid).cycle;
}

/** Payments without a claim, in full and by entity; those months are explained with them. */
export function paidWithoutClaim(view: View, months: Months): Float64Array {
  if (CYCLES.has(view.context) || isOneEvent(view)) return cycleOf(view).state.unnamed;
  return nearOf(view, months, true).shares?.unnamed ?? new Float64Array();
}

function nearOf(view: View, { from, to }: Months, hasLaid: boolean): Near {
  const known = NEAR.get(view.context) ?? [];
  NEAR.set(view.context, known);
  // Claims near more months count in these what they count.
  const wide = known.find(
    (n) => n.from <= from && n.to >= to && (n.shares !== undefined || !hasLaid),
  );
  if (wide !== undefined) return wide;
  const near = findNear(view, { from, to }, hasLaid);
  known.push(near);
  return near;
}

/** Nothing but the events of those claims is folded: one in a few of a long book. */
function findNear(view: View, months: Months, hasLaid: boolean): Near {
  const shares = hasLaid ? new PatientShares(view.context) : undefined;
  const subjects = subjectsNear(view, months, (span) =>
    shares?.fold(span.batch, span.from, span.to),
  );
  // Shares of a few claims follow only from all that the book says of them.
  const odd = shares?.odd() ?? [];
  const events = [...keptEvents(view, [...subjects, ...odd])];
  const state = startWithRoom(view, events);
  for (const { rows } of events) revenueCycle.fold(state, rows.batch, rows.from, rows.to);
  const laid = shares?.lay(claimsAt(state, odd)) ?? [];
  // An event may tell of other claims too, of which this is not all.
  const cycle = new RevenueCycle(state, { claims: claimsAt(state, subjects), laid });
  EVENTS.set(cycle, events);
  return { ...months, shares, cycle };
}

/** The claims of subjects, in the order they were met. */
function claimsAt(state: RevenueCycleState, subjects: readonly number[]): Claim[] {
  const numbers = subjects.map((subject) => state.claimOf[subject] ?? 0).filter((n) => n > 0);
  return numbers.sort((x, y) => x - y).map((number) => claimAt(state, number));
}

/** Amounts of a row that are days, by kind. */
const DAYS_OF: readonly (readonly number[])[] = Array.from({ length: 256 }, (_, number) =>
  (rowKind(number)?.amountKinds ?? []).flatMap((kind, slot) => (kind === 'date' ? [slot] : [])),
);

/**
 * Subjects of which a row that the fold looks at says anything of those months; `also` is shown
 * every span on the way.
 */
function subjectsNear(view: View, { from, to }: Months, also: (span: Span) => void): number[] {
  const { firstMonth, names } = view.context;
  const first: number = firstDay((firstMonth + from) as Month);
  const last: number = lastDay((firstMonth + to) as Month);
  const isNear = new Uint8Array(names.size('subject') + 1);
  for (const span of view.spans()) {
    also(span);
    const { batch, from: start, to: end } = span;
    const { subject, effective, occurred, kind } = batch;
    const amounts = [batch.amount0, batch.amount1, batch.amount2, batch.amount3];
    for (let i = start; i < end; i++) {
      const k = kind[i] as number;
      const own = subject[i] as number;
      if (LOOKED_AT[k] !== 1 || own === 0 || isNear[own] === 1) continue;
      const counted = effective[i] as number;
      const happened = occurred[i] as number;
      let isHere = (counted >= first && counted <= last) || (happened >= first && happened <= last);
      const slots = DAYS_OF[k] as readonly number[];
      for (let n = 0; n < slots.length && !isHere; n++) {
        const day = amounts[slots[n] as number]?.[i] as number;
        isHere = day >= first && day <= last;
      }
      if (isHere) isNear[own] = 1;
    }
  }
  const found: number[] = [];
  isNear.forEach((is, subject) => {
    if (is === 1) found.push(subject);
  });
  return found;
}

/** The claims of a group; those of one event where only that is looked for. */
export function claimsOf(view: View, group: number, cycle = cycleOf(view)): readonly Claim[] {
  const { groups } = cycle.measures;
  const claims = isOneEvent(view) ? aroundOf(view, view.one).claims : cycle.claims;
  return claims.filter((claim) => groups.of(claim).includes(group));
}

/**
 * What events change of an amount that claims of a cycle have: a claim is told of by several events,
 * each has what it made the amount more or less. They add up to what the claims have now.
 */
export function claimChanges(
  view: View,
  cycle: RevenueCycle,
  wanted: ReadonlySet<number>,
  amountOf: (claim: Claim) => number,
): Changes {
  if (isOneEvent(view)) return changeOfOne(view, view.one, wanted, amountOf);
  const known = EVENTS.get(cycle);
  const events =
    known === undefined ? [...keptEvents(view, wanted)] : [...ofSubjects(known, wanted)];
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
  /** Each once; mostly it is one. */
  readonly subjects: readonly number[];
}

/** Of events that are known, those about some of their subjects. */
function* ofSubjects(events: readonly EventOf[], wanted: ReadonlySet<number>): Generator<EventOf> {
  for (const { rows, subjects } of events) {
    const found = subjects.filter((subject) => wanted.has(subject));
    if (found.length > 0) yield { rows, subjects: found };
  }
}

/** The same events as `eventsOf`, with rows that stay. */
function* keptEvents(view: View, subjects: Iterable<number>): Generator<EventOf> {
  const keeper = new RowKeeper();
  for (const { rows, subjects: found } of eventsOf(view, subjects))
    yield { rows: keeper.keep(rows), subjects: found };
}

/**
 * Events with a row about one of the subjects that the fold looks at, with those that it is about;
 * rows are lent.
 */
function* eventsOf(view: View, subjects: Iterable<number>): Generator<EventOf> {
  // A byte is looked at faster than a set, and every row of the book is: there is one for each.
  const isWanted = new Uint8Array(view.context.names.size('subject') + 1);
  let least = Infinity;
  for (const subject of subjects) {
    isWanted[subject] = 1;
    least = Math.min(least, subject);
  }
  for (const { batch, from, to } of view.spans(least)) {
    const { kind, subject } = batch;
    for (let i = from; i < to;) {
      if (isWanted[subject[i] as number] !== 1 || LOOKED_AT[kind[i] as number] !== 1) {
        i += 1;
        continue;
      }
      // The row that names the claim need not be the first one of its event.
      const first = startOfEvent(batch, i, from);
      const end = endOfEvent(batch, i, to);
      const found: number[] = [];
      for (let row = first; row < end; row++) {
        const one = subject[row] as number;
        if (isWanted[one] === 1 && !found.includes(one)) found.push(one);
      }
      yield { rows: { batch, from: first, to: end }, subjects: found };
      i = end;
    }
  }
}
