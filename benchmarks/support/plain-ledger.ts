import { accountOf, legCents } from './plain-fold.ts';
import type { Spoken } from './plain-fold.ts';

/** Net cents and their magnitude by "entity account YYYY-MM". */
export type PlainLedger = Map<string, { net: number; gross: number }>;

export function foldPlainLedger(ledger: PlainLedger, spoken: Spoken): void {
  const { event, rows, data, sign, month } = spoken;
  for (const { each, legs } of rows) {
    const items = each === undefined ? NO_ITEM : (data[each] as unknown as typeof NO_ITEM);
    for (const item of items) {
      for (const leg of legs) {
        const amount = legCents(leg, data, item, sign);
        const entity = leg.isOwn ? event.meta.entity : event.meta.counterparty;
        const key = `${entity} ${accountOf(leg.ref, data, item)} ${month}`;
        const cell = ledger.get(key);
        if (cell === undefined) ledger.set(key, { net: amount, gross: Math.abs(amount) });
        else {
          cell.net += amount;
          cell.gross += Math.abs(amount);
        }
      }
    }
  }
}

const NO_ITEM: readonly (Readonly<Record<string, string>> | undefined)[] = [undefined];

export function plainLedgerLines(ledger: PlainLedger): string[] {
  return [...ledger]
    .filter(([, { gross }]) => gross !== 0)
    .map(([key, { net, gross }]) => `${key} ${net} ${gross}`);
}
