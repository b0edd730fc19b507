import { leadSchedules } from '../../reports/lead-schedules.ts';
import type { VerbModule } from '../verb.ts';
import { withView } from '../view.ts';

export const run: VerbModule['run'] = (_input, { globals }) =>
  withView(globals, (view) => Promise.resolve(leadSchedules(view, globals)));
