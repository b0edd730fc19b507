import type { Day } from '../../src/calendar.ts';
import { compact } from './days.ts';

export interface Dialect {
  readonly element: string;
  readonly component: string;
  readonly terminator: string;
}

export interface Envelope {
  readonly sender: string;
  readonly receiver: string;
  readonly day: Day;
  readonly control: number;
  /** GS01 and GS08: what kind of transaction travels. */
  readonly kind: 'HC' | 'HP';
  readonly guide: '005010X222A1' | '005010X221A1';
}

/** A segment as its elements; trailing empty elements are dropped, as X12 asks. */
export type Segment = readonly string[];

/** One interchange with one transaction in it; SE, GE and IEA count truly. */
export function interchange(
  envelope: Envelope,
  dialect: Dialect,
  transaction: readonly Segment[],
): string {
  const { sender, receiver, day, control, kind, guide } = envelope;
  const id = String(control).padStart(9, '0');
  const date = compact(day);
  const fixed = (text: string): string => text.padEnd(15, ' ');
  const isa = [
    'ISA',
    '00',
    ' '.repeat(10),
    '00',
    ' '.repeat(10),
    'ZZ',
    fixed(sender),
    'ZZ',
    fixed(receiver),
    date.slice(2),
    '0930',
    dialect.element === '|' ? '!' : '^',
    '00501',
    id,
    '0',
    'P',
    dialect.component === '^' ? '^' : dialect.component,
  ];
  if (dialect.component === '^') isa[11] = '{';
  const st = kind === 'HC' ? '837' : '835';
  const all: Segment[] = [
    isa,
    ['GS', kind, sender, receiver, date, '0930', String(control), 'X', guide],
    ['ST', st, '0001', ...(kind === 'HC' ? [guide] : [])],
    ...transaction,
    ['SE', String(transaction.length + 2), '0001'],
    ['GE', '1', String(control)],
    ['IEA', '1', id],
  ];
  return all.map((s) => trimmed(s).join(dialect.element) + dialect.terminator).join('');
}

function trimmed(segment: Segment): Segment {
  let end = segment.length;
  while (end > 1 && segment[end - 1] === '') end -= 1;
  return segment.slice(0, end);
}
