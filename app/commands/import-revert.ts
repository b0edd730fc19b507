import { existsSync } from 'node:fs';
import { formatDay } from '../../src/calendar.ts';
import { FeeworthError } from '../../src/error.ts';
import type { Book } from '../book.ts';
import { fateOf } from '../indexes/imports.ts';
import type { ImportState } from '../indexes/imports.ts';
import { closingsToWatch, isOpen } from '../closings.ts';
import type { Dated } from '../closings.ts';
import { isAboutOthers, reverted } from './import-attempt.ts';
import { readInput, streamOf } from './read-file.ts';

export interface RevertOptions {
  /** The file itself, its stream, or its digest or the first characters of that. */
  readonly import: string;
  readonly reason: string;
}

const TRIES = 20;

/**
 * Takes an import back: none of its events counts from here on. Refused where a closed period would
 * change (`period/closed`): reverse what is wrong in an open one instead.
 */
export async function revertImport(
  options: RevertOptions,
  book: Book,
): Promise<{ readonly stream: string; readonly fileName: string }> {
  const state = await findImport(options.import, book);
  await takeBack(state, options.reason, book);
  return { stream: state.stream, fileName: state.fileName };
}

/**
 * The same of an import as it was seen. Throws `store/conflict` when somebody has moved it since,
 * and `import/reverted-late` where a store could not refuse it and a month was closed just before.
 */
export async function takeBack(state: ImportState, reason: string, book: Book): Promise<void> {
  const day = formatDay(book.today);
  const meta = {
    occurredOn: day,
    entity: state.entity,
    actor: book.actor,
    actorKind: 'person' as const,
  };
  const made = reverted(state, reason, meta, book);
  // What has not finished counts nowhere, and so changes no closed month.
  const dated = fateOf(state) === 'completed' ? await factsOf(state, book) : [];
  for (let tries = 1; ; tries++) {
    const closings = await closingsToWatch(dated, book);
    if (closings === 'closed') throw await inClosedPeriod(state, dated, book);
    try {
      await book.record(state.stream, state.revision, [made], {
        inClosedPeriods: 'allow',
        checks: closings,
        onOvertaken: async ([closing]) => {
          if (closing !== undefined) throw overtaken(state, closing.stream);
        },
      });
      return;
    } catch (error) {
      if (tries === TRIES || !isAboutOthers(error, state.stream)) throw error;
    }
  }
}

/** Events that the last attempt at a file brought. */
async function factsOf({ stream, startedAt }: ImportState, book: Book): Promise<Dated[]> {
  const facts: Dated[] = [];
  for await (const { type, meta, sequence } of book.store.readStream(stream))
    if (sequence > startedAt && type !== 'ImportCompleted') facts.push({ type, meta });
  return facts;
}

async function inClosedPeriod(
  { stream }: ImportState,
  dated: readonly Dated[],
  book: Book,
): Promise<FeeworthError> {
  const closed = await book.periods;
  const {
    effectiveOn = '',
    entity = '',
    counterparty,
  } = dated.find((one) => !isOpen(one, closed))?.meta ?? {};
  return new FeeworthError(
    'period/closed',
    'conflict',
    `Events of this import count in a closed period (${effectiveOn} of ${entity})`,
    {
      place: { at: stream },
      hint: 'reopen the period, or reverse single events: feeworth reverse EVENT',
      details: { firstOpen: closed.openDay(effectiveOn, entity, counterparty), entity },
    },
  );
}

function overtaken({ stream }: ImportState, by: string): FeeworthError {
  return new FeeworthError(
    'import/reverted-late',
    'conflict',
    'The import was taken back a moment after a month that holds its records was closed or reopened',
    { place: { at: by }, hint: 'reopen that month and close it again', details: { stream } },
  );
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
