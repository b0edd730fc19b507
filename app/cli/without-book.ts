import type { Provenance } from '../reports/document.ts';
import { programVersion } from './version.ts';

/** What stands under a report for which no book was read. */
export function withoutBook(): Provenance {
  return {
    book: 'No book: the scenario brings its own levels',
    cutSequence: 0,
    root: 'none',
    asOf: 'none',
    policy: 'gaap-2025@1',
    cashPolicy: 'document',
    modelVersion: programVersion(),
  };
}
