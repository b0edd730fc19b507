import { describe, expect, it } from 'vitest';
import { parseDay } from '../../../src/calendar.ts';
import { reveal } from '../../../src/intake/raw.ts';
import type { ClaimSummary } from '../../../src/intake/x12/summarise-claim.ts';
import { summariseClaim } from '../../../src/intake/x12/summarise-claim.ts';
import type { Remittance } from '../../../src/intake/x12/types-835.ts';
import type { ClaimSpec, LineSpec, RemittanceSpec } from '../../support/x12-builder.ts';
import { set835, x12Text } from '../../support/x12-builder.ts';
import { codesOf, only835, read835 } from './helpers.ts';

// The list of revenue-cycle.md §4.4, each with figures worked out by hand.

const remit = (spec: RemittanceSpec): Remittance => only835(x12Text(set835(spec)));
const line = (code: string, charge: string, paid: string, cas: LineSpec['cas'] = []): LineSpec => ({
  code,
  charge,
  paid,
  cas,
});
const claimOf = (spec: ClaimSpec): { remittance: Remittance; summary: ClaimSummary } => {
  const remittance = remit({ claims: [spec] });
  const claim = remittance.claims[0];
  if (claim === undefined) throw new Error('no claim');
  return { remittance, summary: summariseClaim(claim) };
};
const clean = (remittance: Remittance): void => {
  expect(codesOf(remittance.anomalies)).toEqual([]);
  expect(remittance.isBalanced).toBe(true);
  expect(remittance.claims.every((c) => c.isBalanced)).toBe(true);
};

describe('paid and not paid', () => {
  it('1: paid with a contractual part and a copay', () => {
    const { remittance, summary } = claimOf({
      control: 'A1',
      charge: '200.00',
      paid: '120.00',
      lines: [
        line('99213', '200', '120', [
          ['CO', ['45', '50']],
          ['PR', ['3', '30']],
        ]),
      ],
    });
    clean(remittance);
    expect(remittance).toMatchObject({
      amountCents: 12000,
      method: 'ACH',
      handling: 'I',
      effectiveOn: parseDay('2026-01-15'),
      producedOn: parseDay('2026-01-13'),
      trace: 'EFT0001',
      claimsPaidCents: 12000,
      providerAdjustedCents: 0,
      differenceCents: 0,
      payer: { id: '98765', originator: '1512345678' },
      payee: { npi: '1234567893', taxId: null },
    });
    expect(summary).toMatchObject({
      outcome: 'paid',
      rank: 'primary',
      chargeCents: 20000,
      paidCents: 12000,
      patientShareCents: 3000,
      contractualCents: 5000,
      deniedCents: 0,
      linesCounted: 1,
      linesDenied: 0,
    });
    expect(summary.anomalies).toEqual([]);
  });

  it('2: paid by deductible is no denial', () => {
    const { remittance, summary } = claimOf({
      control: 'A2',
      charge: '150',
      paid: '0',
      lines: [
        line('99213', '150', '0', [
          ['PR', ['1', '90']],
          ['CO', ['45', '60']],
        ]),
      ],
    });
    clean(remittance);
    expect(summary).toMatchObject({
      outcome: 'zero-paid',
      patientShareCents: 9000,
      contractualCents: 6000,
      deniedCents: 0,
      deniedLineChargesCents: 0,
      linesDenied: 0,
    });
  });

  it('3: one line denied for authorisation, others paid', () => {
    const { remittance, summary } = claimOf({
      control: 'A3',
      charge: '300',
      paid: '150',
      lines: [
        line('99213', '200', '150', [['CO', ['45', '50']]]),
        line('11102', '100', '0', [['CO', ['197', '100']]]),
      ],
    });
    clean(remittance);
    expect(summary).toMatchObject({
      outcome: 'partially-denied',
      deniedCents: 10000,
      deniedOpenCents: 10000,
      deniedLineChargesCents: 10000,
      contractualCents: 5000,
      linesCounted: 2,
      linesDenied: 1,
      lines: [{ outcome: 'paid' }, { outcome: 'denied', deniedCents: 10000 }],
    });
    expect(summary.adjustments[1]).toMatchObject({
      group: 'CO',
      reason: '197',
      class: 'denial',
      category: 'authorization',
      line: 2,
    });
  });

  it('3b: a line paid for fewer units is a partial denial, its charge no denied charge', () => {
    const { summary } = claimOf({
      control: 'A3B',
      charge: '300',
      paid: '180',
      lines: [line('J0585', '300', '180', [['CO', ['151', '120', '2']]])],
    });
    expect(summary).toMatchObject({
      outcome: 'partially-denied',
      deniedCents: 12000,
      deniedLineChargesCents: 0,
      linesDenied: 0,
    });
    expect(summary.adjustments[0]?.quantity).toBe('2');
  });

  it('4: claim denied for missing information, with its remark', () => {
    const { remittance, summary } = claimOf({
      control: 'A4',
      charge: '250',
      paid: '0',
      remarks: ['MA130'],
      lines: [{ ...line('99214', '250', '0', [['CO', ['16', '250']]]), remarks: ['N290'] }],
    });
    clean(remittance);
    expect(remittance.claims[0]?.remarks).toEqual(['MA130']);
    expect(remittance.claims[0]?.lines[0]?.remarks).toEqual(['N290']);
    expect(summary).toMatchObject({
      outcome: 'denied',
      deniedCents: 25000,
      deniedOpenCents: 25000,
      deniedLineChargesCents: 25000,
    });
  });

  it('4b: a denial whose bill goes to the patient', () => {
    const { summary } = claimOf({
      control: 'A4B',
      charge: '250',
      paid: '0',
      lines: [line('15788', '250', '0', [['PR', ['204', '250']]])],
    });
    expect(summary).toMatchObject({
      outcome: 'denied',
      deniedCents: 25000,
      deniedOpenCents: 0,
      patientShareCents: 25000,
    });
  });

  it('5: an exact duplicate is apart from denials', () => {
    const { remittance, summary } = claimOf({
      control: 'A5',
      charge: '200',
      paid: '0',
      lines: [line('99213', '200', '0', [['OA', ['18', '200']]])],
    });
    clean(remittance);
    expect(summary).toMatchObject({
      outcome: 'duplicate',
      isDuplicate: true,
      deniedCents: 0,
      duplicateCents: 20000,
      linesDenied: 0,
    });
  });
});

