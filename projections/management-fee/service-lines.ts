import type { EventBatch } from '../../src/batch/columns.ts';
import { codeShift, kindOf } from '../../src/batch/layout.ts';
import { SERVICE_LINES } from '../../src/events/shared.ts';

/** What is kept of each service line; cents. */
const ROLES = ['charge', 'receipt', 'revenue'] as const;
export type LineRole = (typeof ROLES)[number];
const LINES = SERVICE_LINES.length;

/** Doubles of one entity and part. */
export const LINE_SLOTS = LINES * ROLES.length;
/** Whole numbers of a refund that names what was sold: entity, part, subject, kind of refund. */
export const REFUND_INTS = 4;

export const lineIndex = (line: string): number =>
  SERVICE_LINES.findIndex((known) => known === line);

/** An amount that adds to the line its code says, or to one line always. */
interface Rule {
  readonly kind: number;
  readonly slot: number;
  readonly role: number;
  /** Bits to shift the code by; −1: `line` is fixed. */
  readonly shift: number;
  readonly line: number;
}
const RULES: Rule[] = [];
const by = (name: string, slot: number, roles: readonly LineRole[], line?: string): void => {
  const shift = line === undefined ? codeShift(name, 'serviceLine') : -1;
  for (const role of roles)
    RULES.push({
      kind: kindOf(name),
      slot,
      role: ROLES.indexOf(role),
      shift,
      line: line === undefined ? -1 : lineIndex(line),
    });
};
by('ChargePosted', 0, ['charge']);
by('PointOfSaleCompleted', 0, ['charge', 'receipt', 'revenue']);
by('PointOfSaleCompleted', 1, ['charge', 'receipt', 'revenue'], 'retail');
by('PointOfSaleCompleted.Loyalty', 0, ['receipt']);
by('PackageSold', 0, ['receipt']);
by('ServiceSoldOnAccount', 0, ['revenue']);
for (const slot of [0, 1]) {
  by('PackageSessionRedeemed', slot, ['revenue']);
  by('GiftCardRedeemed', slot, ['revenue']);
}
// What insurers and their patients pay is for medical visits (src/events/shared.ts).
by('RemittanceReceived', 0, ['receipt'], 'medical');
by('PatientPaymentReceived', 0, ['receipt'], 'medical');

const FIRST = new Uint8Array(257);
RULES.sort((x, y) => x.kind - y.kind);
for (let kind = 0; kind <= 256; kind++) FIRST[kind] = RULES.filter((r) => r.kind < kind).length;

/** Kinds that say of which line a thing sold was; the highest code wins, whatever comes first. */
const NAMES_LINE = new Int8Array(256).fill(-1);
for (const name of ['PointOfSaleCompleted', 'PackageSold'])
  NAMES_LINE[kindOf(name)] = codeShift(name, 'serviceLine');
const SALE = kindOf('PointOfSaleCompleted');
const SALE_REFUND = kindOf('SaleRefunded');
const PACKAGE_REFUND = kindOf('PackageRefunded');
export const REFUND_KINDS: readonly number[] = [SALE_REFUND, PACKAGE_REFUND];

/** What a fold by service line keeps; arrays of the whole projection's block. */
export interface LineState {
  readonly entities: number;
  readonly parts: readonly unknown[];
  readonly partOfDay: Int16Array;
  readonly lineCents: Float64Array;
  /** Line of a sale or package by subject, counted from 1. */
  readonly lineOfSubject: Int32Array;
  readonly refundCount: Int32Array;
  readonly refundInts: Int32Array;
  readonly refundCents: Float64Array;
}

/** Adds rows to the lines they name. Refunds find their line when figures are read. */
export function foldServiceLines(
  state: LineState,
  firstDay: number,
  batch: EventBatch,
  from: number,
  to: number,
): void {
  const { lineCents, lineOfSubject, partOfDay } = state;
  const { kind, code, entity, effective, subject, amount0, amount1 } = batch;
  const parts = state.parts.length;
  for (let i = from; i < to; i++) {
    const k = kind[i] as number;
    const part = partOfDay[(effective[i] as number) - firstDay] as number;
    const cell = ((entity[i] as number) * parts + part) * LINE_SLOTS;
    const end = FIRST[k + 1] as number;
    for (let r = FIRST[k] as number; r < end; r++) {
      const rule = RULES[r] as Rule;
      const line = rule.shift < 0 ? rule.line : (((code[i] as number) >>> rule.shift) & 255) - 1;
      if (line < 0) continue;
      const at = cell + rule.role * LINES + line;
      const amount = rule.slot === 0 ? amount0[i] : amount1[i];
      lineCents[at] = (lineCents[at] as number) + (amount as number);
    }
    const shift = NAMES_LINE[k] as number;
    const s = subject[i] as number;
    if (shift >= 0 && s !== 0) {
      const isGoods = k === SALE && (amount0[i] as number) === 0 && (amount1[i] as number) !== 0;
      const line = isGoods ? RETAIL + 1 : ((code[i] as number) >>> shift) & 255;
      if (line > (lineOfSubject[s] as number)) lineOfSubject[s] = line;
    } else if ((k === SALE_REFUND || k === PACKAGE_REFUND) && s !== 0) {
      takeRefund(state, [entity[i] as number, part, s, k], amount0[i] as number);
    }
  }
}
const RETAIL = lineIndex('retail');

/** Without room a refund counts as one that names nothing. */
function takeRefund(state: LineState, ints: readonly number[], cents: number): void {
  const taken = state.refundCount[0] as number;
  if (taken >= state.refundCents.length) return;
  state.refundInts.set(ints, taken * REFUND_INTS);
  state.refundCents[taken] = cents;
  state.refundCount[0] = taken + 1;
}

/** What a line has of a role in one part of an entity, in cents. */
export function lineCentsOf(
  state: LineState,
  role: LineRole,
  line: number,
  entity: number,
  part: number,
): number {
  const cell = (entity * state.parts.length + part) * LINE_SLOTS;
  return state.lineCents[cell + ROLES.indexOf(role) * LINES + line] ?? 0;
}

/** Refunds of what a line sold; of goods and services only, or of packages too. */
export function lineRefundCents(
  state: LineState,
  of: 'sales' | 'sales and packages',
  line: number,
  entity: number,
  part: number,
): number {
  let sum = 0;
  const count = state.refundCount[0] ?? 0;
  for (let r = 0; r < count; r++) {
    const at = r * REFUND_INTS;
    if (state.refundInts[at] !== entity || state.refundInts[at + 1] !== part) continue;
    if (state.lineOfSubject[state.refundInts[at + 2] ?? 0] !== line + 1) continue;
    if (of === 'sales' && state.refundInts[at + 3] !== SALE_REFUND) continue;
    sum += state.refundCents[r] ?? 0;
  }
  return sum;
}
