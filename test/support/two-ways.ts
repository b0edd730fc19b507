import type { View } from '../../app/cli/view.ts';
import type { Explanation } from '../../app/explain/explanation.ts';
import { figureName } from '../../app/explain/figure.ts';
import { namedFigures } from '../../app/explain/list-names.ts';
import type { TouchedFigure } from '../../app/explain/touched.ts';
import type { Named } from '../../app/explain/named.ts';

/** "figure | part of it | cents": one place where an explanation lists an event. */
export type Place = string;

/** Every place where these figures list events when they are explained downwards, by event. */
export async function placesDown(
  view: View,
  figures: Iterable<Named>,
): Promise<Map<number, Place[]>> {
  const places = new Map<number, Place[]>();
  for (const { family, kind, args } of figures) {
    const name = figureName(kind, args);
    for (const [sequence, place] of listed(name, await family.explain(view, kind, args)))
      places.set(sequence, [...(places.get(sequence) ?? []), place]);
  }
  for (const own of places.values()) own.sort();
  return places;
}

function* listed(name: string, explanation: Explanation): Generator<[number, Place]> {
  switch (explanation.kind) {
    case 'sum':
    case 'terms':
      for (const { sequence, amount } of explanation.parts)
        yield [sequence, `${name} | ${explanation.figure} | ${amount}`];
      return;
    case 'ratio':
      yield* listed(name, explanation.numerator);
      yield* listed(name, explanation.denominator);
      return;
    case 'rule':
      for (const own of explanation.from) yield* listed(name, own);
      return;
    case 'quantile':
    case 'scenario':
      throw new Error('a book has no such figure');
  }
}

/** The places that one event says itself, upwards. */
export function placesOf(figures: readonly TouchedFigure[]): Place[] {
  return figures
    .flatMap(({ figure, touches }) =>
      touches.map(({ part, amount }) => `${figure} | ${part} | ${amount ?? 0}`),
    )
    .sort();
}

/** All figures of a book. */
export const everyFigure = (view: View): Named[] => [...namedFigures(view, '')];

/** The kinds of the figures that the two ways disagree on. */
export function kindsApart(one: readonly Place[], other: readonly Place[]): string[] {
  const apart = [
    ...one.filter((place) => !other.includes(place)),
    ...other.filter((place) => !one.includes(place)),
  ];
  return [...new Set(apart.map((place) => place.split('/')[0] ?? ''))].sort();
}
