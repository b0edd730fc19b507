import { expect, it } from 'vitest';
import { CANNOT, cannot } from '../conformance/matrix.ts';

// Which test runs over which store: each suite holds what it skipped against this table.
it('says how many tests each store cannot have', () => {
  const counts = Object.fromEntries(
    (['memory', 'sqlite', 'testServer', 'realServer'] as const).map((kind) => [
      kind,
      cannot(kind).length,
    ]),
  );
  expect(counts).toEqual({ memory: 10, sqlite: 3, testServer: 9, realServer: 12 });
});

it('has every test on at least one store, and a reason wherever it is not', () => {
  const everywhere = cannot('memory')
    .filter((number) => cannot('sqlite').includes(number))
    .filter((number) => cannot('testServer').includes(number));
  expect(everywhere).toEqual([]);
  const reasons = Object.values(CANNOT).flatMap((row) => Object.values(row));
  expect(reasons.every((reason) => reason.length > 10)).toBe(true);
});
