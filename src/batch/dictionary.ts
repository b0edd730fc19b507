import { NameTable } from './name-table.ts';
import type { StoredNames } from './name-table.ts';

/** The kinds of names that columns hold as numbers. */
export const NAMESPACES = ['entity', 'site', 'subject', 'party'] as const;
export type Namespace = (typeof NAMESPACES)[number];

/** Entities and sites stand in columns of two bytes. */
const IN_TWO_BYTES = 65_536;
const IN_FOUR_BYTES = 2_147_483_648;

/**
 * Names interned in the order they are first seen, from 1; 0 is "none" everywhere. Order of
 * sequence makes the numbers the same on every machine.
 */
export class Dictionary {
  readonly #tables: Readonly<Record<Namespace, NameTable>>;

  constructor(stored?: Readonly<Record<Namespace, StoredNames>>) {
    this.#tables = {
      entity: new NameTable(IN_TWO_BYTES, stored?.entity),
      site: new NameTable(IN_TWO_BYTES, stored?.site),
      subject: new NameTable(IN_FOUR_BYTES, stored?.subject),
      party: new NameTable(IN_FOUR_BYTES, stored?.party),
    };
  }

  /** The names of one kind, for who has many of them to look up. */
  table(space: Namespace): NameTable {
    return this.#tables[space];
  }

  /** The number of a name, made when it is new. */
  intern(space: Namespace, name: string | undefined): number {
    return name === undefined ? 0 : this.#tables[space].intern(name);
  }

  /** The number of a name, or 0 when the book has never seen it. */
  numberOf(space: Namespace, name: string): number {
    return this.#tables[space].numberOf(name);
  }

  nameOf(space: Namespace, number: number): string {
    return this.#tables[space].nameOf(number);
  }

  /** All names of a namespace; index 0 is the empty name. */
  names(space: Namespace): readonly string[] {
    return this.#tables[space].names();
  }

  size(space: Namespace): number {
    return this.#tables[space].size;
  }
}
