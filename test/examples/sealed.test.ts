// The recorded book passes its checks, and a flipped byte does not.
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openStore } from '../../src/store/open.ts';
import type { VerifyOptions, VerifyReport } from '../../src/store/port.ts';
import { chanceOf } from '../support/chance.ts';
import { withFolder } from '../support/book-stores.ts';
import { copyOfExample, exampleBook } from '../support/recorded-example.ts';

async function verified(url: string, options?: VerifyOptions): Promise<VerifyReport> {
  const store = await openStore(url, { readOnly: true });
  try {
    return await store.verify(options);
  } finally {
    await store.close();
  }
}

test('the recorded book verifies, line by line and as a file', async () => {
  const url = await exampleBook();
  const content = await verified(url);
  expect(content).toMatchObject({ ok: true, problems: [] });
  expect(content.eventsChecked).toBeGreaterThan(60_000);
  expect(content.tree?.size).toBe(content.eventsChecked);
  expect(await verified(url, { file: true })).toMatchObject({ ok: true, problems: [] });
});

/** Flips the lowest bit of a byte, looks, and flips it back. */
async function flipped<T>(url: string, at: number, look: () => Promise<T>): Promise<T> {
  const bytes = readFileSync(url);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(url, bytes);
  try {
    return await look();
  } finally {
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    writeFileSync(url, bytes);
  }
}

test('a flipped bit in what an event says is found against the head note', async () => {
  await withFolder(async (folder) => {
    const url = await copyOfExample(folder);
    const wanted = '"amount":"1875.00"';
    const at = readFileSync(url).indexOf(wanted) + wanted.indexOf('8');
    const report = await flipped(url, at, () => verified(url));
    expect(report.problems.map((problem) => problem.words).join()).toContain('head note');
    expect(JSON.stringify(report.problems)).not.toContain('975.00');
  });
});

test('a flipped bit in a column beside its line is found with the sequence', async () => {
  await withFolder(async (folder) => {
    const url = await copyOfExample(folder);
    // Columns of one row follow each other: type, then both dates, outside of the line's JSON.
    const wanted = 'BankLineRecorded2025-09-18';
    const at = readFileSync(url).indexOf(wanted) + wanted.length - 1;
    const report = await flipped(url, at, () => verified(url));
    expect(report.problems[0]?.sequence).toBeGreaterThan(0);
  });
});

test.each([11, 12, 13])('any flipped bit of the file is found (seed %i)', async (seed) => {
  await withFolder(async (folder) => {
    const url = await copyOfExample(folder);
    const at = chanceOf(seed).int(4_096, readFileSync(url).length - 1);
    const look = () => verified(url, { file: true });
    const report = await flipped(url, at, look);
    expect(report.ok).toBe(false);
    expect(await look()).toMatchObject({ ok: true });
  });
});
