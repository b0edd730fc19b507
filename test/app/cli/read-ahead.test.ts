import { expect, test } from 'vitest';
import { bookAsked, readAheadOf } from '../../../app/cli/read-ahead.ts';

const ENV = { FEEWORTH_BOOK: 'of-env.db' };

test.each([
  ['report ledger --book a.db', 'a.db'],
  ['report ledger --book=a.db --json', 'a.db'],
  ['--book a.db report ledger --as-of 2026-03-31', 'a.db'],
  ['report cash-flow --book sqlite:a.db', 'a.db'],
  ['explain fee/due-total', 'of-env.db'],
  ['report ledger --book', 'feeworth.db'],
  ['report ledger --book esdb://localhost:2113?book=a', null],
  ['import claims.837 --book a.db', null],
  ['--help', null],
  ['', null],
])('"%s" asks for the columns of %s', (line, file) => {
  const argv = line.split(' ').filter((word) => word !== '');
  expect(bookAsked(argv, ENV)).toBe(file);
});

test('who names no book asks for the usual one', () => {
  expect(bookAsked(['report', 'ledger'], { FEEWORTH_BOOK: '' })).toBe('feeworth.db');
});

test.each(['report ledger --book /', 'report ledger --book /no/such/book.db'])(
  'what is wrong with "%s" is left to the command',
  async (line) => {
    await expect(readAheadOf(line.split(' '), {})).resolves.toBeUndefined();
  },
);
