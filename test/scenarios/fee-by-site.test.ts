import { describe, expect, it } from 'vitest';
import type { AgreementTerms } from '../../src/agreement/terms.ts';
import { sha256 } from '../../src/audit/sha256.node.ts';
import type { Month } from '../../src/calendar.ts';
import type { Plan, SitePlan } from '../../scenarios/plan.ts';
import { rangeRunner, specOf } from '../../scenarios/run-range.ts';
import { INDEPENDENT } from '../../scenarios/value-source.ts';
import { EXAMPLE_PLAN } from '../support/example-plan.ts';

const SITE = EXAMPLE_PLAN.sites[0] as SitePlan;
const TERMS = EXAMPLE_PLAN.agreements[SITE.entity] as AgreementTerms;
const { start } = EXAMPLE_PLAN;

describe('a fee by the site', () => {
  it('is charged for a new site from the month it opens', () => {
    const opens = { from: (start + 3) as Month, rampMonths: 6, costCents: 0, leadMonths: 1 };
    const plan: Plan = {
      ...EXAMPLE_PLAN,
      months: 6,
      practices: [SITE.entity],
      sites: [SITE, { ...SITE, id: 'second', opens }],
      opening: [],
      recorded: 'independent',
      effective: start,
      agreements: {
        [SITE.entity]: {
          ...TERMS,
          fee: {
            year: 'contract',
            components: [
              { code: 'flat', kind: 'flat', amount: '1000.00', per: 'site', proration: 'days' },
            ],
          },
        },
      },
    };
    const spec = specOf({ plan, parameters: [], sampling: INDEPENDENT, seed: '7', isNoisy: false });
    const { monthlyFee } = rangeRunner(spec, sha256).run(0, 1);
    // Paid in the month after.
    expect([...monthlyFee]).toEqual([0, 100_000, 100_000, 100_000, 200_000, 200_000]);
  });
});
