/** The list of those that have nothing in it. It is one for all: only `added` may be used on it. */
export const NONE: never[] = [];

/**
 * A list with one more at its end, perhaps the same list. A list that is pushed to has room for 17
 * from the first: of a million claims with one decision each, that would be most of their memory.
 */
export function added<T>(list: T[], one: T): T[] {
  if (list.length === 0) return [one];
  list.push(one);
  return list;
}
