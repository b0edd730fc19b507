import { differenceReport } from '../../reports/scenario.ts';
import { differences, readNamed } from '../../scenario-files.ts';
import type { VerbModule } from '../verb.ts';

export const run: VerbModule['run'] = ({ args }) => {
  const [a = '', b = ''] = args;
  return Promise.resolve(differenceReport([a, b], differences(readNamed(a), readNamed(b))));
};
