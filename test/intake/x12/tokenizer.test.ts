import { describe, expect, it } from 'vitest';
import { readRemittances } from '../../../src/intake/x12/read-835.ts';
import { SegmentCursor } from '../../../src/intake/x12/tokenizer.ts';
import { sniffX12 } from '../../../src/intake/x12/sniff.ts';
import type { EnvelopeOptions } from '../../support/x12-builder.ts';
import { bytesOf, set835, set837p, x12Text } from '../../support/x12-builder.ts';
import { OPTIONS, only835, read835, revealed } from './helpers.ts';

const SET = set835({
  claims: [
    {
      control: 'A1',
      charge: '200.00',
      paid: '120.00',
      lines: [
        { code: '99213', mods: ['25'], charge: '200', paid: '120', cas: [['CO', ['45', 80]]] },
      ],
    },
  ],
});
const BALANCED = set835({
  claims: [
    {
      control: 'ISAAC1',
      charge: '200.00',
      paid: '120.00',
      extra: [['NM1', 'QC', '1', 'ISA', 'ISAAC']],
      lines: [
        { code: '99213', mods: ['25'], charge: '200', paid: '120', cas: [['CO', ['45', '80']]] },
      ],
    },
  ],
});

/** What is read of the balanced set, places apart. */
const contentOf = (text: string | Uint8Array): unknown => {
  const { items } = read835(text);
  return items.map((r) => {
    const { segment: _segment, offset: _offset, ...rest } = revealed(r) as Record<string, unknown>;
    return JSON.parse(
      JSON.stringify(rest, (key, value: unknown) => (key === 'segment' ? undefined : value)),
    ) as unknown;
  });
};
const plain = (): unknown => contentOf(x12Text(BALANCED));

describe('separators and line ends', () => {
  const styles: Record<string, EnvelopeOptions> = {
    'no line ends': { end: '' },
    'CRLF after the terminator': { end: '\r\n' },
    'LF as terminator': { terminator: '\n', end: '' },
    'CRLF as terminator': { terminator: '\r', end: '\n' },
    'indented segments': { end: '\n    ' },
    'bars and carets': { element: '|', component: '^' },
    'bar as component': { component: '|' },
    'greater than as component': { component: '>' },
    'control characters': { element: '\u001d', component: '\u001f', terminator: '\u001c', end: '' },
    'blank segments': { end: '~~\n~' },
    'no last terminator': { hasLastTerminator: false },
    '4010 without repetition': { version: '00401' },
    'long sender': { sender: 'SENDER'.padEnd(22) },
    'trimmed ISA': { sender: 'S' },
    'no ISA': { bare: 'no-isa' },
    'no envelope': { bare: 'no-envelope' },
    'no ISA, other separators': { bare: 'no-isa', element: '|', component: '^', terminator: '\n' },
    'no envelope, bar and greater than': { bare: 'no-envelope', element: '|', component: '>' },
    'blank before the terminator': { terminator: ' ~' },
  };
  for (const [name, style] of Object.entries(styles)) {
    it(`reads ${name}`, () => {
      expect(contentOf(x12Text(BALANCED, style))).toEqual(plain());
    });
  }

  it('reads a byte order mark, leading blanks and a tail of 0x1A and NUL', () => {
    const text = x12Text(BALANCED);
    expect(contentOf(`\uFEFF${text}`)).toEqual(plain());
    expect(contentOf(`\uFEFF \r\n\t${text}`)).toEqual(plain());
    expect(contentOf(`  \n${text}\r\n\u001A\0\0`)).toEqual(plain());
  });

  it('reads an ISA without ISA16, and one with blanks before its terminator only', () => {
    const text = x12Text(BALANCED);
    expect(contentOf(text.replace('*P*:~', '*P*~'))).toEqual(plain());
    expect(contentOf(text.replace('*P*:~\n', '*P*~'))).toEqual(plain());
    expect(contentOf(text.replace('*P*:~', '*P*:  ~'))).toEqual(plain());
    expect(read835(text.replace('*P*:~', '*P*~')).envelope).toEqual(['isa-length', 'isa-version']);
  });

  it('reads padded qualifiers', () => {
    const text = x12Text(BALANCED).replace('*CO*', '* CO *').replace('*XV*', '* XV *');
    expect(contentOf(text)).toEqual(plain());
  });

  it('takes separators from each ISA anew', () => {
    const two =
      `\uFEFF${x12Text(BALANCED, { terminator: '\n', end: '' })}` +
      x12Text(BALANCED, { element: '|', component: '^', end: '', hasLastTerminator: false });
    const { items, envelope } = read835(two);
    expect(items).toHaveLength(2);
    expect(contentOf(two)).toEqual([...(plain() as unknown[]), ...(plain() as unknown[])]);
    expect(envelope).toEqual(['no-last-terminator']);
  });

  it('says what was odd about an envelope', () => {
    const odd = (options: EnvelopeOptions): string[] =>
      read835(x12Text(BALANCED, options)).envelope;
    expect(odd({})).toEqual([]);
    expect(odd({ sender: 'S' })).toEqual(['isa-length']);
    expect(odd({ bare: 'no-isa' })).toEqual(['no-interchange-header']);
    expect(odd({ bare: 'no-envelope' })).toEqual(['no-interchange-header']);
    expect(odd({ geCount: 7 })).toEqual(['transaction-count']);
    expect(odd({ ieaCount: 2 })).toEqual(['group-count']);
    expect(read835(x12Text({ ...BALANCED, seCount: 99 })).envelope).toEqual(['segment-count']);
    expect(read835(x12Text({ ...BALANCED, seControl: '9' })).envelope).toEqual([
      'transaction-control',
    ]);
    const text = x12Text(BALANCED);
    const middle = text.replace(/GE\*.*?~\n/, '').replace(/IEA\*.*?~\n/, '') + text;
    expect(read835(middle).envelope).toEqual(['group-not-closed', 'interchange-not-closed']);
  });
});

