// The cash-flow statement from decoded events: one Map per question, keys as text.
import { accountOf } from '../../../src/chart.ts';
import type { RecordedEvent } from '../../../src/event.ts';
import { CASH_CLASS } from '../../../src/events/declare.ts';
import type { CashLine, CashRef } from '../../../src/events/declare.ts';
import { centsOf, said, slowPostings } from './postings.ts';
import type { Data } from './postings.ts';

export interface SlowCashFlow {
  /** Cents by "entity site line YYYY-MM"; site "-" is none. */
  readonly lines: Map<string, number>;
  /** Change by "entity account YYYY-MM" of 1010, 1036, 1090. */
  readonly accounts: Map<string, number>;
  /** What operating accounts gave without cash, by "entity YYYY-MM". */
  readonly withoutCash: Map<string, number>;
}

const RESOLVED: Readonly<Record<number, CashLine>> = {
  1220: 'affiliate-loans-made',
  1510: 'equipment',
  2420: 'affiliate-loans-taken',
  2510: 'loans',
  3010: 'capital',
  3020: 'distributions',
};

const add = (map: Map<string, number>, key: string, cents: number): void => {
  const sum = (map.get(key) ?? 0) + cents;
  if (sum === 0) map.delete(key);
  else map.set(key, sum);
};

function lineOf(ref: CashRef | undefined, data: Data): CashLine {
  if (typeof ref === 'string') return ref;
  const line = ref?.lines[data[ref.field] as string];
  if (line === undefined) throw new Error('cash without a line');
  return line;
}

export function slowCashFlow(
  events: Iterable<RecordedEvent>,
  policy: 'bank' | 'document',
): SlowCashFlow {
  const cashAccounts = policy === 'bank' ? [1010, 1036, 1090] : [1010];
  const lines = new Map<string, number>();
  const accounts = new Map<string, number>();
  const withoutCash = new Map<string, number>();
  for (const event of events) {
    const { declaration, data, sign } = said(event);
    const month = event.meta.effectiveOn.slice(0, 7);
    const { type } = declaration;
    if (type === 'FiscalYearClosed') continue;
    if (type === 'ClaimAdjudicated') {
      const { entity, site } = event.meta;
      const paid = sign * centsOf(data, 'paid');
      add(lines, `${entity} ${site ?? '-'} payer-receipts ${month}`, paid);
      add(lines, `${entity} - payer-receipts ${month}`, -paid);
    }
    for (const { entity, site, account, cents } of slowPostings(event, policy)) {
      const isOwn = entity === event.meta.entity;
      if ([1010, 1036, 1090].includes(account))
        add(accounts, `${entity} ${account} ${month}`, cents);
      if (declaration.onlyUnder === 'bank') continue;
      let kind: string = accountOf(account)?.cashFlow ?? 'O';
      if (cashAccounts.includes(account)) {
        let line = account === 1090 ? 'suspense' : undefined;
        if (declaration.cash === 'opening') line = 'opening';
        if (account === 1090 && type === 'SuspenseResolved') {
          const isSuspenseLeg = cents === sign * centsOf(data, 'amount');
          line = isSuspenseLeg ? (RESOLVED[data['account'] as number] ?? 'suspense') : 'suspense';
        }
        const ref = isOwn ? declaration.cash : declaration.cashOther;
        const found = (line as CashLine | undefined) ?? lineOf(ref, data);
        kind = CASH_CLASS[found];
        add(lines, `${entity} ${isOwn ? (site ?? '-') : '-'} ${found} ${month}`, cents);
      }
      if (kind === 'O') add(withoutCash, `${entity} ${month}`, -cents);
    }
  }
  return { lines, accounts, withoutCash };
}
