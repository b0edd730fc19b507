import { describe, expect, it } from 'vitest';
import { unplacedWords } from '../../../app/reports/cash-flow.ts';
import { exampleBook } from '../../support/recorded-example.ts';
import { printed, rowsOf } from '../cli/printed.ts';
import { run } from '../cli/run.ts';

describe('headline of the cash flow', () => {
  it('says what nobody has placed once it is more than a tenth of the change', () => {
    expect(unplacedWords(1_545_000, -3_100_000)).toBe(', $15,450 of it nobody has placed yet');
    expect(unplacedWords(-1_545_000, 3_100_000)).toContain('after $15,450 paid out');
    expect(unplacedWords(100, 1_000)).toBe('');
    expect(unplacedWords(101, 1_000)).not.toBe('');
    expect(unplacedWords(0, 0)).toBe('');
  });
});

describe('cash from operations by the indirect method', () => {
  const indirect = async (...more: string[]) => {
    const book = await exampleBook();
    return ['report', 'cash-flow', '--indirect', '--book', book, '--as-of', '2025-12-31', ...more];
  };

  it('is the direct one in every month, from the net income of the ledger', async () => {
    const own = ['--entity', 'tx-practice'];
    const report = await printed(await indirect(...own));
    const months = rowsOf(report, 'indirect');
    expect(months.length).toBe(15);
    for (const row of months) {
      expect(row['indirect']).toBe(row['direct']);
      expect(row['difference']).toBe('0.00');
    }
    const total = months.at(-1);
    const [, ...ledger] = await indirect(...own);
    const { tables } = await printed(['report', 'ledger', ...ledger.slice(2)]);
    const income = tables.find((t) => t.name === 'income-statement-tx-practice')?.rows.at(-1);
    expect(Object.values(income ?? {})).toContain(total?.['netIncome']);
    const changes = rowsOf(report, 'changes-in-balances').at(-1);
    expect(changes?.['change']).toBe(total?.['changes']);
  }, 180_000);

  it('is refused for a site, which has no balances', async () => {
    const { err, code } = await run(await indirect('--site', 'austin'));
    expect(err).toContain('error[usage/two-scopes]');
    expect(code).toBe(2);
  }, 180_000);
});
