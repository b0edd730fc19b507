import type { Posting } from '../../projections/postings.ts';
import type { Unit } from '../reports/document.ts';

/** One event's part of a figure, with the record it came from. Never the record's content. */
export interface EventPart {
  readonly sequence: number;
  readonly id: string;
  readonly type: string;
  readonly entity: string;
  readonly effectiveOn: string;
  readonly occurredOn: string;
  /** In the figure's unit: cents, or a count. */
  readonly amount: number;
  readonly isReversal: boolean;
  /** Its whole journal entry in cents, debits positive; none for a memo. */
  readonly postings: readonly Posting[];
  readonly source: SourceRecord | null;
}

/** Events behind a figure: all of them summed up, and those that are listed. */
export interface EventParts {
  /** All in order of sequence; the largest where a person is shown only some. */
  readonly parts: readonly EventPart[];
  /** How many there are, listed or not. */
  readonly events: number;
  /** All of them by kind of event. */
  readonly byType: readonly TypePart[];
  /** What their entries come to by book and account, cents; what comes to nothing is left out. */
  readonly posted: readonly Posting[];
}

/** Events of one type, those that reverse others apart. */
export interface TypePart {
  readonly type: string;
  readonly isReversal: boolean;
  readonly events: number;
  /** In the figure's unit. */
  readonly amount: number;
}

/** Where an imported event stands: file by name and digest, record by line or segment. */
export interface SourceRecord {
  readonly file: string;
  readonly record: string;
  readonly digest: string;
}

/** A part in words, with its amount in cents. */
export interface Step {
  readonly words: string;
  readonly amount: number;
}

interface Common {
  readonly figure: string;
  readonly label: string;
  readonly unit: Unit;
  readonly value: number | null;
  readonly definition: string;
}

/** A sum: events whose amounts add up to it exactly. */
export interface SumExplanation extends Common, EventParts {
  readonly kind: 'sum';
  /** Where the figure is an account's: its parts are what its events post there. */
  readonly account?: number;
}

/** A ratio: numerator and denominator, each explained, and how one comes from them. */
export interface RatioExplanation extends Common {
  readonly kind: 'ratio';
  readonly formula: string;
  /** Value = times × numerator ÷ denominator; 1 unless said. */
  readonly times?: number;
  /** The value is an end of the interval of that ratio, not the ratio. */
  readonly isBound?: boolean;
  readonly numerator: Explanation;
  readonly denominator: Explanation;
}

/** A figure computed from others by a rule that is said in words, e.g. a fee from its base. */
export interface RuleExplanation extends Common {
  readonly kind: 'rule';
  readonly formula: string;
  /** Steps in words with their amounts; they add up to the value when `isSum`. */
  readonly steps: readonly Step[];
  readonly from: readonly Explanation[];
}

/** What a figure follows though nothing of it is an amount: the events that set its terms. */
export interface TermsExplanation extends Common {
  readonly kind: 'terms';
  /** Their amounts are zero. */
  readonly parts: readonly EventPart[];
}

/** A quantile: the two paths it lies between, and the weight of the upper one. */
export interface QuantileExplanation extends Common {
  readonly kind: 'quantile';
  readonly lower: PathPart;
  readonly upper: PathPart;
  readonly weight: number;
  readonly formula: string;
  readonly synthetic: readonly SyntheticKind[];
  readonly parameters: readonly ParameterPart[];
}

/** One simulated future. */
export interface PathPart {
  readonly path: number;
  /** Null where the path has no such number: it never pays back. */
  readonly value: number | null;
}

/** A figure of a scenario: parts that add up to it, made-up events by kind, parameters. */
export interface ScenarioExplanation extends Common {
  readonly kind: 'scenario';
  readonly formula: string;
  readonly steps: readonly Step[];
  readonly synthetic: readonly SyntheticKind[];
  readonly parameters: readonly ParameterPart[];
}

/** Events the model wrote on one path, by kind and arm. */
export interface SyntheticKind {
  readonly kind: string;
  readonly path: number;
  readonly independentEvents: number;
  readonly withMsoEvents: number;
  /** Cash of those events in cents, by arm. */
  readonly independentCents: number;
  readonly withMsoCents: number;
}

export interface ParameterPart {
  readonly id: string;
  readonly draw: string;
  readonly grade: string;
  readonly source: string;
}

export type Explanation =
  | SumExplanation
  | RatioExplanation
  | RuleExplanation
  | TermsExplanation
  | QuantileExplanation
  | ScenarioExplanation;
