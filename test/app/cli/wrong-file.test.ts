import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { exampleBook } from './example-book.ts';
import { run } from './run.ts';

const DAY_SHEET = 'examples/three-sites/day-sheets/austin/2024-12.csv';
const SCENARIO = 'scenarios/library/stay-or-leave.yaml';
let book = '';
beforeAll(async () => {
  book = await exampleBook('2024-11');
});
const written = (name: string, text: string): string => {
  const path = join(book, '..', name);
  writeFileSync(path, text);
  return path;
};

describe('a file of patients named where another is wanted', () => {
  it.each([
    ['compare', ['compare', 'FILE'], 'scenario/other-file'],
    ['explain', ['explain', 'compare/npv', '--scenario', 'FILE'], 'scenario/other-file'],
    ['agreement sign', ['agreement', 'sign', 'FILE'], 'agreement/other-file'],
    ['init', ['init', 'FILE'], 'book-file/other-file'],
    [
      'import --map',
      ['import', DAY_SHEET, '--entity', 'tx-practice', '--map', 'FILE'],
      'mapping/other-file',
    ],
  ])('%s repeats nothing of it', async (_what, argv, code) => {
    for (const text of [
      'CANARYNAME,1980-01-01,CANARYACCOUNT: x\n',
      'patient: CANARYNAME\nbalance: 12\n',
      'ISA*00*CANARYNAME~\nNM1*QC*1*CANARYNAME~\n',
    ]) {
      const path = written('patients.txt', text);
      for (const json of [[], ['--json']]) {
        const words = argv.map((word) => (word === 'FILE' ? path : word));
        const { code: exit, out, err } = await run([...words, '--book', book, ...json]);
        expect(out + err).not.toContain('CANARY');
        expect(err).toContain(code);
        expect(exit).toBe(3);
      }
    }
  });
});

describe('a scenario', () => {
  it('in another currency than the book is refused', async () => {
    const euros = readFileSync(SCENARIO, 'utf8').replace('currency: USD', 'currency: EUR');
    const path = written('euros.yaml', euros);
    const { code, err } = await run(['compare', path, '--paths', '8', '--book', book]);
    expect(err).toContain('error[scenario/other-currency]');
    expect(code).toBe(3);
  });
});
