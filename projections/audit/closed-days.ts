import { formatDay } from '../../src/calendar.ts';
import type { AuditTest, Finding } from './audit-test.ts';
import { findingOf } from './audit-test.ts';
import { citeOf, localTime } from './entry.ts';
import { closedDay } from './federal-holidays.ts';
import { clockWarnings, isJudged, offsetText, populationWords } from './judged.ts';

/** Entries recorded on a weekend or a federal holiday. */
export const closedDays: AuditTest = {
  name: 'closed-days',
  question: 'Which entries were recorded on a weekend or a federal holiday?',
  looksFor: (settings) =>
    `${populationWords(settings)} recorded on a Saturday, a Sunday, a US federal holiday or the ` +
    `day one is kept on, by a clock at ${offsetText(settings.offsetMinutes)} all year`,
  doesNotProve:
    'that somebody hid something: practices that work on Saturdays, and people who close a month on ' +
    'a Sunday, show up here. The day is when it was recorded, not the day it is dated.',
  source: 'AICPA Audit Data Standards 2.5; AS 2401.61',
  start(settings) {
    const findings: Finding[] = [];
    let population = 0;
    return {
      take(entry) {
        if (!isJudged(entry, settings)) return;
        population += 1;
        const { day } = localTime(entry.event.meta.recordedAt, settings.offsetMinutes);
        const closed = closedDay(day);
        if (closed === undefined) return;
        findings.push(findingOf(`recorded on ${formatDay(day)}, ${closed}`, citeOf(entry)));
      },
      finish: () => ({ findings, population, warnings: clockWarnings(settings) }),
    };
  },
};
