import type { Json } from '../event.ts';

/**
 * The same value with sorted keys at every level and without absent members, so that
 * `JSON.stringify` writes it canonically. A value that is so already is returned as it is.
 */
export function canonicalOrder(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return orderedList(value as readonly Json[]);
  const from = value as Readonly<Record<string, Json | undefined>>;
  const members: [string, Json][] = [];
  let isSame = true;
  let last = '';
  for (const key of Object.keys(from)) {
    const member = from[key];
    if (member === undefined) {
      isSame = false;
      continue;
    }
    const ordered = canonicalOrder(member);
    if (ordered !== member || key < last) isSame = false;
    last = key;
    members.push([key, ordered]);
  }
  if (isSame) return value;
  // Code-unit order, as canonical JSON has it.
  members.sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members);
}

function orderedList(items: readonly Json[]): Json {
  let isSame = true;
  const ordered = items.map((item) => {
    const of = canonicalOrder(item);
    if (of !== item) isSame = false;
    return of;
  });
  return isSame ? items : ordered;
}
