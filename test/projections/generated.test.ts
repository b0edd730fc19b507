import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { GENERATED } from '../../scripts/generate.ts';

const ROOT = resolve(import.meta.dirname, '../..');

test.each(GENERATED)('$path is what its generator writes', ({ path, make }) => {
  const committed = readFileSync(resolve(ROOT, path), 'utf8');
  expect(committed === make(), 'stale: run npm run generate').toBe(true);
});

test('each generated switch has its generator', () => {
  const there = globSync('{src,projections,scenarios,app}/**/*.generated.ts', { cwd: ROOT });
  expect(there.length).toBeGreaterThan(2);
  for (const file of there) expect(GENERATED.map(({ path }) => path)).toContain(file);
});
