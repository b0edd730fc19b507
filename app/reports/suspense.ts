import { parseCents } from '../../src/money.ts';
import type { SuspenseItem } from '../commands/suspense.ts';
import type { Report } from './document.ts';
import { roundDollars } from './numbers.ts';
import { capital, counted } from './words.ts';

/** What waits for a person, oldest first, with the file and record it came from. */
export function suspenseReport(items: readonly SuspenseItem[]): Report {
  const total = items.reduce((sum, item) => sum + parseCents(item.amount), 0);
  return {
    schema: 'feeworth.suspense/1',
    title:
      items.length === 0
        ? 'Nothing is in suspense'
        : `${capital(counted(items.length, 'amount'))} wait for a person, ${roundDollars(total)} in all`,
    tables:
      items.length === 0
        ? []
        : [
            {
              name: 'suspense',
              title: 'In suspense, oldest first, dollars',
              columns: [
                { key: 'event', label: 'Event', unit: 'text' },
                { key: 'on', label: 'Counts on', unit: 'text' },
                { key: 'entity', label: 'Entity', unit: 'text' },
                { key: 'type', label: 'What', unit: 'text' },
                { key: 'reason', label: 'Reason', unit: 'text' },
                { key: 'source', label: 'Record', unit: 'text' },
                { key: 'amount', label: 'Amount', unit: 'cents' },
              ],
              rows: items.map((item) => ({
                cells: [
                  item.event,
                  item.on,
                  item.entity,
                  item.type,
                  item.reason,
                  item.sourceRecord ?? '',
                  parseCents(item.amount),
                ],
              })),
            },
          ],
    notes:
      items.length === 0
        ? []
        : ['Next: feeworth suspense resolve EVENT --account NUMBER --reason "what it is"'],
  };
}
