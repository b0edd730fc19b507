import { accountLabel } from '../../src/chart.ts';
import { formatCents } from '../../src/money.ts';
import type { JournalPlan } from '../commands/journal.ts';
import type { Report, Row, Table } from './document.ts';

type Status = 'preview' | 'recorded' | 'already-recorded';

/** A manual entry before it is recorded, after, or found recorded already. */
export function journalReport(plan: JournalPlan, status: Status): Report {
  const amount = formatCents(plan.amountCents);
  const titles = {
    preview: `An entry of ${amount} for ${plan.entity} on ${plan.date}; nothing is recorded yet`,
    recorded: `Recorded an entry of ${amount} for ${plan.entity} on ${plan.date}`,
    'already-recorded': 'This file was recorded before; nothing was added',
  };
  const { lines: _lines, isRecorded: _known, notices, ...data } = plan;
  return {
    schema: status === 'preview' ? 'feeworth.journal-preview/1' : 'feeworth.journal/1',
    title: titles[status],
    tables: [lineTable(plan)],
    notes: [
      `${plan.memo}. Prepared by ${plan.preparer}, ${approvalWords(plan)}.`,
      ...notices,
      next(status, plan.event),
    ],
    data: { status, ...data },
  };
}

function next(status: Status, event: string): string {
  switch (status) {
    case 'preview':
      return 'Next: the same command with --commit.';
    case 'recorded':
      return `To take it back: feeworth reverse ${event} --reason "…"`;
    case 'already-recorded':
      return `It is event ${event}. Another entry like it is another file: say in its memo what it is for.`;
  }
}

function approvalWords({ approver, amountCents, limit }: JournalPlan): string {
  if (approver !== null) return `approved by ${approver}`;
  return `approved by nobody: ${formatCents(amountCents)} is not above ${limit}`;
}

function lineTable({ lines }: JournalPlan): Table {
  const rows = lines.map(({ account, site, amountCents }): Row => ({
    cells: [
      accountLabel(account),
      site ?? '',
      amountCents > 0 ? amountCents : '',
      amountCents < 0 ? -amountCents : '',
    ],
  }));
  const debits = lines.reduce((sum, l) => sum + Math.max(0, l.amountCents), 0);
  return {
    name: 'lines',
    title: 'Lines of the entry, dollars',
    columns: [
      { key: 'account', label: 'Account', unit: 'text' },
      { key: 'site', label: 'Site', unit: 'text' },
      { key: 'debit', label: 'Debit', unit: 'cents' },
      { key: 'credit', label: 'Credit', unit: 'cents' },
    ],
    rows: [...rows, { cells: ['Total', '', debits, debits], kind: 'total' }],
  };
}
