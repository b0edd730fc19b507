import { rerun } from '../../rerun.ts';
import { rerunReport } from '../../reports/run.ts';
import { wholeOption } from '../options.ts';
import { progressOf } from '../progress.ts';
import type { VerbModule } from '../verb.ts';
import { argument } from '../with-book.ts';
import { withRun } from '../with-run.ts';

export const run: VerbModule['run'] = (input, context) => {
  const workers = wholeOption(input, 'workers', 256);
  const options = { workers, onProgress: progressOf('Running again', context) };
  return withRun(context, argument(input), async (known, view) =>
    rerunReport(await rerun(known, view, options)),
  );
};
