import type { Day } from '../../calendar.ts';
import type { Cents } from '../../money.ts';
import type { Anomaly, AnomalyCode } from './anomaly.ts';
import { anomaly } from './anomaly.ts';
import type { DayRange } from './amounts.ts';
import type { X12Options } from './options.ts';
import { FIRST_DAY, lastDayFor } from './options.ts';
import { refuse } from './refuse.ts';
import type { SegmentCursor } from './tokenizer.ts';

const NPI_DIGITS = 10;

/**
 * Reads single fields of a segment the tolerant way: what cannot be read becomes an anomaly and a
 * neutral value, never a guess. Dates outside of what a book may hold are refused.
 */
export class Fields {
  /** Anomalies since `reset`. */
  anomalies: Anomaly[] = [];
  /** Amounts since `reset` that were there and could not be read, or were missing. */
  unreadable = 0;

  private readonly options: X12Options;
  private readonly lastDay: Day;

  constructor(options: X12Options) {
    this.options = options;
    this.lastDay = lastDayFor(options.today);
  }

  reset(): void {
    this.anomalies = [];
    this.unreadable = 0;
  }

  note(code: AnomalyCode, segment: number, element: number | null = null): void {
    this.anomalies.push(anomaly(code, segment, element));
  }

  /** An amount that must be there; zero and an anomaly when it is not. */
  amount(cursor: SegmentCursor, i: number): Cents {
    const value = cursor.cents(i);
    if (value === value) return value;
    const code = cursor.isEmpty(i) ? 'missing-amount' : 'unreadable-amount';
    this.note(code, cursor.segment, i);
    this.unreadable += 1;
    return 0 as Cents;
  }

  /** An informational amount; null when absent or unreadable. */
  optionalAmount(cursor: SegmentCursor, i: number): Cents | null {
    const value = cursor.cents(i);
    if (value === value) return value;
    if (!cursor.isEmpty(i)) this.note('unreadable-amount', cursor.segment, i);
    return null;
  }

  quantity(cursor: SegmentCursor, i: number): string | null {
    if (cursor.isEmpty(i)) return null;
    const text = cursor.quantity(i);
    if (text === null) this.note('unreadable-quantity', cursor.segment, i);
    return text;
  }

  /** A code; empty when absent, and with an anomaly when it is none. */
  code(cursor: SegmentCursor, i: number, charsMax: number): string {
    return this.orNote(cursor.word(i, charsMax), cursor, i);
  }

  /** A code from a component of the element split last; `i` is that element. */
  component(cursor: SegmentCursor, i: number, j: number, charsMax: number): string {
    return this.orNote(cursor.partWord(j, charsMax), cursor, i);
  }

  /** A national provider identifier; null when the element holds something else. */
  npi(cursor: SegmentCursor, i: number): string | null {
    const text = cursor.word(i, NPI_DIGITS) ?? '';
    return text.length === NPI_DIGITS && /^\d+$/.test(text) ? text : null;
  }

  /** A date; null and an anomaly when it is none; refused outside of 2000 to today + 31 days. */
  day(cursor: SegmentCursor, i: number): Day | null {
    if (cursor.isEmpty(i)) return null;
    const day = cursor.day(i);
    if (day !== day) {
      this.note('unreadable-date', cursor.segment, i);
      return null;
    }
    return this.inRange(day, cursor, i);
  }

  /** A date or a range of dates, as `day`. */
  days(cursor: SegmentCursor, i: number): DayRange | null {
    if (cursor.isEmpty(i)) return null;
    const range = cursor.days(i);
    if (range === null) {
      this.note('unreadable-date', cursor.segment, i);
      return null;
    }
    this.inRange(range.from, cursor, i);
    this.inRange(range.to, cursor, i);
    return range;
  }

  private inRange(day: Day, cursor: SegmentCursor, element: number): Day {
    if (day >= FIRST_DAY && day <= this.lastDay) return day;
    const { segment, offset } = cursor;
    throw refuse(
      'date-out-of-range',
      day < FIRST_DAY ? 'A date lies before 2000' : 'A date lies more than 31 days ahead',
      'ask the sender for a corrected file, or check the clock of this machine',
      { file: this.options.file, segment, element, offset },
    );
  }

  private orNote(word: string | null, cursor: SegmentCursor, i: number): string {
    if (word !== null) return word;
    this.note('unreadable-code', cursor.segment, i);
    return '';
  }
}
