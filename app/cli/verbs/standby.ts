import { keepThreads } from '../../../scenarios/threads.node.ts';
import { endStandby } from '../../standby/end-standby.ts';
import { letGoOfInherited } from '../../standby/inherited.ts';
import { listen } from '../../standby/listen.ts';
import { standbySocket } from '../../standby/place.ts';
import { flagOption } from '../context.ts';
import type { Context, Input } from '../context.ts';
import { wholeOption } from '../options.ts';
import type { VerbModule } from '../verb.ts';

const MINUTE_MS = 60_000;
const MOST_MINUTES = 24 * 60;

export const run: VerbModule['run'] = (input, context) =>
  flagOption(input, 'stop') ? endIt(context) : standBy(input, context);

async function endIt({ io }: Context) {
  const wasThere = await endStandby(standbySocket(io.env));
  return {
    schema: 'feeworth.standby-stop/1',
    title: wasThere ? 'The stand-by has ended' : 'There was no stand-by',
    tables: [],
    notes: [],
    data: { wasThere },
  };
}

async function standBy(input: Input, { io, say, answer }: Context) {
  const minutes = wholeOption(input, 'idle', MOST_MINUTES);
  const kept = keepThreads();
  let stop = (): void => undefined;
  const stopped = new Promise<void>((resolve) => (stop = resolve));
  const taken = io.onStop?.(stop, ['SIGINT', 'SIGTERM']);
  let idle: NodeJS.Timeout | undefined;
  const wait = (): void => {
    if (minutes !== undefined) idle = setTimeout(stop, minutes * MINUTE_MS);
  };
  try {
    const standby = await listen(standbySocket(io.env), {
      answer,
      now: () => io.now(),
      onTaken: () => clearTimeout(idle),
      onEnded(verb, seconds, code) {
        wait();
        // One that ended in the middle of something may have left threads at work on it.
        if (code !== 0 || kept.isStopped) void kept.renew();
        say(`${verb}: ${seconds.toFixed(2)} s${code === 0 ? '' : `, exit code ${code ?? 'none'}`}`);
      },
      // A command that hears nothing comes to its end when its threads do.
      onGivenUp() {
        void kept.stop();
      },
      onEnd: stop,
      onOld() {
        say('The program has changed since this was started: start it again.');
        stop();
      },
    });
    wait();
    if (io.ready !== undefined) {
      letGoOfInherited();
      // Whoever started it for a question is not there any more to ask it.
      if (!(await io.ready())) stop();
    }
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
    clearTimeout(idle);
    taken?.();
    await kept.end();
  }
}
