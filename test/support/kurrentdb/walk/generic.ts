import type { AnyEvent } from './client.ts';
import type { Walk } from './walk.ts';

type Options = Record<string, unknown>;
type Call = () => Promise<unknown>;

const APPEND = /^append (\S+) (\[[^\]]*\]|e\d+)(?: expect (\S+))?(?: deadline (\d+))?$/;
const READ = /^read (\S+)((?: \w+=\S+)*)$/;
const READ_ALL = /^readAll backwards maxCount=(\d+)( \(newest first\))?$/;
const REMOVE = /^(deleteStream|tombstoneStream) (\S+)(?: expect (\S+))?$/;
const GET_META = /^getStreamMetadata (\S+)$/;
const SET_META = /^setStreamMetadata (\S+) (\{.*?\})(?: expect (\S+))?(?: again)?$/;

/** What is special about the appends of a scenario. */
export interface AppendForm {
  /** Data and type of an event that is sent a second time. */
  readonly repeated?: { readonly type: string; readonly data: unknown };
}

/** Reads the call of a step that is written in the recording's common form; null for others. */
export function genericCall(
  walk: Walk,
  call: string,
  form: AppendForm,
  sent: Set<string>,
): Call | null {
  const append = APPEND.exec(call);
  if (append !== null) {
    const [, stream = '', list = '', expected = 'any', deadline] = append;
    const symbols = list
      .replace(/[[\]]/g, '')
      .split(' ')
      .filter((symbol) => symbol !== '');
    const events = symbols.map((symbol) => {
      // The id of the last event again, in capitals.
      if (symbol === 'E-UPPER') {
        const last = [...sent].at(-1) ?? 'e1';
        return walk.words.jsonEvent({ id: walk.id(last).toUpperCase(), type: 'T', data: {} });
      }
      return walk.event(symbol, sent.has(symbol) ? (form.repeated ?? {}) : {});
    });
    for (const symbol of symbols) sent.add(symbol);
    const more = deadline === undefined ? {} : { deadline: Number(deadline) };
    return () => walk.append(stream, list.startsWith('[') ? events : events[0], expected, more);
  }
  const read = READ.exec(call);
  if (read !== null && !/^(?:back|it)$/.test(read[1] ?? '')) {
    const [, stream = '', options = ''] = read;
    return () => walk.read(stream, optionsOf(options));
  }
  const all = READ_ALL.exec(call);
  if (all !== null) return () => newest(walk, Number(all[1]), all[2] !== undefined);
  const remove = REMOVE.exec(call);
  if (remove !== null) {
    const [, method, stream = '', expected] = remove;
    const options = expected === undefined ? {} : expecting(expected);
    return method === 'deleteStream'
      ? () => walk.client.deleteStream(walk.stream(stream), options)
      : () => walk.client.tombstoneStream(walk.stream(stream), options);
  }
  const get = GET_META.exec(call);
  if (get !== null) return () => metadataOf(walk, get[1] ?? '');
  const set = SET_META.exec(call);
  if (set !== null) {
    const [, stream = '', text = '', expected] = set;
    const metadata = JSON.parse(text.replace(/(\w+):/g, '"$1":')) as unknown;
    const options = expected === undefined ? {} : expecting(expected);
    return () => walk.client.setStreamMetadata(walk.stream(stream), metadata, options);
  }
  return null;
}

/** An expectation under the names of both clients. */
function expecting(expected: string): Options {
  const value = /^\d+n$/.test(expected) ? BigInt(expected.slice(0, -1)) : expected;
  return { expectedRevision: value, streamState: value };
}

function optionsOf(text: string): Options {
  const pairs = [...text.matchAll(/(\w+)=(\S+)/g)].map(([, key = '', value = '']) => {
    if (key === 'maxCount') return [key, Number(value)] as const;
    if (/^\d+n$/.test(value)) return [key, BigInt(value.slice(0, -1))] as const;
    if (value === 'true' || value === 'false') return [key, value === 'true'] as const;
    return [key, value] as const;
  });
  return Object.fromEntries(pairs);
}

async function newest(walk: Walk, maxCount: number, inWords: boolean): Promise<unknown> {
  const found: unknown[] = [];
  const options = { direction: 'backwards', fromPosition: 'end', maxCount };
  for await (const { event } of walk.client.readAll(options)) {
    if (event === undefined) continue;
    found.push(
      inWords ? wordsOf(walk, event) : { id: walk.symbolOf(event.id), position: event.position },
    );
  }
  return found;
}

function wordsOf(walk: Walk, event: AnyEvent): string {
  const symbol = walk.symbolOf(event.id);
  const id = symbol === '-' ? '' : symbol;
  const data =
    event.data instanceof Uint8Array ? `binary ${event.data.length}` : JSON.stringify(event.data);
  return `${walk.symbolic(event.streamId)}@${event.revision} ${id} type=${event.type} ${data}`;
}

// The clients give the position of the metadata's event where they promise its revision.
async function metadataOf(walk: Walk, stream: string): Promise<unknown> {
  const found = (await walk.client.getStreamMetadata(walk.stream(stream))) as {
    readonly metastreamRevision?: bigint;
  };
  const { metastreamRevision, ...rest } = found;
  if (metastreamRevision === undefined) return rest;
  return {
    ...rest,
    metastreamRevision: `a log position, not the revision: ${metastreamRevision}`,
  };
}
