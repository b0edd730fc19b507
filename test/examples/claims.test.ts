import { expect, test } from 'vitest';
import type { Segment } from './example-files.ts';
import { centsOf, expected, paths, paymentsOf, PRACTICES, segmentsOf } from './example-files.ts';

const files = (folder: string): string[] => paths().filter((p) => p.startsWith(`${folder}/`));
const all = files('remittances').flatMap(paymentsOf);

/** Adjustment amounts of a CAS segment: every third element from the third on. */
const casOf = (s: Segment): number =>
  s.elements.reduce((n, text, i) => (i >= 3 && i % 3 === 0 ? n + centsOf(text) : n), 0);

interface Loop {
  readonly clp: readonly string[];
  readonly lines: { charge: number; paid: number; adjusted: number }[];
}

function loopsOf(segments: readonly Segment[]): Loop[] {
  const loops: Loop[] = [];
  for (const s of segments) {
    const line = loops.at(-1)?.lines.at(-1);
    if (s.id === 'CLP') loops.push({ clp: s.elements, lines: [] });
    if (s.id === 'SVC') {
      const [, , charge = '', paid = ''] = s.elements;
      loops.at(-1)?.lines.push({ charge: centsOf(charge), paid: centsOf(paid), adjusted: 0 });
    }
    if (s.id === 'CAS' && line) line.adjusted += casOf(s);
  }
  return loops;
}

test('lines, claims and transactions balance, but for the one that must not', () => {
  const uneven: string[] = [];
  for (const payment of all) {
    for (const { clp, lines } of loopsOf(payment.segments)) {
      for (const l of lines) expect(l.paid).toBe(l.charge - l.adjusted);
      expect(centsOf(clp[3] ?? '')).toBe(lines.reduce((n, l) => n + l.charge, 0));
      expect(centsOf(clp[4] ?? '')).toBe(lines.reduce((n, l) => n + l.paid, 0));
    }
    const difference = payment.amount - (payment.claims - payment.provider);
    if (difference !== 0) uneven.push(`${payment.file} ${difference}`);
    expect(payment.amount).toBeGreaterThanOrEqual(0);
    const bpr = payment.segments.find((s) => s.id === 'BPR')?.elements ?? [];
    expect([bpr[1], bpr[4] === 'NON']).toEqual(payment.amount > 0 ? ['I', false] : ['H', true]);
  }
  expect(uneven).toEqual(['remittances/tx-practice/2025-12-b.edi -450']);
});

test('envelopes count truly and traces are unique', () => {
  for (const file of [...files('claims'), ...files('remittances')]) {
    let from = 0;
    segmentsOf(file).forEach((s, i) => {
      if (s.id === 'ISA') expect(s.elements.join('*')).toHaveLength(105);
      if (s.id === 'ST') from = i;
      if (s.id === 'SE') expect(Number(s.elements[1])).toBe(i - from + 1);
    });
  }
  expect(new Set(all.map((p) => p.trace)).size).toBe(all.length);
});

test('takebacks carried by FB and WO come back to zero by reference', () => {
  const balances = new Map<string, number>();
  const codes = new Set<string>();
  for (const p of all)
    for (const s of p.segments.filter((x) => x.id === 'PLB'))
      for (let i = 3; i < s.elements.length; i += 2) {
        const [code = '', reference = ''] = (s.elements[i] ?? '').split(/[:>^]/);
        codes.add(code);
        if (code === 'L6') continue;
        const key = `${code} ${reference}`;
        balances.set(key, (balances.get(key) ?? 0) + centsOf(s.elements[i + 1] ?? ''));
      }
  expect([...codes].sort()).toEqual(['FB', 'L6', 'WO']);
  expect([...balances.values()].every((n) => n === 0)).toBe(true);
});

test('Medicare pays no claim before the fourteenth day', () => {
  const dayNumber = (text: string): number =>
    Date.UTC(Number(text.slice(0, 4)), Number(text.slice(4, 6)) - 1, Number(text.slice(6))) / 864e5;
  let claims = 0;
  for (const p of all) {
    if (!p.segments.some((s) => s.id === 'N1' && s.elements[4] === 'MEDB1')) continue;
    const paid = dayNumber(p.paidOn.replaceAll('-', ''));
    for (const s of p.segments.filter((x) => x.id === 'DTM' && x.elements[1] === '050')) {
      claims += 1;
      expect(paid - dayNumber(s.elements[2] ?? '')).toBeGreaterThanOrEqual(14);
    }
  }
  expect(claims).toBeGreaterThan(500);
});

test('what happens to claims is all there: denials, appeals, replacements, secondaries', () => {
  const loops = all.flatMap((p) => loopsOf(p.segments));
  const status = (code: string): number => loops.filter((l) => l.clp[2] === code).length;
  expect(status('22')).toBeGreaterThan(60);
  expect(status('19')).toBeGreaterThan(80);
  expect(status('2')).toBeGreaterThan(60);
  const reasons = all.flatMap((p) =>
    p.segments.filter((s) => s.id === 'CAS').map((s) => `${s.elements[1]}-${s.elements[2]}`),
  );
  for (const reason of ['CO-16', 'CO-197', 'CO-50', 'CO-29', 'CO-27', 'PR-96', 'OA-18', 'OA-23'])
    expect(reasons).toContain(reason);
  const sent = files('claims')
    .flatMap(segmentsOf)
    .filter((s) => s.id === 'CLM');
  const frequency = (f: string): number =>
    sent.filter((s) => s.elements[5]?.endsWith(`:${f}`)).length;
  const controls = PRACTICES.flatMap((p) => expected().practices[p] ?? []);
  expect(frequency('1')).toBe(controls.reduce((n, c) => n + Number(c['claimsSubmitted']), 0));
  expect(frequency('1')).toBeGreaterThan(2_400);
  expect(frequency('7')).toBeGreaterThan(40);
});

test('a payer takes back only what an earlier or the same payment decided', () => {
  const decided = new Map<string, number>();
  const early: string[] = [];
  for (const payment of all.toSorted((a, b) => (a.paidOn < b.paidOn ? -1 : 1))) {
    const payer = payment.segments.find((s) => s.id === 'N1')?.elements[2];
    for (const { clp } of loopsOf(payment.segments)) {
      const claim = `${clp[1] ?? ''} ${payer ?? ''}`;
      const [status, paid] = [clp[2], centsOf(clp[4] ?? '')];
      const before = decided.get(claim);
      if (status === '22' && (before === undefined || before < -paid)) early.push(claim);
      decided.set(claim, (before ?? 0) + paid);
    }
  }
  expect(early).toEqual([]);
});
