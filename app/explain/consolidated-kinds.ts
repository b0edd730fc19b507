import type { FigureKind } from './figure.ts';

const figure = (
  name: string,
  label: string,
  definition: string,
  keys: FigureKind['keys'] = [],
): FigureKind => ({ name, label, unit: 'cents', nature: 'sum', definition, keys });

/** Figures of the group as one, at the cut; amounts are debits less credits. */
export const CONSOLIDATED = {
  cell: figure(
    'consolidated',
    'Consolidated balance',
    'Debits less credits up to the cut, before entries that close a fiscal year: of an entity, of ' +
      'the eliminations, or without either of the group as one.',
    ['account', 'part?'],
  ),
  netIncome: figure(
    'consolidated/net-income',
    'Net income of the group',
    'Income less costs of all entities since opening, less mark-up of the group still in stock ' +
      '(ASC 810-10-45-1).',
  ),
  markUp: figure(
    'consolidated/unrealised-mark-up',
    'Unrealised mark-up',
    'Mark-up of the MSO on supplies that practices have still in stock, first in, first out ' +
      '(ASC 330-10-30-9).',
  ),
  'pair-differs': figure(
    'consolidated/pair-differs',
    'Difference between two books',
    'What an account and its mirror in the other book do not say alike.',
    ['entity', 'account', 'other'],
  ),
  'one-book-only': figure(
    'consolidated/one-book-only',
    'Told by one book only',
    'Balance with affiliates that no event between two books has made.',
    ['entity', 'account'],
  ),
  'cost-not-known': figure(
    'consolidated/cost-not-known',
    'Supplies without their cost',
    'Sales to affiliates whose cost the book does not know: not eliminated.',
    ['entity'],
  ),
} as const satisfies Readonly<Record<string, FigureKind>>;

/** What is one cell of the table, by its part. */
export const ELIMINATIONS = 'eliminations';
