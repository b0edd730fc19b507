import { revenueCycleReport } from '../../reports/revenue-cycle.ts';
import { withView } from '../view.ts';
import type { VerbModule } from '../verb.ts';

export const run: VerbModule['run'] = (_input, { globals }) =>
  withView(globals, (view) => Promise.resolve(revenueCycleReport(view, globals)));
