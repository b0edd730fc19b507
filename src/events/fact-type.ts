import { declarationOf } from './vocabulary.ts';

const ABOUT_THE_BOOK: ReadonlySet<string> = new Set(['book', 'imports', 'decisions', 'access']);

/** Whether events of a type tell of the world: what is said of the book is dated when it is said. */
export function isFactType(type: string): boolean {
  const family = declarationOf(type)?.family;
  if (family === undefined || ABOUT_THE_BOOK.has(family)) return false;
  return !/^Period|^Agreement/.test(type);
}
