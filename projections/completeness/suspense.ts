import { BANK_SLOTS, LINES_IN, LINES_OUT, MATCHED_IN, MATCHED_OUT, REASONS } from './state.ts';
import type { CompletenessState, SuspenseReason } from './state.ts';

/** What was put into suspense for one reason; cents as credited to 1090. */
export interface Suspended {
  readonly reason: SuspenseReason;
  readonly records: number;
  readonly cents: number;
}

/** Bank lines that nobody has placed yet. */
export interface UnmatchedLines {
  readonly lines: number;
  readonly matched: number;
  readonly depositsCents: number;
  readonly withdrawalsCents: number;
}

/** Money of one entity whose meaning is not settled; cents. */
export interface OpenSuspense {
  readonly entity: string;
  readonly suspended: readonly Suspended[];
  /** What people have resolved since, whatever the reason. */
  readonly resolvedCents: number;
  readonly unmatched: UnmatchedLines;
  /** Entries that put money into 1090 by hand or at the opening. */
  readonly otherCents: number;
  /** Credit balance of account 1090. */
  readonly openCents: number;
  readonly words: string;
}

/** Open suspense of every entity that has any; `openCents` is the ledger's account 1090. */
export function suspenseOf(state: CompletenessState): OpenSuspense[] {
  const found: OpenSuspense[] = [];
  for (let e = 1; e < state.entities; e++) {
    const of = suspenseOfEntity(state, e);
    const isQuiet =
      of.openCents === 0 &&
      of.suspended.length === 0 &&
      of.resolvedCents === 0 &&
      of.unmatched.lines === 0;
    if (!isQuiet) found.push(of);
  }
  return found;
}

function suspenseOfEntity(state: CompletenessState, e: number): OpenSuspense {
  const { names, monthCount: months, cashPolicy } = state.context;
  const over = (read: (cell: number) => number): number => {
    let sum = 0;
    for (let m = 0; m < months; m++) sum += read(e * months + m);
    return sum;
  };
  const suspended = REASONS.flatMap((reason, r): Suspended[] => {
    const at = (cell: number): number => (cell * REASONS.length + r) * 2;
    const records = over((cell) => state.suspended[at(cell)] ?? 0);
    const cents = over((cell) => state.suspended[at(cell) + 1] ?? 0);
    return records === 0 && cents === 0 ? [] : [{ reason, records, cents }];
  });
  const bank = (slot: number): number => over((cell) => state.bank[cell * BANK_SLOTS + slot] ?? 0);
  const unmatched: UnmatchedLines = {
    lines: bank(LINES_IN) + bank(LINES_OUT),
    matched: bank(MATCHED_IN) + bank(MATCHED_OUT),
    depositsCents: bank(LINES_IN + 1) - bank(MATCHED_IN + 1),
    withdrawalsCents: bank(LINES_OUT + 1) - bank(MATCHED_OUT + 1),
  };
  const resolvedCents = state.resolved[e] ?? 0;
  const otherCents = state.otherSuspense[e] ?? 0;
  // Under cash policy `document` bank lines are memos and stand in no account (settled.md §3.4).
  const ofBank = cashPolicy === 'bank' ? unmatched.depositsCents + unmatched.withdrawalsCents : 0;
  const openCents =
    suspended.reduce((sum, s) => sum + s.cents, 0) + ofBank + otherCents - resolvedCents;
  return {
    entity: names.nameOf('entity', e),
    suspended,
    resolvedCents,
    unmatched,
    otherCents,
    openCents,
    words:
      'suspended by reason, bank lines without a document and entries by hand, less what people ' +
      'resolved: the balance of account 1090',
  };
}
