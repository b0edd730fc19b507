import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { postingsOf } from '../../../projections/postings.ts';
import { draft } from '../../../src/events/draft.ts';
import type { EventData } from '../../../src/events/vocabulary.ts';
import { fromRemittance } from '../../../src/intake/events/from-835.ts';
import type { Fact } from '../../../src/intake/events/fact.ts';
import { set835, x12Text } from '../../support/x12-builder.ts';
import type { ClaimSpec, RemittanceSpec } from '../../support/x12-builder.ts';
import { codeOf } from '../../app/support.ts';
import { only835 } from '../x12/helpers.ts';
import { context, dataOf } from './support.ts';

function factsOf(spec: RemittanceSpec, of = context()): Fact[] {
  return fromRemittance(only835(x12Text(set835(spec))), of);
}

/** Sum per account of everything the facts post, in cents. */
function entry(facts: readonly Fact[]): Record<number, number> {
  const sums: Record<number, number> = {};
  for (const fact of facts) {
    const meta = {
      occurredOn: fact.occurredOn,
      entity: fact.entity,
      actor: 'x',
      actorKind: 'import',
    } as const;
    const made = draft(fact.type, fact.data as EventData<typeof fact.type>, meta);
    const event = { type: made.type, data: made.data as never, meta: made.meta };
    for (const { account, amountCents } of postingsOf(event, 'bank'))
      sums[account] = (sums[account] ?? 0) + amountCents;
  }
  return Object.fromEntries(Object.entries(sums).filter(([, cents]) => cents !== 0));
}

const paid: ClaimSpec = {
  control: 'NO1',
  charge: 120000,
  paid: 54000,
  cas: [
    ['CO', ['45', 50000]],
    ['PR', ['1', 16000]],
  ],
};

