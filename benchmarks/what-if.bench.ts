import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { recordExample } from '../app/demo/record-example.ts';
import { interleaved } from './support/bench.ts';
import type { Bench, Contender } from './support/bench.ts';
import { processRun } from './support/process-run.ts';
import { temporaryFolder } from './support/stored-book.ts';

const BIN = fileURLToPath(new URL('../bin/feeworth.js', import.meta.url));
const EXAMPLE = fileURLToPath(new URL('../examples/three-sites', import.meta.url));
const PATHS = 1_024;
const LIMIT_SECONDS = 1;
/** One number changed, and changed back: no run can be answered by what the one before left. */
const CHANGES = ['3%', '2%'] as const;

export const bench: Bench = {
  name: 'what-if',
  question:
    'How long does a what-if of 1,024 paths on the warm example take from the command line, after the first?',
  peerName: 'limit',
  bar: 1,
  better: 'lower',
  async run() {
    const folder = temporaryFolder();
    const url = join(folder, 'example.db');
    const { book, size } = await recordExample({ root: EXAMPLE, url });
    await book.close();
    const home = join(folder, 'home');
    const { ours, alone } = await interleaved(
      { ours: whatIf(url, home, 'always'), alone: whatIf(url, home, 'never') },
      { rounds: 9, warmUps: 1 },
    ).finally(() => endStandby(home));
    const seconds = ours / 1_000;
    const note =
      `Whole processes of "compare --short --set volume=… --paths ${PATHS}": the headline, without ` +
      `bridge and side runs; a book of ${size} events of 24 months, its levels read before. The first ` +
      `one, which is not counted, started a stand-by, as it does in a terminal; it answers the ` +
      `others. Without stand-bys, in turn: ${(alone / 1_000).toFixed(2)} seconds.`;
    const ratio = seconds / LIMIT_SECONDS;
    return { ours: seconds, peer: LIMIT_SECONDS, ratio, unit: 'seconds', note };
  },
};

function whatIf(url: string, home: string, standby: 'always' | 'never'): Contender {
  let runs = 0;
  return (turnMs) => {
    const volume = CHANGES[runs++ % CHANGES.length] as string;
    const set = ['--set', `volume=${volume}`, '--paths', String(PATHS)];
    const argv = [BIN, 'compare', '--short', ...set, '--book', url];
    return processRun(argv, { FEEWORTH_HOME: home, FEEWORTH_STANDBY: standby })(turnMs);
  };
}

/** A stand-by that had never come up would have answered nothing, and the run said nothing. */
function endStandby(home: string): void {
  const argv = [BIN, 'standby', '--stop', '--json'];
  const env = { ...process.env, FEEWORTH_HOME: home };
  const { stdout } = spawnSync(process.execPath, argv, { env, encoding: 'utf8' });
  if (JSON.parse(stdout).data.wasThere !== true) throw new Error('there was no stand-by');
}
