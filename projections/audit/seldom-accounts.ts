import { accountLabel } from '../../src/chart.ts';
import type { AuditTest } from './audit-test.ts';
import { findingOf } from './audit-test.ts';
import { citeOf } from './entry.ts';
import { Few } from './few.ts';

/** Accounts that hardly any entry moves. */
export const seldomAccounts: AuditTest = {
  name: 'seldom-accounts',
  question: 'Which accounts are hardly ever used, and by which entries?',
  looksFor: ({ seldomAccountUses }) =>
    `accounts of an entity that ${seldomAccountUses} or fewer entries move`,
  doesNotProve:
    'that the account is a hiding place: equity, loans and yearly entries are rare by nature. It ' +
    'depends on how long the book is: a book of one month has many rare accounts.',
  source: 'AS 2401.61; AU-C 240.A49; AICPA Audit Data Standards 2.6',
  start({ seldomAccountUses }) {
    const few = new Few(seldomAccountUses);
    let population = 0;
    return {
      take(entry) {
        if (entry.postings.length > 0) population += 1;
        const moved = new Map<string, number>();
        for (const { entity, account, amountCents } of entry.postings) {
          const key = `${entity} ${account}`;
          moved.set(key, (moved.get(key) ?? 0) + amountCents);
        }
        for (const [key, cents] of moved) few.add(key, () => citeOf(entry, Math.abs(cents)));
      },
      finish: () => ({
        findings: few.seldom().map(([key, cites]) => {
          const [entity = '', account = ''] = key.split(' ');
          const words = `${accountLabel(Number(account))} of ${entity}: ${timesText(cites.length)}`;
          return findingOf(words, ...cites);
        }),
        population,
      }),
    };
  },
};

const timesText = (times: number): string => (times === 1 ? 'used once' : `used ${times} times`);
