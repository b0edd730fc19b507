import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Raw, reveal } from '../../../src/intake/raw.ts';
import type { Anomaly } from '../../../src/intake/x12/anomaly.ts';
import { readRemittancesFrom } from '../../../src/intake/x12/read-835.ts';
import { readSubmittedClaimsFrom } from '../../../src/intake/x12/read-837p.ts';
import { summariseClaim } from '../../../src/intake/x12/summarise-claim.ts';
import { bytesOf, set835, set837p, x12Text } from '../../support/x12-builder.ts';
import { OPTIONS } from './helpers.ts';

// Scenario 29 of revenue-cycle.md §4.4: canaries in every element that may identify a person.
// CANARY marks identifiers that may leave as Raw; PERSON what may not leave at all.

const BORN = '19551203';
const REMITTANCE = x12Text(
  set835({
    payeeTaxId: 'CANARYTAX',
    claims: [
      {
        control: 'CANARYCONTROL',
        payerControl: 'CANARYICN',
        charge: '200',
        paid: '120',
        from: '20260105',
        received: '20260106',
        interest: '0',
        rendering: '1234567893',
        remarks: ['MA01'],
        extra: [
          ['NM1', 'QC', '1', 'PERSONLAST', 'PERSONFIRST', 'PERSONMIDDLE', '', '', 'MI', 'PERSONID'],
          ['NM1', 'IL', '1', 'PERSONLAST', 'PERSONFIRST', '', '', '', 'MI', 'PERSONID'],
          ['NM1', '74', '1', 'PERSONLAST', 'PERSONFIRST', '', '', '', 'C', 'PERSONID'],
          ['NM1', 'GB', '1', 'PERSONLAST', 'PERSONFIRST'],
          ['REF', '1W', 'PERSONMEMBER'],
          ['REF', 'SY', 'PERSONSSN'],
          ['REF', 'EA', 'PERSONMRN'],
          ['REF', '1L', 'PERSONGROUP'],
          ['PER', 'CX', 'PERSONNAME', 'TE', 'PERSONPHONE'],
        ],
        lines: [
          {
            code: '99213',
            description: 'PERSON DESCRIPTION',
            charge: '200',
            paid: '120',
            control: 'CANARYLINE',
            allowed: '150',
            remarks: ['N30'],
            cas: [['CO', ['45', '80']]],
          },
        ],
      },
    ],
    plb: [['WO', 'CANARYREF 20260105 CANARYICN', '20']],
  }),
);
const SUBMISSION = x12Text(
  set837p({
    claims: [
      {
        control: 'CANARYCONTROL',
        member: 'CANARYMEMBER',
        memberName: 'PERSONLAST',
        frequency: '7',
        original: 'CANARYORIGINAL',
        medicalRecord: 'CANARYMRN',
        priorPaid: '10',
        personal: [
          ['N3', 'PERSON STREET 1'],
          ['N4', 'PERSONCITY', 'TX', '78701PERSON'],
          ['DMG', 'D8', BORN, 'F'],
          ['REF', 'SY', 'PERSONSSN'],
        ],
        extra: [
          ['DTP', '431', 'D8', BORN],
          ['REF', 'G1', 'PERSONAUTH'],
          ['NTE', 'ADD', 'PERSON NOTE'],
          ['K3', 'PERSON FIXED'],
        ],
        lines: [{ code: '99213', charge: '100', control: 'CANARYLINE' }],
      },
    ],
  }),
);

interface Outcome {
  readonly shown: string;
  readonly opened: string[];
}

const openedIn = (value: unknown, into: string[]): void => {
  if (value instanceof Raw) into.push(reveal(value));
  else if (value !== null && typeof value === 'object') {
    for (const part of Object.values(value)) openedIn(part, into);
  }
};

/** Everything a reader shows of a text: results, figures, anomalies, errors with their stacks. */
function everything(text: string): Outcome {
  const out: unknown[] = [];
  const onAnomaly = (a: Anomaly): number => out.push(a);
  const options = { ...OPTIONS, onAnomaly };
  try {
    if (text.includes('ST*837')) out.push(...readSubmittedClaimsFrom(bytesOf(text), options));
    else {
      for (const remittance of readRemittancesFrom(bytesOf(text), options)) {
        out.push(remittance, ...remittance.claims.map(summariseClaim));
      }
    }
  } catch (error) {
    out.push(error, JSON.stringify(error), (error as Error).stack, String(error));
  }
  const opened: string[] = [];
  openedIn(out, opened);
  const shown = JSON.stringify(out) + inspect(out, { depth: null, showHidden: true });
  return { shown, opened };
}

describe.each([
  ['835', REMITTANCE],
  ['837P', SUBMISSION],
])('canaries in an %s', (_name, text) => {
  it('come out as Raw or not at all', () => {
    const { shown, opened } = everything(text);
    expect(shown.length).toBeGreaterThan(500);
    expect(shown).not.toMatch(/CANARY|PERSON/);
    expect(shown).not.toContain(BORN);
    expect(opened.filter((raw) => raw.startsWith('CANARY')).length).toBeGreaterThanOrEqual(5);
    expect(opened.join()).not.toMatch(/PERSON|19551203/);
  });

  it('come out of no error, wherever the file is cut', () => {
    for (let at = 0; at < text.length; at++) {
      expect(everything(text.slice(0, at)).shown).not.toMatch(/CANARY|PERSON/);
    }
  });

  it('come out of no element when free text stands where it should not', () => {
    // Payment-level identifiers, which are handed out as text (revenue-cycle.md §2.9).
    const open = /^(TRN\*|N1\*PR\*|NM1\*PR\*)/;
    const segments = text.split('~\n');
    let tried = 0;
    segments.forEach((segment, s) => {
      if (open.test(segment) || segment.startsWith('ISA')) return;
      const elements = segment.split('*');
      for (let e = 1; e < elements.length; e++) {
        for (const free of ['CANARY JANE', 'HC:CANARY JANE', '11:B:CANARY JANE']) {
          const changed = elements.with(e, free).join('*');
          const { shown } = everything(segments.with(s, changed).join('~\n'));
          expect(shown).not.toContain('CANARY');
          tried += 1;
        }
      }
    });
    expect(tried).toBeGreaterThan(200);
  });
});
