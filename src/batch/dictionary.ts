import { invariant } from '../error.ts';

/** The kinds of names that columns hold as numbers. */
export const NAMESPACES = ['entity', 'site', 'subject', 'party'] as const;
export type Namespace = (typeof NAMESPACES)[number];

/**
 * Names interned in the order they are first seen, from 1; 0 is "none" everywhere. Order of
 * sequence makes the numbers the same on every machine.
 */
export class Dictionary {
  readonly #numbers: Record<Namespace, Map<string, number>>;
  readonly #names: Record<Namespace, string[]>;

  constructor(names?: Readonly<Record<Namespace, readonly string[]>>) {
    this.#numbers = { entity: new Map(), site: new Map(), subject: new Map(), party: new Map() };
    this.#names = { entity: [''], site: [''], subject: [''], party: [''] };
    for (const space of NAMESPACES) {
      for (const name of names?.[space].slice(1) ?? []) this.intern(space, name);
    }
  }

  /** The number of a name, made when it is new. */
  intern(space: Namespace, name: string | undefined): number {
    if (name === undefined || name === '') return 0;
    const known = this.#numbers[space].get(name);
    if (known !== undefined) return known;
    const number = this.#names[space].length;
    invariant(number < 65_536 || space === 'subject' || space === 'party', `${space} fits 16 bits`);
    this.#numbers[space].set(name, number);
    this.#names[space].push(name);
    return number;
  }

  /** The number of a name, or 0 when the book has never seen it. */
  numberOf(space: Namespace, name: string): number {
    return this.#numbers[space].get(name) ?? 0;
  }

  nameOf(space: Namespace, number: number): string {
    return this.#names[space][number] ?? '';
  }

  /** All names of a namespace; index 0 is the empty name. */
  names(space: Namespace): readonly string[] {
    return this.#names[space];
  }

  size(space: Namespace): number {
    return this.#names[space].length;
  }
}
