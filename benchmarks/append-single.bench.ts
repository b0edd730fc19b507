import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { eventLine } from '../src/audit/line.ts';
import { openSqliteStore } from '../src/store/sqlite/open.ts';
import { median } from './support/bench.ts';
import type { Bench } from './support/bench.ts';
import { mediumEvents, temporaryFolder } from './support/stored-book.ts';

const APPENDS = 1_500;
const WARM_UPS = 100;

export const bench: Bench = {
  name: 'append-single',
  question: 'What does one durable append cost over writing the line to a file and syncing it?',
  peerName: 'write and fdatasync',
  bar: 1.3,
  better: 'lower',
  async run() {
    const folder = temporaryFolder();
    const store = openSqliteStore(join(folder, 'book.db'));
    const file = openSync(join(folder, 'lines'), 'a');
    const ours: number[] = [];
    const peer: number[] = [];
    let revision = -1n;
    for (const { id, type, data, meta } of mediumEvents().slice(0, APPENDS)) {
      const event = { id, type, data, meta };
      const expected = revision < 0n ? 'none' : revision;
      const line = Buffer.from(`${eventLine(event, { stream: 'desk', revision })}\n`);
      const start = performance.now();
      await store.append([{ stream: 'desk', expected, events: [event] }]);
      const middle = performance.now();
      writeSync(file, line);
      fdatasyncSync(file);
      const end = performance.now();
      revision += 1n;
      if (revision < WARM_UPS) continue;
      ours.push(middle - start);
      peer.push(end - middle);
    }
    closeSync(file);
    const count = (await store.root()).size;
    if (count !== APPENDS) throw new Error(`the book has ${count} events`);
    await store.close();
    const times = { ours: median(ours) * 1_000, peer: median(peer) * 1_000 };
    const note = `Medians of ${ours.length} appends of one event, taking turns; WAL, synchronous=FULL.`;
    return { ...times, ratio: times.ours / times.peer, unit: 'microseconds', note };
  },
};
