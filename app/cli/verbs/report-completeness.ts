import { completenessReport } from '../../reports/completeness.ts';
import { withView } from '../view.ts';
import type { VerbModule } from '../verb.ts';

export const run: VerbModule['run'] = (_input, { globals }) =>
  withView(globals, (view) => Promise.resolve(completenessReport(view)));
