import { newScenario } from '../../scenario-files.ts';
import type { VerbModule } from '../verb.ts';

/** Writes a scenario file to standard output, to be read and changed by a person. */
export const run: VerbModule['run'] = ({ args }, { globals, io, say }) => {
  const [base = 'stay-or-leave'] = args;
  const yaml = newScenario(base);
  if (globals.json) {
    return Promise.resolve({
      schema: 'feeworth.scenario-new/1',
      title: `A scenario that extends ${base}`,
      tables: [],
      notes: [],
      data: { yaml },
    });
  }
  io.stdout.write(yaml);
  say('Change it, then: feeworth scenario check FILE, and feeworth compare FILE');
  return Promise.resolve(0);
};
