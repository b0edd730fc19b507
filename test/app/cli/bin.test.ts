import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import * as postings from '../../../projections/postings.generated.ts';

it('spares the compiler a function that there is', () => {
  const bin = readFileSync(new URL('../../../bin/feeworth.js', import.meta.url), 'utf8');
  const [, spared = ''] = /filter = '-(\w+)'/.exec(bin) ?? [];
  expect(Object.entries(postings).find(([name]) => name === spared)?.[1]).toBeTypeOf('function');
});
