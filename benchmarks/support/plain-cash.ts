import type { CashRef } from '../../src/events/declare.ts';
import { accountOf, CASH, cents, legCents } from './plain-fold.ts';
import type { Data, Spoken } from './plain-fold.ts';

/**
 * Cents by "entity site line YYYY-MM" and, for accounts of cash, by "entity account YYYY-MM". What
 * moved between classes without cash is left out: the columns keep it, so the peer does less.
 */
export type PlainCash = Map<string, number>;

const POOLS: ReadonlySet<number> = new Set([1010, CASH, 1090]);

const add = (cash: PlainCash, key: string, amount: number): void => {
  cash.set(key, (cash.get(key) ?? 0) + amount);
};

function lineOf(ref: CashRef | undefined, data: Data): string {
  if (typeof ref === 'string') return ref;
  return ref?.lines[data[ref.field] as string] ?? 'unknown';
}

export function foldPlainCash(cash: PlainCash, spoken: Spoken): void {
  const { event, type, declaration, rows, data, sign, month } = spoken;
  if (type === 'FiscalYearClosed') return;
  const { entity, site, counterparty } = event.meta;
  if (type === 'ClaimAdjudicated') {
    const paid = sign * cents(data['paid']);
    add(cash, `${entity} ${site ?? '-'} payer-receipts ${month}`, paid);
    add(cash, `${entity} - payer-receipts ${month}`, -paid);
  }
  for (const { each, legs } of rows) {
    if (each !== undefined) continue;
    for (const leg of legs) {
      const account = accountOf(leg.ref, data, undefined);
      if (!POOLS.has(account)) continue;
      const amount = legCents(leg, data, undefined, sign);
      const whose = leg.isOwn ? entity : (counterparty ?? '');
      add(cash, `${whose} ${account} ${month}`, amount);
      if (declaration.onlyUnder === 'bank') continue;
      const ref = leg.isOwn ? declaration.cash : declaration.cashOther;
      const line = account === 1090 ? 'suspense' : lineOf(ref, data);
      add(cash, `${whose} ${leg.isOwn ? (site ?? '-') : '-'} ${line} ${month}`, amount);
    }
  }
}

export function plainCashLines(cash: PlainCash): string[] {
  return [...cash].filter(([, sum]) => sum !== 0).map(([key, sum]) => `${key} ${sum}`);
}
