import { basename } from 'node:path';
import { FORMATS } from '../export/formats.ts';
import type { Staged } from '../commands/export.ts';
import type { Report, Table } from './document.ts';
import { counted } from './words.ts';

/** More files than this are not listed on a screen. */
const MOST_FILES = 30;

/** What an export holds, by its control totals, and what to do with it. */
export function exportReport(staged: Staged, out: string, isLogged: boolean): Report {
  const { request, known, root, asOf, files, digest, totals } = staged;
  const recorded = isLogged
    ? 'Recorded in the access log of the book, as the event after those it holds.'
    : 'Not recorded in the access log: the book is read-only.';
  return {
    schema: 'feeworth.export/1',
    title: `${out}: ${request.format} of ${counted(known, 'event')}, ${counted(files.length, 'file')}`,
    tables: [
      totalsTable(totals),
      filesTable(FORMATS[request.format].file ? named(files, out) : files),
    ],
    notes: [
      `Events 0 to ${known - 1}, root ${root}, effective up to ${asOf}.`,
      recorded,
      `Use: ${FORMATS[request.format].use.replace('FILE', out)}`,
    ],
    data: { known, root, asOf, digest, isLogged },
  };
}

function totalsTable(totals: Staged['totals']): Table {
  return {
    name: 'totals',
    title: 'Control totals: whoever gets it should count the same, dollars',
    columns: [
      { key: 'entity', label: 'Entity', unit: 'text' },
      { key: 'entries', label: 'Entries', unit: 'count' },
      { key: 'debits', label: 'Debits', unit: 'cents' },
      { key: 'credits', label: 'Credits', unit: 'cents' },
    ],
    rows: totals.map((t) => ({ cells: [t.entity, t.entries, t.debits_cents, t.credits_cents] })),
  };
}

/** The one file of an export by the name it was given. */
const named = (files: Staged['files'], out: string): Staged['files'] =>
  files.map((file) => ({ ...file, name: basename(out) }));

function filesTable(files: Staged['files']): Table {
  return {
    name: 'files',
    title: 'Files',
    columns: [
      { key: 'name', label: 'Name', unit: 'text' },
      { key: 'bytes', label: 'Bytes', unit: 'count' },
      { key: 'digest', label: 'SHA-256', unit: 'text' },
    ],
    rows: files.map(({ name, bytes, digest }) => ({ cells: [name, bytes, digest] })),
    isForMachines: files.length > MOST_FILES,
  };
}
