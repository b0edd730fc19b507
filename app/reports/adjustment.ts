import type { AdjustmentChanged } from '../commands/adjustment.ts';
import type { Report } from './document.ts';

/** What became of an adjustment just now. */
export function adjustmentReport(done: AdjustmentChanged): Report {
  return {
    schema: 'feeworth.adjustment/1',
    title: `Adjustment ${done.adjustment} of ${done.entity} is ${done.status}`,
    tables: [],
    notes: [
      done.status === 'booked'
        ? `Its entry is event ${done.event}, on ${done.effectiveOn}.`
        : `Recorded as event ${done.event}; nothing is posted.`,
    ],
    data: { ...done },
  };
}