describe('places', () => {
  it('counts segments without blank ones and bytes from the start of the file', () => {
    const cursor = new SegmentCursor();
    const text = `\uFEFF\n${x12Text(SET, { end: '~\n' })}`;
    const bytes = bytesOf(text);
    cursor.push(bytes);
    cursor.finish();
    const seen: string[] = [];
    while (cursor.next()) {
      const name = cursor.string(0);
      seen.push(name);
      expect(cursor.segment).toBe(seen.length);
      const at = cursor.offset;
      expect(new TextDecoder().decode(bytes.subarray(at, at + name.length))).toBe(name);
    }
    expect(seen.slice(0, 5)).toEqual(['ISA', 'GS', 'ST', 'BPR', 'TRN']);
  });

  it('takes ISA11 for a separator from 00402 on', () => {
    const repetition = (version: string): unknown => {
      const cursor = new SegmentCursor();
      cursor.push(bytesOf(x12Text(SET, { version }).replace('*U*', '*^*')));
      cursor.next();
      return cursor.delimiters?.repetition;
    };
    expect([repetition('00401'), repetition('00501')]).toEqual([null, 0x5e]);
  });

  it('reads files far larger than what is read at once', async () => {
    const claims = Array.from({ length: 4000 }, (_, i) => ({
      control: `ACCOUNT${i}`,
      charge: 100 + i,
      paid: 100 + i,
      lines: [{ code: '99213', charge: 100 + i, paid: 100 + i }],
    }));
    const bytes = bytesOf(x12Text(set835({ claims })));
    expect(bytes.length).toBeGreaterThan(300_000);
    const whole = read835(bytes).items[0];
    expect(whole).toMatchObject({ isBalanced: true, claimsPaidCents: 4000 * 100 + 7_998_000 });
    const inOne = readRemittances([bytes], OPTIONS);
    const { value } = await inOne.next();
    expect(revealed(value)).toEqual(revealed(whole));
  });

  it('gives elements and components, empty beyond the end', () => {
    const cursor = new SegmentCursor();
    cursor.push(bytesOf('ST*835*0001~SVC*HC:99213:25* 20.5 **0450~'));
    cursor.next();
    cursor.next();
    expect(cursor.split(1)).toBe(3);
    expect([cursor.part(0), cursor.part(2), cursor.part(3)]).toEqual(['HC', '25', '']);
    expect(cursor.partsFrom(1)).toBe('99213:25');
    expect([cursor.string(2), cursor.cents(2)]).toEqual(['20.5', 2050]);
    expect([cursor.isEmpty(3), cursor.isEmpty(4), cursor.isEmpty(9)]).toEqual([true, false, true]);
    expect([cursor.string(9), cursor.code(9), cursor.raw(9), cursor.word(9, 3)]).toEqual([
      '',
      0,
      null,
      '',
    ]);
    expect([cursor.cents(9), cursor.number(9), cursor.day(9)]).toEqual([NaN, NaN, NaN]);
    expect(cursor.split(9)).toBe(0);
    expect(cursor.part(0)).toBe('');
  });
});

describe('what is no X12', () => {
  const codeOf = (text: string | Uint8Array): unknown => {
    try {
      read835(text);
    } catch (error) {
      return (error as { code: string }).code;
    }
    return 'read';
  };
  it('refuses other files', () => {
    expect(codeOf('')).toBe('x12/not-x12');
    expect(codeOf('  \n ')).toBe('x12/not-x12');
    expect(codeOf('date,amount\n2026-01-05,12.00\n')).toBe('x12/not-x12');
    expect(codeOf('ISAAC NEWTON wrote this letter')).toBe('x12/not-x12');
    expect(codeOf('ISA is a word and here is text that goes on and on and on')).toBe('x12/not-x12');
    expect(codeOf(`ISA*${'x'.repeat(2000)}`)).toBe('x12/not-x12');
    expect(codeOf('ST')).toBe('x12/not-x12');
    expect(codeOf(new Uint8Array([0xff, 0xfe, 0x49, 0, 0x53, 0]))).toBe('x12/not-x12');
  });
  it('refuses a file of another kind and says which', () => {
    const claims = x12Text(set837p({ claims: [{ control: 'A', lines: [] }] }));
    expect(codeOf(claims)).toBe('x12/no-such-transaction');
    expect(() => read835(claims)).toThrow('holds no 835 but 837');
    expect(sniffX12(bytesOf(claims))).toBe('837');
    expect(sniffX12(bytesOf(x12Text(SET)).subarray(0, 200))).toBe('835');
    expect(sniffX12(bytesOf('a,b,c'))).toBeNull();
    expect(sniffX12(bytesOf('ISA,b,c'))).toBeNull();
  });
  it('reads the 835 beside other transactions', () => {
    const { items, envelope } = read835(
      x12Text([{ kind: '999', guide: '005010X231A1', body: [['AK1', 'HP', '1']] }, BALANCED]),
    );
    expect(items).toHaveLength(1);
    expect(envelope).toEqual(['other-transaction']);
  });
  it('refuses a segment without end', () => {
    expect(codeOf(`${x12Text(SET).slice(0, 200)}${'y'.repeat(70_000)}`)).toBe(
      'x12/segment-too-long',
    );
  });
  it('keeps an unbalanced set readable', () => {
    expect(only835(x12Text(SET)).claims[0]?.isBalanced).toBe(false);
  });
});
