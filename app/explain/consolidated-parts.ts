import {
  consolidation,
  consolidationFigures,
  isClosedYearly,
} from '../../projections/consolidation.ts';
import type { ConsolidationFigures, ConsolidationState } from '../../projections/consolidation.ts';
import {
  betweenOf,
  boughtOf,
  markUpOf,
  STOCK,
  stockLayers,
} from '../../projections/eliminations.ts';
import type { Elimination } from '../../projections/eliminations.ts';
import { accountsReader, balanceOf, ledger } from '../../projections/ledger.ts';
import type { LedgerState } from '../../projections/ledger.ts';
import { kindsPostingTo } from '../../projections/posting-rules.ts';
import type { Block, Projection } from '../../projections/projection.ts';
import { formatDay } from '../../src/calendar.ts';
import { accountLabel } from '../../src/chart.ts';
import { formatCents } from '../../src/money.ts';
import type { View } from '../cli/view.ts';
import { CONSOLIDATED } from './consolidated-kinds.ts';
import type { Explanation, RuleExplanation, SumExplanation } from './explanation.ts';
import { explainSum } from './explain-sum.ts';
import type { Reading } from './watch.ts';

const GROUPS = new WeakMap<LedgerState, ConsolidationFigures>();

/** The group of a view, read once. */
export function groupOf(view: View): ConsolidationFigures {
  const books = view.state(ledger);
  const group = GROUPS.get(books) ?? consolidationFigures(view.state(consolidation), books);
  GROUPS.set(books, group);
  return group;
}

interface Part {
  /** Name of the whole figure, and what it is of it. */
  readonly figure: string;
  readonly label: string;
  readonly value: number;
  /** Where it is what events post to one account. */
  readonly account?: number;
}

/** A sum of what the entities’ own books hold. */
export const ofLedger = (
  view: View,
  part: Part,
  how: Reading<LedgerState>,
): Promise<SumExplanation> => explainPart(view, part, ledger, how);

/** Balances of an entity’s accounts before the entries that close a fiscal year, with their sign. */
export function balancesOf(
  view: View,
  entity: number,
  accounts: readonly number[],
): Reading<LedgerState> {
  return {
    months: { from: 0, to: view.context.monthCount - 1 },
    entities: [entity],
    kinds: kindsPostingTo(accounts, view.context.cashPolicy),
    reader: (state, months) =>
      accountsReader(state, {
        entities: [entity],
        accounts,
        ...months,
        isBeforeClosing: isClosedYearly,
      }),
  };
}

/** A sum of what events that post to two books have put there. */
export const ofBetween = (
  view: View,
  part: Part,
  read: (state: ConsolidationState) => number,
): Promise<SumExplanation> => explainPart(view, part, consolidation, { read });

async function explainPart<S extends Block, F>(
  view: View,
  { figure, label, value, account }: Part,
  projection: Projection<S, F>,
  reading: Reading<S>,
): Promise<SumExplanation> {
  const kind = { ...CONSOLIDATED.cell, label, definition: label };
  const how = { value, projection, ...reading, ...(account === undefined ? {} : { account }) };
  return { ...(await explainSum(view, kind, {}, how)), figure };
}

/** An entity’s part of an account, before the entries that close a fiscal year. */
export function explainEntity(
  view: View,
  figure: string,
  {
    entity,
    account,
    value,
  }: { readonly entity: string; readonly account: number; readonly value: number },
): Promise<SumExplanation> {
  const number = view.context.names.numberOf('entity', entity);
  const part = { figure, label: `${accountLabel(account)} of ${entity}`, value, account };
  return ofLedger(view, part, balancesOf(view, number, [account]));
}

/** In words for whom, and of what. */
export function wordsOf({ of }: Elimination): string {
  switch (of.kind) {
    case 'pair':
      return `${accountLabel(of.account)} of ${of.entity} with ${of.counterparty}`;
    case 'price':
      return `price of supplies that ${of.entity} bought inside the group`;
    case 'cost':
      return `cost of supplies that ${of.entity} bought inside the group`;
    case 'stock':
      return `mark-up in the stock of ${of.entity}`;
    case 'used':
      return `mark-up in what ${of.entity} has used`;
  }
}

