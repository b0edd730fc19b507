import { feeOf } from '../../src/agreement/fee.ts';
import type { FeeMonth } from '../../src/agreement/fee-types.ts';
import type { AgreementTerms, FeeComponent } from '../../src/agreement/terms.ts';
import { extraOver, refundsOver } from './amounts.ts';
import type { DueMonth, FeeInput } from './due.ts';
import { EXTRAS } from './state.ts';
import type { ManagementFeeState } from './state.ts';

/** What would have to be wrong for the invoice to come out as it did. */
export interface Explanation {
  /** "unexplained", or what reproduces the invoice to the cent. */
  readonly words: string;
  readonly isExplained: boolean;
  /** Amounts that the invoice's base seems to count besides the agreed ones. */
  readonly counted: readonly { readonly what: string; readonly cents: number }[];
  /** The base that reproduces it, all stretches of the month together. */
  readonly baseCents: number | null;
  /** The base that the invoice names is this very base. */
  readonly isStatedBase: boolean;
}

interface Variant {
  readonly words: string;
  readonly weight: number;
  change(input: FeeInput): { readonly terms: AgreementTerms; readonly input: FeeMonth };
}

/** More slips than these at once would explain any amount. */
const MOST_SLIPS = 4;

/** What the MSO asked: its fee, and the base it names (0 when it names none); cents. */
export interface AskedFee {
  readonly feeCents: number;
  readonly statedBaseCents: number;
}

/**
 * Looks for the simplest slip that gives the invoiced fee to the cent: amounts that are in no base
 * counted in it, refunds not taken off, lower tiers ignored, the month before taken for the month.
 * Slips that give the base the invoice names come first, then those with fewest parts.
 */
export function explainDifference(
  state: ManagementFeeState,
  due: DueMonth,
  entity: number,
  asked: AskedFee,
): Explanation {
  const isStated = ({ baseCents }: Candidate): boolean =>
    asked.statedBaseCents !== 0 && baseCents === asked.statedBaseCents;
  const candidates = [...candidatesOf(due, extrasOf(state, due, entity))].sort(
    (a, b) => Number(isStated(b)) - Number(isStated(a)) || a.slips - b.slips,
  );
  const found = candidates.find((candidate) => feeWith(due, candidate) === asked.feeCents);
  if (found === undefined) return UNEXPLAINED;
  const { variant, chosen, baseCents } = found;
  return {
    words: wordsOf(variant, chosen),
    isExplained: true,
    counted: chosen.map(({ what, byInput }) => ({ what, cents: sumOf(byInput) })),
    baseCents,
    isStatedBase: isStated(found),
  };
}

/** A slip, or several at once. */
interface Candidate {
  readonly variant: Variant;
  readonly chosen: readonly Extra[];
  readonly slips: number;
  /** The first base of the terms with this slip, over the whole month. */
  readonly baseCents: number;
}

function* candidatesOf(due: DueMonth, present: readonly Extra[]): Generator<Candidate> {
  const base = Object.keys(due.bases)[0] ?? '';
  for (const variant of variantsOf(due)) {
    const own = sumOf(due.inputs.map((given) => variant.change(given).input.bases[base] ?? 0));
    for (const chosen of subsets(present, MOST_SLIPS - variant.weight)) {
      const slips = chosen.length + variant.weight;
      if (slips === 0) continue;
      const more = sumOf(chosen.flatMap(({ byInput }) => byInput));
      yield { variant, chosen, slips, baseCents: own + more };
    }
  }
}

function extrasOf(state: ManagementFeeState, due: DueMonth, entity: number): Extra[] {
  return [...EXTRAS, 'refunds not taken off']
    .map((what, i) => ({
      what,
      byInput: due.inputs.map(({ range }) =>
        i < EXTRAS.length ? extraOver(state, i, entity, range) : refundsOver(state, entity, range),
      ),
    }))
    .filter(({ byInput }) => byInput.some((cents) => cents !== 0));
}

/** No slip that we know gives the invoice. */
export const UNEXPLAINED: Explanation = {
  words: 'unexplained',
  isExplained: false,
  counted: [],
  baseCents: null,
  isStatedBase: false,
};

interface Extra {
  readonly what: string;
  readonly byInput: readonly number[];
}

const sumOf = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

function wordsOf({ words }: Variant, chosen: readonly Extra[]): string {
  const counted =
    chosen.length === 0 ? [] : [`the base counts ${chosen.map((e) => e.what).join(', ')}`];
  return [...(words === '' ? [] : [words]), ...counted].join('; ');
}

function feeWith(due: DueMonth, { variant, chosen }: Candidate): number {
  let feeCents = 0;
  due.inputs.forEach((given, i) => {
    const { terms, input } = variant.change(given);
    const more = sumOf(chosen.map(({ byInput }) => byInput[i] ?? 0));
    const bases = Object.fromEntries(
      Object.entries(input.bases).map(([key, cents]) => [key, cents + more]),
    );
    feeCents += feeOf(terms, { ...input, bases }).feeCents;
  });
  return feeCents;
}

function variantsOf(due: DueMonth): Variant[] {
  const isTiered = due.inputs.some(({ terms }) =>
    terms.fee.components.some((component) => component.kind === 'tiered'),
  );
  const same: Variant = { words: '', weight: 0, change: (given) => given };
  const prior: Variant = {
    words: 'the base is that of the month before',
    weight: 1,
    change: ({ terms, input }) => ({
      terms,
      input: { ...input, bases: input.priorBases ?? input.bases },
    }),
  };
  if (!isTiered) return [same, prior];
  const withTiers = (words: string, change: (c: FeeComponent) => FeeComponent): Variant => ({
    words,
    weight: 1,
    change: ({ terms, input }) => ({
      input,
      terms: {
        ...terms,
        fee: { ...terms.fee, components: terms.fee.components.map(change) },
      },
    }),
  });
  return [
    same,
    withTiers('the rate of the first tier is taken on everything', (c) => oneRate(c, 0)),
    withTiers('the rate of the last tier is taken on everything', (c) => oneRate(c, -1)),
    prior,
  ];
}

function oneRate(component: FeeComponent, tier: number): FeeComponent {
  if (component.kind !== 'tiered') return component;
  const rate = component.tiers.at(tier)?.rate ?? '0';
  return { ...component, tiers: [{ rate }] };
}

/** Subsets of at most `most` items, the smaller ones first. */
function* subsets<T>(items: readonly T[], most: number): Generator<readonly T[]> {
  for (let size = 0; size <= Math.min(most, items.length); size++) yield* choose(items, size, 0);
}

function* choose<T>(items: readonly T[], size: number, from: number): Generator<readonly T[]> {
  if (size === 0) {
    yield [];
    return;
  }
  for (let i = from; i <= items.length - size; i++) {
    const item = items[i] as T;
    for (const rest of choose(items, size - 1, i + 1)) yield [item, ...rest];
  }
}
