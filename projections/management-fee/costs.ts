import type { EventBatch } from '../../src/batch/columns.ts';
import { codeShift, kindOf } from '../../src/batch/layout.ts';
import { STAFF_ROLES } from '../../src/events/people.ts';
import { COST_CATEGORIES } from '../../src/events/shared.ts';

/** Slots of one entity and part: a category of bills each, then a role's payroll each. */
export const COST_SLOTS = COST_CATEGORIES.length + STAFF_ROLES.length;

// Where the code of a kind lies; −1: it has none here.
const SHIFT = new Int8Array(256).fill(-1);
for (const name of ['VendorBillRecorded', 'CostPaid', 'ExpenseAccrued', 'PrepaidAmortized'])
  SHIFT[kindOf(name)] = codeShift(name, 'category');
const PAYROLL = kindOf('PayrollAccrued');
SHIFT[PAYROLL] = codeShift('PayrollAccrued', 'role');
const LEASE = kindOf('LeasePaid');
const RENT = COST_CATEGORIES.indexOf('rent');

/** What a fold by cost keeps; arrays of the whole projection's block. */
export interface CostState {
  readonly parts: readonly unknown[];
  readonly partOfDay: Int16Array;
  /** By [(entity × parts + part) × slots]. */
  readonly costCents: Float64Array;
}

/** Adds rows of cost to their category or role. */
export function foldCosts(
  state: CostState,
  firstDay: number,
  batch: EventBatch,
  from: number,
  to: number,
): void {
  const { costCents, partOfDay } = state;
  const { kind, code, entity, effective, amount0, amount1 } = batch;
  for (let i = from; i < to; i++) {
    const k = kind[i] as number;
    const shift = SHIFT[k] as number;
    if (shift < 0 && k !== LEASE) continue;
    const named = k === LEASE ? RENT : (((code[i] as number) >>> shift) & 255) - 1;
    if (named < 0) continue;
    const isPay = k === PAYROLL;
    const part = partOfDay[(effective[i] as number) - firstDay] as number;
    const cell = ((entity[i] as number) * state.parts.length + part) * COST_SLOTS;
    const at = cell + named + (isPay ? COST_CATEGORIES.length : 0);
    const amount = (amount0[i] as number) + (isPay ? (amount1[i] as number) : 0);
    costCents[at] = (costCents[at] as number) + amount;
  }
}

/** Slots a pool's name stands for: a category, all payroll, or one role's; none for another name. */
function slotsOf(pool: string): readonly number[] {
  const pay = COST_CATEGORIES.length;
  if (pool === 'payroll') return STAFF_ROLES.map((_, i) => pay + i);
  const role = STAFF_ROLES.findIndex((name) => `payroll/${name}` === pool);
  if (role >= 0) return [pay + role];
  const category = COST_CATEGORIES.findIndex((name) => name === pool);
  return category < 0 ? [] : [category];
}

/** What an entity's pools come to in one part, each slot once, in cents. */
export function poolCents(
  state: CostState,
  pools: readonly string[],
  entity: number,
  part: number,
): number {
  const cell = (entity * state.parts.length + part) * COST_SLOTS;
  const slots = new Set(pools.flatMap(slotsOf));
  let sum = 0;
  for (const slot of slots) sum += state.costCents[cell + slot] ?? 0;
  return sum;
}

/** Whether any cost of an entity lies in a part. */
export function hasCosts(state: CostState, entity: number, part: number): boolean {
  const cell = (entity * state.parts.length + part) * COST_SLOTS;
  return state.costCents.subarray(cell, cell + COST_SLOTS).some((cents) => cents !== 0);
}
