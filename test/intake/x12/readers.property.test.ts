import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRemittances } from '../../../src/intake/x12/read-835.ts';
import { readSubmittedClaims } from '../../../src/intake/x12/read-837p.ts';
import { summariseClaim } from '../../../src/intake/x12/summarise-claim.ts';
import type { Remittance } from '../../../src/intake/x12/types-835.ts';
import type { Cas, ClaimSpec, LineSpec, RemittanceSpec } from '../../support/x12-builder.ts';
import { bytesOf, renderSegments, set835, set837p, x12Text } from '../../support/x12-builder.ts';
import { OPTIONS, only835, read835, read837, revealed } from './helpers.ts';

const GROUP_CODES: readonly (readonly [string, string])[] = [
  ['CO', '45'],
  ['CO', '253'],
  ['CO', '197'],
  ['CO', '16'],
  ['CO', '24'],
  ['CO', 'ZZ'],
  ['PR', '1'],
  ['PR', '2'],
  ['PR', '204'],
  ['OA', '23'],
  ['OA', '18'],
  ['OA', '100'],
  ['PI', '216'],
];

const casOf = fc
  .tuple(fc.constantFrom(...GROUP_CODES), fc.integer({ min: -5_000, max: 90_000 }))
  .map(([[group, code], amount]): Cas => [group, [code, amount]]);
const sumOf = (list: readonly Cas[]): number =>
  list.flatMap(([, ...t]) => t).reduce((sum, [, amount]) => sum + Number(amount), 0);
const lineOf = fc
  .record({
    code: fc.constantFrom('99213', '11102', 'J0585'),
    charge: fc.integer({ min: 0, max: 500_000 }),
    cas: fc.array(casOf, { maxLength: 4 }),
    control: fc.string({ unit: fc.constantFrom(...'AB12'.split('')), minLength: 1, maxLength: 6 }),
  })
  .map((line): LineSpec => ({ ...line, paid: line.charge - sumOf(line.cas) }));
const claimOf = fc
  .record({
    control: fc.string({
      unit: fc.constantFrom(...'ISA019'.split('')),
      minLength: 1,
      maxLength: 12,
    }),
    status: fc.constantFrom('1', '2', '3', '4', '19', '25'),
    cas: fc.array(casOf, { maxLength: 1 }),
    lines: fc.array(lineOf, { minLength: 1, maxLength: 4 }),
  })
  .map((claim): ClaimSpec => {
    const charge = claim.lines.reduce((sum, line) => sum + Number(line.charge), 0);
    const paid = claim.lines.reduce((sum, line) => sum + Number(line.paid), 0);
    return { ...claim, charge, paid: paid - sumOf(claim.cas) };
  });
const remitOf: fc.Arbitrary<RemittanceSpec> = fc.record({
  claims: fc.array(claimOf, { maxLength: 4 }),
  plb: fc.array(
    fc.tuple(
      fc.constantFrom('WO', 'FB', 'CT', 'OB'),
      fc.constantFrom('', 'REF1'),
      fc.integer({ min: 1, max: 90_000 }),
    ),
    { maxLength: 8 },
  ),
});

const SAMPLE = x12Text(
  [
    set835({
      claims: [
        {
          control: 'ISA1',
          charge: '200',
          paid: '120',
          lines: [{ code: '99213', charge: '200', paid: '120', cas: [['CO', ['45', '80']]] }],
        },
      ],
      plb: [['WO', 'ISA1', '20']],
    }),
    set835({ trace: 'EFT2', plb: [['CT', '', '-5.50']] }),
  ],
  { end: '\r\n' },
);
const CLAIMS = x12Text(
  set837p({
    claims: ['A1', 'A2'].map((control) => ({
      control,
      lines: [{ code: '99213', charge: '100', control: 'L1' }],
    })),
  }),
);

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** The bytes in chunks that end at the given places. */
function chunked(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const ends = [...cuts, bytes.length];
  return ends.map((end, i) => bytes.slice(ends[i - 1] ?? 0, end));
}

describe('chunks', () => {
  it('cut at any byte, or at every byte, give the same', async () => {
    const two = SAMPLE + x12Text(set835(), { element: '|', component: '^', terminator: '\n' });
    const bytes = bytesOf(`\uFEFF${two}`);
    const whole = revealed(read835(bytes).items);
    for (let at = 0; at <= bytes.length; at++) {
      const items = await collect(readRemittances(chunked(bytes, [at]), OPTIONS));
      expect(revealed(items)).toEqual(whole);
    }
    const each = Array.from({ length: bytes.length }, (_, i) => i);
    expect(revealed(await collect(readRemittances(chunked(bytes, each), OPTIONS)))).toEqual(whole);
    const claims = bytesOf(CLAIMS);
    const every = Array.from({ length: claims.length }, (_, i) => i);
    const streamed = await collect(readSubmittedClaims(chunked(claims, every), OPTIONS));
    expect(revealed(streamed)).toEqual(revealed(read837(CLAIMS).items));
  });

  it('of a file without ISA too', async () => {
    const style = { bare: 'no-envelope', element: '|', component: '>' } as const;
    const text = x12Text(
      set835({
        claims: [
          { control: 'A', charge: 1, paid: 1, lines: [{ code: '99213', charge: 1, paid: 1 }] },
        ],
      }),
      style,
    );
    const whole = revealed(read835(text).items);
    const bytes = bytesOf(text);
    for (let at = 0; at <= bytes.length; at++) {
      const items = await collect(readRemittances(chunked(bytes, [at]), OPTIONS));
      expect(revealed(items)).toEqual(whole);
    }
  });
});

