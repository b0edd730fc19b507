import { describe, expect, expectTypeOf, it } from 'vitest';
import { ADJUSTMENT_CLASSES, OUTCOMES } from '../../../src/events/claims.ts';
import { carcOn, classifyAdjustment } from '../../../src/intake/x12/carc.ts';
import type { AdjustmentClass } from '../../../src/intake/x12/carc-table.ts';
import { CARC_ENTRIES } from '../../../src/intake/x12/carc-table.ts';
import type { ClaimOutcome } from '../../../src/intake/x12/summarise-claim.ts';
import { parseDay } from '../../../src/calendar.ts';

const classOf = (group: Parameters<typeof classifyAdjustment>[0], code: string): string =>
  classifyAdjustment(group, code).class;

describe('the table', () => {
  it('has 87 codes, each once, and speaks the words of the events', () => {
    expect(CARC_ENTRIES).toHaveLength(87);
    expect(new Set(CARC_ENTRIES.map((e) => e.code)).size).toBe(87);
    expectTypeOf<AdjustmentClass>().toEqualTypeOf<(typeof ADJUSTMENT_CLASSES)[number]>();
    expectTypeOf<ClaimOutcome>().toEqualTypeOf<(typeof OUTCOMES)[number]>();
    for (const entry of CARC_ENTRIES) expect(ADJUSTMENT_CLASSES).toContain(entry.class);
    expect(OUTCOMES).toHaveLength(7);
  });
  it('gives a category to denials and duplicates, and to nothing else', () => {
    for (const { class: class_, category, words } of CARC_ENTRIES) {
      expect(category !== null).toBe(class_ === 'denial' || class_ === 'duplicate');
      expect(words.length).toBeGreaterThan(3);
    }
    expect(CARC_ENTRIES.filter((e) => e.class === 'denial')).toHaveLength(61 - 3 + 1);
  });
  it('is asked for a date', () => {
    expect(carcOn('45', parseDay('2026-01-05'))?.class).toBe('contractual');
    expect(carcOn('45', null)?.class).toBe('contractual');
    expect(carcOn('ZZZ', null)).toBeUndefined();
  });
});

describe('class by group and reason (revenue-cycle.md §3.1)', () => {
  it.each([
    ['CO', '45', 'contractual'],
    ['PR', '45', 'patient'],
    ['PR', '1', 'patient'],
    ['PR', '96', 'denial'],
    ['CO', '96', 'denial'],
    ['OA', '23', 'coordination'],
    ['OA', '94', 'coordination'],
    ['CO', '24', 'capitation'],
    ['CO', '104', 'capitation'],
    ['CO', '253', 'contractual'],
    ['OA', '18', 'duplicate'],
    ['CO', 'B13', 'duplicate'],
    ['OA', 'B11', 'informational'],
    ['OA', '133', 'informational'],
    ['OA', '101', 'informational'],
    ['CO', '193', 'denial'],
    ['CO', '192', 'unknown'],
    ['CO', '9999', 'unknown'],
    [null, '45', 'unknown'],
    ['CR', '45', 'contractual'],
    ['PI', '16', 'denial'],
  ] as const)('%s-%s is %s', (group, code, expected) => {
    expect(classOf(group, code)).toBe(expected);
  });
});
