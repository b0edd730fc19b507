import { cashFlowReport } from '../../reports/cash-flow.ts';
import { withView } from '../view.ts';
import type { VerbModule } from '../verb.ts';

export const run: VerbModule['run'] = (_input, { globals }) =>
  withView(globals, (view) => Promise.resolve(cashFlowReport(view, globals)));
