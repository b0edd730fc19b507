import type { Month } from '../../src/calendar.ts';
import { children, close, value } from './section.ts';
import type { Section, Value } from './section.ts';
import { amount, month, ratio, read, readOptional, span } from './units.ts';

/** A site that opens in the horizon, made after one that is there. */
export interface OpeningEntry {
  readonly id: string;
  /** The site whose levels it takes, and how large it is against it. */
  readonly like: string;
  readonly size: number;
  /** Null: the practice of the site it is made after. */
  readonly practice: string | null;
  readonly from: Month;
  readonly rampMonths: number;
  readonly leadMonths: number;
  readonly costCents: number;
}

/** Reads `openings:`, sites that do not exist yet. */
export function readOpenings(section: Section, currency: string): OpeningEntry[] {
  return children(section).flatMap(({ key, section: own }) => {
    const spanOf = (at: Value): number | undefined => span(at, 'months', { min: 0, max: 120 });
    const from = read(own, 'opens', month);
    const opening = {
      id: key,
      like: value(own, 'like')?.text ?? '',
      size: readOptional(own, 'size', (at) => ratio(at, { min: 0.05, max: 10 }), 1),
      practice: value(own, 'practice', true)?.text ?? null,
      rampMonths: readOptional(own, 'ramp', spanOf, 0),
      leadMonths: readOptional(own, 'lead', spanOf, 0),
      costCents: readOptional(own, 'cost', (at) => amount(at, { currency }), 0),
    };
    close(own);
    return from === undefined ? [] : [{ ...opening, from }];
  });
}
