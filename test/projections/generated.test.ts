import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { GENERATED } from '../../scripts/generate.ts';

test.each(GENERATED)('$path is what its generator writes', ({ path, make }) => {
  const committed = readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
  expect(committed === make(), 'stale: run npm run generate').toBe(true);
});
