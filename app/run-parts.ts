import { sha256 } from '../src/audit/sha256.node.ts';
import { toHex } from '../src/audit/merkle.ts';
import type { Answer } from '../scenarios/answer.ts';

/** Figures by which a run is remembered: whole cents, and fractions as texts. */
export type Headline = Readonly<Record<string, number | string>>;

/** What stands first in the answer: cash and value, fee, and how sure it is. */
export function headlineOf(answer: Answer): Headline {
  const { deltaCash, npv, breakEven, pBetter, bridge } = answer;
  const [low, , high] = deltaCash.quantiles;
  return {
    deltaCashCents: deltaCash.mean.cents,
    deltaCashP10Cents: Math.round(low?.value ?? 0),
    deltaCashP90Cents: Math.round(high?.value ?? 0),
    npvCents: npv.mean.cents,
    feePaidCents: 0 - (bridge.level1.find(({ id }) => id === 'fee')?.cents ?? 0),
    pBetter: String(pBetter.estimate),
    ...(breakEven === null ? {} : { breakEvenRate: String(breakEven.rate) }),
  };
}

/** The first 16 hex digits of the SHA-256 of every part of an answer, as its JSON has them. */
export function partsOf(answer: Answer): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(answer).map(([part, value]) => {
      const text = new TextEncoder().encode(JSON.stringify(value));
      return [part, toHex(sha256(text)).slice(0, 16)];
    }),
  );
}

/** One thing in which a run that was run again differs; null where one of them has it not. */
export interface PartDifference {
  readonly part: string;
  readonly recorded: string | null;
  readonly now: string | null;
}

/** Everything in which two lists of the same kind differ, in order of name. */
export function partDifferences(
  recorded: Readonly<Record<string, number | string>>,
  now: Readonly<Record<string, number | string>>,
): readonly PartDifference[] {
  const names = [...new Set([...Object.keys(recorded), ...Object.keys(now)])].toSorted();
  const said = (value: number | string | undefined): string | null =>
    value === undefined ? null : String(value);
  return names.flatMap((part) => {
    const [own, other] = [said(recorded[part]), said(now[part])];
    return own === other ? [] : [{ part, recorded: own, now: other }];
  });
}
