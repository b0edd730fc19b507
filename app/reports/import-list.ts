import { fateOf, fileNames } from '../indexes/imports.ts';
import type { Imports, ImportFate } from '../indexes/imports.ts';
import { text } from './columns.ts';
import type { Column, Report, Row } from './document.ts';
import { counted } from './words.ts';

const COUNT = (key: string, label: string): Column => ({ key, label, unit: 'count' });

const COLUMNS: readonly Column[] = [
  text('file', 'File'),
  text('stream', 'Stream'),
  text('entity', 'Entity'),
  text('format', 'Read as'),
  text('when', 'When'),
  text('state', 'State'),
  COUNT('records', 'Records'),
  COUNT('events', 'Events'),
  COUNT('suspended', 'Suspense'),
  text('first', 'First'),
  text('last', 'Last'),
];

/** Which files came in, in the order in which they last began, and what became of each. */
export function importListReport(imports: Imports, entity?: string): Report {
  const names = fileNames(imports);
  const states = [...imports.byStream.values()]
    .filter((state) => entity === undefined || state.entity === entity)
    .toSorted((a, b) => a.startedAt - b.startedAt);
  const count = (fate: ImportFate): number => states.filter((s) => fateOf(s) === fate).length;
  const others = (['unfinished', 'reverted'] as const)
    .filter((fate) => count(fate) > 0)
    .map((fate) => `, ${count(fate)} ${fate}`);
  return {
    schema: 'feeworth.import-list/1',
    title:
      states.length === 0
        ? 'No file has been imported'
        : `${counted(states.length, 'file')} came in: ${count('completed')} completed${others.join('')}`,
    tables: [
      {
        name: 'imports',
        title: 'Imports, oldest first',
        columns: COLUMNS,
        rows: states.map((state): Row => ({
          cells: [
            names.get(state.digest) ?? state.fileName,
            state.stream,
            state.entity,
            state.format,
            state.startedOn,
            fateOf(state),
            state.records,
            state.events,
            state.suspended,
            state.firstOn ?? '',
            state.lastOn ?? '',
          ],
        })),
      },
    ],
    notes: [
      ...(count('unfinished') === 0
        ? []
        : ['An unfinished import counts for nothing: import the same file again to finish it.']),
      ...(count('completed') === 0
        ? []
        : ['To take one back: feeworth import revert STREAM --reason "…"']),
    ],
  };
}
