import type { Day } from '../../src/calendar.ts';
import { previewCsv } from '../../src/intake/csv/preview.ts';
import type { Preview } from '../../src/intake/csv/preview.ts';
import { bytesSource } from '../../src/intake/csv/source.ts';
import { readInput, readMapping } from '../commands/read-file.ts';

/** A CSV file's columns as a mapping reads them; null for files that need no mapping. */
export function columnsOfCsv(file: string, map: string, today: Day): Preview | null {
  const input = readInput(file);
  if (input.format !== 'csv') return null;
  const { mapping } = readMapping(map);
  return previewCsv(bytesSource(input.name, input.bytes), mapping, { today });
}
