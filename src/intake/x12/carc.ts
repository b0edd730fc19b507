import type { Day } from '../../calendar.ts';
import { parseDay } from '../../calendar.ts';
import type { AdjustmentClass, CarcEntry } from './carc-table.ts';
import { CARC_ENTRIES } from './carc-table.ts';
import type { AdjustmentGroup } from './types-835.ts';

/** A row of the table with its dates as day numbers. */
interface Dated {
  readonly entry: CarcEntry;
  readonly from: number;
  readonly to: number;
}

const byCode = new Map<string, Dated[]>();
for (const entry of CARC_ENTRIES) {
  const rows = byCode.get(entry.code) ?? [];
  rows.push({
    entry,
    from: entry.from === null ? -Infinity : parseDay(entry.from),
    to: entry.to === null ? Infinity : parseDay(entry.to),
  });
  byCode.set(entry.code, rows);
}

/** What a reason code means on a date of service; undefined when the table does not have it. */
export function carcOn(code: string, day: Day | null): CarcEntry | undefined {
  const rows = byCode.get(code);
  if (rows === undefined) return undefined;
  if (day === null) return rows.at(-1)?.entry;
  for (const row of rows) if (day >= row.from && day <= row.to) return row.entry;
  return undefined;
}

/** How an adjustment counts. */
export interface Classified {
  readonly class: AdjustmentClass;
  /** The row it was found by; null for a code that we do not know. */
  readonly entry: CarcEntry | null;
  /** The reason does not go with the group: CO-1, CO-23. */
  readonly isMismatched: boolean;
}

const UNKNOWN: Classified = { class: 'unknown', entry: null, isMismatched: false };
/** Deductible, coinsurance, copay, blood deductible: only ever the patient's. */
const PATIENT_ONLY = new Set(['1', '2', '3', '66']);

/**
 * The class of an adjustment, a function of group and reason together (revenue-cycle.md §3.1):
 * CO-45 is written off, PR-45 is billed to the patient; PR-204 is a denial whose bill goes to the
 * patient; OA-23 repeats what another payer did. Without a known group the class is unknown.
 */
export function classifyAdjustment(
  group: AdjustmentGroup | null,
  reason: string,
  day: Day | null = null,
): Classified {
  const entry = carcOn(reason, day);
  if (entry === undefined || group === null) return UNKNOWN;
  const isMismatched =
    group !== 'CR' &&
    ((PATIENT_ONLY.has(reason) && group !== 'PR') || (reason === '23' && group !== 'OA'));
  const isBilled = group === 'PR' && entry.class === 'contractual';
  return { class: isBilled ? 'patient' : entry.class, entry, isMismatched };
}
