import { FeeworthError } from '../../../src/error.ts';
import { restatedReport } from '../../reports/restated.ts';
import { textOption } from '../context.ts';
import type { VerbModule } from '../verb.ts';
import { withView } from '../view.ts';

export const run: VerbModule['run'] = (input, { globals }) => {
  if (globals.knownAt === undefined) {
    throw new FeeworthError('usage/missing-option', 'usage', '--known-at is missing', {
      hint: 'say when it was first reported: --known-at 1204, or an instant',
    });
  }
  return withView(globals, async (first) => {
    const against = textOption(input, 'against');
    const knownAt = against === undefined ? first.columns.size : first.knownAt(against);
    return restatedReport(first, await first.at({ knownAt }), globals);
  });
};
