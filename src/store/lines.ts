import { SubtreeBuilder } from '../audit/merkle.ts';
import type { TreeHashes } from '../audit/merkle.ts';
import { corrupt } from './errors.ts';
import type { LineReading, Log, Stretch } from './log.ts';
import type { LinePage } from './port.ts';
import { stretchesOf } from './stretches.ts';

const NEWLINE = 10;

/** The lines of a stretch in pages: the quick way where there is one, row by row elsewhere. */
export async function* linesOf(
  log: Log,
  hashes: TreeHashes,
  { from, to }: Stretch,
  quick: LineReading | null,
): AsyncGenerator<LinePage, undefined> {
  const stretches = stretchesOf({ from, to });
  if (quick === null) {
    for (const stretch of stretches) yield closely(log, hashes, stretch);
    return;
  }
  let next = 0;
  for await (const page of quick(stretches)) {
    const stretch = stretches[next++];
    if (stretch !== undefined) yield page ?? closely(log, hashes, stretch);
  }
}

function closely(log: Log, hashes: TreeHashes, { from, to }: Stretch): LinePage {
  const lines = log.lines(from, to - from);
  if (lines.length !== to - from) throw corrupt('An event is missing.', from + lines.length);
  return linePage(hashes, from, lines);
}

/** A page of the lines from a place on, with their part of the tree. */
export function linePage(hashes: TreeHashes, from: number, lines: readonly Uint8Array[]): LinePage {
  const builder = new SubtreeBuilder((left: Uint8Array, right) => hashes.node(left, right), from);
  const bytes = new Uint8Array(lines.reduce((sum, line) => sum + line.length + 1, 0));
  const ends = new Uint32Array(lines.length);
  let at = 0;
  lines.forEach((line, i) => {
    // Who splits the page at line feeds must find the lines it is made of.
    if (line.includes(NEWLINE)) throw corrupt('A line has a line feed inside.', from + i);
    bytes.set(line, at);
    at += line.length;
    bytes[at++] = NEWLINE;
    ends[i] = at;
    builder.add(hashes.leaf(line));
  });
  return { lines: bytes, ends, parts: builder.parts() };
}
