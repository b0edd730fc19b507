import { balanceOf, ledger } from '../../projections/ledger.ts';
import { prepaid } from '../../projections/prepaid.ts';
import { revenueCycle } from '../../projections/revenue-cycle.ts';
import { hasUsualSign } from '../../projections/usual-sign.ts';
import { subLedger } from '../../projections/sub-ledger.ts';
import { accountLabel, accountsOf } from '../../src/chart.ts';
import { invariant } from '../../src/error.ts';
import type { Globals } from '../cli/context.ts';
import type { View } from '../cli/view.ts';
import { figureCell } from '../explain/figure.ts';
import { LEDGER_BALANCE } from '../explain/ledger-kinds.ts';
import { entityIds } from '../explain/scope.ts';
import { money, text } from './columns.ts';
import type { Cell, Report, Row, Table } from './document.ts';
import { dollars } from './numbers.ts';
import { allMonths, fiscalYearEndBefore } from './months.ts';

/** What stands behind an account, item by item, and what has no item. */
interface Support {
  readonly cents: number;
  readonly words: string;
}

const INTERCOMPANY = [
  [1210, 2410],
  [1220, 2420],
] as const;

/** Balances with those of the prior month and year, and what the items behind each add up to. */
export function leadSchedules(view: View, { entity }: Pick<Globals, 'entity'>): Report {
  const wanted = entity === undefined ? entityIds(view.context) : [entity];
  const accounts = accountsTable(view, wanted);
  const pairs = intercompanyTable(view);
  const open = accounts.rows.filter(
    (row) => typeof row.cells[6] === 'number' && row.cells[6] !== 0,
  );
  return {
    schema: 'feeworth.report.lead-schedules/1',
    title:
      open.length === 0
        ? 'Every account with a sub-ledger ties out to the cent'
        : `${open.length} accounts hold amounts that belong to no item of their sub-ledger`,
    tables: [accounts, pairs],
    notes: [
      ...unusual(view, wanted),
      'A difference is what was posted without naming an item: journal entries, opening balances without items, true-ups of a whole portfolio.',
      'By name only: a payment that says whose it is and not which claim or bill it settles.',
    ],
    provenance: view.provenance,
  };
}

function accountsTable(view: View, wanted: readonly string[]): Table {
  const state = view.state(ledger);
  const months = allMonths(view);
  const last = months.length - 1;
  const yearEnd = fiscalYearEndBefore(view, last);
  const rows = wanted.flatMap((entity): Row[] => {
    const support = supportOf(view, entity);
    const number = view.context.names.numberOf('entity', entity);
    const at = (account: number, month: number): number =>
      month < 0 ? 0 : balanceOf(state, number, account, month);
    return accountsOf(['Assets', 'Liabilities', 'Equity']).flatMap(({ number: account }): Row[] => {
      const now = at(account, last);
      const before = [at(account, last - 1), at(account, yearEnd)];
      if (now === 0 && before.every((cents) => cents === 0)) return [];
      const items = support.get(account);
      const args = { account: String(account), month: months[last] ?? '', entity };
      const tie: Cell[] =
        items === undefined ? ['', '', ''] : [items.cents, now - items.cents, items.words];
      const balance = figureCell(LEDGER_BALANCE, args, now);
      return [{ cells: [entity, accountLabel(account), balance, ...before, ...tie] }];
    });
  });
  return {
    name: 'accounts',
    title: `Balances at the end of ${months[last] ?? ''}, dollars, debits less credits`,
    columns: [
      text('entity', 'Entity'),
      text('account', 'Account'),
      money('balance', 'Balance'),
      money('prior-month', months[last - 1] ?? 'Month before'),
      money('prior-year', yearEnd < 0 ? 'Year before' : `Year to ${months[yearEnd] ?? ''}`),
      money('items', 'Sub-ledger'),
      money('difference', 'Difference'),
      text('support', 'Sub-ledger of'),
    ],
    rows,
  };
}

/** Balances on the side their account is not expected on: questions, not errors. */
function unusual(view: View, wanted: readonly string[]): string[] {
  const state = view.state(ledger);
  return wanted.flatMap((entity) => {
    const number = view.context.names.numberOf('entity', entity);
    return accountsOf().flatMap(({ number: account }) => {
      const cents = balanceOf(state, number, account);
      if (hasUsualSign(account, cents)) return [];
      return [
        `Look at ${accountLabel(account)} of ${entity}: ${dollars(cents)} is unusual for it.`,
      ];
    });
  });
}

/** Sub-ledgers of an entity by account; each was folded apart from the ledger. */
function supportOf(view: View, entity: string): ReadonlyMap<number, Support> {
  const found = new Map<number, Support>();
  const claims = view
    .figures(revenueCycle)
    .ageing.find((row) => row.split === 'entity' && row.name === entity);
  if (claims !== undefined) {
    const cents = claims.buckets.reduce((a, b) => a + b, claims.creditBalances);
    found.set(1110, { cents, words: 'open claims' });
  }
  const paidAhead = view.figures(prepaid).entities.find((e) => e.entity === entity);
  const owed = (items: readonly { readonly liabilityCents: number }[]): number =>
    items.reduce((sum, item) => sum - item.liabilityCents, 0);
  if (paidAhead !== undefined) {
    found.set(2310, { cents: owed(paidAhead.openPackages), words: 'open packages' });
    found.set(2320, { cents: owed(paidAhead.openMemberships), words: 'open memberships' });
    found.set(2330, { cents: owed(paidAhead.openGiftCards), words: 'open gift cards' });
  }
  const state = view.state(ledger);
  const number = view.context.names.numberOf('entity', entity);
  for (const [account, words] of [
    [1120, 'patient balances'],
    [2010, 'open bills'],
  ] as const) {
    const items = subLedger(view.context, view.spans(), account).find((s) => s.entity === entity);
    if (items === undefined) continue;
    const sum = items.itemsCents + items.withoutItemCents;
    invariant(sum === balanceOf(state, number, account), 'a sub-ledger holds its whole account');
    const unapplied = items.unappliedCents;
    const rest = unapplied === 0 ? '' : `, ${dollars(unapplied)} of them by name only`;
    found.set(account, { cents: items.itemsCents, words: `${words}${rest}` });
  }
  return found;
}

/** What one book says it is owed, another says it owes: together nothing. */
function intercompanyTable(view: View): Table {
  const state = view.state(ledger);
  const entities = entityIds(view.context);
  const rows = INTERCOMPANY.flatMap(([asset, debt]): Row[] => {
    const words = `${accountLabel(asset)} with ${accountLabel(debt)}`;
    const balances = entities.map((entity) => {
      const number = view.context.names.numberOf('entity', entity);
      return balanceOf(state, number, asset) + balanceOf(state, number, debt);
    });
    const total = balances.reduce((a, b) => a + b, 0);
    invariant(total === 0, 'intercompany balances cancel between the books');
    return [
      ...entities.map((entity, i): Row => ({ cells: [words, entity, balances[i] ?? 0] })),
      { kind: 'total', cells: [words, 'All books', total] },
    ];
  });
  return {
    name: 'intercompany',
    title: 'Intercompany balances cancel to the cent, dollars',
    columns: [text('pair', 'Accounts'), text('entity', 'Entity'), money('balance', 'Balance')],
    rows,
  };
}
