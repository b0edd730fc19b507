import { threadPool } from '../../../scenarios/pool.node.ts';
import { openWorkLog } from '../../../src/store/open.ts';
import { shownUrl } from '../../book-place.ts';
import { codeOfRanges } from '../../workers/code.ts';
import { work } from '../../workers/worker.ts';
import type { VerbModule } from '../verb.ts';
import { argument } from '../with-book.ts';

export const run: VerbModule['run'] = async (input, { io, say, progress }) => {
  const url = argument(input);
  const log = await openWorkLog(url);
  const stop = new AbortController();
  const taken = io.onStop?.(() => {
    stop.abort();
    say('Stopping: what this worker holds is given back. Once more to end at once.');
  }, ['SIGINT', 'SIGTERM']);
  // One thread: the connection must be kept alive while a range is computed.
  const pool = threadPool(1, true);
  try {
    const code = codeOfRanges();
    say(`Taking ranges from ${shownUrl(url)}, as Feeworth ${code}. Stop with Ctrl-C.`);
    const answered = await work({
      log,
      pool,
      code,
      stop: stop.signal,
      now: () => io.now(),
      say,
      onAnswered: (count) => progress(`Ranges answered: ${count}`),
    });
    return {
      schema: 'feeworth.worker/1',
      title: `Ranges answered: ${answered}`,
      tables: [],
      notes: [],
      data: { answered, code },
    };
  } finally {
    taken?.();
    await pool.close();
    await log.close();
  }
};
