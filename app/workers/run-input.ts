import { isDeepStrictEqual } from 'node:util';
import type { RunSpec } from '../../scenarios/run-range.ts';
import { toHex } from '../../src/audit/merkle.ts';
import { sha256 } from '../../src/audit/sha256.node.ts';
import { invariant } from '../../src/error.ts';
import type { WorkLog, WorkPlace } from '../../src/store/work-log.ts';
import { damaged } from './errors.ts';
import { bytesOfDoubles, doublesOfBytes } from './figures-text.ts';
import { inputStream, readInputPart, WORK } from './messages.ts';

/** Letters of a part: escaped and in UTF-8 they are never 1 MiB. */
const PART = 250_000;

/** Numbers that JSON has no word for, and what is no plain object. */
const NUMBER = '$number';
const DOUBLES = '$doubles';

/** What a run is computed from, as text that says every number exactly; each plan once. */
export function textOfSpecs(specs: readonly RunSpec[]): string {
  const plans = [...new Set(specs.map(({ plan }) => plan))];
  const numbered = specs.map((spec) => ({ ...spec, plan: plans.indexOf(spec.plan) }));
  const text = JSON.stringify({ plans, specs: numbered }, (_, value: unknown) => {
    if (Object.is(value, -0)) return { [NUMBER]: '-0' };
    if (typeof value === 'number' && !Number.isFinite(value)) return { [NUMBER]: String(value) };
    if (!(value instanceof Float64Array)) return value;
    return { [DOUBLES]: bytesOfDoubles(value).toString('base64') };
  });
  invariant(isDeepStrictEqual(specsOfText(text), specs), 'a run is plain data');
  return text;
}

/** The other way round. */
export function specsOfText(text: string): readonly RunSpec[] {
  const { plans, specs } = JSON.parse(text, (_, value: unknown) => {
    if (typeof value !== 'object' || value === null) return value;
    if (NUMBER in value) return Number(value[NUMBER]);
    if (!(DOUBLES in value)) return value;
    return doublesOfBytes(Buffer.from(String(value[DOUBLES]), 'base64'));
  }) as { plans: RunSpec['plan'][]; specs: (RunSpec & { plan: number })[] };
  return specs.map((spec) => ({ ...spec, plan: plans[spec.plan] as RunSpec['plan'] }));
}

export const digestOfText = (text: string): string => toHex(sha256(Buffer.from(text)));

/** Writes the input of a run into its stream; gives the place behind which its answers will lie. */
export async function writeInput(log: WorkLog, run: string, text: string): Promise<WorkPlace> {
  const of = Math.ceil(text.length / PART);
  let place: WorkPlace = null;
  for (let part = 0; part < of; part++) {
    const data = { part, of, text: text.slice(part * PART, (part + 1) * PART) };
    const expected = part === 0 ? 'none' : BigInt(part - 1);
    place = await log.append(inputStream(run), [{ type: WORK.inputPart, data }], expected);
  }
  return place;
}

/** The input of a run; null when its stream is gone. Throws `work/damaged`. */
export async function readInput(
  log: WorkLog,
  run: string,
  digest: string,
): Promise<readonly RunSpec[] | null> {
  const stream = inputStream(run);
  const events = await log.read(stream);
  if (events.length === 0) return null;
  const parts = events.map(readInputPart);
  const isWhole = parts.every((part, i) => part?.part === i && part.of === parts.length);
  const text = parts.map((part) => part?.text).join('');
  if (!isWhole || digestOfText(text) !== digest) throw damaged(stream);
  return specsOfText(text);
}
