import type { AuditTest } from './audit-test.ts';
import { findingOf } from './audit-test.ts';
import { citeOf, isByHand, isPosted, preparerOf } from './entry.ts';
import { Few } from './few.ts';

/** People who hardly ever make entries. */
export const seldomUsers: AuditTest = {
  name: 'seldom-users',
  question: 'Who made entries although they hardly ever do?',
  looksFor: ({ seldomUserEntries }) =>
    `people who prepared ${seldomUserEntries} or fewer entries by hand, and those entries`,
  doesNotProve:
    'that the name is the person: it is what the recorder said of themselves. New staff and ' +
    'auditors are rare too. Who uses somebody else’s name is not found.',
  source: 'AS 2401.61; AU-C 240.A49; AICPA Audit Data Standards 2.6',
  start({ seldomUserEntries }) {
    const few = new Few(seldomUserEntries);
    let population = 0;
    return {
      take(entry) {
        if (!isByHand(entry) || !isPosted(entry)) return;
        population += 1;
        few.add(preparerOf(entry), () => citeOf(entry));
      },
      finish: () => ({
        findings: few.seldom().map(([user, cites]) => {
          const count = cites.length === 1 ? 'one entry' : `${cites.length} entries`;
          return findingOf(`${user} prepared ${count}`, ...cites);
        }),
        population,
      }),
    };
  },
};
