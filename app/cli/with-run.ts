import { runs } from '../indexes/runs.ts';
import type { KnownRun } from '../indexes/runs.ts';
import type { Context } from './context.ts';
import { withView } from './view.ts';
import type { View } from './view.ts';
import { withBook } from './with-book.ts';

/** Finds a recorded run by the name a person gives it and opens the book for reading beside it. */
export function withRun<T>(
  context: Context,
  name: string,
  use: (run: KnownRun, view: View) => Promise<T>,
): Promise<T> {
  return withBook(context, 'read', async (book) => {
    const run = (await book.follow(runs)).named(name);
    return withView(context.globals, (view) => use(run, view));
  });
}
