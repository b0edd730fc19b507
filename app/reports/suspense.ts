import { parseCents } from '../../src/money.ts';
import type { SuspenseItem } from '../commands/suspense.ts';
import type { Report } from './document.ts';
import { dollars } from './numbers.ts';
import { capital, counted } from './words.ts';

/** What waits for a person, oldest first, with the file and record it came from. */
export function suspenseReport(items: readonly SuspenseItem[]): Report {
  if (items.length === 0) {
    return {
      schema: 'feeworth.suspense/1',
      title: 'Nothing is in suspense',
      tables: [],
      notes: [],
    };
  }
  const amounts = items.map((item) => parseCents(item.amount));
  const sum = (list: readonly number[]): number => list.reduce((total, cents) => total + cents, 0);
  const total = sum(amounts);
  const came = sum(amounts.filter((cents) => cents > 0));
  const went = -sum(amounts.filter((cents) => cents < 0));
  const waits = items.length === 1 ? 'waits' : 'wait';
  return {
    schema: 'feeworth.suspense/1',
    title:
      `${capital(counted(items.length, 'amount'))} ${waits} for a person: ` +
      `$${dollars(came)} that came in and $${dollars(went)} that went out`,
    tables: [
      {
        name: 'suspense',
        title: 'In suspense, oldest first, dollars; above zero came in, below zero went out',
        columns: [
          { key: 'event', label: 'Event', unit: 'text' },
          { key: 'on', label: 'Counts on', unit: 'text' },
          { key: 'entity', label: 'Entity', unit: 'text' },
          { key: 'type', label: 'What', unit: 'text' },
          { key: 'reason', label: 'Reason', unit: 'text' },
          { key: 'file', label: 'File', unit: 'text' },
          { key: 'source', label: 'Record', unit: 'text' },
          { key: 'amount', label: 'Amount', unit: 'cents' },
        ],
        rows: [
          ...items.map((item, i) => ({
            cells: [
              item.event,
              item.on,
              item.entity,
              item.type,
              item.reason,
              item.fileName ?? '',
              item.sourceRecord ?? '',
              amounts[i] ?? 0,
            ],
          })),
          { kind: 'total', cells: ['Account 1090', '', '', '', '', '', '', total] },
        ],
        notes: [
          `What came in is a credit of account 1090, so "report ledger", which counts debits less ` +
            `credits, shows its balance as ${dollars(0 - total)}.`,
        ],
      },
    ],
    notes: ['Next: feeworth suspense resolve EVENT --account NUMBER --reason "what it is"'],
  };
}
