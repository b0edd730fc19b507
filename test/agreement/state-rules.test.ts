import { describe, expect, it } from 'vitest';
import { isDay, parseDay } from '../../src/calendar.ts';
import { checkStateRules, isBlocked } from '../../src/agreement/state-rules.ts';
import { STATE_RULES } from '../../src/agreement/state-rules-table.ts';
import type { AgreementTerms } from '../../src/agreement/terms.ts';
import { flat, percentOf, termsWith } from './support.ts';

const percent = (more: Partial<AgreementTerms> = {}): AgreementTerms =>
  termsWith([percentOf('0.1')], more);
const found = (terms: AgreementTerms, state: string, day: string) =>
  checkStateRules(terms, state, parseDay(day)).map((f) => [f.ruleId, f.severity]);

describe('T10 of mso.md §10', () => {
  it('blocks a percentage in New York and North Carolina, and takes a flat fee with an FMV warning', () => {
    expect(found(percent(), 'NY', '2026-03-01')).toEqual([['ny-percent', 'block']]);
    expect(found(percent(), 'NC', '2026-03-01')).toEqual([['nc-percent', 'block']]);
    for (const state of ['NY', 'NC']) {
      const findings = checkStateRules(termsWith([flat('9000.00')]), state, parseDay('2026-03-01'));
      expect(isBlocked(findings)).toBe(false);
      expect(findings.map((f) => f.severity)).toEqual(['warn']);
      expect(findings[0]?.words).toContain('fair market value');
    }
  });
  it('blocks a Florida percentage with marketing in scope, else warns', () => {
    const marketing = percent({ services: ['billing', 'marketing'] });
    expect(found(marketing, 'FL', '2026-03-01')).toEqual([['fl-marketing', 'block']]);
    expect(found(percent(), 'FL', '2026-03-01')).toEqual([['fl-percent', 'warn']]);
    const apart = termsWith([{ ...percentOf('0.1'), services: ['billing'] }, flat('100.00')], {
      services: ['billing', 'marketing'],
    });
    expect(found(apart, 'FL', '2026-03-01')).toEqual([['fl-percent', 'warn']]);
  });
  it('takes an Illinois percentage for billing alone, the licensee holding the account', () => {
    expect(found(percent(), 'IL', '2026-03-01')).toEqual([['il-percent', 'block']]);
    const billing = percent({ services: ['billing'] });
    const [note] = checkStateRules(billing, 'IL', parseDay('2026-03-01'));
    expect(note).toMatchObject({ ruleId: 'il-billing', severity: 'info', mustReverify: false });
    expect(note?.words).toContain('licenseeControlsAccount');
    const taken = percent({ services: ['billing'], legal: { licenseeControlsAccount: false } });
    expect(found(taken, 'IL', '2026-03-01')).toEqual([['il-billing-account', 'block']]);
  });
  it('keeps blocking in Illinois after the sunset and says to verify again', () => {
    const [last] = checkStateRules(percent(), 'IL', parseDay('2026-12-31'));
    expect(last).toMatchObject({ severity: 'block', mustReverify: false });
    const [after] = checkStateRules(percent(), 'IL', parseDay('2027-01-01'));
    expect(after).toMatchObject({ severity: 'block', mustReverify: true });
    expect(after?.words).toContain('sunset: re-verify');
  });
  it('gives an older Oregon agreement grace until 2029', () => {
    const old = termsWith([flat('9000.00')], {
      signedOn: '2024-05-01',
      legal: { controls: ['prices'] },
    });
    expect(found(old, 'OR', '2028-12-31')).toEqual([['or-control-grace', 'info']]);
    expect(found(old, 'OR', '2029-01-01')).toEqual([['or-control-existing', 'block']]);
    const young = { ...old, signedOn: '2025-07-01' };
    expect(found(young, 'OR', '2025-12-31')).toEqual([]);
    expect(found(young, 'OR', '2026-01-01')).toEqual([['or-control-new', 'block']]);
  });
});

it('never calls a state permitted that it does not know', () => {
  expect(found(percent(), 'WY', '2026-03-01')).toEqual([['unknown-state', 'info']]);
});

it('cites SB 351 only for private equity and hedge funds', () => {
  const legal = { controls: ['prices'], msoControlledBy: 'private-equity' } as const;
  expect(found(percent({ legal }), 'ca', '2026-01-01')).toContainEqual([
    'ca-investor-control',
    'block',
  ]);
  expect(found(percent({ legal }), 'CA', '2025-12-31')).toEqual([['ca-percent', 'warn']]);
  const others = { ...legal, msoControlledBy: 'physicians' } as const;
  expect(found(percent({ legal: others }), 'CA', '2026-01-01')).toEqual([['ca-percent', 'warn']]);
});

it('adds the federal rules when the practice has federal revenue', () => {
  const legal = { federalProgramRevenue: true };
  expect(found(percent({ legal }), 'TX', '2026-03-01')).toEqual([
    ['tx-percent', 'warn'],
    ['us-federal-percent', 'warn'],
  ]);
  const marketing = percent({ legal, services: ['marketing'] });
  expect(found(marketing, 'TX', '2026-03-01')).toContainEqual(['us-federal-marketing', 'block']);
});

it('allows the fee of the example states, and says each time that it is not advice', () => {
  for (const state of ['TX', 'AZ']) {
    const findings = checkStateRules(percent(), state, parseDay('2026-03-01'));
    expect(isBlocked(findings)).toBe(false);
    for (const finding of findings) expect(finding.words).toContain('Not legal advice');
  }
});

it('has a table of unique rules with real dates', () => {
  expect(new Set(STATE_RULES.map((rule) => rule.ruleId)).size).toBe(STATE_RULES.length);
  for (const rule of STATE_RULES)
    for (const date of [rule.effectiveFrom, rule.effectiveTo, rule.sunset])
      expect(date === undefined || isDay(date)).toBe(true);
});
