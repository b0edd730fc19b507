import { balanceOf, ledger } from '../../projections/ledger.ts';
import { rollForwards, SCHEDULES } from '../../projections/roll-forwards.ts';
import type { AccountRollForward } from '../../projections/roll-forwards.ts';
import { accountLabel } from '../../src/chart.ts';
import { invariant } from '../../src/error.ts';
import type { Globals } from '../cli/context.ts';
import type { View } from '../cli/view.ts';
import { figureCell } from '../explain/figure.ts';
import { LEDGER_BALANCE } from '../explain/ledger-kinds.ts';
import { entityIds } from '../explain/scope.ts';
import { money, text } from './columns.ts';
import type { Cell, Report, Row, Table } from './document.ts';
import { allMonths, monthIndex } from './months.ts';

export interface RollForwardOptions {
  /** First month of the window, "2026-01"; the first of the book when not given. */
  readonly from?: string | undefined;
  readonly isMonthly?: boolean;
}

/** Opening, what each type of event brought or took, closing: account by account, to the cent. */
export function rollForwardReport(
  view: View,
  { entity }: Pick<Globals, 'entity'>,
  options: RollForwardOptions = {},
): Report {
  const months = allMonths(view);
  const first = options.from === undefined ? 0 : monthIndex(view, options.from);
  const last = months.length - 1;
  const windows =
    options.isMonthly === true
      ? months.slice(first).map((_, i) => [first + i, first + i] as const)
      : [[first, last] as const];
  const wanted = entity === undefined ? entityIds(view.context) : [entity];
  const { entities } = view.figures(rollForwards);
  const own = entities.filter((e) => wanted.includes(e.entity));
  const words = `${months[first] ?? ''} to ${months[last] ?? ''}`;
  for (const of of own) tieOut(view, of.entity, of.accounts);
  const columns = windows.map(([from, to]) =>
    from === to
      ? money(months[from] ?? '', months[from] ?? '')
      : money('amount', `${months[from] ?? ''} to ${months[to] ?? ''}`),
  );
  const schedules = Object.entries(SCHEDULES).flatMap(([name, accounts]) => {
    const rows = own.flatMap((e) =>
      e.accounts
        .filter(({ account }) => accounts.some((a) => a === account))
        .flatMap((rolled) => rowsOf(rolled, { entity: e.entity, windows, months })),
    );
    return rows.length === 0 ? [] : [{ name, rows }];
  });
  const title = `from ${words}, dollars, debits less credits`;
  const tables: Table[] = [
    {
      name: 'movements',
      title: `All schedules ${title}`,
      columns: [text('schedule', 'Schedule'), ...KEYS, ...columns],
      rows: schedules.flatMap(({ name, rows }) =>
        rows.map((row) => ({ ...row, cells: [name, ...row.cells] })),
      ),
      isForMachines: true,
    },
    ...schedules.map(({ name, rows }) => ({
      name: name.toLowerCase().replaceAll(' ', '-'),
      title: `${name} ${title}`,
      columns: [...KEYS, ...columns],
      rows,
    })),
  ];
  return {
    schema: 'feeworth.report.roll-forwards/1',
    title: `Opening and movements add up to closing, and closing to the ledger, in every account of ${wanted.join(', ')}`,
    tables,
    notes: ['A movement is named after the event that made it; a reversal counts against it.'],
    provenance: view.provenance,
  };
}

const KEYS = [text('entity', 'Entity'), text('account', 'Account'), text('movement', 'Movement')];

/** The closing balances are those of the ledger, which was folded on its own. */
function tieOut(view: View, entity: string, accounts: readonly AccountRollForward[]): void {
  const state = view.state(ledger);
  const number = view.context.names.numberOf('entity', entity);
  for (const { account, closing } of accounts) {
    closing.forEach((cents, month) => {
      invariant(cents === balanceOf(state, number, account, month), 'roll-forwards tie out');
    });
  }
}

interface Layout {
  readonly entity: string;
  readonly windows: readonly (readonly [from: number, to: number])[];
  readonly months: readonly string[];
}

function rowsOf(rolled: AccountRollForward, { entity, windows, months }: Layout): Row[] {
  const label = accountLabel(rolled.account);
  const row = (movement: string, cells: readonly Cell[]): Row => ({
    cells: [entity, label, movement, ...cells],
  });
  const within = (byMonth: readonly number[]): number[] =>
    windows.map(([from, to]) => byMonth.slice(from, to + 1).reduce((a, b) => a + b, 0));
  const closing = windows.map(([, to]) =>
    figureCell(
      LEDGER_BALANCE,
      { account: String(rolled.account), month: months[to] ?? '', entity },
      rolled.closing[to] ?? 0,
    ),
  );
  return [
    row(
      'Opening',
      windows.map(([from]) => rolled.opening[from] ?? 0),
    ),
    ...rolled.movements
      .map(({ type, byMonth }) => ({ type, cells: within(byMonth) }))
      .filter(({ cells }) => cells.some((cents) => cents !== 0))
      .map(({ type, cells }) => row(type, cells)),
    { ...row('Closing', closing), kind: 'total' },
  ];
}