/** What is taken out of an account, one pair or stock after the other. */
export async function explainEliminations(
  view: View,
  figure: string,
  eliminations: readonly Elimination[],
): Promise<RuleExplanation> {
  const from: Explanation[] = [];
  for (const one of eliminations) from.push(await explainElimination(view, figure, one));
  const { unit, definition } = CONSOLIDATED.cell;
  return {
    kind: 'rule',
    figure,
    label: 'Eliminations',
    unit,
    definition,
    value: eliminations.reduce((all, { amountCents }) => all + amountCents, 0),
    formula: 'what two books say alike is taken out of both (ASC 810-10-45-1)',
    steps: eliminations.map((one) => ({ words: wordsOf(one), amount: one.amountCents })),
    from,
  };
}

async function explainElimination(
  view: View,
  figure: string,
  elimination: Elimination,
): Promise<Explanation> {
  const { of, account, amountCents: value } = elimination;
  const label = wordsOf(elimination);
  const part = { figure: `${figure} · ${label}`, label, value };
  const numberOf = (id: string): number => view.context.names.numberOf('entity', id);
  const own = numberOf(of.entity);
  switch (of.kind) {
    case 'pair': {
      const other = numberOf(of.counterparty);
      const sign = account === of.account ? -1 : 1;
      const here = { own, other, account: of.account };
      return ofBetween(view, part, (state) => sign * betweenOf(state, here));
    }
    case 'price':
      return ofBetween(view, part, (state) => boughtOf(state, own));
    case 'cost':
      return ofBetween(view, part, (state) => markUpOf(state, own) - boughtOf(state, own));
    case 'stock':
      return explainStock(view, part, of.entity, -1);
    case 'used':
      return explainUsed(view, part, of.entity);
  }
}

/** Mark-up still in an entity’s stock, receipt by receipt. */
export async function explainStock(
  view: View,
  { figure, label, value }: Part,
  entity: string,
  sign: 1 | -1,
): Promise<RuleExplanation> {
  const number = view.context.names.numberOf('entity', entity);
  const layers = stockLayers(view.state(consolidation), view.state(ledger), number);
  const stock = balanceOf(view.state(ledger), number, STOCK);
  const markUp = markUpOf(view.state(consolidation), number);
  const bought = { label: `Mark-up on supplies that ${entity} bought`, value: markUp };
  const held = { label: `Stock of ${entity}`, value: stock };
  return {
    kind: 'rule',
    figure,
    label,
    unit: 'cents',
    value,
    definition: CONSOLIDATED.markUp.definition,
    formula:
      'what is in stock came last: of each receipt its mark-up × the part still there, rounded ' +
      'half up to the cent',
    steps: layers.map(({ day, leftCents, markUpCents }) => ({
      words: `received ${formatDay(day)}, ${formatCents(leftCents)} of it still in stock`,
      amount: sign * markUpCents,
    })),
    from: [
      await ofBetween(view, { ...bought, figure: `${figure} · mark-up bought` }, (state) =>
        markUpOf(state, number),
      ),
      await ofLedger(
        view,
        { ...held, figure: `${figure} · stock` },
        balancesOf(view, number, [STOCK]),
      ),
    ],
  };
}

/** All mark-up bought less what is in stock still. */
async function explainUsed(view: View, part: Part, entity: string): Promise<RuleExplanation> {
  const number = view.context.names.numberOf('entity', entity);
  const markUp = markUpOf(view.state(consolidation), number);
  const left = part.value + markUp;
  const words = `mark-up in the stock of ${entity}`;
  const stock = await explainStock(
    view,
    { figure: `${part.figure} · stock`, label: words, value: left },
    entity,
    1,
  );
  return {
    ...stock,
    ...part,
    formula: 'mark-up in stock less all mark-up bought',
    steps: [
      { words, amount: left },
      { words: `less mark-up on supplies that ${entity} bought`, amount: 0 - markUp },
    ],
    from: [stock],
  };
}
