// What a look back can show at all, and which of its priors the log contradicts: what a report of
// history says beside its own figures.
import type { ColumnBook } from '../../src/batch/column-book.ts';
import type { Cut } from '../../src/event.ts';
import { readBook } from '../levels/reading.ts';
import { claimsByPayer, payerRates } from './claims-say.ts';
import { demandSays, effectPower } from './demand-says.ts';
import type { CalibratedParameter, EffectPower, Estimated } from './parameter.ts';
import { kindOfGroup } from './shipped.ts';

export interface HistoryLimits {
  /** How large a change of collections the history could show; null where months are too few. */
  readonly power: EffectPower | null;
  /** Parameters of which the log alone lies outside the whole range of the shipped default. */
  readonly conflicts: readonly Estimated[];
}

/** Limits of a history that is read for demand (forecasts) or for claims (replays). */
export function historyLimits(book: ColumnBook, cut: Cut, of: 'demand' | 'claims'): HistoryLimits {
  const reading = readBook(book, cut);
  const { sites } = reading;
  const kind = kindOfGroup(sites.length);
  const found =
    of === 'demand'
      ? demandSays(reading, { sites, kind, isOneSite: false })
      : payerRates(reading, claimsByPayer(reading, null), kind);
  return { power: effectPower(reading, kind), conflicts: conflictsIn(found) };
}

const conflictsIn = (found: readonly CalibratedParameter[]): Estimated[] =>
  found.flatMap((p) => (p.status === 'estimated' && p.isInConflict ? [p] : []));
