import { mkdtempSync, readdirSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { existsSync, statSync } from 'node:fs';
import { formatDay } from '../../src/calendar.ts';
import { FeeworthError } from '../../src/error.ts';
import { draft } from '../../src/events/draft.ts';
import { makeFolder } from '../../src/make-folder.node.ts';
import type { EventStore } from '../../src/store/port.ts';
import { mayGoOn } from '../stopping.ts';
import type { Book } from '../book.ts';
import { entityTotals } from '../export/control-totals.ts';
import { FORMATS } from '../export/formats.ts';
import type { FormatName, WriteOptions } from '../export/formats.ts';
import { digestOf, Outlet } from '../export/outlet.ts';
import type { WrittenFile } from '../export/outlet.ts';
import { surveyBook } from '../export/survey.ts';
import type { ExportScope } from '../export/survey.ts';

export interface ExportRequest extends ExportScope, WriteOptions {
  readonly format: FormatName;
  /** File or folder it becomes; standard output when not given. */
  readonly out: string | null;
  readonly recipient?: string | undefined;
}

/** An export that lies ready beside its place and is not given out yet. */
export interface Staged {
  readonly request: ExportRequest;
  readonly known: number;
  readonly root: string;
  readonly asOf: string;
  readonly files: readonly WrittenFile[];
  readonly digest: string;
  readonly totals: readonly {
    readonly entity: string;
    readonly entries: number;
    readonly debits_cents: number;
    readonly credits_cents: number;
  }[];
  /** Path of the one file, where the export is one. */
  readonly path: string;
  /** Puts it in its place. */
  publish(): void;
  discard(): void;
}

/**
 * Writes an export where nobody sees it yet: whoever calls records that it was made, then gives it
 * out. Throws `export/not-empty`, `usage/…` and what reading the book throws.
 */
export async function stageExport(request: ExportRequest, store: EventStore): Promise<Staged> {
  const format = FORMATS[request.format];
  if (format.isWhole === true && request.entity !== undefined) {
    throw new FeeworthError('export/whole-book', 'usage', 'A package is about the whole book', {
      hint: 'leave --entity out: with part of the events the root could not be checked',
    });
  }
  if (request.out !== null) checkPlace(request.out, format.shape === 'folder');
  const survey = await surveyBook(store, request);
  const parent = request.out === null ? tmpdir() : dirname(resolve(request.out));
  makeFolder(parent);
  const folder = mkdtempSync(join(parent, '.feeworth-export-'));
  const discard = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const outlet = new Outlet(folder);
    const extract = await format.write(store, survey, outlet, request);
    const totals = [...entityTotals(extract)].map((t) => ({ ...t }));
    extract.close();
    await mayGoOn(request.signal);
    const { known, root, lastDay: asOf } = extract;
    const { files } = outlet;
    const digest = digestOf(files);
    const path = join(folder, format.file ?? '');
    const publish = (): void => {
      if (request.out !== null) moveTo(resolve(request.out), folder, format.file);
      discard();
    };
    return { request, known, root, asOf, files, digest, totals, path, publish, discard };
  } catch (error) {
    discard();
    throw error;
  }
}

/** A folder is never mixed with what lies in it; a file is replaced, as everywhere. */
function checkPlace(out: string, wantsFolder: boolean): void {
  if (!existsSync(out)) return;
  const isFolder = statSync(out).isDirectory();
  if (!wantsFolder && !isFolder) return;
  if (wantsFolder && isFolder && readdirSync(out).length === 0) return;
  throw new FeeworthError('export/not-empty', 'input', 'There is something at this place already', {
    place: { file: out },
    hint: wantsFolder ? 'name a folder that is not there yet' : 'name a file, not a folder',
  });
}

function moveTo(out: string, folder: string, file: string | undefined): void {
  if (file !== undefined) return renameSync(join(folder, file), out);
  if (existsSync(out)) rmdirSync(out);
  renameSync(folder, out);
}

/** The line of the access log; settled.md and ledger.md A24. */
export async function recordExport(staged: Staged, book: Book): Promise<void> {
  const { request, known, root, asOf, files, digest } = staged;
  const day = formatDay(book.today);
  const made = draft(
    'ExportMade',
    {
      asOf,
      bytes: files.reduce((sum, file) => sum + file.bytes, 0),
      digest,
      files: files.length,
      format: request.format,
      known,
      ...(request.recipient === undefined ? {} : { recipient: request.recipient }),
      root,
      ...(request.entity === undefined ? {} : { scope: request.entity }),
    },
    { occurredOn: day, effectiveOn: day, entity: 'book', actor: book.actor, actorKind: 'person' },
  );
  const recordable = { id: randomUUID(), draft: made };
  await book.record('exports', 'any', [recordable], { inClosedPeriods: 'allow' });
}
