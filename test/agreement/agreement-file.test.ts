import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAgreement, readAgreement } from '../../src/agreement/agreement-file.ts';
import { agreementText } from '../../src/agreement/agreement-text.ts';
import { anyTerms } from './arbitraries.ts';

const FILE = `# The agreement of the example group.
format: feeworth-agreement/1
id: acme-msa
title: "Management services, Acme: 2026"
practices: [acme-tx, acme-az]
mso: glow-mso
signedOn: 2025-06-02
effectiveFrom: 2025-07-01
term: 5 years
renewal: {term: 12 months, notice: 90 days}
termination:
  cure: 30 days
  withoutCause: {by: either, notice: 180 days}
  exitFee: 40,000 USD
services: [billing, accounting, it]
fee:
  floor: 18000 USD/month
  cap: "60000.00"
  components:
    share:
      kind: tiered
      base: collections-net-of-refunds
      month: deposit
      tiers:
        first: {upTo: 350000 USD/month, rate: 9%}
        rest: {rate: 7.25 %}
    claims:
      kind: per-unit
      unit: claim
      price: 4.125 USD/claim
      escalator: {rate: 3%, from: 2026-07-01}
    platform:
      kind: flat
      amount: 500 USD/month
      per: site
      atRisk:
        share: 10%
        standards:
          days-in-ar: {label: "Net days in A/R at most 35"}
    supplies: {kind: pass-through, cost: supplies, allocation: {by: fixed, shares: {acme-tx: 60%, acme-az: 40%}}}
billing: {in: arrears, dueDays: 15}
fmvRange: {base: collections-net-of-refunds, low: 7%, high: 11%, opinionOn: 2025-05-20}
allocationKey: {by: visits}
legal: {controls: [prices], licenseeControlsAccount: true, msoControlledBy: physicians}
`;

describe('an agreement file', () => {
  it('reads into terms', () => {
    const terms = parseAgreement(FILE, { file: 'msa.yaml' });
    expect(terms).toMatchObject({
      id: 'acme-msa',
      termMonths: 60,
      renewal: { kind: 'automatic', months: 12, noticeDays: 90 },
      termination: { cureDays: 30, exitFee: { kind: 'amount', amount: '40000.00' } },
      fee: {
        year: 'contract',
        limits: { floorPerMonth: '18000.00', capPerMonth: '60000.00' },
        components: [
          {
            code: 'share',
            kind: 'tiered',
            mode: 'marginal',
            base: { kind: 'collections-net-of-refunds', month: 'deposit' },
            tiers: [{ upTo: '350000.00', rate: '0.09' }, { rate: '0.0725' }],
          },
          { code: 'claims', price: '4.125', escalator: { rate: '0.03', from: '2026-07-01' } },
          { code: 'platform', amount: '500.00', per: 'site', atRisk: { share: '0.1' } },
          { code: 'supplies', allocation: { shares: { 'acme-tx': '0.6', 'acme-az': '0.4' } } },
        ],
      },
      fmvRange: { low: '0.07', high: '0.11' },
    });
    expect(JSON.parse(JSON.stringify(terms))).toEqual(terms);
  });

  it('takes a fee of one component written straight into it, with places for its checks', () => {
    const start = FILE.slice(0, FILE.indexOf('fee:\n'));
    const end = FILE.slice(FILE.indexOf('billing: {in'));
    const fee = (rate: string): string =>
      `fee: {kind: percent, base: cash-collections, rate: ${rate}}\n`;
    expect(parseAgreement(start + fee('9%') + end).fee.components).toEqual([
      {
        code: 'fee',
        kind: 'percent',
        base: { kind: 'cash-collections', month: 'accrual' },
        rate: '0.09',
        proration: 'days',
      },
    ]);
    const { problems } = readAgreement(start + fee('900%') + end);
    expect(problems).toMatchObject([{ code: 'agreement/percent-above-one', line: 16, column: 52 }]);
  });

  it('reads back what it writes', () => {
    const terms = parseAgreement(FILE);
    expect(parseAgreement(agreementText(terms))).toEqual(terms);
    fc.assert(
      fc.property(anyTerms, (any) => {
        const { terms: again, problems } = readAgreement(agreementText(any));
        expect(problems).toEqual([]);
        expect(again).toEqual(any);
      }),
      { numRuns: 150 },
    );
  });
});

describe('what is wrong with a file', () => {
  const broken = (from: string | RegExp, to: string) => {
    const text = FILE.replace(from, to);
    expect(text).not.toBe(FILE);
    return readAgreement(text).problems.map((p) => [p.code, p.line, p.column, p.hint]);
  };
  it.each([
    ['effectiveFrom:', 'efectiveFrom:', 'agreement/missing-key', 2, 'is "efectiveFrom" meant'],
    ['kind: tiered', 'kind: teired', 'agreement/unknown-kind', 21, 'did you mean tiered?'],
    [
      'base: collections-net-of-refunds\n      month',
      'base: collections-net-of-refund\n      month',
      'agreement/unknown-base',
      22,
      'did you mean collections-net-of-refunds?',
    ],
    ['18000 USD/month', '18000', 'agreement/unit-missing', 17, 'write 18000 USD/month'],
    ['18000 USD/month', '18000 USD/year', 'agreement/unit-missing', 17, 'USD/month'],
    ['18000 USD/month', '18000 EUR/month', 'agreement/other-currency', 17, 'USD/month'],
    ['18000 USD/month', '70000 USD/month', 'agreement/floor-above-cap', 17, undefined],
    ['rate: 9%', 'rate: 9', 'agreement/unit-missing', 25, 'write 9%'],
    ['rate: 9%', 'rate: 109%', 'agreement/percent-above-one', 25, '0.09 is 9 %'],
    ['[billing, ', '[biling, ', 'agreement/unknown-service', 15, 'did you mean billing?'],
    ['2025-07-01', '2025-02-30', 'agreement/not-a-date', 8, 'YYYY-MM-DD'],
    ['from: 2026-07-01', 'from: 2026-7-1', 'agreement/not-a-date', 31, 'YYYY-MM-DD'],
    ['feeworth-agreement/1', 'feeworth-agreement/9', 'agreement/other-format', 2, undefined],
    ['acme-az: 40%', 'acme-az: 41%', 'agreement/shares-not-one', 40, undefined],
    ['billing: {in', 'billing: {in: arrears, in', 'agreement/not-yaml', 41, undefined],
  ])('%s as %s', (from, to, code, line, hint) => {
    const found = broken(from, to).find(([c]) => c === code);
    expect(found?.slice(0, 2)).toEqual([code, line]);
    if (hint !== undefined) expect(found?.[3]).toContain(hint);
  });

  it('is listed whole, each with its place, and thrown as one error', () => {
    const text = FILE.replace('rate: 9%', 'rate: 9').replace('mso:', 'msoo:');
    const { terms, problems } = readAgreement(text);
    expect(terms).toBeNull();
    expect(problems.map((p) => p.code)).toEqual([
      'agreement/missing-key',
      'agreement/unknown-key',
      'agreement/unit-missing',
    ]);
    expect(() => parseAgreement(text, { file: 'msa.yaml' })).toThrowError(
      expect.objectContaining({
        code: 'agreement/invalid',
        message: expect.stringContaining('msa.yaml:25:') as unknown,
      }),
    );
  });

  it('is found in what is no agreement at all', () => {
    for (const text of ['', '[]', 'a', '*x', '&a {x: *a}', '{', 'fee: 3', '? {a: b}\n: c'])
      expect(readAgreement(text).problems.length).toBeGreaterThan(0);
  });
});
