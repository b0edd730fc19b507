import { formatCents } from '../../src/money.ts';
import { isSamePerson } from '../approval.ts';
import type { AuditTest, Finding } from './audit-test.ts';
import { findingOf } from './audit-test.ts';
import { amountOf, approverOf, citeOf, field, isByHand, isPosted, preparerOf } from './entry.ts';
import type { Cite, Entry } from './entry.ts';

/** Decisions without an amount that always want a second person. */
const ALWAYS: ReadonlySet<string> = new Set(['PolicyChanged', 'PeriodReopened']);

/** Entries that their own preparer approved, and large ones that nobody did. */
export const approvals: AuditTest = {
  name: 'approvals',
  question: 'Who approved their own work, and what large entry was approved by nobody?',
  looksFor: ({ limitCents }) =>
    'entries by hand, policy changes and reopenings approved by their own preparer whatever the ' +
    `amount, and entries by hand above ${formatCents(limitCents)}, policy changes and reopenings ` +
    'that nobody approved, at once or later',
  doesNotProve:
    'that two names are two people, or that the approver looked. Whoever records can write any ' +
    'name: compare with who had access.',
  source: 'AU-C 240.A49; AS 2401.08, .61; COSO principle 10',
  start({ limitCents }) {
    const findings: Finding[] = [];
    const waiting = new Map<string, { readonly preparer: string; readonly cite: Cite }>();
    let population = 0;
    return {
      take(entry) {
        const { type, id } = entry.event;
        if (type === 'ApprovalGiven') {
          approve(entry, waiting, findings);
          return;
        }
        const wantsTwo = ALWAYS.has(type);
        if (!wantsTwo && !(isByHand(entry) && isPosted(entry))) return;
        population += 1;
        const preparer = preparerOf(entry);
        const approver = approverOf(entry);
        if (approver === undefined) {
          if (!wantsTwo && amountOf(entry) <= limitCents) return;
          waiting.set(id, { preparer, cite: citeOf(entry) });
        } else if (isSamePerson(approver, preparer)) {
          findings.push(findingOf(`${preparer} prepared and approved it`, citeOf(entry)));
        }
      },
      finish() {
        const missing = [...waiting.values()].map(({ preparer, cite }) =>
          findingOf(`prepared by ${preparer}, approved by nobody`, cite),
        );
        return { findings: [...findings, ...missing], population };
      },
    };
  },
};

function approve(
  entry: Entry,
  waiting: Map<string, { readonly preparer: string; readonly cite: Cite }>,
  findings: Finding[],
): void {
  const id = field(entry, 'approves') ?? '';
  const known = waiting.get(id);
  if (known === undefined) return;
  waiting.delete(id);
  if (!isSamePerson(field(entry, 'approver') ?? '', known.preparer)) return;
  const words = `${known.preparer} prepared it and approved it later`;
  findings.push(findingOf(words, known.cite, citeOf(entry, 0)));
}
