import { describe, expect, it } from 'vitest';
import { isFeeworthError } from '../../../src/error.ts';
import { summariseClaim } from '../../../src/intake/x12/summarise-claim.ts';
import type { ClaimSpec, RemittanceSpec } from '../../support/x12-builder.ts';
import { set835, x12Text } from '../../support/x12-builder.ts';
import { codesOf, only835, read835, revealed } from './helpers.ts';

const CLAIM: ClaimSpec = {
  control: 'A1',
  charge: '200',
  paid: '120',
  lines: [{ code: '99213', charge: '200', paid: '120', cas: [['CO', ['45', '80']]] }],
};
const text = (spec: RemittanceSpec = {}): string => x12Text(set835({ claims: [CLAIM], ...spec }));

const refusal = (file: string): { code: string; at: string | undefined; hint: string } => {
  try {
    read835(file);
  } catch (error) {
    if (!isFeeworthError(error)) throw error;
    expect(error.category).toBe('input');
    expect(error.place.file).toBe('a.835');
    return { code: error.code, at: error.place.at, hint: error.hint ?? '' };
  }
  return { code: 'read', at: undefined, hint: '' };
};

describe('what is refused, with its place and a remedy', () => {
  it('a file that ends inside of a transaction', () => {
    const whole = text();
    const cut = refusal(whole.slice(0, whole.indexOf('SE*')));
    expect(cut).toMatchObject({ code: 'x12/truncated', at: 'segment 13' });
    expect(cut.hint).toContain('fetch it again');
    expect(refusal(whole.slice(0, whole.indexOf('CAS*') + 6)).code).toBe('x12/truncated');
    expect(refusal(whole.slice(0, whole.indexOf('SE*')) + whole).code).toBe('x12/truncated');
    expect(refusal(whole.replace(/SE\*.*?~\n/, '')).code).toBe('x12/truncated');
  });

  it('a file that ends between transactions: what came after is as lost as within one', () => {
    const two = x12Text([set835({ claims: [CLAIM] }), set835({ claims: [CLAIM] })]);
    const second = two.indexOf('ST*', two.indexOf('ST*') + 1);
    expect(refusal(two).code).toBe('read');
    expect(refusal(two.slice(0, second))).toMatchObject({ code: 'x12/truncated' });
    expect(refusal(two.slice(0, two.indexOf('GE*'))).code).toBe('x12/truncated');
    expect(refusal(two.slice(0, two.indexOf('IEA*'))).code).toBe('x12/truncated');
    expect(refusal(two.slice(0, two.indexOf('IEA*') + 5)).code).toBe('read');
  });

  it('zero characters inside, which a bad disk or a broken transfer leaves', () => {
    const whole = text();
    const at = whole.indexOf('SVC*');
    const holed = `${whole.slice(0, at)}\0\0\0${whole.slice(at + 3)}`;
    expect(refusal(holed)).toMatchObject({ code: 'x12/zero-characters' });
    expect(refusal(whole.slice(0, at) + '\0'.repeat(600_000) + whole.slice(at)).code).toBe(
      'x12/zero-characters',
    );
    expect(refusal(`${whole}\u001A\0\0`).code).toBe('read');
  });

  it('a payment whose amount cannot be read, or is not there', () => {
    for (const amount of ['', 'amount', '1,200.00', '12.005', '1e3', '$5', '+5', '5.']) {
      expect(refusal(text({ amount }))).toMatchObject({
        code: 'x12/unreadable-payment',
        at: 'segment 4',
      });
    }
    expect(refusal(text().replace(/BPR.*?~\n/, '')).code).toBe('x12/unreadable-payment');
  });

  it('a second currency', () => {
    expect(refusal(text({ currency: 'USD' })).code).toBe('read');
    expect(refusal(text({ currency: 'CAD' }))).toMatchObject({
      code: 'x12/other-currency',
      at: 'segment 6, element 2',
    });
  });

  it('dates before 2000 and more than 31 days ahead, wherever they stand', () => {
    expect(refusal(text({ effective: '20260304' })).code).toBe('read');
    expect(refusal(text({ effective: '20260305' }))).toMatchObject({
      code: 'x12/date-out-of-range',
      at: 'segment 4, element 16',
    });
    expect(refusal(text({ effective: '20000101' })).code).toBe('read');
    expect(refusal(text({ effective: '19991231' })).code).toBe('x12/date-out-of-range');
    expect(refusal(text({ produced: '20620101' })).code).toBe('x12/date-out-of-range');
    for (const more of [{ from: '20620101' }, { to: '20620101' }, { received: '20620101' }]) {
      expect(refusal(text({ claims: [{ ...CLAIM, ...more }] })).code).toBe('x12/date-out-of-range');
    }
    const lines = CLAIM.lines?.map((line) => ({ ...line, on: '20620105' })) ?? [];
    expect(refusal(text({ claims: [{ ...CLAIM, lines }] })).code).toBe('x12/date-out-of-range');
  });
});

