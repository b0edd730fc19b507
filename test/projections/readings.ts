// Figures as maps of text keys, to hold fast folds against slow ones.
import { cashAccountChange, nonCashOperating } from '../../projections/cash-flow.ts';
import type { CashFlowFigures, CashFlowState } from '../../projections/cash-flow.ts';
import type { LedgerFigures } from '../../projections/ledger.ts';
import type { EntityPrepaid, PrepaidFigures } from '../../projections/prepaid-figures.ts';
import { formatMonth } from '../../src/calendar.ts';
import type { Month } from '../../src/calendar.ts';
import type { SlowItem } from '../support/slow-folds/prepaid.ts';

const monthText = (first: Month, m: number): string => formatMonth((first + m) as Month);

/** Net changes by "entity account YYYY-MM", zeros left out. */
export function changesByAccount(figures: LedgerFigures): Map<string, number> {
  const found = new Map<string, number>();
  for (const { entity, changes } of figures.entities) {
    for (const { account, byMonth } of changes) {
      byMonth.forEach((cents, m) => {
        if (cents !== 0) {
          found.set(`${entity} ${account} ${monthText(figures.firstMonth, m)}`, cents);
        }
      });
    }
  }
  return found;
}

/** Cash by "entity site line YYYY-MM"; site "-" is none. */
export function cashByLine(figures: CashFlowFigures): Map<string, number> {
  const found = new Map<string, number>();
  for (const { entity, bySite } of figures.entities) {
    for (const { site, lines } of bySite) {
      for (const { line, byMonth } of lines) {
        byMonth.forEach((cents, m) => {
          const month = monthText(figures.firstMonth, m);
          if (cents !== 0) found.set(`${entity} ${site || '-'} ${line} ${month}`, cents);
        });
      }
    }
  }
  return found;
}

/** Changes of the accounts of cash, and operating flows without cash, by entity and month. */
export function besidesLines(state: CashFlowState): {
  readonly accounts: Map<string, number>;
  readonly withoutCash: Map<string, number>;
} {
  const accounts = new Map<string, number>();
  const withoutCash = new Map<string, number>();
  for (let e = 1; e < state.entities; e++) {
    const entity = state.names.nameOf('entity', e);
    for (let m = 0; m < state.months; m++) {
      const month = monthText(state.firstMonth, m);
      for (const account of [1010, 1036, 1090] as const) {
        const cents = cashAccountChange(state, e, m, account);
        if (cents !== 0) accounts.set(`${entity} ${account} ${month}`, cents);
      }
      const cents = nonCashOperating(state, e, m);
      if (cents !== 0) withoutCash.set(`${entity} ${month}`, cents);
    }
  }
  return { accounts, withoutCash };
}

const KINDS = [
  ['package', 'packages'],
  ['membership', 'memberships'],
  ['gift-card', 'giftCards'],
] as const;

/** Changes of prepaid liabilities by "entity kind YYYY-MM". */
export function prepaidChanges(figures: PrepaidFigures): Map<string, number> {
  const found = new Map<string, number>();
  for (const entity of figures.entities) {
    for (const [kind, name] of KINDS) {
      let before = 0;
      entity[name].closing.forEach((balance, m) => {
        const key = `${entity.entity} ${kind} ${monthText(figures.firstMonth, m)}`;
        if (balance !== before) found.set(key, balance - before);
        before = balance;
      });
    }
  }
  return found;
}

/** Open items by kind and name, whoever owns them. */
export function openItems(entities: readonly EntityPrepaid[]): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const e of entities) {
    for (const p of e.openPackages) {
      const row = [p.liabilityCents, p.usedCents, p.brokenCents, p.sessionsLeft];
      found.set(`package ${p.package}`, row);
    }
    for (const m of e.openMemberships) {
      found.set(`membership ${m.membership}`, [m.liabilityCents, m.earnedDueCents]);
    }
    for (const g of e.openGiftCards) {
      found.set(`gift-card ${g.giftCard}`, [g.liabilityCents, g.usedCents, g.brokenCents]);
    }
  }
  return found;
}

/** The slow fold's items that `openItems` lists. */
export function slowOpenItems(items: ReadonlyMap<string, SlowItem>): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const [key, i] of items) {
    if (key.startsWith('package') && (i.liability !== 0 || i.sessionsLeft !== 0)) {
      found.set(key, [i.liability, i.used, i.broken, i.sessionsLeft]);
    } else if (key.startsWith('membership') && i.liability !== 0) {
      found.set(key, [i.liability, Math.max(0, i.due - i.earned)]);
    } else if (key.startsWith('gift-card') && i.liability !== 0) {
      found.set(key, [i.liability, i.used, i.broken]);
    }
  }
  return found;
}
