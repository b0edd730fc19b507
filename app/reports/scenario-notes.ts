import type { Lever } from '../../scenarios/plan.ts';
import type { ParameterSet } from '../../scenarios/parameters.ts';
import { idleCorrelations } from '../../scenarios/value-source.ts';
import type { Correlation } from '../../scenarios/value-source.ts';
import { formatMonth } from '../../src/calendar.ts';
import type { Month } from '../../src/calendar.ts';

/** Correlations that say nothing, since one of the two has one value. */
export function idleNotes(
  parameters: ParameterSet,
  correlations: readonly Correlation[],
): readonly string[] {
  return idleCorrelations(parameters, correlations).map(
    ({ between, held }) =>
      `The correlation of ${between.join(' with ')} says nothing: ${held} has one value.`,
  );
}

/** Levers that begin before the first month, as a year that was mistyped would. */
export function earlyNotes({
  start,
  levers = [],
}: {
  readonly start: Month;
  readonly levers?: readonly Pick<Lever, 'id' | 'from'>[];
}): readonly string[] {
  const first = formatMonth(start);
  return levers
    .filter(({ from }) => from < start)
    .map(
      ({ id, from }) =>
        `Lever ${id} begins in ${formatMonth(from)}, before the first month, ${first}.`,
    );
}
