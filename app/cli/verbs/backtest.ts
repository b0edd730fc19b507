import { backtest } from '../../../scenarios/backtest/backtest.ts';
import { historyLimits } from '../../../scenarios/calibration/limits.ts';
import { backtestReport } from '../../reports/backtest.ts';
import { withView } from '../view.ts';
import type { VerbModule } from '../verb.ts';

export const run: VerbModule['run'] = (_input, { globals }) =>
  withView(globals, ({ columns, cut, provenance }) => {
    const found = backtest(columns, cut);
    const limits = historyLimits(columns, cut, 'demand');
    return Promise.resolve(backtestReport(found, limits, provenance));
  });
