import { existsSync } from 'node:fs';
import { formatDay, parseDay } from '../../src/calendar.ts';
import { FeeworthError } from '../../src/error.ts';
import { draft } from '../../src/events/draft.ts';
import type { Book } from '../book.ts';
import type { ImportState } from '../indexes/imports.ts';
import { readInput, streamOf } from './read-file.ts';

export interface RevertOptions {
  /** The file itself, its stream, or its digest or the first characters of that. */
  readonly import: string;
  readonly reason: string;
}

/**
 * Takes an import back: none of its events counts from here on. Refused where a closed period would
 * change (`period/closed`): reverse what is wrong in an open one instead.
 */
export async function revertImport(
  options: RevertOptions,
  book: Book,
): Promise<{ readonly stream: string; readonly fileName: string }> {
  const state = await findImport(options.import, book);
  const { firstOn } = await datesOf(state, book);
  const closed = await book.periods;
  const open = firstOn === undefined ? undefined : closed.openDay(firstOn, state.entity);
  if (firstOn !== undefined && open !== firstOn) {
    throw new FeeworthError(
      'period/closed',
      'conflict',
      `Events of this import count in a closed period (${firstOn})`,
      {
        place: { at: state.stream },
        hint: 'reopen the period, or reverse single events: feeworth reverse EVENT',
        details: { firstOpen: open },
      },
    );
  }
  const day = formatDay(book.today);
  const meta = {
    occurredOn: day,
    entity: state.entity,
    actor: book.actor,
    actorKind: 'person' as const,
  };
  const made = draft('ImportReverted', { digest: state.digest, reason: options.reason }, meta);
  const id = book.derivedId('import-reverted', `${state.digest} ${state.attempt}`);
  await book.record(state.stream, state.revision, [{ id, draft: made }], {
    inClosedPeriods: 'allow',
  });
  return { stream: state.stream, fileName: state.fileName };
}

async function findImport(name: string, book: Book): Promise<ImportState> {
  const prefix = existsSync(name)
    ? streamOf(readInput(name))
    : name.startsWith('import-')
      ? name
      : `import-${name.slice(0, 16)}`;
  const all = [...(await book.imports).byStream.values()].filter(
    (state) => state.revertedAt === null && state.stream.startsWith(prefix),
  );
  const [only, second] = all;
  if (only && second === undefined) return only;
  throw new FeeworthError(
    'import/no-such-import',
    'input',
    only ? `Several imports begin with ${name}` : `The book has no import ${name}`,
    { hint: 'name the file itself, or more digits of the digest that importing it printed' },
  );
}

/** Earliest accounting date among the events of an import. */
async function datesOf(state: ImportState, book: Book): Promise<{ firstOn: string | undefined }> {
  let firstOn: string | undefined;
  for await (const event of book.store.readStream(state.stream)) {
    if (event.sequence <= state.startedAt || event.type === 'ImportCompleted') continue;
    if (event.type === 'OpeningBalanceRecorded') continue;
    const day = event.meta.effectiveOn;
    if (firstOn === undefined || parseDay(day) < parseDay(firstOn)) firstOn = day;
  }
  return { firstOn };
}
