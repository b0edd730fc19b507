import { describe, expect, test } from 'vitest';
import { findTarget, TARGETS } from '../../../src/intake/csv/targets.ts';
import { mappingOf, readAll, textSource } from './support.ts';

describe.each(TARGETS.map((t) => [t.name, t] as const))('target %s', (name, target) => {
  test('has unique fields, codes for codes and token families for tokens', () => {
    const names = target.fields.map((f) => f.name);
    expect(new Set(names).size).toBe(names.length);
    for (const f of target.fields) {
      expect(f.kind === 'code').toBe(f.codes !== undefined);
      if (f.kind === 'token') expect(f.tokenKind ?? f.tokenKindBy).toBeDefined();
      if (f.codes) expect(f.codes).toContain(f.example);
      for (const s of f.synonyms ?? []) expect(s).toBe(s.toLowerCase());
    }
    for (const group of target.oneOf ?? []) for (const n of group) expect(names).toContain(n);
    expect(findTarget(name)).toBe(target);
  });

  test('reads its own examples under its own names', () => {
    const fields = target.fields.filter((f) => name !== 'opening-balances' || f.name !== 'credit');
    const columns = fields.map((f) => `  ${f.name}: F ${f.name}\n`).join('');
    const mapping = mappingOf(
      `target: ${name}\ndateFormats: [YYYY-MM-DD, YYYY-MM]\ncolumns:\n${columns}`,
    );
    const text = [fields.map((f) => `F ${f.name}`), fields.map((f) => f.example)]
      .map((row) => row.map((c) => `"${c}"`).join(','))
      .join('\n');
    const [record] = readAll(textSource(text), mapping);
    expect(Object.keys(record?.values ?? {})).toEqual(fields.map((f) => f.name));
    for (const f of fields) {
      const value = record?.values[f.name];
      if (f.kind === 'count') expect(value).toBe(Number(f.example));
      else if (f.kind === 'quantity') expect(value).toBe(Number(f.example).toFixed(3));
      else if (f.kind !== 'token') expect(value).toBe(f.example);
    }
  });
});

test('the token of an open item is of the family its later files use', () => {
  const mapping = mappingOf(
    'target: opening-items\ndateFormats: [YYYY-MM-DD]\ncolumns: { kind: K, id: I, party: P, date: D, amount: A }\n',
  );
  const rows = [
    'claim,C-1,P-1',
    'package,PK-22,P-1',
    'bill,F-100,allergan',
    'patient-balance,P-1,',
  ];
  const text = ['K,I,P,D,A', ...rows.map((r) => `${r},2025-11-18,1.00`)].join('\n');
  expect(
    readAll(textSource(text), mapping).map((r) => [r.values['id'], r.values['party']]),
  ).toEqual([
    ['claim:3', 'patient:3'],
    ['instrument:5', 'patient:3'],
    ['F-100', 'allergan'],
    ['patient:3', undefined],
  ]);
});