describe('what is read with an anomaly', () => {
  const anomaliesOf = (spec: RemittanceSpec): string[] => codesOf(only835(text(spec)).anomalies);

  it('placeholders instead of amounts: zero, and nothing counts as balanced', () => {
    const file = text().replace('CAS*CO*45*80', 'CAS*grp_code*reason_code*amount*quantity');
    const remittance = only835(file);
    expect(codesOf(remittance.anomalies)).toEqual([
      'unknown-group',
      'unreadable-amount',
      'line-unbalanced',
      'claim-unbalanced',
    ]);
    expect(remittance.claims[0]).toMatchObject({ isBalanced: false, differenceCents: -8000 });
    expect(remittance.isBalanced).toBe(true);
    expect(remittance.anomalies[1]).toMatchObject({ segment: 13, element: 3 });
  });

  it('an unreadable paid amount leaves the transaction unbalanced even at no difference', () => {
    const zero: ClaimSpec = { control: 'B', charge: '0', paid: 'x', lines: [] };
    const remittance = only835(text({ amount: '120', claims: [CLAIM, zero] }));
    expect(remittance).toMatchObject({ differenceCents: 0, isBalanced: false });
    expect(remittance.claims.map((c) => c.isBalanced)).toEqual([true, false]);
    const plb = only835(text({ amount: '120', plb: [['WO', 'R', 'x']] }));
    expect(plb).toMatchObject({ isBalanced: false, providerAdjustments: [] });
  });

  it('payments below zero, notifications with money, debits, odd methods', () => {
    expect(anomaliesOf({ amount: '-6173.50', handling: 'H', method: 'NON' })).toEqual([
      'negative-payment',
      'notification-with-money',
      'transaction-unbalanced',
    ]);
    expect(anomaliesOf({ flag: 'D' })).toEqual(['debit-payment']);
    expect(anomaliesOf({ method: 'XYZ' })).toEqual(['unknown-method']);
    expect(anomaliesOf({ trace: '' })).toEqual(['no-trace']);
    expect(anomaliesOf({ effective: '20260230' })).toEqual(['unreadable-date']);
  });

  it('payers known by reference, originator, name, or not at all', () => {
    const payer = (spec: RemittanceSpec): unknown => only835(text(spec)).payer.id;
    expect(payer({ payerId: '', payerExtra: [['REF', '2U', 'P77']] })).toBe('P77');
    expect(payer({ payerExtra: [['REF', '2U', 'P77']] })).toBe('98765');
    expect(payer({ payerId: '' })).toBeNull();
    const key = (spec: RemittanceSpec): unknown => revealed(only835(text(spec)).payer.key);
    expect(key({})).toEqual({ raw: '98765' });
    expect(key({ payerId: '' })).toEqual({ raw: '1512345678' });
    expect(key({ payerId: '', originator: '' })).toEqual({ raw: 'EXAMPLE HEALTH PLAN' });
    expect(anomaliesOf({ payerId: '', originator: '', payerName: '' })).toEqual(['no-payer']);
    expect(anomaliesOf({ payerId: '', originator: '' })).toEqual([]);
  });

  it('a claim whose patient share or charges do not agree', () => {
    expect(anomaliesOf({ claims: [{ ...CLAIM, patient: '203' }] })).toEqual([
      'patient-share-differs',
    ]);
    const split: ClaimSpec = { ...CLAIM, charge: '250', cas: [['CO', ['45', '50']]] };
    expect(anomaliesOf({ claims: [split] })).toEqual(['charge-differs']);
    expect(anomaliesOf({ claims: [{ ...CLAIM, status: '77' }] })).toEqual(['unknown-status']);
  });

  it('adjustments half there, and procedure codes with what sticks to them', () => {
    const half = text().replace('CAS*CO*45*80', 'CAS*CO*45***96*80**16');
    expect(codesOf(only835(half).anomalies)).toEqual([
      'reason-without-amount',
      'reason-without-amount',
    ]);
    const without = only835(text().replace('CAS*CO*45*80', 'CAS*CO**80'));
    expect(codesOf(without.anomalies)).toEqual(['amount-without-reason']);
    expect(without.claims[0]?.isBalanced).toBe(true);
    const glued = only835(text().replace('HC:99213', 'HC:9921325'));
    expect(glued.claims[0]?.lines[0]).toMatchObject({ procedure: '99213', modifiers: ['25'] });
    const bare = only835(text().replace('HC:99213', '99213'));
    expect(bare.claims[0]?.lines[0]).toMatchObject({ procedure: '99213', qualifier: '' });
    const changed = only835(text().replace('*1~\nDTM*472', '*1*HC:99214~\nDTM*472'));
    expect(changed.claims[0]?.lines[0]?.submittedProcedure).toBe('99214');
    const early = text({ header: [['CAS', 'CO', '45', '1']] });
    expect(codesOf(only835(early).anomalies)).toEqual(['adjustment-outside']);
  });

  it('PLB with trailing empties, without a code, and of zero', () => {
    const remittance = only835(
      text({
        amount: '110',
        tail: [
          ['PLB', '5', '20261231', '', '10', '', '', ['WO', 'R'], '0'],
          ['PLB', '1234567893', '', '', ''],
        ],
      }),
    );
    expect(codesOf(remittance.anomalies)).toEqual(['provider-adjustment-without-code']);
    expect(remittance.providerAdjustments).toMatchObject([
      { code: '', npi: null, amountCents: 1000 },
    ]);
    expect(remittance.isBalanced).toBe(true);
  });

  it('codes we do not know, and reasons in the wrong group', () => {
    const summary = (cas: string): string[] => {
      const claim = only835(text().replace('CAS*CO*45*80', cas)).claims[0];
      return claim === undefined ? [] : codesOf(summariseClaim(claim).anomalies);
    };
    expect(summary('CAS*CO*ZZ9*80')).toEqual(['unknown-reason']);
    expect(summary('CAS*CO*1*80')).toEqual(['group-reason-mismatch']);
    expect(summary('CAS*CO*23*80')).toEqual(['group-reason-mismatch']);
    expect(summary('CAS*PR*45*80')).toEqual([]);
  });
});
