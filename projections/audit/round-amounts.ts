import { formatCents } from '../../src/money.ts';
import type { AuditTest, Finding } from './audit-test.ts';
import { findingOf } from './audit-test.ts';
import { amountOf, citeOf } from './entry.ts';
import { isJudged, populationWords } from './judged.ts';

/** Amounts that are a whole number of thousands. */
export const roundAmounts: AuditTest = {
  name: 'round-amounts',
  question: 'Which entries are for suspiciously round amounts?',
  looksFor: (settings) =>
    `${populationWords(settings)} whose amount is a whole multiple of ${formatCents(settings.roundCents)}`,
  doesNotProve:
    'that the amount was made up: rents, loans, draws and estimates are round. An invented amount ' +
    'that is not round is not found.',
  source: 'AS 2401.61; AICPA Audit Data Standards 2.3',
  start(settings) {
    const findings: Finding[] = [];
    let population = 0;
    return {
      take(entry) {
        if (!isJudged(entry, settings)) return;
        population += 1;
        const amount = amountOf(entry);
        if (amount === 0 || amount % settings.roundCents !== 0) return;
        findings.push(findingOf(`${formatCents(amount)} is round`, citeOf(entry)));
      },
      finish: () => ({ findings, population }),
    };
  },
};
