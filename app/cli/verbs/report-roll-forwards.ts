import { rollForwardReport } from '../../reports/roll-forwards.ts';
import { flagOption, textOption } from '../context.ts';
import type { VerbModule } from '../verb.ts';
import { withView } from '../view.ts';

export const run: VerbModule['run'] = (input, { globals }) =>
  withView(globals, (view) => {
    const options = { from: textOption(input, 'from'), isMonthly: flagOption(input, 'monthly') };
    return Promise.resolve(rollForwardReport(view, globals, options));
  });
