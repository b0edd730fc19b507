import { expect } from 'vitest';
import { eventLine } from '../../src/audit/line.ts';
import { toHex, treeHashes } from '../../src/audit/merkle.ts';
import { consistencyRanges, isConsistent, rangeRoots } from '../../src/audit/proofs.ts';
import { sha256 } from '../../src/audit/sha256.node.ts';
import type { NewEvent } from '../../src/event.ts';
import { rootOfLines } from '../support/root-by-the-book.ts';
import { collect, makeEvent, numbered, put, type Suite } from './kit.ts';

/** The same book everywhere: its root is the same on every store, on every machine. */
const SAME_ROOT = 'da0dd9d321573c0d384509e6599acae2797b31fa2a291b97b81358147d000127';
const SIZE = 70;

function sameEvent(n: number): NewEvent {
  const id = `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
  const data = { amount: `${n}.10`, note: 'ü 😀 \u0000', nested: { z: [n, null, true], a: {} } };
  return makeEvent(data, { id, type: n % 3 === 0 ? 'PackageSold' : 'NoteTaken' });
}

/** 52. Seals. */
export function auditTests(suite: Suite): void {
  numbered(suite, 52, 'the same root everywhere, after any prefix; consistent', true, async () => {
    const store = await suite.make();
    const lines: string[] = [];
    for (let n = 0; n < SIZE; n++) {
      const stream = `a-${n % 4}`;
      await put(store, stream, 'any', [sameEvent(n)]);
      const revision = BigInt(Math.floor(n / 4));
      lines.push(eventLine(sameEvent(n), { stream, revision }));
      if (n % 7 === 0) expect((await store.root()).root).toBe(rootOfLines(lines));
    }
    expect((await store.root()).root).toBe(SAME_ROOT);
    for (const size of [0, 1, 2, 3, 31, 32, 33, 64, 69, SIZE])
      expect(await store.rootAt(size)).toEqual({ size, root: rootOfLines(lines.slice(0, size)) });
    const read = await collect(store.readAll());
    expect(read.map((event) => eventLine(event, event))).toEqual(lines);
    const hashes = treeHashes(sha256);
    const leaves = lines.map((line) => hashes.leaf(Buffer.from(line)));
    for (const [old, size] of [
      [1, 2],
      [3, 70],
      [32, 64],
      [33, 69],
      [70, 70],
    ] as const) {
      const proof = rangeRoots(hashes, leaves, consistencyRanges(old, size));
      const heads = [await store.rootAt(old), await store.rootAt(size)] as const;
      const [before, after] = heads.map((head) => ({
        size: head.size,
        root: Buffer.from(head.root, 'hex'),
      }));
      expect(before && after && isConsistent(hashes, before, after, proof)).toBe(true);
      expect(toHex(Buffer.from(heads[1].root, 'hex'))).toBe(heads[1].root);
    }
    const report = await store.verify({ heads: [{ head: await store.rootAt(33), whose: 'mine' }] });
    expect([report.ok, report.tree?.root, report.heads[0]?.holds]).toEqual([true, SAME_ROOT, true]);
    const wrong = { head: { size: 33, root: '0'.repeat(64) }, whose: 'another' };
    expect((await store.verify({ heads: [wrong] })).ok).toBe(false);
    await store.close();
  });
}
