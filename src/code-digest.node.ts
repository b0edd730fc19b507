import { readFileSync } from 'node:fs';
import { toHex } from './audit/merkle.ts';
import type { Sha256 } from './audit/merkle.ts';

/** Imports of our own files; comments and strings of ours hold nothing that looks like one. */
const IMPORT = /(?:from|import) ['"](\.[^'"]+)['"]/g;

/**
 * Digest of a module's code and of all of ours that it imports, hex: what is kept of its answers is
 * kept under it. Libraries are not read; they change with the program's version.
 */
export function codeDigest(entry: URL, sha256: Sha256): string {
  const texts = new Map<string, string>();
  const open = [entry];
  for (let module = open.pop(); module !== undefined; module = open.pop()) {
    if (texts.has(module.href)) continue;
    const text = readFileSync(module, 'utf8');
    texts.set(module.href, text);
    for (const [, path = ''] of text.matchAll(IMPORT)) open.push(new URL(path, module));
  }
  // In an order of their own, whatever was found first; without the place they are installed at.
  const base = new URL('..', entry).href;
  const all = [...texts].map(([href, text]): [string, string] => [href.replace(base, ''), text]);
  const sorted = all.toSorted(([a], [b]) => (a < b ? -1 : 1));
  return toHex(sha256(new TextEncoder().encode(JSON.stringify(sorted))));
}
