import { FeeworthError } from '../../../src/error.ts';
import { proposeMapping } from '../../../src/intake/csv/propose.ts';
import { bytesSource } from '../../../src/intake/csv/source.ts';
import { TARGETS } from '../../../src/intake/csv/targets.ts';
import type { Target } from '../../../src/intake/csv/target.ts';
import { readInput } from '../../commands/read-file.ts';
import { textOption } from '../context.ts';
import type { VerbModule } from '../verb.ts';
import { argument } from '../with-book.ts';

/** Writes a mapping file to standard output, to be read and corrected by a person. */
export const run: VerbModule['run'] = (input, { globals, io, say }) => {
  const file = readInput(argument(input));
  if (file.format !== 'csv') {
    throw new FeeworthError('import/needs-no-mapping', 'usage', `${file.name} is X12`, {
      hint: 'import it as it is: feeworth import FILE',
    });
  }
  const wanted = textOption(input, 'target');
  const target = wanted === undefined ? undefined : targetNamed(wanted);
  const source = bytesSource(file.name, file.bytes);
  const proposal = proposeMapping(source, target === undefined ? {} : { target });
  if (globals.json) {
    return Promise.resolve({
      schema: 'feeworth.mapping-proposal/1',
      title: `A mapping for ${file.name}`,
      tables: [],
      notes: [],
      data: { yaml: proposal.yaml, target: proposal.target.name, missing: proposal.missing },
    });
  }
  io.stdout.write(proposal.yaml);
  const { missing } = proposal;
  say(
    missing.length === 0
      ? `Read it, correct it, then: feeworth import ${argument(input)} --map FILE`
      : `No column was found for ${missing.join(', ')}: say where they are before importing.`,
  );
  return Promise.resolve(0);
};

function targetNamed(name: string): Target {
  const target = TARGETS.find((t) => t.name === name);
  if (target !== undefined) return target;
  throw new FeeworthError('usage/bad-value', 'usage', `There is no target "${name}"`, {
    hint: `choose one of ${TARGETS.map((t) => t.name).join(', ')}`,
  });
}
