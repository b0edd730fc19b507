import { adjustmentsReport } from '../../reports/adjustments.ts';
import type { VerbModule } from '../verb.ts';
import { withView } from '../view.ts';

export const run: VerbModule['run'] = (_input, { globals }) =>
  withView(globals, (view) => adjustmentsReport(view, globals));
