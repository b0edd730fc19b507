import { consolidation } from '../../projections/consolidation.ts';
import { betweenOf, mirrorOf } from '../../projections/eliminations.ts';
import { ledger } from '../../projections/ledger.ts';
import type { ConsolidatedLine, ConsolidationException } from '../../projections/consolidation.ts';
import { accountLabel, ACCOUNTS } from '../../src/chart.ts';
import { invariant } from '../../src/error.ts';
import type { View } from '../cli/view.ts';
import { CONSOLIDATED, ELIMINATIONS } from './consolidated-kinds.ts';
import {
  explainEliminations,
  explainEntity,
  explainStock,
  groupOf,
  balancesOf,
  ofBetween,
  ofLedger,
} from './consolidated-parts.ts';
import { negated } from './watch.ts';
import type { Explanation, RuleExplanation } from './explanation.ts';
import { figureName } from './figure.ts';
import type { FigureArgs, FigureFamily, FigureKind } from './figure.ts';

function value(view: View, kind: FigureKind, args: FigureArgs): number | null {
  const group = groupOf(view);
  switch (kind) {
    case CONSOLIDATED.netIncome:
      return group.lines
        .filter(({ account }) => isResult(account))
        .reduce((sum, line) => sum - line.consolidatedCents, 0);
    case CONSOLIDATED.markUp:
      return group.unrealisedMarkUpCents;
    case CONSOLIDATED.cell: {
      const line = lineIn(view, args);
      if (line === undefined) return null;
      if (args.part === undefined) return line.consolidatedCents;
      if (args.part === ELIMINATIONS) return line.eliminationCents;
      return line.byEntity[group.entities.indexOf(args.part)] ?? null;
    }
    default:
      return exceptionIn(view, kind, args)?.amountCents ?? null;
  }
}

const isResult = (account: number): boolean => account >= 4000;

const lineIn = (view: View, args: FigureArgs): ConsolidatedLine | undefined =>
  groupOf(view).lines.find(({ account }) => account === Number(args.account));

/** Exceptions are called by why they are listed; each kind by what tells its own apart. */
function exceptionIn(
  view: View,
  kind: FigureKind,
  args: FigureArgs,
): ConsolidationException | undefined {
  return exceptionsOf(view, kind).find(
    (e) =>
      e.entity === args.entity &&
      (args.account === undefined || e.account === Number(args.account)) &&
      (args.other === undefined || e.counterparty === args.other),
  );
}

const exceptionsOf = (view: View, kind: FigureKind): readonly ConsolidationException[] =>
  groupOf(view).exceptions.filter(({ why }) => CONSOLIDATED[why] === kind);

/** The name of an exception that the report lists. */
export function exceptionArgs(e: ConsolidationException): FigureArgs {
  const { entity, account, counterparty } = e;
  if (e.why === 'cost-not-known') return { entity };
  return {
    entity,
    account: String(account),
    ...(counterparty === null ? {} : { other: counterparty }),
  };
}

async function explain(view: View, kind: FigureKind, args: FigureArgs): Promise<Explanation> {
  switch (kind) {
    case CONSOLIDATED.netIncome:
      return explainIncome(view);
    case CONSOLIDATED.markUp:
      return explainMarkUp(view);
    case CONSOLIDATED.cell:
      return explainCell(view, args);
    default:
      return explainException(view, kind, args);
  }
}

/** One cell: an entity's part, the eliminations, or both together. */
async function explainCell(view: View, args: FigureArgs): Promise<Explanation> {
  const { entities, eliminations } = groupOf(view);
  const line = lineIn(view, args);
  invariant(line, 'an account of the group has a line');
  const { account } = line;
  const own = eliminations.filter((one) => one.account === account);
  const name = (part: string): string => figureName(CONSOLIDATED.cell, { ...args, part });
  const ofEntity = (entity: string): Promise<Explanation> => {
    const cents = line.byEntity[entities.indexOf(entity)] ?? 0;
    return explainEntity(view, name(entity), { entity, account, value: cents });
  };
  if (args.part === ELIMINATIONS) return explainEliminations(view, name(ELIMINATIONS), own);
  if (args.part !== undefined) return ofEntity(args.part);
  const from: Explanation[] = [];
  for (const entity of entities) from.push(await ofEntity(entity));
  if (own.length > 0) from.push(await explainEliminations(view, name(ELIMINATIONS), own));
  return added(CONSOLIDATED.cell, args, from, 'balances of the entities less what is eliminated');
}

/** Explanations whose values add up to the figure. */
function added(
  kind: FigureKind,
  args: FigureArgs,
  from: readonly Explanation[],
  formula: string,
): RuleExplanation {
  const { label, unit, definition } = kind;
  const steps = from.map((one) => ({ words: one.label, amount: one.value ?? 0 }));
  return {
    kind: 'rule',
    figure: figureName(kind, args),
    label,
    unit,
    definition,
    value: steps.reduce((sum, { amount }) => sum + amount, 0),
    formula,
    steps,
    from,
  };
}

