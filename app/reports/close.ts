import { parseCents } from '../../src/money.ts';
import type { CloseResult } from '../commands/close.ts';
import type { Report } from './document.ts';
import { counted } from './words.ts';

/** What closing a month came to: entries derived, warnings, what is open from now on. */
export function closeReport({ period, entities }: CloseResult): Report {
  const closed = entities.filter((e) => e.status === 'closed');
  const warnings = entities.flatMap((e) => e.warnings.map((words) => `${e.entity}: ${words}`));
  return {
    schema: 'feeworth.close/1',
    title:
      closed.length === 0
        ? `${period} was closed already: nothing was recorded`
        : `${period} is closed for ${closed.map((e) => e.entity).join(', ')}; ${counted(warnings.length, 'warning')}`,
    tables: [
      {
        name: 'derived',
        title: 'Entries the close derived, dollars',
        columns: [
          { key: 'entity', label: 'Entity', unit: 'text' },
          { key: 'status', label: 'Status', unit: 'text' },
          { key: 'type', label: 'Entry', unit: 'text' },
          { key: 'events', label: 'Events', unit: 'count' },
          { key: 'amount', label: 'Amount', unit: 'cents' },
        ],
        rows: entities.flatMap((e) =>
          e.derived.length === 0
            ? [{ cells: [e.entity, e.status, 'none', 0, 0] }]
            : e.derived.map((d) => ({
                cells: [e.entity, e.status, d.type, d.count, parseCents(d.amount)],
              })),
        ),
      },
    ],
    notes: [
      ...warnings,
      'What is dated in it from now on counts on the first open day, and is listed as moved.',
    ],
    data: { period, entities },
  };
}
