import { keepThreads } from '../../../scenarios/threads.node.ts';
import { listen } from '../../standby/listen.ts';
import { standbySocket } from '../../standby/place.ts';
import type { VerbModule } from '../verb.ts';

export const run: VerbModule['run'] = async (_input, { io, say, answer }) => {
  const kept = keepThreads();
  let stop = (): void => undefined;
  const stopped = new Promise<void>((resolve) => (stop = resolve));
  const taken = io.onStop?.(stop, ['SIGINT', 'SIGTERM']);
  try {
    const standby = await listen(standbySocket(io.env), {
      answer,
      now: () => io.now(),
      onEnded(verb, seconds, code) {
        // One that ended in the middle of something may have left threads at work on it.
        if (code !== 0 || kept.isStopped) void kept.renew();
        say(`${verb}: ${seconds.toFixed(2)} s${code === 0 ? '' : `, exit code ${code ?? 'none'}`}`);
      },
      // A command that hears nothing comes to its end when its threads do.
      onGivenUp() {
        void kept.stop();
      },
      onOld() {
        say('The program has changed since this was started: start it again.');
        stop();
      },
    });
    say('Ready. Ask in another terminal, as ever; stop with Ctrl-C.');
    await stopped;
    await standby.close();
    const answered = standby.answered();
    return {
      schema: 'feeworth.standby/1',
      title: `Questions answered: ${answered}`,
      tables: [],
      notes: [],
      data: { answered },
    };
  } finally {
    taken?.();
    await kept.end();
  }
};
