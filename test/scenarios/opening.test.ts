// What the book leaves open, in a future without luck: one site, one payer, no new claims.
import { expect, test } from 'vitest';
import { balanceOf, changeOf } from '../../projections/ledger.ts';
import { openParts } from '../../scenarios/claim-cohorts.ts';
import { emptyOpening } from '../../scenarios/defaults.ts';
import { PARAMETER_IDS, PARAMETER_INDEX } from '../../scenarios/effects.ts';
import { startFolds } from '../../scenarios/folds.ts';
import type { Folds } from '../../scenarios/folds.ts';
import { luckSource } from '../../scenarios/luck.ts';
import { compileModel } from '../../scenarios/model.ts';
import type { Model } from '../../scenarios/model.ts';
import type { PayerPlan, Plan } from '../../scenarios/plan.ts';
import { RowWriter } from '../../scenarios/row-writer.ts';
import { runArm, workbench } from '../../scenarios/run-arm.ts';
import { sha256 } from '../../src/audit/sha256.node.ts';
import { COLUMNS, steadyPlan } from './steady-plan.ts';

const STEADY = steadyPlan(COLUMNS.solo, 12);
const [SITE] = STEADY.sites;
if (SITE === undefined) throw new Error('a steady plan has a site');

const PAYER: PayerPlan = {
  payer: 'payers',
  payerClass: 'commercial',
  claimsMonthly: 0,
  chargeCents: 62_000,
  contractual: 0.4,
  patientShare: 0,
  patientCollected: 1,
  denialRate: 0.1,
  overturned: 0.4,
  submitDays: 0,
  payDays: 30,
  reworkDays: 45,
};

function livedThrough(plan: Plan, arm: 'independent' | 'withMso' = 'withMso'): [Model, Folds] {
  const model = compileModel(plan);
  const bench = workbench(model, new RowWriter(), startFolds(model));
  const values = new Float64Array(PARAMETER_IDS.length);
  values[PARAMETER_INDEX['fee-level']] = 1;
  runArm(model, model.arms[arm], values, luckSource(model, '1', sha256).fill(1), bench);
  return [model, bench.folds];
}

/** Net revenue written off of 100,000.00 of open claims of an age, and 1010's gain of them. */
function runOff(ageDays: number, payer = PAYER): { deniedCents: number; collectedCents: number } {
  const claims = [{ payer: payer.payer, ageDays, claims: 10, grossCents: 10_000_000 }];
  const plan = (open: typeof claims): Plan => ({
    ...STEADY,
    sites: [{ ...SITE, payers: [payer] }] as Plan['sites'],
    agreements: {},
    opening: [{ ...emptyOpening({ id: 'main', entity: 'practice' }, 0), claims: open }],
  });
  const of = (open: typeof claims, account: number): number => {
    const [model, { ledger }] = livedThrough(plan(open));
    return balanceOf(ledger, model.practices[0]?.entity ?? 0, account);
  };
  for (const account of [1110, 1180, 1035]) expect(of(claims, account), `${account}`).toBe(0);
  return {
    deniedCents: of(claims, 4125),
    collectedCents: of(claims, 1010) - of([], 1010),
  };
}

test('open claims fresh from submission are denied and collected as new ones are', () => {
  // 10 % denied, of these 60 % given up: 6 % of 60,000.00 net.
  expect(runOff(0)).toEqual({ deniedCents: 360_000, collectedCents: 5_640_000 });
  expect(runOff(0, { ...PAYER, denialRate: 0 })).toEqual({
    deniedCents: 0,
    collectedCents: 6_000_000,
  });
});

test('the older open claims are, the more of them are denials', () => {
  // After 25 days one half of the clean ones is paid: 45 of 55 are good, 4 overturned, 6 lost.
  expect(runOff(25).deniedCents).toBe(654_545);
  expect(runOff(60).deniedCents).toBe(3_600_000);
  expect(runOff(100).deniedCents).toBe(6_000_000);
  expect(runOff(500)).toEqual({ deniedCents: 6_000_000, collectedCents: 0 });
  const days = openParts(PAYER, 25).map(({ day }) => day);
  expect(days).toEqual([39, 75, 150]);
});

test('a fee on the month before begins with the last month of the book', () => {
  const terms = STEADY.agreements['practice'];
  if (terms === undefined) throw new Error('the steady plan has an agreement');
  const base = { kind: 'collections-net-of-refunds', month: 'prior' } as const;
  const share = { code: 'share', kind: 'percent', base, rate: '0.1', proration: 'days' } as const;
  const since = { ...terms, effectiveFrom: '2026-01-01' };
  const prior = { ...since, fee: { year: 'contract' as const, components: [share] } };
  const plan: Plan = {
    ...STEADY,
    recorded: 'withMso',
    agreements: { practice: prior },
    priorBases: { practice: { 'collections-net-of-refunds': 8_000_000 } },
  };
  const feeOf = ([model, { ledger }]: [Model, Folds], month: number): number =>
    changeOf(ledger, model.practices[0]?.entity ?? 0, model.offset + month, 6110);
  const { priorBases: _, ...without } = plan;
  expect(feeOf(livedThrough(plan), 0)).toBe(800_000);
  expect(feeOf(livedThrough(without), 0)).toBe(0);
  expect(feeOf(livedThrough(plan), 1)).toBe(feeOf(livedThrough(without), 1));
  // Terms that only begin now have no month before: nothing, as they say.
  const fresh = { ...prior, effectiveFrom: '2027-01-01' };
  expect(feeOf(livedThrough({ ...plan, agreements: { practice: fresh } }), 0)).toBe(0);
});