const RESULT = ACCOUNTS.map(({ number }) => number).filter(isResult);

/** Incomes of the entities less the mark-up in stock: all else that is eliminated cancels. */
async function explainIncome(view: View): Promise<Explanation> {
  const { entities, lines } = groupOf(view);
  const kind = CONSOLIDATED.netIncome;
  const from: Explanation[] = [];
  for (const [i, entity] of entities.entries()) {
    const number = view.context.names.numberOf('entity', entity);
    const own = lines.filter(({ account }) => isResult(account));
    const part = {
      figure: `${kind.name} · ${entity}`,
      label: `Income less costs of ${entity}`,
      value: own.reduce((sum, { byEntity }) => sum - (byEntity[i] ?? 0), 0),
    };
    from.push(await ofLedger(view, part, negated(balancesOf(view, number, RESULT))));
  }
  from.push(...(await stocks(view, kind.name, -1)));
  return added(kind, {}, from, 'income less costs of the entities less mark-up still in stock');
}

async function explainMarkUp(view: View): Promise<Explanation> {
  const kind = CONSOLIDATED.markUp;
  return added(kind, {}, await stocks(view, kind.name, 1), 'added up over the entities');
}

/** Mark-up in the stock of each entity that has any. */
async function stocks(view: View, figure: string, sign: 1 | -1): Promise<Explanation[]> {
  const from: Explanation[] = [];
  for (const { of, amountCents } of groupOf(view).eliminations) {
    if (of.kind !== 'stock') continue;
    const part = {
      figure: `${figure} · stock of ${of.entity}`,
      label: `${sign < 0 ? 'Less mark-up' : 'Mark-up'} in the stock of ${of.entity}`,
      value: sign * (0 - amountCents),
    };
    from.push(await explainStock(view, part, of.entity, sign));
  }
  return from;
}

async function explainException(
  view: View,
  kind: FigureKind,
  args: FigureArgs,
): Promise<Explanation> {
  const found = exceptionIn(view, kind, args);
  invariant(found, 'a difference that has a name is in the book');
  const { account, amountCents: value } = found;
  const { names } = view.context;
  const own = names.numberOf('entity', found.entity);
  const figure = figureName(kind, args);
  const label = `${accountLabel(account)} of ${found.entity}`;
  if (kind === CONSOLIDATED['cost-not-known']) {
    const part = { figure, label: kind.label, value };
    return ofBetween(view, part, ({ withoutCost }) => 0 - (withoutCost[own] ?? 0));
  }
  if (kind === CONSOLIDATED['pair-differs']) {
    const other = names.numberOf('entity', found.counterparty ?? '');
    const mirror = mirrorOf(account) ?? account;
    const part = { figure, label: kind.label, value };
    return ofBetween(
      view,
      part,
      (state) =>
        betweenOf(state, { own, other, account }) +
        betweenOf(state, { own: other, other: own, account: mirror }),
    );
  }
  const { byEntity = [] } = lineIn(view, { account: String(account) }) ?? {};
  const balance = byEntity[groupOf(view).entities.indexOf(found.entity)] ?? 0;
  const balancePart = { figure: `${figure} · balance`, label, value: balance };
  const between = 'Less what events between two books have made';
  const others = groupOf(view).entities.map((id) => names.numberOf('entity', id));
  return added(
    kind,
    args,
    [
      await ofLedger(view, balancePart, balancesOf(view, own, [account])),
      await ofBetween(
        view,
        { figure: `${figure} · between`, label: between, value: value - balance },
        (state) =>
          others.reduce((sum, other) => sum - betweenOf(state, { own, other, account }), 0),
      ),
    ],
    'balance less what events between two books have made',
  );
}

export const family: FigureFamily = {
  // The longer names first: a name is taken by the first kind that it begins with.
  kinds: [
    CONSOLIDATED.netIncome,
    CONSOLIDATED.markUp,
    CONSOLIDATED['pair-differs'],
    CONSOLIDATED['one-book-only'],
    CONSOLIDATED['cost-not-known'],
    CONSOLIDATED.cell,
  ],
  value,
  explain,
  isNear: (one) => one.moves(ledger) || one.moves(consolidation),
  keysOf: (view, key, args, kind) => {
    const { entities, lines } = groupOf(view);
    if (key === 'part') return [...entities, ELIMINATIONS];
    if (kind === CONSOLIDATED.cell) {
      return key === 'account' ? lines.map(({ account }) => String(account)) : undefined;
    }
    const fitting = exceptionsOf(view, kind)
      .map(exceptionArgs)
      .filter((own) => args.entity === undefined || own.entity === args.entity)
      .filter((own) => args.account === undefined || own.account === args.account);
    return [...new Set(fitting.flatMap((own) => own[key as 'entity' | 'account' | 'other'] ?? []))];
  },
};
