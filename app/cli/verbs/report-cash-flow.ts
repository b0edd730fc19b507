import { cashFlowReport } from '../../reports/cash-flow.ts';
import { flagOption } from '../context.ts';
import { withView } from '../view.ts';
import type { VerbModule } from '../verb.ts';

export const run: VerbModule['run'] = (input, { globals }) =>
  withView(globals, (view) => {
    const isBySite = flagOption(input, 'bySite');
    const isIndirect = flagOption(input, 'indirect');
    return Promise.resolve(cashFlowReport(view, globals, { isBySite, isIndirect }));
  });
