import type { Day } from '../../calendar.ts';
import { addDays, dayOf } from '../../calendar.ts';
import type { Anomaly } from './anomaly.ts';

/** What the X12 readers need to know from outside; they have no clock and open no files. */
export interface X12Options {
  /** Today; a date more than 31 days later, or before 2000, is refused (settled.md §1.10). */
  readonly today: Day;
  /** The book's currency; another one in CUR is refused. */
  readonly currency: string;
  /** Name of the file, for errors. */
  readonly file?: string;
  /** Told about oddities of the envelope, which belong to no remittance or claim. */
  readonly onAnomaly?: (anomaly: Anomaly) => void;
}

/** First date a book may hold. */
export const FIRST_DAY = dayOf({ year: 2000, month: 1, day: 1 });

/** Last date a file read on `today` may hold. */
export const lastDayFor = (today: Day): Day => addDays(today, 31);
