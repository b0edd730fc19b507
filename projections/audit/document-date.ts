import { formatDay, parseDay } from '../../src/calendar.ts';
import type { AuditTest, Finding } from './audit-test.ts';
import { findingOf } from './audit-test.ts';
import { citeOf, isPosted, localTime } from './entry.ts';
import { offsetText } from './judged.ts';

/** Documents dated after they were entered. */
export const documentDate: AuditTest = {
  name: 'document-date',
  question: 'Which documents are dated after the day they were entered?',
  looksFor: ({ offsetMinutes }) =>
    'entries whose document date (the day it happened) lies after the day it was recorded, by a ' +
    `clock at ${offsetText(offsetMinutes)}`,
  doesNotProve:
    'that a date is false: postdated bills and payments ordered ahead are real. A document dated ' +
    'back looks like one that came late; see cut-off.',
  source: 'AICPA Audit Data Standards 2.4',
  start({ offsetMinutes }) {
    const findings: Finding[] = [];
    let population = 0;
    return {
      take(entry) {
        if (!isPosted(entry)) return;
        population += 1;
        const { occurredOn, recordedAt } = entry.event.meta;
        const { day } = localTime(recordedAt, offsetMinutes);
        const ahead = parseDay(occurredOn) - day;
        if (ahead <= 0) return;
        const words = `dated ${occurredOn}, entered ${formatDay(day)}: ${ahead} days ahead`;
        findings.push(findingOf(words, citeOf(entry)));
      },
      finish: () => ({ findings, population }),
    };
  },
};
