import { parseCents } from '../../src/money.ts';
import type { AccountReconciled } from '../commands/reconcile.ts';
import type { Report } from './document.ts';
import { counted } from './words.ts';

/** What matching bank lines with documents found. */
export function reconcileReport(accounts: readonly AccountReconciled[]): Report {
  const statements = accounts.flatMap((a) => a.statements);
  const differing = statements.filter((s) => !s.isEqual).length;
  const unplaced = accounts.reduce((sum, a) => sum + a.unmatchedLines.length, 0);
  const verdict =
    differing === 0
      ? `The ledger equals ${counted(statements.length, 'bank statement')}`
      : `The ledger differs from ${counted(differing, 'bank statement')}`;
  return {
    schema: 'feeworth.reconcile/1',
    title: `${verdict}; ${counted(unplaced, 'bank line')} nobody could place`,
    tables: [
      {
        name: 'accounts',
        title: 'Bank accounts, dollars',
        columns: [
          { key: 'bankAccount', label: 'Account', unit: 'text' },
          { key: 'entity', label: 'Entity', unit: 'text' },
          { key: 'byTrace', label: 'Matched by trace', unit: 'count' },
          { key: 'byAmount', label: 'By amount and date', unit: 'count' },
          { key: 'unmatched', label: 'Not placed', unit: 'cents' },
          { key: 'inTransit', label: 'On its way', unit: 'cents' },
        ],
        rows: accounts.map((a) => ({
          cells: [
            a.bankAccount,
            a.entity,
            a.matched.byTrace,
            a.matched.byAmount,
            a.unmatchedCents,
            a.inTransitCents,
          ],
        })),
      },
      {
        name: 'unmatched',
        title: 'Bank lines nobody could place',
        columns: [
          { key: 'event', label: 'Event', unit: 'text' },
          { key: 'on', label: 'Date', unit: 'text' },
          { key: 'amount', label: 'Amount', unit: 'cents' },
          { key: 'rule', label: 'Recognised as', unit: 'text' },
          { key: 'why', label: 'Why', unit: 'text' },
        ],
        rows: accounts.flatMap((a) =>
          a.unmatchedLines.map((line) => ({
            cells: [
              line.event,
              line.on,
              parseCents(line.amount),
              line.rule ?? '',
              line.isAmbiguous ? 'several documents fit' : 'no document fits',
            ],
          })),
        ),
      },
    ],
    notes:
      differing === 0
        ? []
        : statements
            .filter((s) => !s.isEqual)
            .map((s) => `${s.toOn}: statement ${s.statement}, ledger ${s.ledger}`),
    data: { accounts },
  };
}
