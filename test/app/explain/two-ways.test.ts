// Down from a figure to its events and up from an event to its figures: the same pairs.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openView } from '../../../app/cli/view.ts';
import type { View } from '../../../app/cli/view.ts';
import { figureName } from '../../../app/explain/figure.ts';
import { oneEventView } from '../../../app/explain/one-event.ts';
import type { OneEvent, OneEventView } from '../../../app/explain/one-event.ts';
import { touchedFigures } from '../../../app/explain/touched.ts';
import type { Projection, Block } from '../../../projections/projection.ts';
import { rowKind } from '../../../src/batch/layout.ts';
import { goldenBook } from '../../support/golden-book.ts';
import { exampleBook } from '../../support/recorded-example.ts';
import { everyFigure, kindsApart, placesDown, placesOf } from '../../support/two-ways.ts';
import type { Place } from '../../support/two-ways.ts';

const globals = (book: string) => ({ book, json: false, csv: false });

function eventIn(view: View, sequence: number): OneEventView {
  const one = oneEventView(view, sequence);
  if (one === undefined) throw new Error(`event ${sequence} counts`);
  return one;
}

const upOf = async (one: OneEventView): Promise<Place[]> => placesOf(await touchedFigures(one));

/** The event as if a fold did not take it. */
function without(one: OneEvent, broken: string): OneEvent {
  return {
    ...one,
    around<S extends Block, F>(projection: Projection<S, F>) {
      const states = one.around(projection);
      return projection.name === broken ? { ...states, after: states.before } : states;
    },
  };
}

/** Sequences of events by type, those that a reversal has taken back or that take back apart. */
function byType(view: View): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const { batch, from, to } of view.spans()) {
    for (let i = from; i < to; i++) {
      const kind = rowKind(batch.kind[i] ?? 0);
      if (kind?.isHead !== true) continue;
      const key = `${kind.declaration.type} ${batch.flags[i]}`;
      const known = found.get(key);
      const sequence = batch.firstSequence + (batch.sequence[i] ?? 0);
      if (known === undefined) found.set(key, [sequence]);
      else known.push(sequence);
    }
  }
  return found;
}

/** All of them are asked in the golden month, so that of the example's many every eighth will do. */
const typesOfGoldenMonth = new Set<string>();

describe('the golden month', () => {
  // Every figure downwards, once for all tests.
  let view: View;
  let down: Map<number, Place[]>;
  beforeAll(async () => {
    view = await openView(globals(await goldenBook()));
    down = await placesDown(view, everyFigure(view));
    for (const type of byType(view).keys()) typesOfGoldenMonth.add(type);
  }, 120_000);
  afterAll(() => view.close());

  test('I21 every event is behind the figures that list it, and no others, to the cent', async () => {
    let places = 0;
    const families = new Set<string>();
    for (let sequence = 0; sequence < view.cut.knownAt; sequence++) {
      const up = await upOf(eventIn(view, sequence));
      expect(up, `event ${sequence}`).toEqual(down.get(sequence) ?? []);
      places += up.length;
      for (const place of up) families.add(place.split('/')[0] ?? '');
    }
    expect(places).toBeGreaterThan(1500);
    expect([...families].sort()).toEqual([
      'activity',
      'cash-flow',
      'consolidated',
      'fee',
      'ledger',
      'prepaid',
      'revenue-cycle',
    ]);
  });

  /** Kinds of figures by which it shows that the way up is wrong for one event of each type. */
  async function foundOut(
    isAsked: (type: string, n: number) => boolean,
    wrong: (one: OneEvent) => OneEvent,
  ): Promise<string[]> {
    const kinds = new Set<string>();
    for (const [n, [type, [sequence = 0]]] of [...byType(view)].entries()) {
      if (!isAsked(type, n)) continue;
      const one = eventIn(view, sequence);
      const up = await upOf({ ...one, one: wrong(one.one) });
      for (const kind of kindsApart(up, down.get(sequence) ?? [])) kinds.add(kind);
    }
    return [...kinds].sort();
  }

  test.each([
    ['cash-flow', ['cash-flow']],
    ['consolidation', ['consolidated']],
    ['ledger', ['activity', 'consolidated', 'ledger', 'revenue-cycle']],
  ])('would be found out if %s lost its events on the way up', async (broken, apart) => {
    const everySixth = (_: string, n: number): boolean => n % 6 === 0;
    expect(await foundOut(everySixth, (one) => without(one, broken))).toEqual(apart);
  });

  test('would be found out if claims lost theirs', async () => {
    const ofClaims = (type: string): boolean => type.startsWith('Claim');
    const found = await foundOut(ofClaims, (one) => ({ ...one, subjects: new Set() }));
    expect(found).toEqual(['revenue-cycle']);
  });
});

describe('the example', () => {
  let view: View;
  /** What one event of a type says that it is behind. */
  const up = new Map<number, Place[]>();
  const touched = new Map<string, string>();
  beforeAll(async () => {
    view = await openView(globals(await exampleBook()));
    for (const [i, [type, sequences]] of [...byType(view)].entries()) {
      if (typesOfGoldenMonth.has(type) && i % 8 !== 0) continue;
      const sequence = sequences[(i * 7) % sequences.length] ?? 0;
      const one = eventIn(view, sequence);
      const figures = await touchedFigures(one);
      up.set(sequence, placesOf(figures));
      for (const { kind, figure } of figures) touched.set(kind, figure);
    }
  }, 300_000);

  test('I21 an event of every other type is behind what lists it: one figure of each kind', async () => {
    const chosen = new Set(touched.values());
    const figures = everyFigure(view).filter(({ kind, args }) =>
      chosen.has(figureName(kind, args)),
    );
    expect(figures.length).toBeGreaterThan(30);
    const down = await placesDown(view, figures);
    for (const [sequence, places] of up) {
      const own = places.filter((place) => chosen.has(place.split(' | ')[0] ?? ''));
      expect(own, `event ${sequence}`).toEqual(down.get(sequence) ?? []);
    }
    await view.close();
  }, 300_000);
});
