import type { View } from '../cli/view.ts';
import { family as cashFlow } from './cash-flow-figures.ts';
import { family as consolidated } from './consolidated-figures.ts';
import { family as fee } from './fee-figures.ts';
import type { FigureFamily } from './figure.ts';
import { family as ledger } from './ledger-figures.ts';
import { figureAmong } from './named.ts';
import type { Named } from './named.ts';
import { family as prepaid } from './prepaid-figures.ts';
import { family as revenueCycle } from './revenue-cycle-figures.ts';

/** Every figure that is folded from the book: the one list that tables and lists of names read. */
export const FAMILIES: readonly FigureFamily[] = [
  cashFlow,
  fee,
  revenueCycle,
  prepaid,
  ledger,
  consolidated,
];

/** Finds the figure of a name; undefined when no kind of that name is folded from a book. */
export const figureNamed = (view: View, name: string): Named | undefined =>
  figureAmong(FAMILIES, view, name);
