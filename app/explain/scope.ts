import { entitiesOf, sitesOf } from '../../src/batch/book-context.ts';
import type { BookContext } from '../../src/batch/book-context.ts';
import { FeeworthError } from '../../src/error.ts';
import type { FigureArgs } from './figure.ts';

/** Practices of the book, in the order they were formed: "all" means them, never the MSO. */
export function practicesOf(context: BookContext): readonly string[] {
  return entitiesOf(context, 'practice').map((entity) => entity.id);
}

const ENTITIES = new WeakMap<BookContext, readonly string[]>();

/** Every entity of the book; looked up once, for each of its figures asks. */
export function entityIds(context: BookContext): readonly string[] {
  const known = ENTITIES.get(context);
  if (known !== undefined) return known;
  const msos = entitiesOf(context, 'mso').map((entity) => entity.id);
  const ids = [...practicesOf(context), ...msos];
  ENTITIES.set(context, ids);
  return ids;
}

/** The entities a figure is about: the one it names, the one its site belongs to, or all. */
export function entitiesIn(context: BookContext, args: FigureArgs): readonly string[] {
  if (args.entity !== undefined) return [args.entity];
  if (args.site !== undefined) {
    const site = sitesOf(context).find((s) => s.id === args.site);
    return site === undefined ? [] : [site.entity];
  }
  return practicesOf(context);
}

/** Indexes of the months a window names: "2026-03", or "2025-11..2026-10". */
export function windowIn(
  context: BookContext,
  { window }: FigureArgs,
): { readonly from: number; readonly to: number } {
  const [first = '', last = first] = (window ?? '').split('..');
  return { from: monthIndex(context, first), to: monthIndex(context, last) };
}

/** Index of a month from the context's first; refuses months the book does not touch. */
export function monthIndex(context: BookContext, text: string | undefined): number {
  const match = /^(\d{4})-(\d{2})$/.exec(text ?? '');
  const index = Number(match?.[1]) * 12 + Number(match?.[2]) - 1 - context.firstMonth;
  if (match !== null && index >= 0 && index < context.monthCount) return index;
  throw new FeeworthError('explain/no-such-month', 'usage', `The book has no month "${text}"`, {
    hint: 'write YYYY-MM; "feeworth report completeness" lists the months of the book',
  });
}
