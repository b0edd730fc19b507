import { isEstimate } from '../../scenarios/parameters.ts';
import type { ReadScenario } from '../../scenarios/file/read-scenario.ts';
import { drawText } from '../scenario-files.ts';
import type { Difference } from '../scenario-files.ts';
import { text } from './columns.ts';
import type { Report } from './document.ts';
import { counted } from './words.ts';

/** A scenario that was read whole, with what it assumes. */
export function scenarioReport(name: string, { scenario, digest, document }: ReadScenario): Report {
  const { parameters, timeline, run } = scenario;
  const estimates = parameters.filter(isEstimate).length;
  return {
    schema: 'feeworth.scenario/1',
    title: `${name} is a scenario: ${scenario.title}, ${counted(timeline.months, 'month')}`,
    tables: [
      {
        name: 'parameters',
        title: `${counted(parameters.length, 'assumption')}, ${estimates} of them estimates`,
        columns: [
          text('parameter', 'Parameter'),
          text('value', 'Value or distribution'),
          text('grade', 'Grade'),
          text('source', 'Source'),
        ],
        rows: parameters.map(({ id, draw, unit, grade, source }) => ({
          cells: [id, drawText(draw, unit), grade, source],
        })),
      },
    ],
    notes: [
      `Digest ${digest.slice(0, 16)}, seed ${scenario.seed}, ${run.paths} paths. Comments and layout do not count.`,
    ],
    data: { id: scenario.id, digest, document: JSON.parse(document) },
  };
}

/** In what two scenarios differ. */
export function differenceReport(
  [a, b]: readonly [string, string],
  found: readonly Difference[],
): Report {
  return {
    schema: 'feeworth.scenario-diff/1',
    title:
      found.length === 0
        ? `${a} and ${b} say the same`
        : `${a} and ${b} differ in ${counted(found.length, 'place')}`,
    tables: [
      {
        name: 'differences',
        title: 'As they are resolved: shares as fractions; cents where the name says so',
        columns: [text('path', 'Path'), text('a', a), text('b', b)],
        rows: found.map((one) => ({ cells: [one.path, one.a ?? 'not said', one.b ?? 'not said'] })),
      },
    ],
    notes: [],
    data: { differences: found },
  };
}