describe('mixtures', () => {
  it('a duplicate line beside a denied one is a denied claim, no duplicate', () => {
    const { summary } = claimOf({
      control: 'M1',
      charge: '300',
      paid: '0',
      lines: [
        line('99213', '200', '0', [['OA', ['18', '200']]]),
        line('11102', '100', '0', [['CO', ['197', '100']]]),
      ],
    });
    expect(summary).toMatchObject({
      outcome: 'denied',
      isDuplicate: false,
      deniedCents: 10000,
      duplicateCents: 20000,
      deniedLineChargesCents: 10000,
      linesDenied: 1,
    });
  });

  it('a secondary that denies the claim need not say what the primary did', () => {
    const { summary } = claimOf({
      control: 'M2',
      status: '2',
      charge: '200',
      paid: '0',
      lines: [line('99213', '200', '0', [['CO', ['29', '200']]])],
    });
    expect(summary).toMatchObject({ outcome: 'denied', anomalies: [] });
  });

  it('a quality code without charge counts nowhere', () => {
    const { summary } = claimOf({
      control: 'M3',
      charge: '200',
      paid: '120',
      lines: [line('99213', '200', '120', [['CO', ['45', '80']]]), line('3008F', '0', '0')],
    });
    expect(summary).toMatchObject({ linesCounted: 1, outcome: 'paid' });
    expect(summary.lines[1]?.outcome).toBe('not-counted');
  });
});

