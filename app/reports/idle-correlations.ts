import type { ParameterSet } from '../../scenarios/parameters.ts';
import { idleCorrelations } from '../../scenarios/value-source.ts';
import type { Correlation } from '../../scenarios/value-source.ts';

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
