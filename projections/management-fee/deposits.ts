import { timesRounded } from '../../src/agreement/ratio.ts';
import type { EventBatch } from '../../src/batch/columns.ts';
import { codeIndex, codeShift, kindOf } from '../../src/batch/layout.ts';
import { TENDERS } from '../../src/events/shared.ts';

/** Money that reaches the bank later than it is taken: cards, then financing and rewards. */
const QUEUES = ['card', 'partner'] as const;
/** Of each queue and day: all money taken, what of it counts in a base, and what was settled. */
const TAKEN = 0;
const RECEIPT = 1;
const REFUND = 2;
const RETAIL = 3;
const SETTLED = 4;
const QUEUE_SLOTS = 5;
/** Doubles of one entity and day. */
export const DEPOSIT_SLOTS = QUEUES.length * QUEUE_SLOTS;

/** What a base of deposits is put together of; cents. */
export interface Deposited {
  readonly receipt: number;
  readonly refund: number;
  readonly retail: number;
}

const QUEUE_OF_TENDER = new Int8Array(TENDERS.length + 1).fill(-1);
for (const [tender, queue] of [
  ['card', 0],
  ['financing', 1],
  ['reward', 1],
] as const)
  QUEUE_OF_TENDER[codeIndex('PointOfSaleCompleted', 'tender', tender)] = queue;

/** Amounts of kinds paid by tender: which slots take money, which of them count, in what. */
interface Rule {
  readonly shift: number;
  /** By slot: sign of the money taken (0: none), and the slot it counts in (−1: in none). */
  readonly sign: readonly number[];
  readonly counts: readonly number[];
  readonly retail: number;
}
const RULES: (Rule | undefined)[] = Array.from({ length: 256 });
const sold = (name: string, sign: readonly number[], counts: readonly number[], retail = -1) => {
  RULES[kindOf(name)] = { shift: codeShift(name, 'tender'), sign, counts, retail };
};
sold('PointOfSaleCompleted', [1, 1, 1, 1], [RECEIPT, RECEIPT, -1, -1], 1);
for (const name of [
  'PointOfSaleCompleted.Loyalty',
  'PackageSold',
  'MembershipBilled',
  'GiftCardSold',
  'PatientPaymentReceived',
  'PatientDepositReceived',
  'NoShowFeeCharged',
])
  sold(name, [1], [RECEIPT]);
sold('SaleRefunded', [-1, -1], [REFUND, -1]);
sold('PackageRefunded', [-1], [REFUND]);
sold('PatientCreditRefunded', [-1], [REFUND]);

const CARD_BATCH = kindOf('CardBatchSettled');
const PARTNER = kindOf('PartnerSettled');
const OPENING = kindOf('OpeningBalanceRecorded.Line');
const CARD_ACCOUNT = 1030;
const PARTNER_ACCOUNT = 1050;

/** What a fold by deposits keeps; arrays of the whole projection's block. */
export interface DepositState {
  readonly days: number;
  /** By [(entity × days + day) × slots]. */
  readonly depositCents: Float64Array;
}

/** Adds rows to what was taken and settled day by day. */
export function foldDeposits(
  state: DepositState,
  firstDay: number,
  batch: EventBatch,
  from: number,
  to: number,
): void {
  const { kind, code, entity, effective, amount0, amount1, amount2, amount3 } = batch;
  const cents = state.depositCents;
  for (let i = from; i < to; i++) {
    const k = kind[i] as number;
    const rule = RULES[k];
    if (rule === undefined && k !== CARD_BATCH && k !== PARTNER && k !== OPENING) continue;
    const day = (effective[i] as number) - firstDay;
    const cell = ((entity[i] as number) * state.days + day) * DEPOSIT_SLOTS;
    const c = code[i] as number;
    const add = (at: number, amount: number): void => {
      cents[at] = (cents[at] as number) + amount;
    };
    if (rule === undefined) {
      const first = amount0[i] as number;
      if (k === OPENING) {
        if (c !== CARD_ACCOUNT && c !== PARTNER_ACCOUNT) continue;
        // What was sold before the book counts whole: nobody says what of it was tax or tips.
        const at = cell + (c === CARD_ACCOUNT ? 0 : QUEUE_SLOTS);
        add(at + TAKEN, first);
        add(at + RECEIPT, first);
      } else add(cell + (k === CARD_BATCH ? 0 : QUEUE_SLOTS) + SETTLED, first);
      continue;
    }
    const queue = QUEUE_OF_TENDER[(c >>> rule.shift) & 255] ?? -1;
    if (queue < 0) continue;
    const at = cell + queue * QUEUE_SLOTS;
    for (let slot = 0; slot < rule.sign.length; slot++) {
      const amount = (slot === 0 ? amount0 : slot === 1 ? amount1 : slot === 2 ? amount2 : amount3)[
        i
      ] as number;
      add(at + TAKEN, (rule.sign[slot] as number) * amount);
      const counts = rule.counts[slot] as number;
      if (counts >= 0) add(at + counts, amount);
      if (slot === rule.retail) add(at + RETAIL, amount);
    }
  }
}

/** What was taken on cards and by financing on days [from, to] (indexes), whenever it is settled. */
export function takenOver(
  state: DepositState,
  entity: number,
  from: number,
  to: number,
): Deposited {
  const sum = { receipt: 0, refund: 0, retail: 0 };
  for (let day = Math.max(0, from); day <= to; day++) {
    const cell = (entity * state.days + day) * DEPOSIT_SLOTS;
    for (let at = cell; at < cell + DEPOSIT_SLOTS; at += QUEUE_SLOTS) {
      sum.receipt += state.depositCents[at + RECEIPT] ?? 0;
      sum.refund += state.depositCents[at + REFUND] ?? 0;
      sum.retail += state.depositCents[at + RETAIL] ?? 0;
    }
  }
  return sum;
}

/**
 * What of the cards and the financing had reached the bank by the end of a day (index). A deposit
 * does not say which sales it is of: the oldest money comes first, and a day that is settled in
 * part counts in proportion, rounded half away from zero. What is settled beyond all that was sold
 * counts whole.
 */
export function depositedBy(state: DepositState, entity: number, until: number): Deposited {
  const sum = { receipt: 0, refund: 0, retail: 0 };
  QUEUES.forEach((_, queue) => {
    const cellOf = (day: number): number =>
      (entity * state.days + day) * DEPOSIT_SLOTS + queue * QUEUE_SLOTS;
    const at = (day: number, slot: number): number => state.depositCents[cellOf(day) + slot] ?? 0;
    let left = 0;
    for (let day = 0; day <= until; day++) left += at(day, SETTLED);
    if (left <= 0) return;
    for (let day = 0; day <= until; day++) {
      const taken = at(day, TAKEN);
      const isWhole = taken < left;
      const part = (slot: number): number =>
        isWhole ? at(day, slot) : timesRounded(at(day, slot), left, taken);
      sum.receipt += part(RECEIPT);
      sum.refund += part(REFUND);
      sum.retail += part(RETAIL);
      left -= taken;
      if (!isWhole) return;
    }
    sum.receipt += left;
  });
  return sum;
}
