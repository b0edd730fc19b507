import { prepaid } from '../../projections/prepaid.ts';
import type { EntityPrepaid, RollForward } from '../../projections/prepaid-figures.ts';
import type { Globals } from '../cli/context.ts';
import type { View } from '../cli/view.ts';
import { figureCell } from '../explain/figure.ts';
import { LIABILITIES } from '../explain/prepaid-figures.ts';
import { entitiesIn } from '../explain/scope.ts';
import { text } from './columns.ts';
import type { Column, Report, Row, Table } from './document.ts';
import { allMonths } from './months.ts';
import { roundDollars } from './numbers.ts';
import { counted, scopeWords } from './words.ts';

const PARTS = ['openingItems', 'sold', 'used', 'refunded', 'broken', 'escheated'] as const;
const MOVEMENTS: readonly Column[] = [
  { key: 'opening', label: 'Taken over', unit: 'cents' },
  { key: 'sold', label: 'Sold', unit: 'cents' },
  { key: 'used', label: 'Used', unit: 'cents' },
  { key: 'refunded', label: 'Refunded', unit: 'cents' },
  { key: 'broken', label: 'Breakage', unit: 'cents' },
  { key: 'escheated', label: 'Unclaimed', unit: 'cents' },
];

/** What patients paid for and have not had: packages, memberships, gift cards. */
export function prepaidReport(view: View, scope: Pick<Globals, 'entity'>): Report {
  const wanted = new Set(
    entitiesIn(view.context, scope.entity === undefined ? {} : { entity: scope.entity }),
  );
  const figures = view.figures(prepaid);
  const entities = figures.entities.filter((e) => wanted.has(e.entity));
  const owed = entities.reduce(
    (sum, e) => sum + LIABILITIES.reduce((s, l) => s + l.of(e).closingCents, 0),
    0,
  );
  const sessions = entities.reduce((sum, e) => sum + e.sessionsLeft, 0);
  return {
    schema: 'feeworth.report.prepaid/1',
    title: `Patients of ${scopeWords(scope)} have ${roundDollars(owed)} ahead and ${counted(sessions, 'package session')} to come`,
    tables: [monthTable(view, entities), summary(view, entities)],
    notes: [
      `Expected never to be used: ${figures.breakageRate} of package value, ${figures.giftCardBreakageRate} of gift-card value (ASC 606-10-55-48).`,
      ...entities.map(
        (e) =>
          `${e.entity}: breakage still to be recognised ${roundDollars(e.breakageDue.packagesCents + e.breakageDue.giftCardsCents)}, membership dues earned and not yet booked ${roundDollars(Math.min(e.earnedDueCents, e.memberships.closingCents))}.`,
      ),
    ],
    provenance: view.provenance,
  };
}

function total(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

function summary(view: View, entities: readonly EntityPrepaid[]): Table {
  const month = allMonths(view).at(-1) ?? '';
  return {
    name: 'summary',
    title: 'From opening to the cut, dollars',
    columns: [
      text('entity', 'Entity'),
      text('kind', 'What'),
      ...MOVEMENTS,
      { key: 'closing', label: 'Owed', unit: 'cents' },
    ],
    rows: entities.flatMap((e) =>
      LIABILITIES.map(({ kind, of }): Row => {
        const roll = of(e);
        const args = { month, entity: e.entity };
        return {
          cells: [
            e.entity,
            kind.label,
            ...PARTS.map((part) => total(roll[part])),
            figureCell(kind, args, roll.closingCents),
          ],
        };
      }),
    ),
  };
}

function monthTable(view: View, entities: readonly EntityPrepaid[]): Table {
  const months = allMonths(view);
  const rowsOf = (e: EntityPrepaid, label: string, roll: RollForward): Row[] =>
    months.map((month, m) => ({
      cells: [
        month,
        e.entity,
        label,
        ...PARTS.map((part) => roll[part][m] ?? 0),
        roll.closing[m] ?? 0,
      ],
    }));
  return {
    name: 'by-month',
    title: 'Prepaid liabilities by month',
    isForMachines: true,
    columns: [
      text('month', 'Month'),
      text('entity', 'Entity'),
      text('kind', 'What'),
      ...MOVEMENTS,
      { key: 'closing', label: 'Owed', unit: 'cents' },
    ],
    rows: entities.flatMap((e) =>
      LIABILITIES.flatMap(({ kind, of }) => rowsOf(e, kind.label, of(e))),
    ),
  };
}
