import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FeeworthError } from '../../src/error.ts';
import { addDays, firstDay, formatDay, parseMonth } from '../../src/calendar.ts';
import type { Month } from '../../src/calendar.ts';

/** One line of an example's import-order.txt. */
export interface Step {
  /** Month in which it was done, "2024-11". */
  readonly period: string;
  readonly action: 'init' | 'agreement' | 'import' | 'late' | 'close';
  readonly entity: string | undefined;
  readonly site: string | undefined;
  /** Name of the mapping file; undefined for X12 and for what is no table. */
  readonly mapping: string | undefined;
  readonly file: string;
}

const ACTIONS: ReadonlySet<string> = new Set(['init', 'agreement', 'import', 'late', 'close']);

/** The steps of an example in order; papers that no reader takes in are left out. */
export function readSteps(root: string): readonly Step[] {
  const [, ...lines] = readFileSync(join(root, 'import-order.txt'), 'utf8').trim().split(/\r?\n/);
  return lines.flatMap((line, i): Step[] => {
    const [period = '', action = '', entity = '', site = '', mapping = '', file = ''] =
      line.split('\t');
    if (action === 'paper') return [];
    if (!ACTIONS.has(action)) {
      throw new FeeworthError('demo/bad-step', 'input', 'A step of the example is not known', {
        place: { file: 'import-order.txt', line: i + 2 },
        hint: `write one of ${[...ACTIONS].join(', ')}`,
      });
    }
    return [
      {
        period,
        action: action as Step['action'],
        entity: entity || undefined,
        site: site || undefined,
        mapping: mapping.endsWith('.yaml') ? mapping : undefined,
        file,
      },
    ];
  });
}

/**
 * The instants at which steps are recorded: on the third of the month after theirs, a second
 * apart, so that the book is the same on every machine and can be asked what it knew when.
 */
export function stepInstants(): (period: string) => string {
  let last = 0;
  return (period) => {
    const day = formatDay(addDays(firstDay((parseMonth(period) + 1) as Month), 2));
    const wanted = Date.parse(`${day}T09:00:00.000Z`);
    last = Math.max(wanted, last + 1_000);
    return new Date(last).toISOString();
  };
}
