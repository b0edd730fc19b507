import { calibrate } from '../../../scenarios/calibration/calibrate.ts';
import { logSays } from '../../../scenarios/calibration/log-levels.ts';
import { startFromBook } from '../../../scenarios/levels.ts';
import { sha256 } from '../../../src/audit/sha256.node.ts';
import { calibrationReport } from '../../reports/calibration.ts';
import { withView } from '../view.ts';
import type { VerbModule } from '../verb.ts';

export const run: VerbModule['run'] = (_input, { globals }) =>
  withView(globals, (view) => {
    const { columns, cut } = view;
    const site = globals.site ?? null;
    const found = calibrate(columns, cut, { site, sha256 });
    // Scenarios are of the whole group.
    const says = site === null ? logSays(found, startFromBook(columns, cut).sites) : [];
    // What was read ends with a whole month, which may be earlier than the cut that was asked for.
    return Promise.resolve(
      calibrationReport(found, says, { ...view.provenance, asOf: found.asOf }),
    );
  });
