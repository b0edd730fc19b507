import { expect, test } from 'vitest';
import { parseDay } from '../../src/calendar.ts';
import { parseMapping } from '../../src/intake/csv/mapping.ts';
import type { Mapping } from '../../src/intake/csv/mapping.ts';
import { readCsv } from '../../src/intake/csv/read.ts';
import { bytesSource } from '../../src/intake/csv/source.ts';
import { readRemittancesFrom } from '../../src/intake/x12/read-835.ts';
import { readSubmittedClaimsFrom } from '../../src/intake/x12/read-837p.ts';
import { parseAgreement } from '../../src/agreement/agreement-file.ts';
import { bytesOf, expected, PRACTICES, rowsOf, textOf } from './example-files.ts';

const today = parseDay('2026-11-02');
const steps = rowsOf('import-order.txt', '\t')
  .slice(1)
  .filter((r) => r[1] === 'import' || r[1] === 'late')
  .map((r) => ({ mapping: r[4] ?? '', file: r[5] ?? '' }));

test('every CSV file is read by its mapping; one bank line stays in suspense', () => {
  const mappings = new Map<string, Mapping>();
  const suspended: string[] = [];
  for (const { mapping: name, file } of steps.filter((s) => s.mapping.endsWith('.yaml'))) {
    const mapping = mappings.get(name) ?? parseMapping(textOf(`mappings/${name}`), { file: name });
    mappings.set(name, mapping);
    const options = { today, tokenise: (kind: string, raw: string) => `${kind}:${raw}` };
    let records = 0;
    for (const record of readCsv(bytesSource(file, bytesOf(file)), mapping, options)) {
      records += 1;
      if (record.suspense) suspended.push(`${file} ${record.values['amount']}`);
    }
    expect(records, file).toBeGreaterThan(0);
  }
  expect(suspended).toEqual(['bank/tx-practice/2025-09.csv 1875.00']);
});

test('every X12 file is read; one remittance does not balance', () => {
  const uneven: string[] = [];
  let claims = 0;
  for (const { mapping, file } of steps.filter((s) => s.mapping.startsWith('x12'))) {
    const options = { today, currency: 'USD', file };
    if (mapping === 'x12-837p')
      claims += [...readSubmittedClaimsFrom(bytesOf(file), options)].length;
    else
      for (const r of readRemittancesFrom(bytesOf(file), options))
        if (!r.isBalanced) uneven.push(`${file} ${r.trace} ${r.differenceCents}`);
  }
  expect(uneven).toEqual(['remittances/tx-practice/2025-12-b.edi HARB1TX24196 -450']);
  const sent = PRACTICES.flatMap((p) => expected().practices[p] ?? []);
  expect(claims).toBeGreaterThan(sent.reduce((n, c) => n + Number(c['claimsSubmitted']), 0));
});

test('both agreements are read', () => {
  for (const code of ['tx', 'az']) {
    const file = `agreement-${code}.yaml`;
    expect(parseAgreement(textOf(file), { file }).practices).toEqual([`${code}-practice`]);
  }
});
