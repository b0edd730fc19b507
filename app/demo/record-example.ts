import { join } from 'node:path';
import { openBook } from '../book.ts';
import type { Book } from '../book.ts';
import { readKey } from '../book-key.ts';
import { manualClock } from '../clock.ts';
import { signAgreement } from '../commands/agreement.ts';
import { closePeriod } from '../commands/close.ts';
import { importFile } from '../commands/import.ts';
import { initBook } from '../commands/init.ts';
import { reconcile } from '../commands/reconcile.ts';
import { readSteps, stepInstants } from './steps.ts';
import type { Step } from './steps.ts';

export interface RecordExampleOptions {
  /** Folder of the example, e.g. examples/three-sites. */
  readonly root: string;
  /** The book to record it in. */
  readonly url: string;
  /** Told each public verb before it is run, and how far it is. */
  readonly onStep?: (progress: { readonly verb: string; done: number; of: number }) => void;
  readonly actor?: string;
  /** Stop after this month's steps; for tests. */
  readonly upTo?: string;
}

export interface RecordedExample {
  readonly book: Book;
  /** Files taken in just now, and files that were in the book already. */
  readonly imported: number;
  readonly alreadyImported: number;
  /** Events appended just now. */
  readonly events: number;
  /** Events of the book. */
  readonly size: number;
}

/**
 * Records an example group from its own files by the same commands people use, at instants of its
 * own. A second run finds everything there and adds no event. The caller closes the book.
 */
export async function recordExample(options: RecordExampleOptions): Promise<RecordedExample> {
  const { root, url, upTo } = options;
  const steps = readSteps(root).filter((step) => upTo === undefined || step.period <= upTo);
  const instantOf = stepInstants();
  const clock = manualClock(instantOf(steps[0]?.period ?? '2024-10'));
  const key = readKey(join(root, 'book.key'));
  const actor = options.actor ?? 'demo';
  const book = await openBook(url, { clock, actor, create: true, key });
  try {
    const before = await sizeOf(book);
    let imported = 0;
    let alreadyImported = 0;
    for (const [i, step] of steps.entries()) {
      clock.set(instantOf(step.period));
      options.onStep?.({ verb: verbOf(step, root), done: i, of: steps.length + 1 });
      const outcome = await run(step, root, book);
      if (outcome === 'imported') imported += 1;
      if (outcome === 'already-imported') alreadyImported += 1;
    }
    clock.set(instantOf(steps.at(-1)?.period ?? '2024-10'));
    options.onStep?.({
      verb: 'feeworth reconcile',
      done: steps.length,
      of: steps.length + 1,
    });
    await reconcile({}, book);
    const size = await sizeOf(book);
    return { book, imported, alreadyImported, events: size - before, size };
  } catch (error) {
    await book.close();
    throw error;
  }
}

async function sizeOf(book: Book): Promise<number> {
  return ((await book.store.head())?.sequence ?? -1) + 1;
}

async function run(step: Step, root: string, book: Book): Promise<string> {
  const file = join(root, step.file);
  switch (step.action) {
    case 'init':
      return (await initBook({ book: file }, book)).status;
    case 'agreement':
      return (await signAgreement({ file }, book)).status;
    case 'import':
    case 'late': {
      const map = step.mapping === undefined ? undefined : join(root, 'mappings', step.mapping);
      const { entity, site } = step;
      // The same names wherever the example lies, so the book has the same bytes.
      return (await importFile({ file, map, entity, site, folders: [root] }, book)).status;
    }
    case 'close':
      await closePeriod({ period: step.period, entity: step.entity }, book);
      return 'closed';
  }
}

/** The command a person would type for a step. */
function verbOf(step: Step, root: string): string {
  const file = join(root, step.file);
  const entity = step.entity === undefined ? '' : ` --entity ${step.entity}`;
  switch (step.action) {
    case 'init':
      return `feeworth init ${file} --key ${join(root, 'book.key')}`;
    case 'agreement':
      return `feeworth agreement sign ${file}`;
    case 'close':
      return `feeworth close ${step.period}${entity}`;
    case 'import':
    case 'late': {
      const map =
        step.mapping === undefined ? '' : ` --map ${join(root, 'mappings', step.mapping)}`;
      const site = step.site === undefined ? '' : ` --site ${step.site}`;
      return `feeworth import ${file}${map}${entity}${site} --commit`;
    }
  }
}
