import { createHash } from 'node:crypto';

function sha(...parts: readonly (string | Uint8Array)[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** SHA-256(00 ‖ line), hex. */
export const leafOf = (line: string): string => sha(Buffer.of(0), line).toString('hex');

/** RFC 6962 §2.1 as it is written there, for comparison with ours: recursive and slow. */
export function rootOfLeaves(leaves: readonly string[]): string {
  const tree = (from: number, to: number): Buffer => {
    if (to === from) return sha('');
    if (to === from + 1) return Buffer.from(leaves[from] ?? '', 'hex');
    let half = 1;
    while (half * 2 < to - from) half *= 2;
    return sha(Buffer.of(1), tree(from, from + half), tree(from + half, to));
  };
  return tree(0, leaves.length).toString('hex');
}

export const rootOfLines = (lines: readonly string[]): string => rootOfLeaves(lines.map(leafOf));
