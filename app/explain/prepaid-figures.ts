import { prepaid } from '../../projections/prepaid.ts';
import type { EntityPrepaid } from '../../projections/prepaid-figures.ts';
import { ROLL, ROLL_STRIDE } from '../../projections/prepaid-state.ts';
import type { PrepaidState } from '../../projections/prepaid-state.ts';
import { invariant } from '../../src/error.ts';
import type { View } from '../cli/view.ts';
import { explainSum } from './explain-sum.ts';
import { readingOf, sumOfCells } from './watch.ts';
import type { Reading } from './watch.ts';
import type { FigureArgs, FigureFamily, FigureKind } from './figure.ts';
import { entitiesIn, monthIndex } from './scope.ts';

interface Liability {
  readonly kind: FigureKind;
  readonly of: (entity: EntityPrepaid) => EntityPrepaid['packages'];
  readonly adds: readonly number[];
  readonly takes: readonly number[];
}

const liability = (name: string, label: string, account: number): FigureKind => ({
  name: `prepaid/${name}`,
  label,
  unit: 'cents',
  nature: 'sum',
  definition: `Owed to patients at the end of the month (account ${account}, ASC 606-10-45-2).`,
  keys: ['month', 'entity?'],
});

/** What each prepaid liability is made of, in the order it is printed. */
export const LIABILITIES: readonly Liability[] = [
  {
    kind: liability('packages', 'Packages', 2310),
    of: (e) => e.packages,
    adds: [ROLL.packageOpening, ROLL.packageSold],
    takes: [ROLL.packageUsed, ROLL.packageBroken, ROLL.packageRefunded],
  },
  {
    kind: liability('memberships', 'Memberships', 2320),
    of: (e) => e.memberships,
    adds: [ROLL.membershipOpening, ROLL.membershipBilled],
    takes: [ROLL.membershipEarned],
  },
  {
    kind: liability('gift-cards', 'Gift cards', 2330),
    of: (e) => e.giftCards,
    adds: [ROLL.giftCardOpening, ROLL.giftCardSold],
    takes: [ROLL.giftCardUsed, ROLL.giftCardBroken, ROLL.giftCardEscheated],
  },
];

function liabilityOf(kind: FigureKind): Liability {
  const found = LIABILITIES.find((l) => l.kind === kind);
  invariant(found, 'a prepaid figure has its liability');
  return found;
}

function value(view: View, kind: FigureKind, args: FigureArgs): number {
  const { of } = liabilityOf(kind);
  const month = monthIndex(view.context, args.month);
  const wanted = new Set(entitiesIn(view.context, args));
  return view
    .figures(prepaid)
    .entities.filter((e) => wanted.has(e.entity))
    .reduce((sum, e) => sum + (of(e).closing[month] ?? 0), 0);
}

function reading(view: View, kind: FigureKind, args: FigureArgs): Reading<PrepaidState> {
  const { adds, takes } = liabilityOf(kind);
  const { names } = view.context;
  const entities = entitiesIn(view.context, args).map((id) => names.numberOf('entity', id));
  return {
    months: { from: 0, to: monthIndex(view.context, args.month) },
    entities,
    reader: ({ roll, months }, { from, to }) => {
      const cellsOf = (columns: readonly number[]): number[] => {
        const cells: number[] = [];
        for (const entity of entities)
          for (let m = from; m <= to; m++)
            for (const column of columns) cells.push((entity * months + m) * ROLL_STRIDE + column);
        return cells;
      };
      const [plus, minus] = [cellsOf(adds), cellsOf(takes)];
      return () => sumOfCells(roll, plus) - sumOfCells(roll, minus);
    },
  };
}

export const family: FigureFamily = {
  kinds: LIABILITIES.map((l) => l.kind),
  value,
  isNear: (one) => one.moves(prepaid),
  explain: (view, kind, args) => {
    const how = reading(view, kind, args);
    // Not by way of the figures, which name every package.
    const value = readingOf(how, view.state(prepaid));
    return explainSum(view, kind, args, { value, projection: prepaid, ...how });
  },
};
