import { invariant } from '../error.ts';

/** The kinds of names that columns hold as numbers. */
export const NAMESPACES = ['entity', 'site', 'subject', 'party'] as const;
export type Namespace = (typeof NAMESPACES)[number];

/** Names that lie somewhere as bytes and are read when somebody asks for one. */
export interface StoredNames {
  /** How many there are, the empty name 0 included. */
  readonly size: number;
  /** All of them; index 0 is the empty name. */
  load(): string[];
}

/**
 * Names interned in the order they are first seen, from 1; 0 is "none" everywhere. Order of
 * sequence makes the numbers the same on every machine. Stored names stay unread until they are
 * asked for: folds speak of numbers, and a large book has many names.
 */
export class Dictionary {
  readonly #stored: Readonly<Record<Namespace, StoredNames>> | undefined;
  readonly #names: Partial<Record<Namespace, string[]>> = {};
  readonly #numbers: Partial<Record<Namespace, Map<string, number>>> = {};

  constructor(stored?: Readonly<Record<Namespace, StoredNames>>) {
    this.#stored = stored;
  }

  /** The number of a name, made when it is new. */
  intern(space: Namespace, name: string | undefined): number {
    if (name === undefined || name === '') return 0;
    const numbers = this.#numbersOf(space);
    const known = numbers.get(name);
    if (known !== undefined) return known;
    const names = this.#namesOf(space);
    const number = names.length;
    checkFits(space, number);
    numbers.set(name, number);
    names.push(name);
    return number;
  }

  /**
   * Adds a name that is known to be new: who keeps count of all names himself need not have them
   * looked up again. They are put into the index when somebody asks.
   */
  append(space: Namespace, name: string): number {
    const number = this.#namesOf(space).push(name) - 1;
    checkFits(space, number);
    return number;
  }

  /** The number of a name, or 0 when the book has never seen it. */
  numberOf(space: Namespace, name: string): number {
    return this.#numbersOf(space).get(name) ?? 0;
  }

  nameOf(space: Namespace, number: number): string {
    return this.#namesOf(space)[number] ?? '';
  }

  /** All names of a namespace; index 0 is the empty name. */
  names(space: Namespace): readonly string[] {
    return this.#namesOf(space);
  }

  size(space: Namespace): number {
    return this.#names[space]?.length ?? this.#stored?.[space].size ?? 1;
  }

  #namesOf(space: Namespace): string[] {
    return (this.#names[space] ??= this.#stored?.[space].load() ?? ['']);
  }

  #numbersOf(space: Namespace): Map<string, number> {
    const numbers = (this.#numbers[space] ??= new Map());
    const names = this.#namesOf(space);
    // The empty name has no entry; those appended since the last time have none yet.
    for (let number = numbers.size + 1; number < names.length; number++)
      numbers.set(names[number] as string, number);
    return numbers;
  }
}

function checkFits(space: Namespace, number: number): void {
  invariant(number < 65_536 || space === 'subject' || space === 'party', `${space} fits 16 bits`);
}
