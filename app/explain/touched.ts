import type { Unit } from '../reports/document.ts';
import type { Explanation } from './explanation.ts';
import { figureName } from './figure.ts';
import type { FigureArgs } from './figure.ts';
import { namedFigures } from './list-names.ts';
import type { OneEventView } from './one-event.ts';

/** A figure that an event is behind, by the name that `explain` takes. */
export interface TouchedFigure {
  readonly figure: string;
  /** Name of its kind, and what follows it in the name. */
  readonly kind: string;
  readonly args: FigureArgs;
  readonly label: string;
  readonly unit: Unit;
  readonly value: number | null;
  /** Each place in the figure's explanation that lists the event. */
  readonly touches: readonly Touch[];
}

export interface Touch {
  /** "part of the sum", "numerator: paid by payers": where in the explanation. */
  readonly how: string;
  /** The part it is listed in, by its own name. */
  readonly part: string;
  /** Null where it is followed without adding anything, as terms are. */
  readonly amount: number | null;
  readonly unit: Unit;
}

/**
 * Every figure of the book that lists the event when it is explained. Each is explained through a
 * view of that one event: what goes up is what goes down, and each fold reads the columns once.
 */
export async function touchedFigures(view: OneEventView): Promise<TouchedFigure[]> {
  const touched: TouchedFigure[] = [];
  const near = namedFigures(view, '', ({ family, kind }) => family.isNear(view.one, kind));
  for (const { family, kind, args } of near) {
    const explanation = await family.explain(view, kind, args);
    const touches = [...touchesOf(explanation)];
    if (touches.length === 0) continue;
    const { label, unit, value } = explanation;
    const figure = figureName(kind, args);
    touched.push({ figure, kind: kind.name, args, label, unit, value, touches });
  }
  return touched;
}

/** Where an explanation lists an event, from the figure down to the sums it ends in. */
export function* touchesOf(
  explanation: Explanation,
  path: readonly string[] = [],
): Generator<Touch> {
  switch (explanation.kind) {
    case 'sum': {
      const { figure, unit, parts } = explanation;
      const how = path.length === 0 ? 'part of the sum' : path.join(': ');
      for (const { amount } of parts) yield { how, part: figure, amount, unit };
      return;
    }
    case 'ratio':
      for (const side of ['numerator', 'denominator'] as const) {
        const own = explanation[side];
        yield* touchesOf(own, [...path, side, ...(own.kind === 'sum' ? [words(own)] : [])]);
      }
      return;
    case 'terms': {
      const { figure, unit, parts } = explanation;
      for (const _ of parts) yield { how: path.join(': '), part: figure, amount: null, unit };
      return;
    }
    case 'rule':
      for (const own of explanation.from) yield* touchesOf(own, [...path, words(own)]);
      return;
    case 'quantile':
    case 'scenario':
      return;
  }
}

const words = ({ label }: Explanation): string => label.slice(0, 1).toLowerCase() + label.slice(1);
