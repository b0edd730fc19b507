import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Which client made a call, and by which way of appending. */
export type Variant = 'old/batch' | 'old/classic' | 'new/batch' | 'new/classic';

/** What a call ended with: a value, an error or no end within the recorder's time. */
export type Outcome =
  { readonly ok: unknown } | { readonly error: unknown } | { readonly pending: string };

export type Step = { readonly call: string } & Outcome;

export interface Scenario {
  readonly section: string;
  readonly name: string;
  readonly variants: readonly Variant[];
  readonly steps: readonly Step[];
  /** Numerical order of the symbols of positions: "p1 < … < p3". */
  readonly positions?: string;
  readonly differences?: readonly Difference[];
}

interface Difference {
  readonly variants: readonly Variant[];
  readonly positions?: string;
  readonly steps?: Readonly<Record<string, Outcome>>;
}

/** A call on the wire and the node's reply to it. */
export interface RawReply {
  readonly name: string;
  readonly call: string;
  readonly messages?: readonly unknown[];
  readonly status?: { readonly code: number; readonly details: string } | null;
  readonly trailers?: Readonly<Record<string, string>> | null;
  /** What the same call gave in a second run. */
  readonly otherRun?: RawReply;
}

interface Recording {
  readonly scenarios: readonly Scenario[];
  readonly raw: readonly RawReply[];
}

const FILE = join(import.meta.dirname, '../../../fixtures/kurrentdb/eventstoredb-24.6.json');

/** What a real EventStoreDB 24.6 node answered to both clients, call by call. */
export const recording = JSON.parse(readFileSync(FILE, 'utf8')) as Recording;

/** All variants in which a scenario was recorded: its own and those with differences. */
export function variantsOf({ variants, differences = [] }: Scenario): readonly Variant[] {
  return [...variants, ...differences.flatMap((difference) => difference.variants)];
}

/** The steps as one variant has them. */
export function asRecorded(
  scenario: Scenario,
  variant: Variant,
): { readonly steps: readonly Step[]; readonly positions: string | undefined } {
  const own = scenario.differences?.find(({ variants }) => variants.includes(variant));
  const steps = scenario.steps.map((step, i): Step => {
    const other = own?.steps?.[i];
    return other === undefined ? step : { call: step.call, ...other };
  });
  return { steps, positions: own?.positions ?? scenario.positions };
}
