import { scenarioReport } from '../../reports/scenario.ts';
import { checkNamed } from '../../scenario-files.ts';
import { listOption } from '../context.ts';
import type { VerbModule } from '../verb.ts';
import { argument } from '../with-book.ts';

export const run: VerbModule['run'] = (input) => {
  const name = argument(input);
  return Promise.resolve(scenarioReport(name, checkNamed(name, listOption(input, 'set'))));
};
