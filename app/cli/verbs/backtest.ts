import { backtest } from '../../../scenarios/backtest/backtest.ts';
import { backtestReport } from '../../reports/backtest.ts';
import { withView } from '../view.ts';
import type { VerbModule } from '../verb.ts';

export const run: VerbModule['run'] = (_input, { globals }) =>
  withView(globals, (view) =>
    Promise.resolve(backtestReport(backtest(view.columns, view.cut), view.provenance)),
  );
