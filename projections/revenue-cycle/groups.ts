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
  readonly #numbers = new Map<string, number>();
  readonly #state: RevenueCycleState;

  constructor(state: RevenueCycleState) {
    this.#state = state;
  }

  /** The groups of a claim: total, payer class, payer, entity, site. */
  of(claim: Pick<Claim, 'payerClass' | 'payer' | 'entity' | 'site'>): readonly number[] {
    const { names } = this.#state;
    return [
      0,
      this.#numberOf('payerClass', PAYER_CLASSES[claim.payerClass - 1] ?? 'unknown'),
      this.#numberOf('payer', names.nameOf('party', claim.payer) || 'unknown'),
      this.#numberOf('entity', names.nameOf('entity', claim.entity) || 'unknown'),
      this.#numberOf('site', names.nameOf('site', claim.site) || 'no site'),
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

  #numberOf(split: Split, name: string): number {
    const key = `${split} ${name}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.all.push({ split, name }) - 1;
    this.#numbers.set(key, number);
    return number;
  }
}
