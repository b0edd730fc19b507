import { once } from 'node:events';
import type { EventEmitter } from 'node:events';
import { accessSync, constants, existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { FeeworthError } from '../../../src/error.ts';
import { recordExport, stageExport } from '../../commands/export.ts';
import type { ExportRequest, Staged } from '../../commands/export.ts';
import { FORMATS, formatNamed, noPackageKey } from '../../export/formats.ts';
import { chunksOf } from '../../export/outlet.ts';
import { packageKeyAt } from '../../export/package-key.ts';
import { exportReport } from '../../reports/export.ts';
import type { Context, Input } from '../context.ts';
import { textOption } from '../context.ts';
import type { Sink } from '../io.ts';
import { stoppable } from '../stoppable.ts';
import type { Meaning } from '../stoppable.ts';
import { mayGoOn } from '../../stopping.ts';
import type { VerbModule } from '../verb.ts';
import { openBookStore } from '../../book-place.ts';
import { filePath } from '../../file-path.ts';
import { argument, mustHaveActor, withBook } from '../with-book.ts';

export const run: VerbModule['run'] = async (input, context) => {
  const { globals, io, say, progress } = context;
  const request = requestOf(input, context);
  const isLogged = mayBeWritten(globals.book);
  if (isLogged) mustHaveActor(globals.actor);
  progress('Reading the book …');
  let isGoingOut = false;
  const meaning = (): Meaning => [
    isGoingOut
      ? 'what was written is not the whole export'
      : 'nothing was exported, and what was made of it is removed',
    'run the same command again',
  ];
  return stoppable(context, meaning, async (signal) => {
    const staged = await staging({ ...request, signal }, context);
    try {
      await mayGoOn(signal);
      // What cannot be written into the access log does not leave, unless nobody may write there.
      if (isLogged) await withBook(context, 'write', (book) => recordExport(staged, book));
      if (request.out !== null) {
        staged.publish();
        return exportReport(staged, textOption(input, 'out') ?? '', isLogged);
      }
      isGoingOut = true;
      await copyTo(io.stdout, staged.path, signal);
      say(
        isLogged ? 'Recorded in the access log of the book' : 'Not recorded: the book is read-only',
      );
      return 0;
    } finally {
      staged.discard();
    }
  });
};

async function staging(request: ExportRequest, { globals }: Context): Promise<Staged> {
  const store = await openBookStore(globals.book, { readOnly: true });
  try {
    return await stageExport(request, store);
  } finally {
    await store.close();
  }
}

function requestOf(input: Input, { globals, io }: Context): ExportRequest {
  const format = formatNamed(argument(input));
  const { shape } = FORMATS[format];
  const out = textOption(input, 'out');
  if (out === undefined && (shape !== 'text' || globals.json || globals.csv)) {
    throw new FeeworthError('usage/missing-option', 'usage', '--out is missing', {
      hint: shape === 'text' ? 'name a file, or leave --json and --csv out' : `name a ${shape}`,
    });
  }
  const place = out === undefined ? null : resolve(io.cwd, out);
  return {
    format,
    out: place,
    asOf: globals.asOf,
    knownAt: globals.knownAt,
    entity: globals.entity,
    recipient: textOption(input, 'for'),
    grain: grainOf(textOption(input, 'by')),
    packageKey: format === 'redacted-package' ? keyOf(input, place, io.cwd) : null,
  };
}

function grainOf(text: string | undefined): 'event' | 'day' {
  if (text === undefined || text === 'day') return 'day';
  if (text === 'event') return 'event';
  throw new FeeworthError('usage/bad-value', 'usage', '--by wants day or event', {
    hint: 'by day journals are few; by event each stands alone',
  });
}

function keyOf(input: Input, place: string | null, cwd: string): Uint8Array {
  const path = textOption(input, 'packageKey');
  if (path === undefined) throw noPackageKey();
  return packageKeyAt(resolve(cwd, path), place ?? cwd);
}

/** Whether this process may write to the book; SQLite wants its folder too. */
function mayBeWritten(url: string): boolean {
  const path = filePath(url);
  if (path === null || !existsSync(path)) return true;
  try {
    accessSync(path, constants.W_OK);
    accessSync(dirname(resolve(path)), constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** A file to a stream, at the speed of whoever reads it. */
async function copyTo(sink: Sink, path: string, signal: AbortSignal): Promise<void> {
  const decoder = new TextDecoder();
  for (const chunk of chunksOf(path)) {
    await mayGoOn(signal);
    const isFull = sink.write(decoder.decode(chunk, { stream: true })) === false;
    if (isFull && 'once' in sink) await once(sink as unknown as EventEmitter, 'drain');
  }
}
