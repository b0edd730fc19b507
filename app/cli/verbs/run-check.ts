import { checkRun } from '../../run-check.ts';
import { runCheckReport } from '../../reports/run-check.ts';
import type { VerbModule } from '../verb.ts';
import { argument } from '../with-book.ts';
import { withRun } from '../with-run.ts';

export const run: VerbModule['run'] = (input, context) =>
  withRun(context, argument(input), (known, view) =>
    Promise.resolve(runCheckReport(checkRun(known, view), view.provenance)),
  );
