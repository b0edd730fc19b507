import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonicalJson } from '../../src/audit/canonical.ts';
import { eventLine, eventOfLine, isCanonicalLine } from '../../src/audit/line.ts';
import type { EventMeta, Json } from '../../src/event.ts';
import { json } from '../conformance/json.ts';
import { makeEvent } from '../support/plain-event.ts';

/** The same value with the members of its objects in another order. */
function shuffled(value: Json): Json {
  if (Array.isArray(value)) return value.map(shuffled);
  if (value === null || typeof value !== 'object') return value;
  const members = Object.entries(value).map(
    ([key, member]) => `${JSON.stringify(key)}:${JSON.stringify(shuffled(member as Json))}`,
  );
  return JSON.parse(`{${members.toReversed().join(',')}}`) as Json;
}

/** Keys of every object in the order in which they stand in a text. */
function keyOrders(text: string): string[][] {
  const orders: string[][] = [[]];
  const open: string[][] = [];
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*":?|[{}]/g)) {
    if (token === '{') open.push([]);
    else if (token === '}') orders.push(open.pop() ?? []);
    else if (token.endsWith(':')) open.at(-1)?.push(JSON.parse(token.slice(0, -1)) as string);
  }
  return orders;
}

it('decodes to what was encoded', () => {
  fc.assert(
    fc.property(json(), (value) => {
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

it('is one text however the members stand, with sorted keys and without spaces', () => {
  fc.assert(
    fc.property(json(), (value) => {
      const text = canonicalJson(value);
      expect(canonicalJson(shuffled(value))).toBe(text);
      expect(canonicalJson(JSON.parse(text) as Json)).toBe(text);
      for (const keys of keyOrders(text)) expect(keys).toEqual([...new Set(keys)].sort());
      expect(text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '')).not.toMatch(/\s/);
    }),
  );
});

const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
const optional: fc.Arbitrary<Partial<EventMeta>> = fc.record(
  {
    counterparty: words,
    site: words,
    sourceSystem: words,
    sourceFile: words,
    sourceRecord: words,
    causedBy: words,
    approvedBy: words,
  },
  { requiredKeys: [] },
);

it('the line of an event is canonical JSON and gives the event back', () => {
  const place = fc.record({ stream: words, revision: fc.bigInt({ min: 0n, max: 2n ** 40n }) });
  fc.assert(
    fc.property(json(), optional, place, (data, more, at) => {
      const event = makeEvent(data);
      const full = { ...event, meta: { ...event.meta, ...more } };
      const line = eventLine(full, at);
      expect(canonicalJson(JSON.parse(line) as Json)).toBe(line);
      const back = eventOfLine(line, 17);
      expect(back).toEqual({ ...full, data: JSON.parse(canonicalJson(data)), ...at, sequence: 17 });
      expect(isCanonicalLine(line, back)).toBe(true);
      expect(isCanonicalLine(line.replace('{', '{ '), back)).toBe(false);
    }),
  );
});

it('a line that is no event is refused without a word of it', () => {
  for (const line of ['', 'secret', '7', 'null', '{}', '{"id":"secret"}']) {
    let message = '';
    try {
      eventOfLine(line, 3);
    } catch (error) {
      message = `${String(error)} ${JSON.stringify(error)}`;
    }
    expect(message).toContain('audit/bad-line');
    expect(message).not.toContain('secret');
  }
});
