import { LIBRARY } from '../../compare.ts';
import { scenarioListReport } from '../../reports/scenario.ts';
import { readNamed } from '../../scenario-files.ts';
import type { VerbModule } from '../verb.ts';

export const run: VerbModule['run'] = () =>
  Promise.resolve(
    scenarioListReport(LIBRARY.map((name) => ({ name, scenario: readNamed(name).scenario }))),
  );
