import type { View } from '../cli/view.ts';
import { comparisonAsked, runComparison } from '../compare.ts';
import type { CompareOptions } from '../compare.ts';
import { keptRun } from '../kept-runs.ts';
import { comparisonExplainer } from './comparison.ts';
import type { ComparisonExplainer } from './comparison.ts';

/**
 * A comparison to explain: its result as kept beside the book, or run again where none was kept, or
 * where the path in the middle does not come to what was kept.
 */
export async function runAgain(
  options: CompareOptions,
  view: View | null,
): Promise<ComparisonExplainer> {
  const kept = view === null ? undefined : await keptAgain(options, view);
  return kept ?? comparisonExplainer(await runComparison(options, view));
}

/** The same where a result was kept; undefined where it would have to be run. */
export async function keptAgain(
  options: CompareOptions,
  view: View,
): Promise<ComparisonExplainer | undefined> {
  const { comparison } = await comparisonAsked(options, view);
  const answer = keptRun(comparison, view);
  if (answer === undefined) return undefined;
  const explainer = comparisonExplainer({ comparison, answer });
  return explainer.isSame() ? explainer : undefined;
}
