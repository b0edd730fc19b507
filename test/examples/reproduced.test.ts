import { expect, test } from 'vitest';
import { makeExample } from '../../scripts/example/world.ts';
import { bytesOf, paths } from './example-files.ts';

// Regenerate with: node scripts/run.js scripts/generate-example.ts
const { files } = makeExample();

test('the generator reproduces every committed file, byte by byte', () => {
  expect([...files.keys()].sort()).toEqual(paths());
  const differing = [...files].filter(([path, bytes]) => !bytesOf(path).equals(bytes));
  expect(differing.map(([path]) => path)).toEqual([]);
});

test('a second run gives the same bytes', () => {
  const again = makeExample().files;
  expect([...again.keys()]).toEqual([...files.keys()]);
  const differing = [...again].filter(
    ([path, bytes]) => !Buffer.from(bytes).equals(files.get(path) ?? new Uint8Array()),
  );
  expect(differing.map(([path]) => path)).toEqual([]);
});

test('the example stays under seven megabytes', () => {
  const size = paths().reduce((sum, path) => sum + bytesOf(path).length, 0);
  expect(size).toBeLessThan(7_000_000);
});

test('every file of the import order exists, and nothing is left out but papers', () => {
  const rows = files.get('import-order.txt');
  const listed = new TextDecoder()
    .decode(rows)
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'));
  const named = listed.flatMap((r) => (r[5] ? [r[5]] : []));
  const mappings = new Set(listed.flatMap((r) => (r[4]?.endsWith('.yaml') ? [r[4]] : [])));
  expect(new Set(named).size).toBe(named.length);
  const rest = paths().filter((path) => !named.includes(path) && !path.startsWith('mappings/'));
  expect(rest).toEqual([
    'ODDITIES.md',
    'README.md',
    'book.key',
    'expected.json',
    'import-order.txt',
    'oddities.json',
    'papers/az-practice-payroll-tax-deposits.csv',
    'papers/az-practice-treasury.csv',
    'papers/tx-practice-payroll-tax-deposits.csv',
    'papers/tx-practice-treasury.csv',
    'signing.key',
  ]);
  const known = paths().flatMap((p) => (p.startsWith('mappings/') ? [p.slice(9)] : []));
  expect([...mappings].sort()).toEqual(known);
  const closes = listed.filter((r) => r[1] === 'close').map((r) => r[0]);
  expect(closes).toHaveLength(24);
});
