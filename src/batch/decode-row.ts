import { formatDay, formatMonth } from '../calendar.ts';
import type { Day, Month } from '../calendar.ts';
import { invariant } from '../error.ts';
import type { Json } from '../event.ts';
import { formatCents } from '../money.ts';
import { LATE, REVERSAL, SUSPENSE, SYNTHETIC } from './columns.ts';
import type { EventBatch } from './columns.ts';
import type { Dictionary } from './dictionary.ts';
import { fieldOf, rowKind } from './layout.ts';
import type { AmountKind, RowKind } from './layout.ts';

/** A row read back into the words of its declaration: for `explain` and for checks. */
export interface DecodedRow {
  readonly kind: RowKind;
  readonly sequence: number;
  /** Empty where the event names none. */
  readonly entity: string;
  readonly site: string;
  /** The other book of an intercompany row; empty elsewhere. */
  readonly counterparty: string;
  readonly recordedAt: string;
  readonly effectiveOn: string;
  readonly occurredOn: string;
  readonly isReversal: boolean;
  readonly isSynthetic: boolean;
  readonly isSuspense: boolean;
  readonly isLate: boolean;
  /**
   * Field → value as events write it, of the fields this row carries. What the columns hold as
   * "absent" (no name, code 0, day 0) is left out; money and counts always stand, absent ones as
   * what they count as. In a reversal money, counts and quantities have the other sign.
   */
  readonly values: Readonly<Record<string, Json>>;
}

/** Reads row `i` of a batch back; `names` is the dictionary it was written with. */
export function decodeRow(batch: EventBatch, i: number, names: Dictionary): DecodedRow {
  const at = (column: ArrayLike<number>): number => {
    const value = column[i];
    invariant(value !== undefined && i < batch.length, 'the row is in the batch');
    return value;
  };
  const kind = rowKind(at(batch.kind));
  invariant(kind, 'the row has a kind of this layout');
  const flags = at(batch.flags);
  const isBetweenBooks = kind.spec.party === 'counterparty';
  const values: Record<string, Json> = {};
  putName(values, kind.spec.subject, names.nameOf('subject', at(batch.subject)));
  if (!isBetweenBooks) putName(values, kind.spec.party, names.nameOf('party', at(batch.party)));
  putCodes(values, kind, at(batch.code));
  const columns = [batch.amount0, batch.amount1, batch.amount2, batch.amount3];
  kind.spec.amounts.forEach((name, slot) => {
    const column = columns[slot];
    const amountKind = kind.amountKinds[slot];
    invariant(column && amountKind, 'a row has at most four amounts');
    const value = amountText(amountKind, at(column));
    if (value !== undefined) values[name] = value;
  });
  return {
    kind,
    sequence: batch.firstSequence + at(batch.sequence),
    entity: names.nameOf('entity', at(batch.entity)),
    site: names.nameOf('site', at(batch.site)),
    counterparty: isBetweenBooks ? names.nameOf('entity', at(batch.party)) : '',
    recordedAt: batch.recordedAt[at(batch.recorded)] ?? '',
    effectiveOn: formatDay(at(batch.effective) as Day),
    occurredOn: formatDay(at(batch.occurred) as Day),
    isReversal: (flags & REVERSAL) !== 0,
    isSynthetic: (flags & SYNTHETIC) !== 0,
    isSuspense: (flags & SUSPENSE) !== 0,
    isLate: (flags & LATE) !== 0,
    values,
  };
}

function putName(values: Record<string, Json>, field: string | undefined, name: string): void {
  if (field !== undefined && name !== '') values[field] = name;
}

function putCodes(values: Record<string, Json>, kind: RowKind, packed: number): void {
  const { declaration, spec } = kind;
  (spec.code ?? []).forEach((name, place) => {
    const field = fieldOf(declaration, spec, name);
    if (field.kind === 'account') {
      if (packed !== 0) values[name] = packed;
      return;
    }
    const index = (packed >>> (8 * place)) & 0xff;
    const value = field.codes?.[index - 1];
    if (value !== undefined) values[name] = value;
  });
}

function amountText(kind: AmountKind, value: number): Json | undefined {
  switch (kind) {
    case 'money':
      return formatCents(value);
    case 'count':
      return value;
    case 'flag':
      return value !== 0;
    case 'quantity':
      return formatThousandths(value);
    case 'date':
      return value === 0 ? undefined : formatDay(value as Day);
    case 'month':
      return value === 0 ? undefined : formatMonth(value as Month);
    case 'account':
      return value === 0 ? undefined : value;
  }
}

/** "22.500" of 22500. */
function formatThousandths(value: number): string {
  const whole = Math.floor(Math.abs(value) / 1000);
  const rest = String(Math.abs(value) - whole * 1000).padStart(3, '0');
  return `${value < 0 ? '-' : ''}${whole}.${rest}`;
}
