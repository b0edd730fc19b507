import { formatDay } from '../../src/calendar.ts';
import type { AuditTest, Finding } from './audit-test.ts';
import { findingOf } from './audit-test.ts';
import { citeOf, clockText, localTime } from './entry.ts';
import { clockWarnings, isJudged, offsetText, populationWords } from './judged.ts';

/** Entries recorded outside the hours of business. */
export const oddHours: AuditTest = {
  name: 'odd-hours',
  question: 'Which entries were recorded at night?',
  looksFor: (settings) =>
    `${populationWords(settings)} recorded from ${clockText(settings.closesAt)} to before ` +
    `${clockText(settings.opensAt)} by a clock at ${offsetText(settings.offsetMinutes)} all year`,
  doesNotProve:
    'who sat there, or that it was wrong. The offset is fixed: where clocks change, entries within ' +
    'an hour of the limit can fall on the wrong side for half of the year.',
  source: 'AICPA Audit Data Standards 2.5; AS 2401.61',
  start(settings) {
    const findings: Finding[] = [];
    const { opensAt, closesAt, offsetMinutes } = settings;
    let population = 0;
    return {
      take(entry) {
        if (!isJudged(entry, settings)) return;
        population += 1;
        const { day, minute } = localTime(entry.event.meta.recordedAt, offsetMinutes);
        if (minute >= opensAt && minute < closesAt) return;
        const words = `recorded at ${clockText(minute)} on ${formatDay(day)}`;
        findings.push(findingOf(words, citeOf(entry)));
      },
      finish: () => ({ findings, population, warnings: clockWarnings(settings) }),
    };
  },
};
