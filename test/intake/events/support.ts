import { formatDay } from '../../../src/calendar.ts';
import type { Fact, IntakeContext, Notice } from '../../../src/intake/events/fact.ts';
import type { ClaimLookup, Setting } from '../../../src/intake/events/setting.ts';
import { createFactIds, createTokeniser } from '../../../src/intake/tokens.ts';
import { TODAY } from '../x12/helpers.ts';

const KEY = new Uint8Array(32).fill(9);

export const SETTING: Setting = {
  currency: 'USD',
  cashPolicy: 'bank',
  opening: '2025-12-31',
  entities: new Map([
    [
      'practice',
      { id: 'practice', kind: 'practice', state: 'TX', npi: '1234567893', bankAccounts: ['op'] },
    ],
    ['other', { id: 'other', kind: 'practice', state: 'TX', npi: '1111111111', bankAccounts: [] }],
  ]),
  sites: new Map([
    ['north', { id: 'north', entity: 'practice', npi: undefined, claimPrefixes: ['N'] }],
    ['nord', { id: 'nord', entity: 'practice', npi: undefined, claimPrefixes: ['NO'] }],
  ]),
  payers: [
    {
      id: 'acme',
      payerClass: 'commercial',
      name: 'EXAMPLE HEALTH PLAN',
      ids: ['98765'],
      contractualRate: '0.4000',
    },
  ],
  agreements: [],
};

export interface TestContext extends IntakeContext {
  readonly notices: Notice[];
}

export function context(more: Partial<IntakeContext> = {}): TestContext {
  const notices: Notice[] = [];
  const nothing: ClaimLookup = {
    payerOf: () => undefined,
    charge: () => undefined,
    submitted: () => undefined,
  };
  return {
    setting: SETTING,
    claims: nothing,
    entity: 'practice',
    site: undefined,
    agreement: undefined,
    file: 'a.edi',
    tokenise: createTokeniser(KEY),
    ids: createFactIds(KEY),
    today: formatDay(TODAY),
    notice: (notice) => notices.push(notice),
    notices,
    ...more,
  };
}

/** Data of the facts of a type. */
export function dataOf(facts: readonly Fact[], type: string): Record<string, unknown>[] {
  return facts.filter((f) => f.type === type).map((f) => f.data as Record<string, unknown>);
}
