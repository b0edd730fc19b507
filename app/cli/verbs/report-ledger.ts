import { ledger } from '../../../projections/ledger.ts';
import { ledgerReport } from '../../reports/ledger.ts';
import type { LedgerOptions } from '../../reports/ledger.ts';
import { comparisonOf } from '../../reports/ledger-slices.ts';
import { flagOption, textOption } from '../context.ts';
import { withView } from '../view.ts';
import type { VerbModule } from '../verb.ts';

export const run: VerbModule['run'] = (input, { globals }) =>
  withView(globals, async (view) => {
    const against = textOption(input, 'compareTo');
    const options: LedgerOptions = { isMonthly: flagOption(input, 'monthly') };
    if (against === undefined) return ledgerReport(view, globals, options);
    const { day, span } = comparisonOf(against, view.cut.asOf);
    const earlier = await view.at({ asOf: day });
    const then = { view: earlier, state: earlier.state(ledger), span };
    return ledgerReport(view, globals, { ...options, earlier: then });
  });
