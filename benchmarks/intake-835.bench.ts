import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseDay } from '../src/calendar.ts';
import { readRemittancesFrom } from '../src/intake/x12/read-835.ts';
import { here, interleaved, speeds } from './support/bench.ts';
import type { Bench } from './support/bench.ts';

const FOLDER = fileURLToPath(new URL('../examples/three-sites/remittances', import.meta.url));
const OPTIONS = { today: parseDay('2026-12-31'), currency: 'USD' };
const TIMES = 20;

/** The interchanges of the example's remittance files; each has separators of its own. */
function interchanges(): readonly Buffer[] {
  return readdirSync(FOLDER, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .flatMap((text) => text.split(/(?=\bISA\W00)/))
    .filter((text) => text.startsWith('ISA'))
    .map((text) => Buffer.from(text, 'latin1'));
}

export const bench: Bench = {
  name: 'intake-835',
  question: 'How near is reading typed, balanced remittances to merely splitting the text?',
  peerName: 'text split twice',
  bar: 0.2,
  better: 'higher',
  async run() {
    const all = interchanges();
    const bytes = all.reduce((sum, file) => sum + file.length, 0) * TIMES;
    const times = await interleaved(
      {
        ours: here(() => {
          let claims = 0;
          for (let n = 0; n < TIMES; n++) {
            for (const file of all) {
              for (const remittance of readRemittancesFrom(file, OPTIONS))
                claims += remittance.claims.length;
            }
          }
          return () => String(claims);
        }),
        peer: here(() => {
          let claims = 0;
          for (let n = 0; n < TIMES; n++) {
            for (const file of all) {
              const text = file.toString('latin1');
              const [element = '', terminator = ''] = [text[3], text[105]];
              for (const segment of text.split(terminator)) {
                const elements = segment.split(element);
                if (elements[0]?.trim() === 'CLP') claims += 1;
              }
            }
          }
          return () => String(claims);
        }),
      },
      { rounds: 9, warmUps: 2 },
    );
    const note =
      `${all.length} interchanges of the example, ${TIMES} times; ours checks envelopes, counts and ` +
      'balances and keeps identifiers apart. The bar is ours to set: a fifth of the speed of a split that understands nothing.';
    return speeds(times, bytes / 1e6, 'MB/s', note);
  },
};
