import type { AuditSettings } from './audit-test.ts';
import { isByHand, isPosted } from './entry.ts';
import type { Entry } from './entry.ts';

/** Whether an entry is judged by tests of who, when and how round. */
export function isJudged(entry: Entry, { population }: Pick<AuditSettings, 'population'>): boolean {
  return isPosted(entry) && (population === 'all' || isByHand(entry));
}

/** "entries made by hand", or all of them: what the tests above look at. */
export const populationWords = ({ population }: Pick<AuditSettings, 'population'>): string =>
  population === 'all' ? 'entries' : 'entries made by hand';

const UTC =
  'Instants are in UTC and no --offset was given: hours and weekdays are those of UTC, not of the desk.';

/** What tests of the clock warn of. */
export const clockWarnings = ({
  isOffsetGiven,
}: Pick<AuditSettings, 'isOffsetGiven'>): readonly string[] => (isOffsetGiven ? [] : [UTC]);

/** "UTC−06:00". */
export function offsetText(minutes: number): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  const size = Math.abs(minutes);
  return `UTC${minutes < 0 ? '−' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}
