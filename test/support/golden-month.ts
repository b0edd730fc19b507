// The golden month as events of our vocabulary; see test/fixtures/golden/README.md.
import { readFileSync } from 'node:fs';
import type { Json, RecordedEvent } from '../../src/event.ts';
import { parseCents } from '../../src/money.ts';

const file = (name: string): string =>
  readFileSync(new URL(`../fixtures/golden/${name}`, import.meta.url), 'utf8');

interface Line {
  readonly on: string;
  readonly entity: string;
  readonly with?: string;
  readonly site?: string;
  readonly type: string;
  readonly data?: Json;
  readonly reverses?: number;
}

const LINES = file('events.ndjson')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Line);

/** The book's opening event, then the month's 86 events in date order. */
export function goldenMonth(cashPolicy: 'bank' | 'document' = 'document'): RecordedEvent[] {
  const opened: Line = {
    on: '2025-01-01',
    entity: 'PC',
    type: 'BookOpened',
    data: {
      breakageRate: '0.08',
      cashPolicy,
      currency: 'USD',
      fiscalYearStart: 1,
      giftCardBreakageRate: '0.05',
      keyId: 'golden',
      name: 'Golden month',
    },
  };
  return [opened, ...LINES].map((line, i) => ({
    id: uuid(i),
    type: line.type,
    data: line.data ?? reversal(line.reverses ?? -1),
    stream: 'golden',
    revision: BigInt(i),
    sequence: i,
    meta: {
      schema: '1',
      occurredOn: line.on,
      effectiveOn: line.on,
      recordedAt: '2025-02-03T09:00:00.000Z',
      entity: line.entity,
      ...(line.with === undefined ? {} : { counterparty: line.with }),
      ...(line.site === undefined ? {} : { site: line.site }),
      actor: 'rules',
      actorKind: 'rule',
      policy: '1',
    },
  }));
}

const uuid = (i: number): string => `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`;

function reversal(index: number): Json {
  const original = LINES[index];
  if (original?.data === undefined) throw new Error(`nothing to reverse at ${index}`);
  const copy = {
    data: JSON.stringify(original.data),
    effectiveOn: original.on,
    occurredOn: original.on,
    schema: '1',
    type: original.type,
  };
  return { original: [copy], reason: 'entered twice', reverses: uuid(index + 1) };
}

/** The closing trial balance: cents, debits positive, by "PC 1010". */
export function goldenTrialBalance(): Map<string, number> {
  const rows = file('trial-balance.csv').trim().split(/\r?\n/).slice(1);
  return new Map(
    rows.map((row) => {
      const [entity, account, , debit, credit] = row.split(',');
      const cents = debit ? parseCents(debit) : credit ? 0 - parseCents(credit) : 0;
      return [`${entity} ${account}`, cents];
    }),
  );
}
