import { sha256 } from '../../src/audit/sha256.node.ts';
import { comparisonOf, ownStartingPoint } from '../../scenarios/comparison-of.ts';
import { readScenario } from '../../scenarios/file/read-scenario.ts';
import { startFromBook } from '../../scenarios/levels.ts';
import type { View } from '../cli/view.ts';
import { readScenarioText, runComparison, scenarioPath } from '../compare.ts';
import type { CompareOptions } from '../compare.ts';
import type { ComparisonAgain } from './comparison.ts';

/** Runs a comparison and keeps what it was run from, so that its paths can be lived again. */
export async function runAgain(options: CompareOptions, view: View): Promise<ComparisonAgain> {
  const { answer } = await runComparison(options, view);
  const path = scenarioPath(options.scenario ?? 'stay-or-leave');
  const read = readScenario(path, readScenarioText, sha256);
  const from = ownStartingPoint(read.scenario) ?? startFromBook(view.columns, view.cut);
  return { comparison: comparisonOf(read, from), answer };
}
