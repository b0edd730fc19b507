import { accountLabel, accountOf } from '../../src/chart.ts';
import type { AccountType } from '../../src/chart.ts';
import type { EventData } from '../../src/events/vocabulary.ts';
import { parseCents } from '../../src/money.ts';
import type { Globals } from '../cli/context.ts';
import type { View } from '../cli/view.ts';
import { countedEvents } from '../counted-events.ts';
import { entityIds } from '../explain/scope.ts';
import { Adjustments } from '../indexes/adjustments.ts';
import type { Adjustment } from '../indexes/adjustments.ts';
import { money, text } from './columns.ts';
import type { Report, Row, Table } from './document.ts';
import { roundDollars } from './numbers.ts';
import { counted } from './words.ts';

/** Adjustments with their effect on income and assets, and what was restated, account by account. */
export async function adjustmentsReport(
  view: View,
  { entity }: Pick<Globals, 'entity'>,
): Promise<Report> {
  const wanted = entity === undefined ? entityIds(view.context) : [entity];
  const known = new Adjustments();
  const restated: Row[] = [];
  for (const event of await countedEvents(view)) {
    known.add(event);
    if (event.type === 'ErrorRestated' && wanted.includes(event.meta.entity))
      restated.push(
        ...effectRows(event.meta.entity, event.data as unknown as EventData<'ErrorRestated'>),
      );
  }
  const all = [...known.byName.values()].filter((a) => wanted.includes(a.entity));
  const passed = all.filter((a) => a.status === 'passed');
  const sum = (of: readonly Adjustment[]): number =>
    of.reduce((total, a) => total + effectOf(a.proposed.lines).income, 0);
  return {
    schema: 'feeworth.report.adjustments/1',
    title:
      all.length === 0 && restated.length === 0
        ? 'No adjustment was proposed and nothing restated'
        : `${counted(passed.length, 'adjustment')} passed, which leaves income ${roundDollars(0 - sum(passed))} beside what it would be with them`,
    tables: [listed(all), ...(restated.length === 0 ? [] : [effects(restated)])],
    notes: [
      'Effect: what booking it does to income and to assets; a passed one has none and stays listed.',
      'Estimates are not here: they true up in the month that knows better (ASC 250-10-45-17).',
    ],
    provenance: view.provenance,
  };
}

interface Effect {
  readonly income: number;
  readonly assets: number;
}

function effectOf(lines: EventData<'AdjustmentProposed'>['lines']): Effect {
  const sumOf = (...types: readonly AccountType[]): number =>
    lines
      .filter(({ account }) => types.includes(accountOf(account)?.type ?? 'Equity'))
      .reduce((sum, { amount }) => sum + parseCents(amount), 0);
  return { income: 0 - sumOf('Income', 'Expenses'), assets: sumOf('Assets') };
}

function listed(all: readonly Adjustment[]): Table {
  const rows = all.map(({ entity, proposed, status, because }): Row => {
    const { income, assets } = effectOf(proposed.lines);
    const { adjustment, period, misstatement, memo, preparer } = proposed;
    const said = status === 'booked' ? `entry ${because.slice(0, 8)}` : because;
    return {
      cells: [
        entity,
        adjustment,
        period,
        status,
        misstatement,
        income,
        assets,
        preparer,
        memo,
        said,
      ],
    };
  });
  const of = (status: Adjustment['status'], label: string): Row => {
    const own = all.filter((a) => a.status === status).map((a) => effectOf(a.proposed.lines));
    const sum = (pick: (e: Effect) => number): number => own.reduce((t, e) => t + pick(e), 0);
    return {
      kind: 'total',
      cells: ['', label, '', '', '', sum((e) => e.income), sum((e) => e.assets), '', '', ''],
    };
  };
  return {
    name: 'adjustments',
    title: 'Adjustments and what booking them does, dollars',
    columns: [
      text('entity', 'Entity'),
      text('adjustment', 'Number'),
      text('period', 'Period'),
      text('status', 'Status'),
      text('misstatement', 'Misstatement'),
      money('income', 'Income'),
      money('assets', 'Assets'),
      text('preparer', 'Proposed by'),
      text('memo', 'What is wrong'),
      text('because', 'Why passed, or entry'),
    ],
    rows: [...rows, of('proposed', 'Proposed'), of('passed', 'Passed'), of('booked', 'Booked')],
  };
}

function effectRows(entity: string, data: EventData<'ErrorRestated'>): Row[] {
  return data.effectByAccount.map(({ account, amount, period, standsFor }) => ({
    cells: [
      entity,
      data.corrects,
      period ?? '',
      accountLabel(standsFor ?? account),
      standsFor === undefined ? '' : accountLabel(account),
      parseCents(amount),
      data.reason,
    ],
  }));
}

function effects(rows: readonly Row[]): Table {
  return {
    name: 'restatements',
    title: 'Errors restated, effect by account and period, dollars, debits less credits',
    columns: [
      text('entity', 'Entity'),
      text('corrects', 'Corrects'),
      text('period', 'Period'),
      text('account', 'Account'),
      text('posted-to', 'Posted to'),
      money('amount', 'Effect'),
      text('reason', 'What was wrong'),
    ],
    rows,
  };
}
