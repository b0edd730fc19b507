import { describe, expect, it } from 'vitest';
import { unplacedWords } from '../../../app/reports/cash-flow.ts';

describe('headline of the cash flow', () => {
  it('says what nobody has placed once it is more than a tenth of the change', () => {
    expect(unplacedWords(1_545_000, -3_100_000)).toBe(', $15,450 of it nobody has placed yet');
    expect(unplacedWords(-1_545_000, 3_100_000)).toContain('after $15,450 paid out');
    expect(unplacedWords(100, 1_000)).toBe('');
    expect(unplacedWords(101, 1_000)).not.toBe('');
    expect(unplacedWords(0, 0)).toBe('');
  });
});
