import { approvals } from './approvals.ts';
import type { AuditTest } from './audit-test.ts';
import { benford } from './benford.ts';
import { closedDays } from './closed-days.ts';
import { cutOff } from './cut-off.ts';
import { documentDate } from './document-date.ts';
import { duplicates } from './duplicates.ts';
import { gaps } from './gaps.ts';
import { incomplete } from './incomplete.ts';
import { oddHours } from './odd-hours.ts';
import { periodEnd } from './period-end.ts';
import { roundAmounts } from './round-amounts.ts';
import { sample } from './sample.ts';
import { seldomAccounts } from './seldom-accounts.ts';
import { seldomUsers } from './seldom-users.ts';
import { splits } from './splits.ts';
import { totals } from './totals.ts';

/** Every test, in the order they are listed and run. */
export const AUDIT_TESTS: readonly AuditTest[] = [
  gaps,
  totals,
  incomplete,
  duplicates,
  roundAmounts,
  closedDays,
  oddHours,
  documentDate,
  seldomAccounts,
  seldomUsers,
  cutOff,
  approvals,
  splits,
  periodEnd,
  benford,
  sample,
];
