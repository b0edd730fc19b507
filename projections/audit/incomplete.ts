import { formatCents } from '../../src/money.ts';
import type { AuditTest, Finding } from './audit-test.ts';
import { findingOf } from './audit-test.ts';
import { citeOf, isPosted } from './entry.ts';

/** Entries whose debits and credits are not equal in every book they touch. */
export const incomplete: AuditTest = {
  name: 'incomplete',
  question: 'Does every entry balance to the cent in every book it touches?',
  looksFor: () => 'entries whose lines do not add up to zero in an entity',
  doesNotProve:
    'that an entry is right: a wrong account or amount balances too. Every event is held to this ' +
    'before it is recorded, so a finding means a book written or changed by other means.',
  source: 'AICPA Audit Data Standards 2.1',
  start() {
    const findings: Finding[] = [];
    let population = 0;
    return {
      take(entry) {
        if (!isPosted(entry)) return;
        population += 1;
        const sums = new Map<string, number>();
        for (const { entity, amountCents } of entry.postings)
          sums.set(entity, (sums.get(entity) ?? 0) + amountCents);
        for (const [entity, sum] of sums) {
          if (sum === 0) continue;
          const words = `out of balance by ${formatCents(sum)} in ${entity}`;
          findings.push(findingOf(words, citeOf(entry)));
        }
      },
      finish: () => ({ findings, population }),
    };
  },
};
