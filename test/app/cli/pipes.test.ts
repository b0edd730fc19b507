import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { exampleBook } from './example-book.ts';
import { run } from './run.ts';

const DAY_SHEET = 'examples/three-sites/day-sheets/austin/2024-12.csv';
let book = '';
let pipe = '';
beforeAll(async () => {
  book = await exampleBook('2024-11');
  pipe = join(book, '..', 'pipe.yaml');
  if (process.platform !== 'win32') execFileSync('mkfifo', [pipe]);
});

// Reading one would stop this very process: what is left out here hangs the suite.
describe.skipIf(process.platform === 'win32')('a pipe that nobody writes to', () => {
  it.each([
    ['import', ['import', 'PIPE', '--entity', 'tx-practice'], 'import/cannot-open'],
    [
      'import --map',
      ['import', DAY_SHEET, '--entity', 'tx-practice', '--map', 'PIPE'],
      'import/cannot-open',
    ],
    ['import propose', ['import', 'propose', 'PIPE'], 'import/cannot-open'],
    ['journal', ['journal', 'PIPE'], 'journal/cannot-open'],
    ['agreement sign', ['agreement', 'sign', 'PIPE'], 'agreement/cannot-open'],
    ['compare', ['compare', 'PIPE'], 'scenario/no-file'],
    ['init', ['init', 'PIPE'], 'book-file/cannot-open'],
    [
      'verify --checkpoint',
      ['verify', '--checkpoint', 'PIPE', '--trust', 'PIPE'],
      'checkpoint/cannot-open',
    ],
    ['verify --book', ['verify', '--book', 'PIPE'], 'store/not-a-book'],
  ])('is refused by %s and not waited for', async (_what, argv, code) => {
    const words = argv.map((word) => (word === 'PIPE' ? pipe : word));
    const onBook = argv.includes('--book') ? [] : ['--book', book];
    const { code: exit, err } = await run([...words, ...onBook, '--json']);
    expect(err).toContain(`"${code}"`);
    expect(exit).not.toBe(0);
  });
});