describe('coordination of benefits (X12 RFI 1696)', () => {
  it('6: the secondary says what the primary did', () => {
    const { remittance, summary } = claimOf({
      control: 'A6',
      status: '2',
      charge: '500',
      paid: '65',
      lines: [
        line('99213', '500', '65', [
          ['OA', ['23', '425']],
          ['CO', ['45', '10']],
        ]),
      ],
    });
    clean(remittance);
    expect(summary).toMatchObject({
      outcome: 'paid',
      rank: 'secondary',
      coordinationCents: 42500,
      contractualCents: 1000,
      anomalies: [],
    });
  });

  it('7: the secondary writes everything off: an exception', () => {
    const { remittance, summary } = claimOf({
      control: 'A7',
      status: '2',
      charge: '500',
      paid: '65',
      lines: [line('99213', '500', '65', [['CO', ['45', '435']]])],
    });
    clean(remittance);
    expect(summary.contractualCents).toBe(43500);
    expect(codesOf(summary.anomalies)).toEqual(['prior-payer-missing']);
  });

  it('16: paid above the charge by OA-94, which is negative', () => {
    const { remittance, summary } = claimOf({
      control: 'A16',
      status: '2',
      charge: '541',
      paid: '34',
      lines: [line('99213', '541', '34', [['OA', ['23', '516'], ['94', '-9']]])],
    });
    clean(remittance);
    expect(summary.coordinationCents).toBe(50700);
  });

  it('18, 19: crossed over, and forwarded without a decision', () => {
    const crossed = claimOf({
      control: 'A18',
      status: '19',
      charge: '100',
      paid: '64',
      lines: [
        line('99213', '100', '64', [
          ['CO', ['45', '20']],
          ['PR', ['2', '16']],
        ]),
      ],
    });
    clean(crossed.remittance);
    expect(crossed.summary).toMatchObject({ rank: 'primary', isForwarded: true, outcome: 'paid' });
    const forwarded = claimOf({
      control: 'A19',
      status: '23',
      charge: '100',
      paid: '0',
      lines: [line('99213', '100', '0', [['OA', ['B11', '100']]])],
    });
    clean(forwarded.remittance);
    expect(forwarded.summary).toMatchObject({
      rank: null,
      isForwarded: true,
      outcome: 'not-counted',
      deniedCents: 0,
    });
  });

  it('20: a predetermination moves nothing', () => {
    const { remittance, summary } = claimOf({
      control: 'A20',
      status: '25',
      charge: '900',
      paid: '0',
      lines: [line('15820', '900', '0', [['OA', ['101', '900']]])],
    });
    clean(remittance);
    expect(summary).toMatchObject({
      outcome: 'not-counted',
      isPredetermination: true,
      informationalCents: 90000,
    });
  });
});

const ORIGINAL: ClaimSpec = {
  control: 'A8',
  charge: '200',
  paid: '120',
  lines: [
    line('99213', '200', '120', [
      ['CO', ['45', '50']],
      ['PR', ['3', '30']],
    ]),
  ],
};
const REVERSAL: ClaimSpec = {
  control: 'A8',
  status: '22',
  charge: '-200',
  paid: '-120',
  lines: [
    line('99213', '-200', '-120', [
      ['CO', ['45', '-50']],
      ['PR', ['3', '-30']],
    ]),
  ],
};

