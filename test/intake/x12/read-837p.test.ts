import { describe, expect, it } from 'vitest';
import { parseDay } from '../../../src/calendar.ts';
import { reveal } from '../../../src/intake/raw.ts';
import { createTokeniser } from '../../../src/intake/tokens.ts';
import type { SubmittedClaim } from '../../../src/intake/x12/types-837p.ts';
import type { BilledClaimSpec, SubmissionSpec } from '../../support/x12-builder.ts';
import { set835, set837p, x12Text } from '../../support/x12-builder.ts';
import { codesOf, only835, read837, revealed } from './helpers.ts';

const CLAIM: BilledClaimSpec = {
  control: 'A1',
  rendering: '1888888882',
  diagnoses: ['L709', 'Z411'],
  lines: [
    { code: '99213', mods: ['25', 'GT'], charge: '125.00', control: 'L1' },
    { code: '11102', charge: '75.5', units: '2.50', on: '20260107-20260109', control: 'L2' },
  ],
};
const claimsOf = (spec: Partial<SubmissionSpec>): SubmittedClaim[] =>
  read837(x12Text(set837p({ claims: [CLAIM], ...spec }))).items;
const claimOf = (more: Partial<BilledClaimSpec>): SubmittedClaim => {
  const claim = claimsOf({ claims: [{ ...CLAIM, ...more }] })[0];
  if (claim === undefined) throw new Error('no claim');
  return claim;
};