describe('what is written is read', () => {
  it('amounts, adjustments and totals of any remittance', () => {
    fc.assert(
      fc.property(remitOf, fc.constantFrom('', '\n', '\r\n'), (spec, end) => {
        const remittance = only835(x12Text(set835(spec), { end }));
        const { claims = [], plb = [] } = spec;
        expect(remittance.differenceCents).toBe(0);
        expect(remittance.isBalanced).toBe(true);
        expect(revealed(remittance)).toMatchObject({
          claims: claims.map((claim) => ({
            patientControl: { raw: claim.control },
            status: claim.status,
            chargeCents: claim.charge,
            paidCents: claim.paid,
            differenceCents: 0,
            isBalanced: true,
            adjustments: (claim.cas ?? []).flatMap(triplets),
            lines: (claim.lines ?? []).map((line) => ({
              procedure: line.code,
              chargeCents: line.charge,
              paidCents: line.paid,
              lineControl: { raw: line.control },
              adjustments: (line.cas ?? []).flatMap(triplets),
            })),
          })),
          providerAdjustments: plb.map(([code, reference, amount]) => ({
            code,
            reference: reference === '' ? null : { raw: reference },
            amountCents: amount,
          })),
        });
      }),
    );
  });

  const triplets = ([group, ...list]: Cas): unknown[] =>
    list
      .filter(([, amount]) => amount !== 0)
      .map(([reason, amountCents]) => ({ group, reason, amountCents }));
});

describe('a cut file', () => {
  it('is refused, or gives whole remittances and says that something is missing', () => {
    const whole = revealed(read835(SAMPLE).items) as unknown[];
    const total = SAMPLE.trimEnd().length;
    for (let at = 0; at < total; at++) {
      let read: { items: Remittance[]; envelope: string[] };
      try {
        read = read835(SAMPLE.slice(0, at));
      } catch (error) {
        expect((error as { code: string }).code).toMatch(/^x12\/(truncated|not-x12|no-such)/);
        continue;
      }
      expect(revealed(read.items)).toEqual(whole.slice(0, read.items.length));
      expect(read.envelope).not.toEqual([]);
    }
  });
});

describe('adjustments', () => {
  it('mean the same in any order and however they are packed into CAS segments', () => {
    const packed = fc
      .array(casOf, { minLength: 1, maxLength: 12 })
      .chain((list) =>
        fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
      );
    fc.assert(
      fc.property(packed, ([list, shuffled]) => {
        const paid = 1_000_000 - sumOf(list);
        const of = (cas: readonly Cas[]) => {
          const line = { code: '99213', charge: 1_000_000, paid, cas };
          const spec = { control: 'A', charge: 1_000_000, paid, lines: [line] };
          const claim = only835(x12Text(set835({ claims: [spec] }))).claims[0] as never;
          const { adjustments, anomalies: _a, ...figures } = summariseClaim(claim);
          return { figures, sorted: adjustments.map((a) => JSON.stringify(a)).sort() };
        };
        expect(of(shuffled)).toEqual(of(list));
        expect(of(joined(list))).toEqual(of(list));
      }),
    );
  });

  /** Triplets of one group put together, six to a segment. */
  const joined = (list: readonly Cas[]): Cas[] =>
    ['CO', 'PR', 'OA', 'PI'].flatMap((group) => {
      const all = list.filter(([g]) => g === group).flatMap(([, ...t]) => t);
      return Array.from({ length: Math.ceil(all.length / 6) }, (_, i): Cas => [
        group,
        ...all.slice(i * 6, i * 6 + 6),
      ]);
    });

  it('fall into buckets that add up to the charge, and a reversal undoes each of them', () => {
    const buckets = [
      'paidCents',
      'patientShareCents',
      'contractualCents',
      'deniedOpenCents',
      'duplicateCents',
      'coordinationCents',
      'capitationCents',
      'informationalCents',
      'unknownCents',
      'patientOutsidePrCents',
    ] as const;
    const negated = (spec: ClaimSpec): ClaimSpec => ({
      ...spec,
      status: '22',
      charge: -Number(spec.charge),
      paid: -Number(spec.paid),
      cas: (spec.cas ?? []).map(negatedCas),
      lines: (spec.lines ?? []).map((line) => ({
        ...line,
        charge: -Number(line.charge),
        paid: -Number(line.paid),
        cas: (line.cas ?? []).map(negatedCas),
      })),
    });
    const negatedCas = ([group, ...list]: Cas): Cas => [
      group,
      ...list.map(([code, amount]) => [code, -Number(amount)] as const),
    ];
    fc.assert(
      fc.property(claimOf, (spec) => {
        const { claims } = only835(x12Text(set835({ claims: [spec, negated(spec)], amount: 0 })));
        const [first, reversal] = claims.map(summariseClaim);
        if (first === undefined || reversal === undefined) throw new Error('two claims');
        expect(buckets.reduce((sum, key) => sum + first[key], 0)).toBe(first.chargeCents);
        for (const key of [...buckets, 'chargeCents', 'deniedCents'] as const) {
          expect(first[key] + reversal[key]).toBe(0);
        }
        expect(reversal.outcome).toBe('reversal');
      }),
    );
  });
});

describe('noise', () => {
  it('never ends in anything but a refusal of ours', () => {
    const character = fc.constantFrom(...'ISACLPVB*~:\n0159.-|'.split(''));
    const noise = fc.array(fc.string({ unit: character, maxLength: 30 }), { maxLength: 20 });
    fc.assert(
      fc.property(noise, (parts) => {
        const body = renderSegments(parts.map((part) => [part]));
        const text = SAMPLE.replace(/(BPR.*?~)/, (bpr) => `${bpr}${body.replaceAll('$', '')}`);
        try {
          read835(text);
        } catch (error) {
          expect((error as { code: string }).code).toMatch(/^x12\//);
        }
      }),
      { numRuns: 300 },
    );
  });
});
