import { isFeeworthError } from '../../src/error.ts';
import type { View } from '../cli/view.ts';
import type { Explanation } from './explanation.ts';
import type { FigureFamily } from './figure.ts';
import { figureAmong } from './named.ts';
import { listing } from './changes.ts';

type Load = () => Promise<{ readonly family: FigureFamily }>;

/** Families by the first word of their figures' names: what explains a fee needs no claims. */
export const LOADERS: Readonly<Record<string, Load>> = {
  activity: () => import('./ledger-figures.ts'),
  'cash-flow': () => import('./cash-flow-figures.ts'),
  consolidated: () => import('./consolidated-figures.ts'),
  fee: () => import('./fee-figures.ts'),
  ledger: () => import('./ledger-figures.ts'),
  prepaid: () => import('./prepaid-figures.ts'),
  'revenue-cycle': () => import('./revenue-cycle-figures.ts'),
};

/**
 * Explains a figure by name, listing `most` events of each part. Throws `explain/no-such-figure` with
 * the nearest name it knows.
 */
export async function explainNamed(
  view: View,
  name: string,
  { most = Infinity }: { readonly most?: number } = {},
): Promise<Explanation> {
  const load = LOADERS[name.split('/')[0] ?? ''];
  const named = load && figureAmong([(await load()).family], view, name);
  if (named === undefined) throw await unknown(view, name);
  return named.family.explain(listing(view, most), named.kind, named.args);
}

/** What to say of a name that none has; all families are asked for the nearest. */
async function unknown(view: View, name: string): Promise<Error> {
  const { FAMILIES, figureNamed } = await import('./registry.ts');
  const { COMPARISON_KINDS } = await import('./comparison-kinds.ts');
  const { noSuchFigure } = await import('./no-such-figure.ts');
  const kinds = [...FAMILIES.flatMap((family) => family.kinds), ...COMPARISON_KINDS];
  // A name stands for a figure of the book, or for a kind of a comparison's figures.
  const isTaken = (one: string): boolean => {
    try {
      return figureNamed(view, one) !== undefined || COMPARISON_KINDS.some((k) => k.name === one);
    } catch (error) {
      if (isFeeworthError(error)) return false;
      throw error;
    }
  };
  return noSuchFigure(
    name,
    kinds.map((kind) => kind.name),
    isTaken,
  );
}
