import { PAYER_CLASSES } from '../../src/events/shared.ts';
import type { Claim } from './claim.ts';
import type { RevenueCycleState } from './state.ts';

/** What figures are split by; every split pools to the total. */
export const SPLITS = ['total', 'payerClass', 'payer', 'entity', 'site'] as const;
export type Split = (typeof SPLITS)[number];

export interface Group {
  readonly split: Split;
  readonly name: string;
}

/** Numbers of the groups that claims fall into: one per split, the total first. */
export class Groups {
  readonly all: Group[] = [{ split: 'total', name: 'all claims' }];
  readonly #known: readonly [number[], number[], number[], number[]] = [[], [], [], []];
  readonly #numbers = new Map<string, number>();
  readonly #state: RevenueCycleState;

  constructor(state: RevenueCycleState) {
    this.#state = state;
  }

  /** The groups of a claim: total, payer class, payer, entity, site. */
  of(claim: Pick<Claim, 'payerClass' | 'payer' | 'entity' | 'site'>): readonly number[] {
    const { names } = this.#state;
    const { payerClass, payer, entity, site } = claim;
    return [
      0,
      this.#of(0, payerClass, () => ['payerClass', PAYER_CLASSES[payerClass - 1] ?? 'unknown']),
      this.#of(1, payer, () => ['payer', names.nameOf('party', payer) || 'unknown']),
      this.#of(2, entity, () => ['entity', names.nameOf('entity', entity) || 'unknown']),
      this.#of(3, site, () => ['site', names.nameOf('site', site) || 'no site']),
    ];
  }

  /** The group of an entity, for money that names no claim. */
  ofEntity(entity: number): number {
    return this.#numberOf('entity', this.#state.names.nameOf('entity', entity) || 'unknown');
  }

  /** Groups of a split by name, with their numbers. */
  in(split: Split): readonly { readonly name: string; readonly number: number }[] {
    return this.all
      .map((group, number) => ({ ...group, number }))
      .filter((group) => group.split === split)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  // By the book's own number of the name: claims are many, names few.
  #of(split: 0 | 1 | 2 | 3, number: number, named: () => readonly [Split, string]): number {
    const known = this.#known[split];
    return (known[number] ??= this.#numberOf(...named()));
  }

  #numberOf(split: Split, name: string): number {
    const key = `${split} ${name}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.all.push({ split, name }) - 1;
    this.#numbers.set(key, number);
    return number;
  }
}
