import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { recordExample } from '../../../app/demo/record-example.ts';

/** Records the example up to a month into a folder of this test file's own; returns the book's path. */
export async function exampleBook(upTo?: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'feeworth-cli-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const url = join(folder, 'example.db');
  const { book } = await recordExample({
    root: 'examples/three-sites',
    url,
    ...(upTo === undefined ? {} : { upTo }),
  });
  await book.close();
  return url;
}
