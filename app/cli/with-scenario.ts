import { existsSync } from 'node:fs';
import type { CompareOptions } from '../compare.ts';
import type { Provenance, Report } from '../reports/document.ts';
import type { Context, Input } from './context.ts';
import { listOption } from './context.ts';
import { wholeOption, workersOf } from './options.ts';
import { progressOf } from './progress.ts';
import { filePath } from '../file-path.ts';
import { withView } from './view.ts';
import type { View } from './view.ts';
import { withoutBook } from './without-book.ts';

/** What every question about a scenario takes; `doing` is said while a person waits. */
export function scenarioOptions(
  input: Input,
  context: Context,
  scenario: string | undefined,
  doing: string,
): CompareOptions {
  return {
    scenario,
    set: listOption(input, 'set'),
    // One path says nothing of what another would be.
    paths: wholeOption(input, 'paths', 1_000_000, 2),
    workers: workersOf(input),
    onProgress: progressOf(doing, context),
  };
}

/**
 * Whether a scenario is asked without a book: it starts from defaults, and no book is there. Who
 * names a day of a book means one, and hears that there is none.
 */
export function isWithoutBook({ globals }: Context, scenario: string | undefined): boolean {
  const path = filePath(globals.book);
  const isOfDay = globals.asOf !== undefined || globals.knownAt !== undefined;
  return scenario !== undefined && path !== null && !existsSync(path) && !isOfDay;
}

/** That a day was named for which nothing was read: the scenario brings its own levels. */
export function unreadNotes({ globals }: Context): string[] {
  const named = [
    ...(globals.asOf === undefined ? [] : ['--as-of']),
    ...(globals.knownAt === undefined ? [] : ['--known-at']),
  ];
  return named.length === 0
    ? []
    : [
        `${named.join(' and ')} changed nothing: the scenario brings its own levels, not the book’s.`,
      ];
}

/** Asks a scenario of the book, or of no book: what is not from the book does not bear its name. */
export async function withScenario<T extends { readonly isFromBook: boolean }>(
  context: Context,
  scenario: string | undefined,
  ask: (view: View | null) => Promise<T>,
  report: (found: T, provenance: Provenance) => Report,
): Promise<Report> {
  if (isWithoutBook(context, scenario)) return report(await ask(null), withoutBook());
  return withView(context.globals, async (view) => {
    const found = await ask(view);
    if (found.isFromBook) return report(found, view.provenance);
    const without = report(found, withoutBook());
    return { ...without, notes: [...without.notes, ...unreadNotes(context)] };
  });
}