describe('a submitted claim', () => {
  it('carries what the event needs', () => {
    const claim = claimOf({});
    expect(claim).toMatchObject({
      chargeCents: 20050,
      differenceCents: 0,
      placeOfService: '11',
      frequencyCode: '1',
      frequency: 'original',
      originalReference: null,
      submittedOn: parseDay('2026-01-06'),
      isEncounter: false,
      billingNpi: '1234567893',
      renderingNpi: '1888888882',
      payerRank: 'primary',
      filingIndicator: 'CI',
      diagnoses: ['L709', 'Z411'],
      serviceFrom: parseDay('2026-01-05'),
      serviceTo: parseDay('2026-01-09'),
      priorPaidCents: null,
      anomalies: [],
    });
    expect(revealed(claim)).toMatchObject({
      patientControl: { raw: 'A1' },
      subscriber: { raw: 'MA1' },
      patient: { raw: 'MA1' },
      payer: { id: '98765', key: { raw: '98765' } },
      lines: [
        { procedure: '99213', modifiers: ['25', 'GT'], chargeCents: 12500, units: '1' },
        { procedure: '11102', modifiers: [], units: '2.5', lineControl: { raw: 'L2' } },
      ],
    });
  });

  it('26: after a rejection it is simply sent again as an original', () => {
    const [first, again] = [
      claimsOf({ submitted: '20260106' })[0],
      claimsOf({ submitted: '20260120' })[0],
    ];
    expect(again?.frequency).toBe('original');
    expect(again && reveal(again.patientControl as never)).toBe(
      first && reveal(first.patientControl as never),
    );
    expect((again?.submittedOn ?? 0) - (first?.submittedOn ?? 0)).toBe(14);
  });

  it('27: replacement is 7, void is 8, both name their original; 1 need not (RFI 2110)', () => {
    const replacement = claimOf({ frequency: '7', original: 'ICNA1' });
    expect(replacement.frequency).toBe('replacement');
    expect(reveal(replacement.originalReference as never)).toBe('ICNA1');
    expect(claimOf({ frequency: '8', original: 'ICNA1' }).frequency).toBe('void');
    expect(codesOf(claimOf({ frequency: '7' }).anomalies)).toEqual(['original-reference-missing']);
    expect(codesOf(claimOf({ frequency: 'Q' }).anomalies)).toEqual(['unknown-frequency']);
  });

  it('joins the 835 by control number and by original reference', () => {
    const token = createTokeniser(new Uint8Array(32).fill(7));
    const paid = only835(
      x12Text(set835({ claims: [{ control: 'a1 ', payerControl: 'ICNA1', charge: 1, paid: 1 }] })),
    ).claims[0];
    const replacement = claimOf({ frequency: '7', original: 'ICNA1' });
    expect(token('claim', claimOf({}).patientControl as never)).toBe(
      token('claim', paid?.patientControl as never),
    );
    expect(token('reference', replacement.originalReference as never)).toBe(
      token('reference', paid?.payerControl as never),
    );
  });

  it('flags encounters, wrong totals, negative charges, missing dates', () => {
    const encounter = claimsOf({ isEncounter: true })[0];
    expect(encounter?.isEncounter).toBe(true);
    expect(codesOf(encounter?.anomalies ?? [])).toEqual(['encounter-only']);
    const wrong = claimOf({ charge: '200.51' });
    expect(codesOf(wrong.anomalies)).toEqual(['submitted-charge-differs']);
    expect(wrong).toMatchObject({ chargeCents: 20051, differenceCents: 1 });
    expect(codesOf(claimOf({ lines: [{ code: '1', charge: '-5' }] }).anomalies)).toEqual([
      'negative-charge',
      'negative-charge',
    ]);
    expect(codesOf(claimOf({ lines: [{ code: '1', charge: '5', on: '' }] }).anomalies)).toEqual([
      'no-service-date',
    ]);
  });

  it('takes GS04 where BHT04 is missing', () => {
    const text = x12Text(set837p({ claims: [CLAIM], submitted: '' }), { groupDate: '20260108' });
    expect(read837(text).items[0]?.submittedOn).toBe(parseDay('2026-01-08'));
  });

  it('keeps other payers apart from its own', () => {
    const secondary = claimOf({ rank: 'S', filing: 'MB', priorPaid: '80' });
    expect(secondary).toMatchObject({
      payerRank: 'secondary',
      filingIndicator: 'MB',
      priorPaidCents: 8000,
      payer: { id: '98765' },
    });
    expect(reveal(secondary.subscriber as never)).toBe('MA1');
    expect(secondary.lines[0]?.renderingNpi).toBeNull();
  });

  it('tells patients apart by record number, own id, or member id and relationship', () => {
    const patient = (more: Partial<BilledClaimSpec>): string =>
      reveal(claimOf(more).patient as never);
    expect(patient({ medicalRecord: 'MRN5' })).toBe('MRN5');
    expect(patient({ dependant: { relationship: '19', id: 'D1' } })).toBe('D1');
    expect(patient({ dependant: { relationship: '19' } })).toBe('MA1|19');
    expect(patient({})).toBe('MA1');
  });

  it('forgets a dependant with the next level', () => {
    const patients = claimsOf({
      claims: [
        { ...CLAIM, dependant: { relationship: '19', id: 'D1' } },
        { ...CLAIM, control: 'A3' },
        { ...CLAIM, control: 'A2', dependant: { relationship: '01' } },
      ],
    }).map((claim) => claim.patient && reveal(claim.patient));
    expect(patients).toEqual(['D1', 'MA3', 'MA2|01']);
  });

  it('starts every level of the hierarchy anew', () => {
    const [first, second, third] = claimsOf({
      claims: [
        { ...CLAIM, dependant: { relationship: '19' }, medicalRecord: 'MRN1' },
        { ...CLAIM, control: 'A2', member: 'M2', payerId: '', payerName: 'PLAN B', rank: 'T' },
        { ...CLAIM, control: 'A3', member: 'M3', rendering: undefined as never },
      ],
    });
    expect(first && reveal(first.patient as never)).toBe('MRN1');
    expect(revealed(second)).toMatchObject({
      patient: { raw: 'M2' },
      payer: { id: null, key: { raw: 'PLAN B' } },
      payerRank: 'tertiary',
    });
    expect(revealed(third)).toMatchObject({ patient: { raw: 'M3' }, renderingNpi: null });
  });
});

describe('what is refused', () => {
  it('institutional claims, remittances, cut files and dates out of range', () => {
    const set = set837p({ claims: [CLAIM] });
    const read = (file: string) => () => read837(file);
    expect(read(x12Text({ ...set, guide: '005010X223A2' }))).toThrow('institutional or dental');
    expect(read(x12Text(set835()))).toThrow('holds no 837 but 835');
    const text = x12Text(set);
    expect(read(text.slice(0, text.indexOf('SE*')))).toThrow('has no end (SE)');
    expect(read(text.replace('D8*20260105', 'D8*20620105'))).toThrow('more than 31 days ahead');
  });
});