describe('reversals and money outside of claims', () => {
  it('8: reversal and correction below zero are carried forward by FB', () => {
    const correction: ClaimSpec = {
      control: 'A8',
      charge: '200',
      paid: '70',
      lines: [
        line('99213', '200', '70', [
          ['CO', ['45', '100']],
          ['PR', ['3', '30']],
        ]),
      ],
    };
    const remittance = remit({
      method: 'NON',
      handling: 'H',
      amount: '0',
      claims: [REVERSAL, correction],
      plb: [['FB', 'A8ICN', '-50.00']],
    });
    clean(remittance);
    expect(remittance).toMatchObject({
      amountCents: 0,
      method: 'NON',
      claimsPaidCents: -5000,
      providerAdjustedCents: -5000,
    });
    expect(remittance.providerAdjustments[0]).toMatchObject({
      code: 'FB',
      amountCents: -5000,
      cashEffectCents: 5000,
      npi: '1234567893',
    });
    const summaries = remittance.claims.map(summariseClaim);
    expect(summaries.map((s) => s.outcome)).toEqual(['reversal', 'paid']);
    expect(summaries[0]).toMatchObject({ isReversal: true, rank: null, patientShareCents: -3000 });
    const first = summariseClaim(remit({ claims: [ORIGINAL] }).claims[0] as never);
    for (const key of [
      'chargeCents',
      'paidCents',
      'contractualCents',
      'patientShareCents',
    ] as const) {
      expect(first[key] + (summaries[0]?.[key] ?? 0)).toBe(0);
    }
  });

  it('9: the next remittance takes the balance back', () => {
    const remittance = remit({ claims: [ORIGINAL], plb: [['FB', 'A8ICN', '50.00']] });
    clean(remittance);
    expect(remittance).toMatchObject({ amountCents: 7000, claimsPaidCents: 12000 });
  });

  it('10: a recovery put off by WO below zero, and taken later', () => {
    const putOff = remit({ amount: '0', claims: [REVERSAL], plb: [['WO', 'A8ICN', '-120']] });
    expect(codesOf(putOff.anomalies)).toEqual([]);
    expect(putOff.amountCents).toBe(0);
    const later = remit({ claims: [ORIGINAL], plb: [['WO', 'A8ICN', '120']] });
    clean(later);
    expect(later.amountCents).toBe(0);
  });

  it('11: a refund check is acknowledged by 72 and WO', () => {
    const remittance = remit({
      amount: '0',
      method: 'NON',
      handling: 'H',
      plb: [
        ['72', 'CHK77', '-120'],
        ['WO', 'A8ICN', '120'],
      ],
    });
    clean(remittance);
    expect(remittance.providerAdjustments.map((p) => p.cashEffectCents)).toEqual([12000, -12000]);
    expect(reveal(remittance.providerAdjustments[0]?.reference as never)).toBe('CHK77');
  });

  it('12: interest comes by L6 and must be that of the claims', () => {
    const withInterest: ClaimSpec = { ...ORIGINAL, interest: '1.37' };
    const paid = remit({ claims: [withInterest], plb: [['L6', 'A8', '-1.37']] });
    clean(paid);
    expect(paid).toMatchObject({ amountCents: 12137 });
    expect(paid.claims[0]?.interestCents).toBe(137);
    const netZero = remit({
      claims: [withInterest, { ...ORIGINAL, control: 'A9', interest: '-1.37' }],
    });
    clean(netZero);
    const missing = remit({ claims: [withInterest] });
    expect(codesOf(missing.anomalies)).toEqual(['interest-differs']);
    expect(missing.isBalanced).toBe(true);
  });

  it('13: capitation by PLB alone', () => {
    const remittance = remit({ plb: [['CT', '', '-1812.27']] });
    clean(remittance);
    expect(remittance).toMatchObject({ amountCents: 181227, claims: [] });
    expect(remittance.providerAdjustments[0]?.reference).toBeNull();
  });

  it('14, 15: sequestration is contractual, a withhold comes back one day', () => {
    const { remittance, summary } = claimOf({
      control: 'A14',
      charge: '100',
      paid: '73.40',
      lines: [line('99213', '100', '73.40', [['CO', ['45', '20'], ['253', '1.60'], ['104', '5']]])],
    });
    clean(remittance);
    expect(summary).toMatchObject({ contractualCents: 2160, capitationCents: 500, deniedCents: 0 });
  });

  it('21: a 4010 reversal in the CR group undoes the patient share too', () => {
    const remittance = remit({
      amount: '0',
      claims: [
        {
          control: 'A21',
          status: '22',
          charge: '-200',
          paid: '-120',
          lines: [line('99213', '-200', '-120', [['CR', ['45', '-50'], ['3', '-30']]])],
        },
      ],
      plb: [['WO', 'X', '-120']],
    });
    clean(remittance);
    expect(summariseClaim(remittance.claims[0] as never)).toMatchObject({
      outcome: 'reversal',
      contractualCents: -5000,
      patientShareCents: -3000,
      anomalies: [],
    });
  });
});

