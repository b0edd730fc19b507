import type { Outcome } from './recording.ts';
import type { Script } from './run.ts';
import type { Walk } from './walk.ts';

const ROUNDS = 5;

interface Rounds {
  acknowledged: number;
  missing: number;
  partial: number;
  twice: number;
  readonly errors: Set<string>;
  readonly retries: Set<string>;
}

/** One worker's stream: what was acknowledged, and the batch that is under way. */
interface Work {
  readonly stream: string;
  readonly acknowledged: string[];
  revision: bigint | null;
  underWay: readonly string[];
}

/** Batches of three, until the server goes away; then the same batch again. */
async function round(walk: Walk, works: readonly Work[], found: Rounds): Promise<void> {
  let isStopping = false;
  const append = (work: Work): Promise<unknown> => {
    const events = work.underWay.map((id) => walk.words.jsonEvent({ id, type: 'T', data: {} }));
    const expected = work.revision === null ? 'no_stream' : `${work.revision}n`;
    return walk.append(work.stream, events, expected);
  };
  const run = async (work: Work): Promise<void> => {
    for (;;) {
      work.underWay = [0, 1, 2].map((n) =>
        walk.id(`${work.stream}-${work.acknowledged.length + n}`),
      );
      try {
        await append(work);
      } catch (error) {
        const { constructor, message } = error as Error;
        found.errors.add(`${constructor.name} ${walk.symbolic(message)}`);
        return;
      }
      work.acknowledged.push(...work.underWay);
      work.revision = (work.revision ?? -1n) + 3n;
      if (isStopping && !walk.server.isRunning) return;
    }
  };
  const running = works.map(run);
  while (works.some((work) => work.acknowledged.length < 60))
    await new Promise((resolve) => setImmediate(resolve));
  isStopping = true;
  await walk.server.stop();
  await Promise.all(running);
  await walk.server.start();
  walk.client = walk.connect();
  for (const work of works) {
    const ids = await idsOf(walk, work.stream);
    found.acknowledged += work.acknowledged.length;
    found.missing += work.acknowledged.filter((id) => !ids.includes(id)).length;
    if (ids.length % 3 !== 0) found.partial += 1;
    if (new Set(ids).size !== ids.length) found.twice += 1;
    const before = work.underWay.filter((id) => ids.includes(id)).length;
    const outcome = await walk.outcome(() => append(work));
    found.retries.add(await retryOf(walk, work, before, outcome));
    work.revision = (work.revision ?? -1n) + 3n;
    work.acknowledged.push(...work.underWay);
  }
}

async function idsOf(walk: Walk, stream: string): Promise<string[]> {
  const ids: string[] = [];
  for await (const { event } of walk.client.readStream(walk.stream(stream)))
    ids.push(event?.id ?? '');
  return ids;
}

async function retryOf(walk: Walk, work: Work, before: number, outcome: Outcome): Promise<string> {
  const due = `${(work.revision ?? -1n) + 3n}n`;
  const isFirst =
    'ok' in outcome &&
    (outcome.ok as { nextExpectedRevision?: string }).nextExpectedRevision === due;
  const copies = (await idsOf(walk, work.stream)).filter((id) => work.underWay.includes(id)).length;
  const words = isFirst ? 'success with the revisions of a first write' : JSON.stringify(outcome);
  return `${before} of 3 events in the log before the retry -> ${words}, copies after the retry: ${copies}`;
}

/** Crashes in the middle of appends; fewer rounds than recorded, so counts are compared as floors. */
const DURABILITY: Script = {
  hasOwnServer: true,
  async step(walk, _, index) {
    const found = await walk.once('rounds', async () => {
      const rounds: Rounds = {
        acknowledged: 0,
        missing: 0,
        partial: 0,
        twice: 0,
        errors: new Set(),
        retries: new Set(),
      };
      const works = ['S1', 'S2'].map((stream): Work => ({
        stream,
        acknowledged: [],
        revision: null,
        underWay: [],
      }));
      for (let i = 0; i < ROUNDS; i++) await round(walk, works, rounds);
      return rounds;
    });
    // How many rounds and appends there were is the recorder's choice.
    if (index < 2) return 'left out';
    const counts = [found.missing, found.partial, found.twice];
    if (index < 5) return { ok: counts[index - 2] };
    return { ok: [...(index === 5 ? found.errors : found.retries)] };
  },
  race(recorded, actual, index) {
    if (index < 5 || !('ok' in actual) || !('ok' in recorded)) return null;
    const texts = actual.ok as string[];
    if (index === 5)
      return texts.every((text) => /^(?:Unavailable|Unknown|Cancelled)?Error /.test(text));
    const known = Object.keys(recorded.ok as object).map((text) => text.slice(2));
    return texts.every((text) => known.includes(text.slice(2)));
  },
};

const LEADER: Script = {
  async step(walk, { call }) {
    const event = /\[(e\d)\] requiresLeader (\w+)/.exec(call);
    if (event === null) return undefined;
    const requiresLeader = event[2] === 'true';
    return walk.outcome(() =>
      walk.append('S', [walk.event(event[1] ?? '')], 'any', { requiresLeader }),
    );
  },
};

/** The scripts of sections H and I. */
export function lastingScript(name: string): Script {
  if (name.startsWith('Durability')) return DURABILITY;
  return name.startsWith('Client and headers') ? LEADER : {};
}
