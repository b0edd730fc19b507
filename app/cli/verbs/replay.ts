import { existsSync, writeFileSync } from 'node:fs';
import { FeeworthError } from '../../../src/error.ts';
import { historyLimits } from '../../../scenarios/calibration/limits.ts';
import { LEAST_DRAWS } from '../../../scenarios/replay/replay.ts';
import { REGIMES } from '../../../scenarios/replay/regimes.ts';
import type { Regime } from '../../../scenarios/replay/regimes.ts';
import { branchText, runReplay } from '../../replay.ts';
import { replayReport } from '../../reports/replay.ts';
import { textOption } from '../context.ts';
import type { Input } from '../context.ts';
import { outputFile } from '../output-file.ts';
import { withView } from '../view.ts';
import type { VerbModule } from '../verb.ts';
import { required } from '../with-book.ts';

export const run: VerbModule['run'] = (input, { globals, io }) => {
  const request = {
    regime: regimeOf(required(input, 'regime', `one of ${REGIMES.join(', ')}`)),
    draws: drawsOf(input),
    seed: textOption(input, 'seed') ?? '1',
  };
  const out = textOption(input, 'out');
  const file = out === undefined ? undefined : newFile(out, io.cwd);
  return withView(globals, async (view) => {
    const found = await runReplay(request, view);
    if (file !== undefined) writeFileSync(file, branchText(found.branch), { flag: 'wx' });
    const limits = historyLimits(view.columns, view.cut, 'claims');
    return replayReport(found, limits, { ...view.provenance, seed: request.seed }, out);
  });
};

function regimeOf(text: string): Regime {
  const found = REGIMES.find((regime) => regime === text);
  if (found !== undefined) return found;
  throw new FeeworthError('usage/bad-value', 'usage', `--regime "${text}" is none`, {
    hint: `choose one of ${REGIMES.join(', ')}`,
  });
}

function drawsOf(input: Input): number {
  const given = textOption(input, 'draws') ?? String(LEAST_DRAWS);
  if (/^\d{1,5}$/.test(given)) return Number(given);
  throw new FeeworthError('usage/bad-value', 'usage', `--draws "${given}" is no number of draws`, {
    hint: `write a whole number from ${LEAST_DRAWS} on`,
  });
}

/** A branch is written beside other files, never over one. */
function newFile(out: string, cwd: string): string {
  const file = outputFile(out, '--out', cwd);
  if (!existsSync(file)) return file;
  throw new FeeworthError(
    'replay/file-exists',
    'usage',
    'The file of the branch is there already',
    {
      place: { file },
      hint: 'name another with --out',
    },
  );
}