describe('shapes', () => {
  it('17: claim-level and line-level adjustments together (RFI 1053)', () => {
    const { remittance, summary } = claimOf({
      control: 'A17',
      charge: '300',
      paid: '150',
      cas: [['CO', ['45', '30']]],
      lines: [
        line('99213', '200', '120', [['CO', ['45', '80']]]),
        line('11102', '100', '60', [['CO', ['45', '40']]]),
      ],
    });
    clean(remittance);
    expect(summary).toMatchObject({ contractualCents: 15000, outcome: 'paid' });
    expect(summary.adjustments.map((a) => a.line)).toEqual([null, 1, 2]);
  });

  it('17b: a claim-level denial makes its unpaid lines denied', () => {
    const { summary } = claimOf({
      control: 'A17B',
      charge: '300',
      paid: '0',
      cas: [['CO', ['29', '300']]],
      lines: [line('99213', '200', '200'), line('11102', '100', '100')].map((l) => ({
        ...l,
        paid: '0',
      })),
    });
    expect(summary).toMatchObject({
      outcome: 'denied',
      deniedCents: 30000,
      deniedLineChargesCents: 30000,
      lines: [{ deniedCents: 20000 }, { deniedCents: 10000 }],
    });
  });

  it('22: a split claim shares one control number', () => {
    const half = (code: string): ClaimSpec => ({
      control: 'A22',
      charge: '100',
      paid: '80',
      lines: [line(code, '100', '80', [['CO', ['45', '20']]])],
    });
    const remittance = remit({ claims: [half('99213'), half('11102')] });
    clean(remittance);
    expect(remittance.claims.map((c) => c.patientControl && reveal(c.patientControl))).toEqual([
      'A22',
      'A22',
    ]);
    expect(remittance.amountCents).toBe(16000);
  });

  it('23: six triplets, two CAS of one group, empty quantities, zero triplets', () => {
    const { remittance, summary } = claimOf({
      control: 'A23',
      charge: '100',
      paid: '40',
      lines: [
        line('99213', '100', '40', [
          [
            'CO',
            ['45', '10'],
            ['253', '1', '1'],
            ['59', '2'],
            ['131', '3'],
            ['144', '4'],
            ['161', '5'],
          ],
          ['PR', ['1', '15'], ['42', '0', '0'], ['2', '10']],
          ['CO', ['237', '10']],
        ]),
      ],
    });
    clean(remittance);
    expect(summary.adjustments.map((a) => [a.reason, a.amountCents])).toEqual([
      ['45', 1000],
      ['253', 100],
      ['59', 200],
      ['131', 300],
      ['144', 400],
      ['161', 500],
      ['1', 1500],
      ['2', 1000],
      ['237', 1000],
    ]);
    expect(summary.adjustments.map((a) => a.quantity)).toEqual([
      null,
      '1',
      null,
      null,
      null,
      null,
      null,
      null,
      null,
    ]);
    expect(summary).toMatchObject({ contractualCents: 3500, patientShareCents: 2500 });
  });

  it('24: several payees and payers inside of one transaction', () => {
    const other: ClaimSpec = {
      ...ORIGINAL,
      control: 'B1',
      parties: [
        ['N1', 'PR', 'OTHER PLAN', 'XV', '11111'],
        ['N1', 'PE', 'OTHER PRACTICE', 'XX', '1999999984'],
        ['REF', 'TJ', '123456789'],
      ],
    };
    const remittance = remit({ claims: [ORIGINAL, other] });
    clean(remittance);
    expect(remittance.payer.id).toBe('98765');
    expect(remittance.payee.npi).toBe('1234567893');
    expect(remittance.claims.map((c) => [c.payer.id, c.payee.npi])).toEqual([
      ['98765', '1234567893'],
      ['11111', '1999999984'],
    ]);
    expect(reveal(remittance.claims[1]?.payee.taxId as never)).toBe('123456789');
  });

  it('25: a cent too much is a difference, and no amount is altered', () => {
    const remittance = remit({ amount: '120.01', claims: [ORIGINAL] });
    expect(remittance).toMatchObject({
      isBalanced: false,
      differenceCents: 1,
      amountCents: 12001,
      claimsPaidCents: 12000,
    });
    expect(codesOf(remittance.anomalies)).toEqual(['transaction-unbalanced']);
    expect(remittance.claims[0]?.isBalanced).toBe(true);
  });

  it('28: the same file twice gives the same records', () => {
    const text = x12Text([set835({ claims: [ORIGINAL] }), set835({ trace: 'EFT2', claims: [] })]);
    expect(JSON.stringify(read835(text))).toBe(JSON.stringify(read835(text)));
    expect(read835(text).items.map((r) => r.trace)).toEqual(['EFT0001', 'EFT2']);
  });
});
