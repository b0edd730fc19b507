import { expect, it } from 'vitest';
import { openView } from '../../../app/cli/view.ts';
import { explainNamed } from '../../../app/explain/explain-named.ts';
import { RATES } from '../../../app/explain/claim-rates.ts';
import { figureNamed } from '../../../app/explain/registry.ts';
import { faultsOf } from '../../support/adds-up.ts';
import { exampleBook } from '../../support/recorded-example.ts';

const WINDOWS = ['2025-01', '2026-03', '2025-11..2026-02', '2026-03/tx-practice', '2026-10'];

it('rates made of the claims of their months are those of all claims', async () => {
  const view = await openView({ book: await exampleBook(), json: false, csv: false });
  let explained = 0;
  for (const [i, { kind }] of RATES.entries()) {
    for (const [n, window] of WINDOWS.entries()) {
      // Every rate in some months, and all of those in some rate: the suite has not all day.
      if ((i + n) % 2 === 1) continue;
      const name = `${kind.name}/${window}`;
      const named = figureNamed(view, name);
      if (named === undefined) continue;
      // A view of its own has read no claim yet.
      const near = await explainNamed(await view.at({}), name, { most: 20 });
      expect([name, near.value]).toEqual([name, named.family.value(view, named.kind, named.args)]);
      explained += 1;
      if (near.kind === 'ratio' && n === 0) {
        const whole = await explainNamed(view, name);
        expect(faultsOf(whole)).toEqual([]);
        expect(near.numerator.value).toBe(whole.kind === 'ratio' ? whole.numerator.value : null);
      }
    }
  }
  expect(explained).toBeGreaterThan(RATES.length);
  await view.close();
}, 120_000);

it('lists the largest events of a sum, and sums up those it does not list', async () => {
  const view = await openView({ book: await exampleBook(), json: false, csv: false });
  const name = 'cash-flow/receipts/2026-03';
  const whole = await explainNamed(view, name);
  const short = await explainNamed(view, name, { most: 5 });
  if (whole.kind !== 'sum' || short.kind !== 'sum') throw new Error('receipts are a sum');
  const size = ({ amount }: { readonly amount: number }): number => Math.abs(amount);
  const largest = whole.parts.toSorted((a, b) => size(b) - size(a)).slice(0, 5);
  expect(whole.parts.length).toBeGreaterThan(20);
  expect(new Set(short.parts.map((p) => p.sequence))).toEqual(
    new Set(largest.map((p) => p.sequence)),
  );
  const { parts: _listed, ...rest } = short;
  const { parts: _all, ...expected } = whole;
  expect(rest).toEqual(expected);
  await view.close();
});
