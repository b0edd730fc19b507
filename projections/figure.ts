import { formatMonth } from '../src/calendar.ts';
import type { Month } from '../src/calendar.ts';
import { wilsonInterval } from '../src/numeric/statistics.ts';

/** What a figure is measured in: a share of one, days, cents or claims. */
export type FigureUnit = 'share' | 'days' | 'cents' | 'claims';

/**
 * A figure that carries what it was made of, so that it can be explained, pooled and doubted.
 * Groups are pooled by adding numerators and denominators, never by averaging values.
 */
export interface Figure {
  /** Null when there is nothing to divide by; `reason` then says why. */
  readonly value: number | null;
  readonly numerator: number;
  readonly denominator: number;
  readonly unit: FigureUnit;
  /** Months or dates it covers, in words. */
  readonly window: string;
  readonly definition: string;
  readonly reason?: string;
  /** Wilson's score interval, where the numerator is a part of the denominator. */
  readonly interval?: {
    readonly lower: number;
    readonly upper: number;
    readonly confidence: number;
  };
}

/** What a ratio needs beside its two numbers. */
export interface RatioSpec {
  readonly definition: string;
  readonly window: string;
  /** Why there is no denominator; a general word unless said. */
  readonly reason?: string;
  readonly unit?: FigureUnit;
  /** Trials of a share: gives it an interval. */
  readonly isShare?: boolean;
}

const CONFIDENCE = 0.95;

/** A ratio as a figure: null with a reason when its denominator is not above zero. */
export function ratio(numerator: number, denominator: number, spec: RatioSpec): Figure {
  const { definition, window, unit = 'share' } = spec;
  const base = { numerator, denominator, unit, window, definition };
  if (!(denominator > 0)) {
    return { ...base, value: null, reason: spec.reason ?? 'nothing to divide by in the window' };
  }
  const value = numerator / denominator;
  if (!spec.isShare || numerator < 0 || numerator > denominator) return { ...base, value };
  const { lower, upper } = wilsonInterval(numerator, denominator, CONFIDENCE);
  return { ...base, value, interval: { lower, upper, confidence: CONFIDENCE } };
}

/** "2025-01 to 2025-12", or the month when it is one. */
export function monthsWords(from: Month, to: Month): string {
  return from === to ? formatMonth(from) : `${formatMonth(from)} to ${formatMonth(to)}`;
}
