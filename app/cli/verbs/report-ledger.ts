import { ledger } from '../../../projections/ledger.ts';
import type { LedgerState } from '../../../projections/ledger.ts';
import { FeeworthError } from '../../../src/error.ts';
import { ledgerReport } from '../../reports/ledger.ts';
import { comparisonOf } from '../../reports/ledger-slices.ts';
import { isCashBasis } from '../basis.ts';
import { flagOption, textOption } from '../context.ts';
import type { Globals, Input } from '../context.ts';
import type { View } from '../view.ts';
import { withView } from '../view.ts';
import type { VerbModule } from '../verb.ts';

export const run: VerbModule['run'] = (input, { globals }) =>
  withView(globals, async (view) => {
    if (isConsolidated(input, globals)) {
      const { consolidatedReport } = await import('../../reports/consolidated.ts');
      return consolidatedReport(view);
    }
    const basis = isCashBasis(textOption(input, 'basis'))
      ? await import('../../reports/cash-basis.ts')
      : undefined;
    const against = textOption(input, 'compareTo');
    const stateOf = (of: View): Promise<LedgerState> =>
      basis?.cashBasisOf(of) ?? Promise.resolve(of.state(ledger));
    const options = {
      isMonthly: flagOption(input, 'monthly'),
      ...(basis && { cash: { state: await stateOf(view), between: basis.betweenBases } }),
    };
    if (against === undefined) return ledgerReport(view, globals, options);
    const { day, span } = comparisonOf(against, view.cut.asOf);
    const then = await view.at({ asOf: day });
    const earlier = { view: then, state: await stateOf(then), span };
    return ledgerReport(view, globals, { ...options, earlier });
  });

/** The group as one has one form: options that shape the books of entities do not go with it. */
function isConsolidated(input: Input, { entity }: Globals): boolean {
  if (!flagOption(input, 'consolidated')) return false;
  const other =
    entity !== undefined
      ? '--entity'
      : textOption(input, 'basis') !== undefined
        ? '--basis'
        : textOption(input, 'compareTo') !== undefined
          ? '--compare-to'
          : flagOption(input, 'monthly')
            ? '--monthly'
            : undefined;
  if (other === undefined) return true;
  throw new FeeworthError('usage/two-scopes', 'usage', `Either ${other} or --consolidated`, {
    hint: 'one entity is its own book; the group is all of them, accrual, at the cut',
  });
}
