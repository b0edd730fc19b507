import { formatCents, parseCents } from '../../money.ts';
import type { Layout } from './layout.ts';
import type { Match } from './match-columns.ts';
import { NEGATIVES, moneyOf, readNumber } from './number.ts';
import { sameValue } from './same-value.ts';
import type { Row } from './scan.ts';
import type { Target } from './target.ts';

/** The parts of a mapping that are more than a column for a field. */
export interface Extras {
  /** Columns (0-based) and fields that these parts take care of. */
  readonly columns: ReadonlySet<number>;
  readonly fields: ReadonlySet<string>;
  readonly debitCredit?: { readonly debit: number; readonly credit: number; isNegative: boolean };
  readonly balance?: { readonly index: number; readonly order: 'oldest-first' | 'newest-first' };
  /** Column of the word "total", and the columns whose sums agree with it; none: skip it. */
  readonly totals?: { readonly index: number; readonly check: readonly number[] };
  readonly section?: { readonly label: string; readonly field: string; readonly index: number };
}

const DEBIT = /^(?:debits?|withdrawals?|payments?|money out|paid out|debit amount)$/;
const CREDIT = /^(?:credits?|deposits?|receipts?|money in|paid in|credit amount)$/;
const LABEL =
  /^(site|location|center|centre|clinic|branch|store|office|department|dept)\s*[:-]\s*\S/i;

/** Finds debit and credit columns, a running balance, totals and headings in the sample. */
export function proposeExtras(layout: Layout, target: Target, matches: readonly Match[]): Extras {
  const columns = new Set<number>();
  const fields = new Set<string>();
  const hasSignedAmount = target.fields.some(
    (f) => f.name === 'amount' && f.kind === 'signed-money',
  );
  const named = (pattern: RegExp): number =>
    layout.names.findIndex((n) => pattern.test(sameValue(n)));
  const debit = named(DEBIT);
  const credit = named(CREDIT);
  let debitCredit: Extras['debitCredit'];
  const isTwoSided = hasSignedAmount && debit >= 0 && credit >= 0;
  if (isTwoSided && layout.names.filter((n) => DEBIT.test(sameValue(n))).length === 1) {
    const isNegative = layout.data.some((r) => (centsAt(layout, r, debit) ?? 0) < 0);
    debitCredit = { debit, credit, isNegative };
    columns.add(debit).add(credit);
    fields.add('amount');
  }
  const balance =
    debitCredit || hasSignedAmount ? findBalance(layout, matches, debitCredit) : undefined;
  const totals = findTotals(layout);
  const section = findSection(layout, target);
  if (section) fields.add(section.field);
  return {
    columns,
    fields,
    ...(debitCredit ? { debitCredit } : {}),
    ...(balance ? { balance } : {}),
    ...(totals ? { totals } : {}),
    ...(section ? { section } : {}),
  };
}

function centsAt(layout: Layout, row: Row, index: number): number | undefined {
  const cell = (row.cells[index] ?? '').trim();
  if (cell === '') return undefined;
  const read = readNumber(cell, { ...layout.style, negative: NEGATIVES });
  if ('wrong' in read) return undefined;
  const money = moneyOf(read.text);
  return typeof money === 'string' ? parseCents(money) : undefined;
}

// Proposed only when the sample's own balances follow, one way or the other.
function findBalance(
  layout: Layout,
  matches: readonly Match[],
  debitCredit: Extras['debitCredit'],
): Extras['balance'] {
  const index = matches.find((m) => m.field.name === 'balance')?.index;
  const amountIndex = matches.find((m) => m.field.name === 'amount')?.index;
  if (index === undefined || (amountIndex === undefined && !debitCredit)) return undefined;
  const amounts = layout.data.map((row) =>
    debitCredit
      ? (centsAt(layout, row, debitCredit.credit) ?? 0) -
        Math.abs(centsAt(layout, row, debitCredit.debit) ?? 0)
      : (centsAt(layout, row, amountIndex ?? -1) ?? 0),
  );
  const balances = layout.data.map((row) => centsAt(layout, row, index));
  if (balances.length < 3 || balances.some((b) => b === undefined)) return undefined;
  const follows = (older: number, newer: number): boolean =>
    (balances[older] ?? 0) + (amounts[newer] ?? 0) === balances[newer];
  const pairs = balances.slice(1).map((_, i) => i);
  if (pairs.every((i) => follows(i, i + 1))) return { index, order: 'oldest-first' };
  if (pairs.every((i) => follows(i + 1, i))) return { index, order: 'newest-first' };
  return undefined;
}

function findTotals(layout: Layout): Extras['totals'] {
  const [row] = layout.totals;
  if (!row) return undefined;
  const index = row.cells.findIndex((c) => c.trim() !== '');
  if (index >= layout.width) return undefined;
  if (!layout.isWhole || layout.totals.length !== 1 || layout.hasRaggedRows) {
    return { index, check: [] };
  }
  const check = layout.columns.flatMap((_, i) => {
    const total = centsAt(layout, row, i);
    if (total === undefined || i === index) return [];
    const sum = layout.data.reduce((s, r) => s + (centsAt(layout, r, i) ?? 0), 0);
    return formatCents(sum) === formatCents(total) ? [i] : [];
  });
  return { index, check };
}

function findSection(layout: Layout, target: Target): Extras['section'] {
  for (const row of layout.headings) {
    const index = row.cells.findIndex((c) => c.trim() !== '');
    const label = LABEL.exec((row.cells[index] ?? '').trim())?.[1];
    if (label === undefined || index >= layout.width) continue;
    const field = /^dep/i.test(label) ? 'department' : 'site';
    if (target.fields.some((f) => f.name === field)) return { label, field, index };
  }
  return undefined;
}
