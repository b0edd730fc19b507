import { canonicalJson } from '../audit/canonical.ts';
import { eventLine } from '../audit/line.ts';
import { badRequest, tooLarge } from './errors.ts';
import type { LogRow } from './log.ts';
import type { Revision, StoreLimits, StreamAppend } from './port.ts';

const ENVELOPE_BYTES = 65_536;
const encoder = new TextEncoder();

/** The rows of one stream's append when its first event gets revision `from`. */
export function encodeRows({ stream, events }: StreamAppend, from: Revision): readonly LogRow[] {
  return events.map((event, i) => {
    const revision = from + BigInt(i);
    return { event, stream, revision, line: eventLine(event, { stream, revision }) };
  });
}

/** Refuses what is over a limit with `store/too-large` (conformance test 49). */
export function checkSizes(rows: readonly LogRow[], limits: StoreLimits): void {
  let total = 0;
  for (const { event, line } of rows) {
    // A UTF-16 unit is at most three bytes of UTF-8: lines this short need no exact count.
    const most = 3 * line.length;
    if (most <= limits.eventBytes && most <= ENVELOPE_BYTES) {
      total += most;
      continue;
    }
    const bytes = dataBytes(event.data);
    if (bytes > limits.eventBytes)
      throw tooLarge(`An event of type ${event.type}`, bytes, limits.eventBytes);
    if (utf8Length(line) - bytes > ENVELOPE_BYTES)
      throw badRequest('The envelope of an event is larger than its use.', event.type);
    total += bytes;
  }
  if (total <= limits.appendBytes) return;
  const exact = rows.reduce((sum, { event }) => sum + dataBytes(event.data), 0);
  if (exact > limits.appendBytes) throw tooLarge('The append', exact, limits.appendBytes);
}

function dataBytes(data: LogRow['event']['data']): number {
  return utf8Length(canonicalJson(data));
}

function utf8Length(text: string): number {
  return encoder.encode(text).length;
}
