// No identifier of a person in the example's files is in the book, beside it, or in what it prints.
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { main } from '../../app/cli/main.ts';
import { exampleBook, withExampleFiles } from '../support/recorded-example.ts';
import { bytesOf, paths } from './example-files.ts';
import { rawIdentifiers, textsIn } from './raw-identifiers.ts';

let url: string;
const identifiers = rawIdentifiers();

beforeAll(async () => {
  url = await exampleBook();
}, 120_000);

test('the search finds identifiers where they are', () => {
  expect(identifiers.size).toBeGreaterThan(8_000);
  const all = Buffer.concat(
    paths()
      .filter((path) => /^(claims|remittances|day-sheets|late|opening|write-offs)\//.test(path))
      .map(bytesOf),
  );
  const found = textsIn(all, identifiers);
  expect(found.length).toBeGreaterThan(identifiers.size * 0.99);
  const [one = ''] = identifiers;
  expect(textsIn(Buffer.from(`x${one}1`), identifiers)).toEqual([one]);
  expect(textsIn(Buffer.from(one.slice(0, -1)), identifiers)).toEqual([]);
});

test('no byte beside the book holds one: log, column cache, id set, notes', () => {
  const leaks = new Map<string, readonly string[]>();
  withExampleFiles((path, name) => leaks.set(name, textsIn(readFileSync(path), identifiers)));
  expect(leaks.size).toBeGreaterThanOrEqual(5);
  expect([...leaks].filter(([, texts]) => texts.length > 0)).toEqual([]);
});

const COMMANDS: readonly (readonly string[])[] = [
  ['report', 'cash-flow', '--by-site'],
  ['report', 'ledger'],
  ['report', 'revenue-cycle'],
  ['report', 'ageing'],
  ['report', 'fee'],
  ['report', 'prepaid'],
  ['suspense', 'list'],
  ['agreement', 'show'],
  ['explain', 'cash-flow/payer-receipts/2025-06/tx-practice', '--all'],
];

test.each(COMMANDS.map((words) => words.join(' ')))('nor does `%s` print one', async (command) => {
  for (const format of [[], ['--json'], ['--csv']]) {
    let printed = '';
    const sink = { write: (text: string) => (printed += text) };
    const io = {
      stdout: sink,
      stderr: sink,
      env: {},
      cwd: dirname(url),
      now: () => '2026-11-05T09:00:00.000Z',
    };
    const code = await main([...command.split(' '), '--book', url, ...format], io);
    expect([command, format, code, code === 0 ? '' : printed]).toEqual([command, format, 0, '']);
    expect(printed.length).toBeGreaterThan(50);
    expect(textsIn(Buffer.from(printed), identifiers)).toEqual([]);
  }
});
