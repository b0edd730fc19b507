import { z } from 'zod';
import { DRIVERS } from '../../scenarios/plan.ts';
import type { WorkEvent, WorkQueue } from '../../src/store/work-log.ts';

/**
 * The queue that all runs put their ranges into. A range takes two seconds at most, so that half a
 * minute is time enough on a slow machine too. What the server puts aside after so many attempts
 * is not lost: whoever runs counts results, and asks again for what is missing.
 */
export const QUEUE: WorkQueue = {
  stream: 'ranges',
  group: 'workers',
  messageTimeoutMs: 30_000,
  maxRetryCount: 10,
};

/** Types of the work log's events. */
export const WORK = {
  inputPart: 'RunInputPart',
  ended: 'RunEnded',
  asked: 'RangeAsked',
  answered: 'RangeAnswered',
  disputed: 'RangeDisputed',
} as const;

/** What the ranges of a run are computed from, in parts. */
export const inputStream = (run: string): string => `run-${run}`;
/** Has an event when nobody waits for the run's ranges any more. */
export const endStream = (run: string): string => `ended-${run}`;
/** Beginning of the names of the streams that a run's answers are in. */
export const answersOf = (run: string): string => `result-${run}-`;
export const answerStream = (run: string, index: number): string => `${answersOf(run)}${index}`;

const digest = z.string().regex(/^[0-9a-f]{64}$/);
const whole = z.int().min(0);
const paths = { spec: whole, from: whole, to: whole };
const task = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('range'), ...paths }),
  z.strictObject({ kind: z.literal('months'), ...paths }),
  z.strictObject({
    kind: z.literal('coalitions'),
    spec: whole,
    drivers: z.array(z.enum(DRIVERS)).readonly(),
    masks: z.array(whole).readonly(),
    paths: z.array(whole).readonly(),
  }),
]);

const inputPart = z.strictObject({ part: whole, of: whole, text: z.string() });
/** A range that somebody is to answer. */
const asked = z.strictObject({
  run: z.uuid(),
  index: whole,
  /** Version and digest of the code that asks: only the same code may answer. */
  code: z.string(),
  /** Digest of the run's input. */
  input: digest,
  task,
  /** When it was asked: an instant. */
  at: z.iso.datetime(),
});
const answered = z.strictObject({
  /** SHA-256 of the figures' bytes. */
  digest,
  /** The figures, bit for bit: doubles, low byte first. */
  figures: z.base64(),
  worker: z.uuid(),
});
const disputed = z.strictObject({ digest, worker: z.uuid() });

export type InputPart = z.infer<typeof inputPart>;
export type Asked = z.infer<typeof asked>;
export type Answered = z.infer<typeof answered>;
export type Disputed = z.infer<typeof disputed>;

type Read<T> = (event: WorkEvent) => T | null;

/** Reads an event of one type; null when it is not as this version writes it. */
const reading =
  <T>(type: string, schema: z.ZodType<T>): Read<T> =>
  (event) => {
    const read = schema.safeParse(event.data);
    return event.type === type && read.success ? read.data : null;
  };

export const readInputPart = reading<InputPart>(WORK.inputPart, inputPart);
export const readAsked = reading<Asked>(WORK.asked, asked);
export const readAnswered = reading<Answered>(WORK.answered, answered);
export const readDisputed = reading<Disputed>(WORK.disputed, disputed);
