import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openView } from '../../../app/cli/view.ts';
import type { View } from '../../../app/cli/view.ts';
import { explainNamed } from '../../../app/explain/explain-named.ts';
import { listFigures } from '../../../app/explain/list-figures.ts';
import { oneEventView } from '../../../app/explain/one-event.ts';
import { touchedFigures } from '../../../app/explain/touched.ts';
import { isFeeworthError } from '../../../src/error.ts';
import { exampleBook } from '../../support/recorded-example.ts';

describe('explanations of a book whose rows are lent', () => {
  let whole: View;
  let lent: View;

  beforeAll(async () => {
    const globals = { book: await exampleBook(), json: false, csv: false };
    whole = await openView(globals, Infinity);
    lent = await openView(globals, 0);
    const inMemory = ({ columns }: View): number =>
      columns.segments.filter(({ batch }) => batch !== undefined).length;
    expect(inMemory(whole)).toBeGreaterThan(1);
    expect(inMemory(lent)).toBe(1);
  });

  afterAll(async () => {
    await whole.close();
    await lent.close();
  });

  test('are those of one in memory, for every kind of figure', async () => {
    const explained = async (view: View, name: string): Promise<unknown> =>
      explainNamed(view, name, { most: 10 }).catch((error: unknown) =>
        isFeeworthError(error) ? error.code : Promise.reject(error as Error),
      );
    const names = listFigures(whole, undefined).tables[0]?.rows.flatMap(({ cells }) =>
      cells.flatMap((cell) => (typeof cell === 'string' && cell.includes('/') ? [cell] : [])),
    );
    expect(names?.length).toBeGreaterThan(40);
    for (const name of names ?? [])
      expect(await explained(lent, name), name).toEqual(await explained(whole, name));
  });

  test.each([0, 1_000, 30_000])('are those of event %i too', async (sequence) => {
    const touched = async (view: View) => {
      const one = oneEventView(view, sequence);
      return one === undefined ? [] : touchedFigures(one);
    };
    const found = await touched(lent);
    expect(found).toEqual(await touched(whole));
  });
});