describe('a remittance', () => {
  it('splits cash, patient share and contractual, and trues the estimate up (ledger.md #8)', () => {
    const facts = factsOf({ claims: [paid] });
    // Estimated 40 % of 1,200.00 = 480.00; the payer takes 500.00: 20.00 more to 4110.
    expect(entry(facts)).toEqual({
      1036: 54000,
      1110: -120000,
      1120: 16000,
      1180: 48000,
      4110: 2000,
    });
    expect(dataOf(facts, 'ClaimAdjudicated')[0]).toMatchObject({
      payer: 'acme',
      rank: 'primary',
      outcome: 'paid',
      released: '480.00',
      patientShare: '160.00',
    });
    expect(facts.find((f) => f.type === 'ClaimAdjudicated')?.site).toBe('nord');
    expect(facts.every((f) => f.occurredOn === '2026-01-15')).toBe(true);
  });

  it('keeps what is denied open, with its estimate', () => {
    const denied: ClaimSpec = {
      control: 'N2',
      charge: 10000,
      paid: 0,
      cas: [['CO', ['197', 10000]]],
    };
    const facts = factsOf({ claims: [denied] });
    expect(entry(facts)).toEqual({});
    expect(dataOf(facts, 'ClaimAdjudicated')[0]).toMatchObject({
      outcome: 'denied',
      deniedOpen: '100.00',
      released: '0.00',
    });
  });

  it('undoes a claim by its reversal, to the cent', () => {
    const reversal: ClaimSpec = {
      ...paid,
      status: '22',
      charge: -120000,
      paid: -54000,
      cas: [
        ['CO', ['45', -50000]],
        ['PR', ['1', -16000]],
      ],
    };
    expect(entry(factsOf({ amount: 0, claims: [paid, reversal] }))).toEqual({});
  });

  it('reduces the patient share below the primary payer, and ignores OA-23', () => {
    const claim: ClaimSpec = {
      control: 'N3',
      status: '2',
      charge: 50000,
      paid: 6500,
      cas: [
        ['OA', ['23', 42500]],
        ['CO', ['45', 1000]],
      ],
    };
    expect(entry(factsOf({ claims: [claim] }))).toEqual({ 1036: 6500, 1120: -7500, 4110: 1000 });
  });

  it('does not post a later payer’s adjustment of the whole charge (X12 RFI 1696)', () => {
    const claim: ClaimSpec = {
      control: 'N3',
      status: '2',
      charge: 50000,
      paid: 6500,
      cas: [['CO', ['45', 43500]]],
    };
    const of = context();
    const facts = factsOf({ claims: [claim] }, of);
    expect(entry(facts)).toEqual({ 1036: 6500, 1120: -6500 });
    expect(dataOf(facts, 'RecordSuspended')[0]).toMatchObject({ reason: 'cob-over-adjustment' });
    expect(of.notices.map((n) => n.code)).toContain('cob-over-adjustment');
  });

  it('suspends the difference of an unbalanced one, claims untouched', () => {
    const facts = factsOf({ amount: 53550, claims: [paid] });
    expect(entry(facts)).toMatchObject({ 1036: 53550, 1090: 450, 1110: -120000 });
    expect(entry(facts)[1035]).toBeUndefined();
    expect(dataOf(facts, 'RemittanceReceived')[0]).toMatchObject({
      isBalanced: false,
      difference: '-4.50',
    });
  });

  it('books provider-level money by its code: a takeback now and later, interest', () => {
    const facts = factsOf({
      claims: [paid],
      plb: [
        ['WO', 'N9', -1000],
        ['L6', 'N9', -175],
      ],
    });
    expect(entry(facts)).toMatchObject({ 1036: 55175, 2360: -1000, 4610: -175 });
    expect(entry(factsOf({ claims: [paid], plb: [['ZZ', 'N9', 1000]] }))[1090]).toBe(1000);
  });

  it('belongs to the entity of its payee, and is refused under another', async () => {
    const spec = { payeeNpi: '1111111111', claims: [paid] };
    expect(factsOf(spec, context({ entity: '' }))[0]?.entity).toBe('other');
    expect(await codeOf((async () => factsOf(spec))())).toBe('import/other-entity');
  });

  it('takes an unlisted payer with a token, and says so', () => {
    const of = context();
    const facts = factsOf(
      { payerId: '55555', payerName: 'NOBODY', originator: '1999999999', claims: [paid] },
      of,
    );
    expect(dataOf(facts, 'ClaimAdjudicated')[0]?.['payer']).toMatch(/^payer_/);
    expect(of.notices.map((n) => n.code)).toContain('unknown-payer');
  });

  it('leaves 1035 at zero and balances, whatever the amounts (property)', () => {
    const cents = fc.integer({ min: 0, max: 200_000 });
    const claim = fc.record({ paid: cents, contractual: cents, patient: cents, denied: cents });
    const pair = fc.tuple(
      fc.constantFrom('WO', 'FB', 'L6', 'CS', 'OB', '50'),
      fc.integer({ min: -9999, max: 9999 }).filter((n) => n !== 0),
    );
    fc.assert(
      fc.property(
        fc.array(claim, { minLength: 1, maxLength: 4 }),
        fc.array(pair, { maxLength: 3 }),
        fc.integer({ min: -500, max: 500 }),
        (claims, plb, off) => {
          const specs = claims.map(({ paid: p, contractual, patient, denied }, i): ClaimSpec => ({
            control: `N${i}`,
            charge: p + contractual + patient + denied,
            paid: p,
            cas: [
              ['CO', ['45', contractual], ['197', denied]],
              ['PR', ['1', patient]],
            ],
          }));
          const due =
            claims.reduce((sum, c) => sum + c.paid, 0) - plb.reduce((sum, [, n]) => sum + n, 0);
          const sums = entry(
            factsOf({
              amount: Math.max(0, due + off),
              claims: specs,
              plb: plb.map(([code, n]) => [code, 'R', n] as const),
            }),
          );
          expect(sums[1035]).toBeUndefined();
          expect(Object.values(sums).reduce((sum, n) => sum + n, 0)).toBe(0);
        },
      ),
      { numRuns: 60 },
    );
  });
});
