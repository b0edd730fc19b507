import type { History } from './history.ts';
import type { Grade } from './plan.ts';

/** Where the parameters of an answer come from, each in one list, in their order. */
export interface Origins {
  /** Drawn from the log of the book. */
  readonly log: readonly string[];
  /** Shipped or found elsewhere, by grade, the best one first. */
  readonly priors: readonly { readonly grade: Grade; readonly ids: readonly string[] }[];
  /** Said to be recorded by who wrote the scenario. */
  readonly recorded: readonly string[];
  readonly entered: readonly string[];
}

/** Evidence grades from the best to the worst. */
const PRIORS = ['A', 'B', 'C', 'E', 'R'] as const satisfies readonly Grade[];

/** Sorts parameters by where they come from. */
export function originsOf(
  parameters: readonly { readonly id: string; readonly grade: Grade }[],
  history: History | undefined,
): Origins {
  const drawn: ReadonlySet<string> = new Set(history?.drawn);
  const others = parameters.filter(({ id }) => !drawn.has(id));
  const graded = (grade: Grade): string[] =>
    others.filter((parameter) => parameter.grade === grade).map(({ id }) => id);
  return {
    log: parameters.filter(({ id }) => drawn.has(id)).map(({ id }) => id),
    priors: PRIORS.map((grade) => ({ grade, ids: graded(grade) })).filter(
      ({ ids }) => ids.length > 0,
    ),
    recorded: graded('recorded'),
    entered: graded('entered'),
  };
}
