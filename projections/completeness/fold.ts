import type { EventBatch } from '../../src/batch/columns.ts';
import { HEAD, REVERSAL } from '../../src/batch/columns.ts';
import { codeIndex, kindOf } from '../../src/batch/layout.ts';
import { invariant } from '../../src/error.ts';
import { INVOICED, SOURCE_OF, SOURCES } from './sources.ts';
import {
  BANK_SLOTS,
  FOR_REVIEW,
  LINES_IN,
  LINES_OUT,
  MATCHED_IN,
  MATCHED_OUT,
  OUT_OF_BALANCE,
  REASONS,
  STATEMENT_CENTS,
  STATEMENT_INTS,
} from './state.ts';
import type { CompletenessState } from './state.ts';

const ROLES = new Uint8Array(256);
const roles: readonly (readonly [role: number, kind: string])[] = [
  [1, 'BankLineRecorded'],
  [2, 'BankLineMatched'],
  [3, 'BankStatementRecorded'],
  [4, 'RecordSuspended'],
  [5, 'RemittanceSuspended'],
  [6, 'ProviderLevelAdjusted'],
  [7, 'SuspenseResolved'],
  [8, 'OpeningBalanceRecorded.Line'],
  [8, 'JournalEntryRecorded.Line'],
  [8, 'ErrorRestated.Line'],
];
for (const [role, name] of roles) ROLES[kindOf(name)] = role;

const SUSPENSE_ACCOUNT = 1090;
const REVIEWED = new Set(
  (['CS', 'other'] as const).map((code) => codeIndex('ProviderLevelAdjusted', 'code', code)),
);

/** Counts which sources brought what, and follows money into suspense and out of it. */
export function foldCompleteness(
  state: CompletenessState,
  batch: EventBatch,
  from: number,
  to: number,
): void {
  const { names, monthOfDay, firstDay, firstMonth, monthCount: months } = state.context;
  invariant(
    names.size('entity') <= state.entities &&
      names.size('site') <= state.sites &&
      names.size('party') <= state.parties,
    'completeness is started again when the book gains names',
  );
  const { seen, bank, suspended, sites } = state;
  const { kind, flags, entity, site, effective, occurred, party, code } = batch;
  const { amount0, amount1, amount2, amount3 } = batch;
  for (let i = from; i < to; i++) {
    const k = kind[i] as number;
    const source = SOURCE_OF[k] as number;
    const role = ROLES[k] as number;
    if (source === 0 && role === 0) continue;
    const e = entity[i] as number;
    const sign = (flags[i] as number) & REVERSAL ? -1 : 1;
    if (source !== 0 && ((flags[i] as number) & HEAD) !== 0) {
      const month =
        k === INVOICED
          ? (amount1[i] as number) - firstMonth
          : (monthOfDay[(occurred[i] as number) - firstDay] ?? -1);
      if (month >= 0 && month < months) {
        const place = (e * sites + (site[i] as number)) * months + month;
        const at = place * SOURCES.length + source - 1;
        seen[at] = (seen[at] as number) + sign;
      }
    }
    if (role === 0) continue;
    const a0 = amount0[i] as number;
    const cell = e * months + (monthOfDay[(effective[i] as number) - firstDay] as number);
    switch (role) {
      case 1: {
        const at = cell * BANK_SLOTS + (a0 * sign < 0 ? LINES_OUT : LINES_IN);
        bank[at] = (bank[at] as number) + sign;
        bank[at + 1] = (bank[at + 1] as number) + a0;
        const account = party[i] as number;
        state.lines[account] = (state.lines[account] as number) + a0;
        break;
      }
      case 2: {
        const at = cell * BANK_SLOTS + (a0 * sign < 0 ? MATCHED_OUT : MATCHED_IN);
        bank[at] = (bank[at] as number) + sign;
        bank[at + 1] = (bank[at + 1] as number) + a0;
        break;
      }
      case 3: {
        const n = takeStatement(state);
        if (n < 0) break;
        const at = n * STATEMENT_INTS;
        state.statementInts[at] = sign;
        state.statementInts[at + 1] = party[i] as number;
        state.statementInts[at + 2] = e;
        state.statementInts[at + 3] = amount2[i] as number;
        state.statementInts[at + 4] = amount3[i] as number;
        state.statementCents[n * STATEMENT_CENTS] = a0 * sign;
        state.statementCents[n * STATEMENT_CENTS + 1] = (amount1[i] as number) * sign;
        break;
      }
      case 4: {
        // The money stands in the account it came by; 1090 owes it until somebody says whose it is.
        const isBoth = (amount1[i] as number) === SUSPENSE_ACCOUNT;
        const reason = ((code[i] as number) & 255) - 1;
        suspend(suspended, cell * REASONS.length + reason, sign, isBoth ? 0 : a0);
        break;
      }
      case 5:
        suspend(suspended, cell * REASONS.length + OUT_OF_BALANCE, sign, a0);
        break;
      case 6:
        if (REVIEWED.has((code[i] as number) & 255)) {
          suspend(suspended, cell * REASONS.length + FOR_REVIEW, sign, -a0);
        }
        break;
      case 7:
        if ((code[i] as number) !== SUSPENSE_ACCOUNT) {
          state.resolved[e] = (state.resolved[e] as number) + a0;
        }
        break;
      default:
        if ((code[i] as number) === SUSPENSE_ACCOUNT) {
          state.otherSuspense[e] = (state.otherSuspense[e] as number) - a0;
        }
    }
  }
}

function suspend(suspended: Float64Array, cell: number, count: number, cents: number): void {
  const at = cell * 2;
  suspended[at] = (suspended[at] as number) + count;
  suspended[at + 1] = (suspended[at + 1] as number) + cents;
}

function takeStatement(state: CompletenessState): number {
  const { counters, statementInts } = state;
  const taken = counters[0] as number;
  if (taken * STATEMENT_INTS >= statementInts.length) {
    counters[1] = (counters[1] as number) + 1;
    return -1;
  }
  counters[0] = taken + 1;
  return taken;
}
