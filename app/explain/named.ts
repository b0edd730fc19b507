import { formatMonth } from '../../src/calendar.ts';
import type { Month } from '../../src/calendar.ts';
import { sitesOf } from '../../src/batch/book-context.ts';
import { FeeworthError } from '../../src/error.ts';
import type { View } from '../cli/view.ts';
import { bare } from './figure.ts';
import type { FigureArgs, FigureFamily, FigureKey, FigureKind } from './figure.ts';
import { entityIds } from './scope.ts';

/** A name taken apart: which figure of which book part. */
export interface Named {
  readonly family: FigureFamily;
  readonly kind: FigureKind;
  readonly args: FigureArgs;
}

/** Finds the figure of a name in these families; undefined when none has a kind of that name. */
export function figureAmong(
  families: readonly FigureFamily[],
  view: View,
  name: string,
): Named | undefined {
  for (const family of families) {
    for (const kind of family.kinds) {
      if (name !== kind.name && !name.startsWith(`${kind.name}/`)) continue;
      const rest = name === kind.name ? [] : name.slice(kind.name.length + 1).split('/');
      return { family, kind, args: readArgs(view, family, kind, rest) };
    }
  }
  return undefined;
}

function readArgs(
  view: View,
  family: FigureFamily,
  kind: FigureKind,
  given: readonly string[],
): FigureArgs {
  const args: Record<string, string> = {};
  kind.keys.forEach((key, i) => {
    const value = given[i];
    if (value === undefined) {
      if (!key.endsWith('?')) throw incomplete(kind, key);
      return;
    }
    const known = valuesOf(view, { family, kind, args }, key);
    const isKnown = bare(key) === 'window' ? isWindow(value, known) : known.includes(value);
    if (!isKnown) {
      throw new FeeworthError(
        'explain/no-such-figure',
        'usage',
        `${kind.name} has no ${bare(key)} "${value}" in this book`,
        { hint: known.length === 0 ? 'there is none' : `choose from ${someOf(known)}` },
      );
    }
    args[bare(key)] = value;
  });
  if (given.length > kind.keys.length) throw incomplete(kind, kind.keys.at(-1) ?? 'month');
  return args;
}

/** A month, or two of them in order. */
function isWindow(text: string, months: readonly string[]): boolean {
  const [first = '', last = first, ...more] = text.split('..');
  return more.length === 0 && first <= last && [first, last].every((m) => months.includes(m));
}

function incomplete(kind: FigureKind, key: FigureKey): FeeworthError {
  return new FeeworthError(
    'explain/incomplete-name',
    'usage',
    kind.keys.length === 0
      ? `${kind.name} takes nothing behind it`
      : `${kind.name} wants ${kind.keys.map(bare).join(', ')}; see ${bare(key)}`,
    { hint: `write ${[kind.name, ...kind.keys.map((k) => bare(k).toUpperCase())].join('/')}` },
  );
}

function someOf(values: readonly string[]): string {
  const shown = values.slice(0, 6).join(', ');
  return values.length > 6 ? `${shown} … ${values.at(-1) ?? ''}` : shown;
}

/** Values a key takes in a book, after those before it in the name. */
export function valuesOf(
  view: View,
  { family, kind, args }: Named,
  key: FigureKey,
): readonly string[] {
  const { context } = view;
  const own = family.keysOf?.(view, bare(key), args, kind);
  if (own !== undefined) return own;
  switch (bare(key)) {
    case 'month':
    case 'window':
      return Array.from({ length: context.monthCount }, (_, m) =>
        formatMonth((context.firstMonth + m) as Month),
      );
    case 'entity':
      return entityIds(context);
    case 'site':
      return sitesOf(context)
        .filter((site) => args.entity === undefined || site.entity === args.entity)
        .map((site) => site.id);
    case 'agreement':
    case 'group':
    case 'extra':
    case 'account':
    case 'bucket':
    case 'part':
    case 'other':
      return [];
  }
}
