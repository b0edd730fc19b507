import { parseCents } from '../../src/money.ts';
import type { PublishedCheckpoint } from '../commands/publish-checkpoint.ts';
import type { Report } from './document.ts';
import { counted } from './words.ts';

/** What a checkpoint states and where it lies. */
export function checkpointReport(made: PublishedCheckpoint, file: string, title?: string): Report {
  const { size, root, period, totals, files } = made.checkpoint;
  const covered = `Checkpoint of ${counted(size, 'event')}${period === null ? '' : ` at the close of ${period}`}`;
  const again = made.status === 'already-published' ? '; nothing was recorded since' : '';
  return {
    schema: 'feeworth.checkpoint/1',
    title: title ?? `${covered}${again}`,
    tables: [
      {
        name: 'totals',
        title: 'Control totals, dollars',
        columns: [
          { key: 'entity', label: 'Entity', unit: 'text' },
          { key: 'events', label: 'Events', unit: 'count' },
          { key: 'debits', label: 'Debits', unit: 'cents' },
          { key: 'credits', label: 'Credits', unit: 'cents' },
        ],
        rows: totals.map((t) => ({
          cells: [t.entity, t.events, parseCents(t.debits), parseCents(t.credits)],
        })),
      },
    ],
    notes: [
      `Tree head ${size}:${root}`,
      `${counted(files.length, 'file')} taken in since the checkpoint before`,
      `Written to ${file}. Give it to somebody who keeps it: what nobody else keeps proves nothing.`,
    ],
    data: { status: made.status, file, size, root, period },
  };
}
