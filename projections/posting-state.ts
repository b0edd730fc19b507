import { ROW_KINDS } from '../src/batch/layout.ts';
import { FeeworthError, invariant } from '../src/error.ts';
import { formatCents } from '../src/money.ts';

/** What the generated switch adds to; the arrays of a ledger's state and what their indexes mean. */
export interface PostingState {
  /** Per entity × month × account: debits, then credits, in cents; neither ever falls. */
  readonly cells: Float64Array;
  /** Per entity × month × account: the part of net that closing entries of a fiscal year are. */
  readonly closings: Float64Array;
  /** Running sum of the entry being read that balances only as a list, and its sequence. */
  readonly open: Float64Array;
  readonly months: number;
  readonly firstDay: number;
  readonly monthOfDay: Int16Array;
  readonly isBank: boolean;
}

/** Debits less credits of the account whose two cells begin at a place. */
export const netAt = (cells: Float64Array, at: number): number =>
  (cells[at] ?? 0) - (cells[at + 1] ?? 0);

/** A list entry that does not add up to zero reached the ledger: the book is not to be believed. */
export function unbalanced(sequence: number, sum: number): never {
  throw new FeeworthError(
    'ledger/unbalanced',
    'integrity',
    `The entry at sequence ${sequence} is out of balance by ${formatCents(sum)}`,
    {
      place: { at: `sequence ${sequence}` },
      hint: 'run feeworth verify: entries are checked before they are recorded',
      details: { sequence, differenceCents: sum },
    },
  );
}

/** A row is dated outside of the months the state was made for. */
export function outsideMonths(sequence: number): never {
  throw new FeeworthError(
    'ledger/outside-months',
    'internal',
    `The event at sequence ${sequence} is dated outside of the months of this state`,
    { place: { at: `sequence ${sequence}` }, hint: 'start the projection again at the new cut' },
  );
}

/** What each code says, and what all codes beyond the last of `values` say. */
export function table(rest: number, values: readonly number[]): Uint8Array {
  const into = new Uint8Array(256).fill(rest);
  into.set(values);
  return into;
}

/** Refuses to run a switch that was generated for other row kinds than the vocabulary has now. */
export function checkKinds(file: string, names: string): void {
  invariant(
    names === ROW_KINDS.map((k) => k.name).join(' '),
    `${file} is written for this vocabulary (npm run generate)`,
  );
}
