import type { CheckedAssert } from '../asserts.ts';
import { FINDINGS_EXIT_CODE } from './audit.ts';
import { text } from './columns.ts';
import type { Report } from './document.ts';

/** A report with what its file asserts; the process says by its exit code when something fails. */
export function withAsserts(report: Report, asserts: readonly CheckedAssert[]): Report {
  if (asserts.length === 0) return report;
  const held = asserts.filter(({ isHeld }) => isHeld).length;
  const failed = asserts.length - held;
  const warning = `${failed} of ${asserts.length} ${asserts.length === 1 ? 'assert' : 'asserts'} of the file ${failed === 1 ? 'does' : 'do'} not hold: see the end.`;
  return {
    ...report,
    ...(failed > 0 ? { summary: [...(report.summary ?? []), warning] } : {}),
    tables: [
      ...report.tables,
      {
        name: 'asserts',
        title: `The file asserts: ${held} of ${asserts.length} hold`,
        columns: [
          text('assert', 'Assert'),
          { key: 'value', label: 'It is', unit: 'factor' },
          text('verdict', 'Verdict'),
        ],
        rows: asserts.map(({ assert, figure: { name, value, unit }, isHeld }) => ({
          cells: [
            assert.text,
            { value, figure: name, unit, ...(value === null ? { words: 'no value' } : {}) },
            isHeld ? 'holds' : 'does not hold',
          ],
        })),
      },
    ],
    ...(held < asserts.length ? { exitCode: FINDINGS_EXIT_CODE } : {}),
  };
}
