import { FeeworthError } from '../../error.ts';
import { formatCents } from '../../money.ts';
import type { Mapping } from './mapping.ts';
import { placeOf, readMoneyCell } from './read-row.ts';
import type { RowContext } from './read-row.ts';
import type { Row } from './scan.ts';
import { tidy } from './same-value.ts';

/** Holds a file's own totals against the sums of its rows. */
export interface TotalsCheck {
  /** Adds a row; undefined `isGood` rows make later totals unknowable, so they go unchecked. */
  add(row: Row, isGood: boolean, context: RowContext): void;
  section(): void;
  /** True when the row is a total; it has then been checked. */
  isTotal(row: Row, context: RowContext): boolean;
}

/** Sums the checked columns of every total rule in whole cents. */
export function checkTotals(rules: Mapping['totals']): TotalsCheck {
  const sums = rules.map((rule) => ({
    rule,
    cents: rule.check.map(() => 0),
    isKnown: true,
  }));
  const reset = (sum: (typeof sums)[number]): void => {
    sum.cents.fill(0);
    sum.isKnown = true;
  };
  return {
    add(row, isGood, context) {
      for (const sum of sums) {
        if (!isGood) sum.isKnown = false;
        sum.rule.check.forEach((column, i) => {
          const read = readMoneyCell(row, context.bound.index(column), context);
          if (typeof read === 'number') sum.cents[i] = (sum.cents[i] ?? 0) + read;
          else if (read !== 'absent') sum.isKnown = false;
        });
      }
    },
    section() {
      for (const sum of sums) if (sum.rule.scope === 'section') reset(sum);
    },
    isTotal(row, context) {
      const found = sums.find(({ rule }) =>
        rule.pattern.test(tidy(row.cells[context.bound.index(rule.column)] ?? '')),
      );
      if (!found) return false;
      if (found.isKnown) compare(row, found.rule, found.cents, context);
      if (found.rule.scope === 'since-last') reset(found);
      return true;
    },
  };
}

function compare(
  row: Row,
  rule: Mapping['totals'][number],
  cents: readonly number[],
  context: RowContext,
): void {
  rule.check.forEach((column, i) => {
    const index = context.bound.index(column);
    const name = context.bound.names[index] ?? '';
    const read = readMoneyCell(row, index, context);
    const sum = cents[i] ?? 0;
    if (read === sum) return;
    const place = placeOf(row, index, context.file);
    if (typeof read === 'number') {
      context.problems.add(
        new FeeworthError(
          'import/total-does-not-match',
          'input',
          `the total of "${name}" is ${formatCents(read)}, but its rows add up to ${formatCents(sum)}`,
          {
            place,
            hint: 'rows are missing or doubled, or the rule covers other rows: see `scope`',
            details: { column: name, found: formatCents(read), sum: formatCents(sum) },
          },
        ),
      );
      return;
    }
    const { code, message, hint } =
      read === 'absent'
        ? {
            code: 'import/missing-value',
            message: `the total of "${name}" is empty`,
            hint: 'take the column out of `check`',
          }
        : read;
    context.problems.add(new FeeworthError(code, 'input', message, { place, hint }));
  });
}
