import { carcOn } from '../../src/intake/x12/carc.ts';
import type { RevenueCycleState } from './state.ts';

/** Denial-class adjustments of one reason code, all decisions of the book together. */
export interface DenialReason {
  readonly carc: string;
  /** The queue it is worked in; null for a code that is not in our table. */
  readonly category: string | null;
  readonly words: string;
  readonly preventable: 'yes' | 'partly' | 'no' | null;
  readonly adjustments: number;
  readonly cents: number;
}

/** Denials by reason code, the dearest first; what payers reversed is taken off. */
export function denialReasons(state: RevenueCycleState): DenialReason[] {
  const found: DenialReason[] = [];
  for (let party = 1; party < state.parties; party++) {
    const cents = state.denied[party * 2] ?? 0;
    const adjustments = state.denied[party * 2 + 1] ?? 0;
    if (cents === 0 && adjustments === 0) continue;
    const carc = state.names.nameOf('party', party);
    const entry = carcOn(carc, null);
    found.push({
      carc,
      category: entry?.category ?? null,
      words: entry?.words ?? 'not in the table of reason codes',
      preventable: entry?.preventable ?? null,
      adjustments,
      cents,
    });
  }
  return found.sort((a, b) => b.cents - a.cents || (a.carc < b.carc ? -1 : 1));
}
