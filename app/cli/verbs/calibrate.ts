import { calibrate } from '../../../scenarios/calibration/calibrate.ts';
import { sha256 } from '../../../src/audit/sha256.node.ts';
import { calibrationReport } from '../../reports/calibration.ts';
import { withView } from '../view.ts';
import type { VerbModule } from '../verb.ts';

export const run: VerbModule['run'] = (_input, { globals }) =>
  withView(globals, (view) => {
    const found = calibrate(view.columns, view.cut, { site: globals.site ?? null, sha256 });
    // What was read ends with a whole month, which may be earlier than the cut that was asked for.
    return Promise.resolve(calibrationReport(found, { ...view.provenance, asOf: found.asOf }));
  });
