import type { View } from '../cli/view.ts';
import { recordedMonths } from '../reports/months.ts';
import { bare, figureName } from './figure.ts';
import type { FigureArgs, FigureFamily, FigureKey, FigureKind } from './figure.ts';
import { valuesOf } from './named.ts';
import type { Named } from './named.ts';
import { FAMILIES } from './registry.ts';

/** A name that `explain` takes, and what it stands for. */
export interface ListedFigure {
  readonly name: string;
  readonly kind: Pick<FigureKind, 'label' | 'unit'>;
  readonly value: number;
}

/** Names of the book’s figures that begin so, with their values; those without one are left out. */
export function* listNames(view: View | null, prefix: string): Generator<ListedFigure> {
  if (view === null) return;
  for (const { family, kind, args } of namedFigures(view, prefix)) {
    const value = family.value(view, kind, args);
    if (value !== null) yield { name: figureName(kind, args), kind, value };
  }
}

/** Every figure of the book whose name begins so, whether it has a value or not. */
export function* namedFigures(
  view: View,
  prefix: string,
  isWanted: (of: Pick<Named, 'family' | 'kind'>) => boolean = () => true,
): Generator<Named> {
  for (const family of FAMILIES) {
    for (const kind of family.kinds) {
      if (!isWanted({ family, kind })) continue;
      for (const args of argsUnder(view, { family, kind }, prefix, {}, 0))
        yield { family, kind, args };
    }
  }
}

/** All ways to fill the keys of a kind so that the name begins with the prefix. */
function* argsUnder(
  view: View,
  of: { readonly family: FigureFamily; readonly kind: FigureKind },
  prefix: string,
  args: FigureArgs,
  at: number,
): Generator<FigureArgs> {
  const name = figureName(of.kind, args);
  if (!name.startsWith(prefix) && !prefix.startsWith(name)) return;
  const key = of.kind.keys[at];
  const isWhole = key === undefined || key.endsWith('?');
  if (isWhole && name.startsWith(prefix)) yield args;
  if (key === undefined) return;
  for (const value of choices(view, { ...of, args }, key)) {
    yield* argsUnder(view, of, prefix, { ...args, [bare(key)]: value }, at + 1);
  }
}

/** Values of a key: for a window the months, and all of them. */
function choices(view: View, of: Named, key: FigureKey): readonly string[] {
  const values = valuesOf(view, of, key);
  if (bare(key) !== 'window') return values;
  const months = recordedMonths(view);
  return [...values, `${months[0] ?? ''}..${months.at(-1) ?? ''}`];
}
