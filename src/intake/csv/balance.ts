import { FeeworthError } from '../../error.ts';
import { formatCents, parseCents } from '../../money.ts';
import type { Mapping } from './mapping.ts';
import { placeOf, readMoneyCell } from './read-row.ts';
import type { RowContext } from './read-row.ts';
import type { Row } from './scan.ts';
import type { CsvRecord } from './target.ts';

interface Standing {
  /** Balance before the next row (newest first: after it); undefined until one is known. */
  cents: number | undefined;
}

/** Holds a statement's running balance against its amounts, account by account. */
export interface BalanceCheck {
  follow(row: Row, record: CsvRecord | undefined, context: RowContext): void;
}

/**
 * Checks that each balance is the one before plus the amount. A row that could not be read makes
 * the next balance the new starting point: one mistake is reported once.
 */
export function checkBalance(rule: NonNullable<Mapping['runningBalance']>): BalanceCheck {
  const standings = new Map<string, Standing>();
  const isOldestFirst = rule.order === 'oldest-first';
  return {
    follow(row, record, context) {
      if (!record) {
        for (const standing of standings.values()) standing.cents = undefined;
        return;
      }
      const account = String(record.values['account'] ?? '');
      const standing = standings.get(account) ?? { cents: undefined };
      standings.set(account, standing);
      const amount = parseCents(String(record.values['amount'] ?? '0.00'));
      const index = context.bound.index(rule.column);
      const found = readMoneyCell(row, index, context);
      const due =
        standing.cents === undefined ? undefined : standing.cents + (isOldestFirst ? amount : 0);
      if (typeof found === 'object') {
        context.problems.add(
          new FeeworthError(found.code, 'input', found.message, {
            place: placeOf(row, index, context.file),
            hint: found.hint,
          }),
        );
        standing.cents = undefined;
        return;
      }
      const after = found === 'absent' ? due : found;
      if (found !== 'absent' && due !== undefined) {
        if (Math.abs(found - due) > rule.toleranceCents) {
          context.problems.add(
            new FeeworthError(
              'import/balance-does-not-follow',
              'input',
              `the balance is ${formatCents(found)}, but ${formatCents(due)} follows from the row before`,
              {
                place: placeOf(row, index, context.file),
                hint: 'a line is missing, doubled or out of order; see `order` of runningBalance',
                details: { found: formatCents(found), due: formatCents(due) },
              },
            ),
          );
        }
      }
      standing.cents = after === undefined || isOldestFirst ? after : after - amount;
    },
  };
}
