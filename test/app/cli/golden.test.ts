// Regenerate the goldens after a change that is meant: npm test -- test/app/cli/golden.test.ts -u
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { openBook } from '../../../app/book.ts';
import { manualClock } from '../../../app/clock.ts';
import { recordRun } from '../../../app/commands/record-run.ts';
import { runComparison } from '../../../app/compare.ts';
import { parseDay } from '../../../src/calendar.ts';
import { exampleBook } from './example-book.ts';
import { run } from './run.ts';

const GOLDEN = '../../fixtures/cli';
let book = '';
beforeAll(async () => {
  book = await exampleBook('2024-12');
});

/** What changes with any change to the example is checked elsewhere. */
const steady = (out: string): string =>
  out
    .replaceAll(book, 'BOOK')
    .replace(/events 0 to \d+, root [0-9a-f]{16}/, 'events 0 to N, root ROOT')
    .replace(/^(\d+) +(?=[A-Z]\w+ +\d{4}-)/gm, 'SEQ ');

const DAY_SHEET = [
  'import',
  'examples/three-sites/day-sheets/austin/2025-01.csv',
  '--map',
  'examples/three-sites/mappings/day-sheet-tx.yaml',
  '--site',
  'austin',
];

describe('what people see of two months of the example', () => {
  it.each([
    ['cash-flow', ['report', 'cash-flow']],
    ['cash-flow-dallas', ['report', 'cash-flow', '--site', 'dallas']],
    ['revenue-cycle', ['report', 'revenue-cycle']],
    ['ageing', ['report', 'ageing', '--as-of', '2024-12-31']],
    ['prepaid', ['report', 'prepaid', '--entity', 'tx-practice']],
    ['ledger', ['report', 'ledger', '--entity', 'az-practice']],
    ['completeness', ['report', 'completeness']],
    ['suspense', ['suspense', 'list']],
    ['explain', ['explain', 'cash-flow/payer-receipts/2024-12/az-practice']],
    ['explain-event', ['explain', 'event', '#1500']],
    ['consolidated', ['report', 'ledger', '--consolidated']],
    ['import-preview', DAY_SHEET],
    ['help', ['--help']],
  ])('%s', async (name, argv) => {
    const { code, out } = await run([...argv, '--book', book]);
    expect(code).toBe(0);
    await expect(steady(out)).toMatchFileSnapshot(`${GOLDEN}/${name}.txt`);
  });

  it('prints the same figures as text, as JSON and as CSV', async () => {
    const text = (await run(['report', 'cash-flow', '--book', book])).out;
    const json = (await run(['report', 'cash-flow', '--json', '--book', book])).out;
    const csv = (await run(['report', 'cash-flow', '--csv', '--book', book])).out;
    const { data, meta, schema } = JSON.parse(json) as {
      schema: string;
      meta: { root: string; cutSequence: number };
      data: { tables: { name: string; rows: Record<string, string>[] }[] };
    };
    expect(schema).toBe('feeworth.report.cash-flow/1');
    expect(text).toContain(`root ${meta.root}`);
    const byMonth = data.tables.find((t) => t.name === 'by-month')?.rows ?? [];
    const lines = csv.trim().split('\r\n').slice(1);
    for (const month of ['2024-11', '2024-12']) {
      const cents = lines
        .filter((line) => line.startsWith(month) && !line.includes(',opening,'))
        .reduce((sum, line) => sum + Math.round(Number(line.split(',').at(-1)) * 100), 0);
      const row = byMonth.find((r) => r['month'] === month);
      expect(row?.['net']).toBe((cents / 100).toFixed(2));
    }
  });

  it('adds a block for each site to the cash flow when asked to', async () => {
    const { out } = await run(['report', 'cash-flow', '--by-site', '--book', book]);
    const alone = await run(['report', 'cash-flow', '--site', 'dallas', '--book', book]);
    const block = /Cash flow of dallas by month, dollars\n(.*?)\n\n/s.exec(out)?.[1];
    expect(block).toMatch(/^2024-11 /m);
    expect(alone.out).toContain(block);
    for (const site of ['austin', 'phoenix'])
      expect(out).toContain(`Cash flow of ${site} by month`);
  });

  it('says of a site what is its own and what only its practice has', async () => {
    const { out } = await run([
      'report',
      'cash-flow',
      '--site',
      'dallas',
      '--json',
      '--book',
      book,
    ]);
    interface SiteTable {
      name: string;
      rows: Record<string, string>[];
    }
    const { data } = JSON.parse(out) as { data: { title: string; tables: SiteTable[] } };
    expect(data.title).toMatch(
      /^dallas took in \$178,734 from .*; no payment and costs of \$[\d,]+ .*only for tx-practice/,
    );
    const cents = (text = ''): number => Math.round(Number(text) * 100);
    const rows = data.tables.find((t) => t.name === 'site')?.rows ?? [];
    const costs = rows.slice(2, -1).reduce((sum, row) => sum + cents(row['amount']), 0);
    expect(costs).toBe(cents(rows.at(-1)?.['amount']));
    const months = data.tables.find((t) => t.name === 'by-month')?.rows ?? [];
    expect(rows[0]?.['amount']).toBe(months.at(-1)?.['receipts']);
  });

  it('writes nothing with a preview and records it with --commit, once', async () => {
    const size = async (): Promise<number> => {
      const { out } = await run(['report', 'ledger', '--json', '--book', book]);
      return (JSON.parse(out) as { meta: { cutSequence: number } }).meta.cutSequence;
    };
    const before = await size();
    expect((await run([...DAY_SHEET, '--book', book])).code).toBe(0);
    expect(await size()).toBe(before);
    const first = await run([...DAY_SHEET, '--commit', '--book', book]);
    expect(first.out).toMatch(/^Recorded \d+ events from one file/);
    const after = await size();
    expect(after).toBeGreaterThan(before);
    const again = await run([...DAY_SHEET, '--commit', '--book', book]);
    expect(again.out).toContain('had been imported before');
    expect(await size()).toBe(after);
    const known = await run(['report', 'cash-flow', '--known-at', `${before}`, '--book', book]);
    expect(known.out).toContain(`events 0 to ${before - 1}`);
  });
});

interface Compared {
  readonly data: {
    readonly recorded?: { status: string; stream: string; sequence: number };
    readonly notes: string[];
    readonly answer: { digest: string };
  };
}

describe('compare --record', () => {
  // Levels of the book, so that what is recorded in it could move the answer.
  const SCENARIO = `schema: feeworth-scenario/1
id: own
extends: join
set:
  levels: recorded
  timeline: { start: after the book, months: 6 }
  run.bridgePaths: 1
  regimes.withMso.effective: start
`;
  let argv: string[] = [];
  const cash = async (): Promise<unknown> => {
    const { out } = await run(['report', 'cash-flow', '--json', '--book', own]);
    return (JSON.parse(out) as { data: unknown }).data;
  };
  let own = '';
  beforeAll(async () => {
    own = await exampleBook('2024-12');
    const file = join(own, '..', 'own.yaml');
    writeFileSync(file, SCENARIO);
    argv = ['compare', file, '--paths', '8', '--workers', '1', '--json'];
  });

  it('keeps a run once, says where, and moves no figure', async () => {
    const before = await cash();
    const at = { now: '2027-05-03T09:00:00.000Z' };
    const compare = async (...more: string[]): Promise<Compared> => {
      const { out, code } = await run([...argv, ...more, '--book', own], at);
      expect(code).toBe(0);
      return JSON.parse(out) as Compared;
    };
    const plain = await compare();
    expect(plain.data.recorded).toBeUndefined();
    const first = await compare('--record');
    const { status, stream, sequence = 0 } = first.data.recorded ?? {};
    expect(status).toBe('recorded');
    expect(stream).toBe(`run-${first.data.answer.digest.slice(0, 16)}`);
    expect(first.data.notes[0]).toContain(`Recorded as event ${sequence} in ${stream}`);
    expect(first.data.answer.digest).toBe(plain.data.answer.digest);
    const again = await compare('--record');
    expect(again.data.recorded).toMatchObject({ status: 'already-recorded', stream, sequence });
    expect(again.data.notes[0]).toContain('nothing was added');
    expect(await cash()).toEqual(before);
    expect((await run(['verify', '--book', own])).code).toBe(0);
  });

  it('refuses a book that is not there or may only be read, before it runs', async () => {
    const none = join(own, '..', 'none.db');
    const lacking = await run(['compare', 'join', '--record', '--book', none]);
    expect(lacking.err).toContain('error[usage/no-book-to-record-in]');
    expect(lacking.code).toBe(2);
    expect(existsSync(none)).toBe(false);
    const nobody = { env: { FEEWORTH_ACTOR: '' } };
    const unsaid = await run([...argv, '--record', '--book', own], nobody);
    expect(unsaid.err).toContain('usage/no-actor');
    const options = { clock: manualClock('2027-05-03T09:00:00.000Z'), actor: 'x', readOnly: true };
    const reader = await openBook(own, options);
    const made = await runComparison({ scenario: 'join', paths: 2, workers: 1 }, null);
    const basis = { sequence: 1, root: 'x', asOf: parseDay('2025-01-01') };
    const recording = recordRun(made, basis, reader);
    await expect(recording).rejects.toMatchObject({ code: 'store/read-only' });
    await reader.close();
  });
});

describe('--known-at', () => {
  it('takes a day, to its end in UTC', async () => {
    const cutAt = async (when: string): Promise<number> => {
      const argv = ['report', 'cash-flow', '--json', '--known-at', when, '--book', book];
      const { out } = await run(argv);
      return (JSON.parse(out) as { meta: { cutSequence: number } }).meta.cutSequence;
    };
    // The example's steps of a month are recorded on the third of the next.
    const day = await cutAt('2024-12-03');
    expect(day).toBe(await cutAt('2024-12-03T23:59:59.999Z'));
    expect(day).toBeGreaterThan(await cutAt('2024-12-03T09:00:00Z'));
    expect(day).toBe(await cutAt('2024-12-31'));
    expect(day).toBeLessThan(await cutAt('2025-01-03'));
    const { err } = await run(['report', 'fee', '--known-at', '2024-12-32', '--book', book]);
    expect(err).toContain('error[usage/bad-value]');
    expect(err).toContain('2026-03-31 (to its end, UTC)');
    expect((await run(['report', 'fee', '--help'])).out).toMatch(/end\s+of this day \(UTC\)/);
  });
});

describe('what goes wrong', () => {
  it.each([
    ['a date that is none', ['report', 'fee', '--as-of', '2024-02-31'], 2, 'usage/not-a-date'],
    ['a cut before the book', ['report', 'fee', '--known-at', '0'], 2, 'usage/no-such-sequence'],
    ['a month 13', ['report', 'fee', '--known-at', '2025-13-01T00:00:00Z'], 2, 'usage/bad-value'],
    ['a 30 February', ['report', 'fee', '--known-at', '2025-02-30T00:00Z'], 2, 'usage/bad-value'],
    [
      'a site of another practice',
      ['report', 'cash-flow', '--site', 'austin', '--entity', 'az-practice'],
      2,
      'usage/other-entity',
    ],
    ['an unknown site', ['report', 'cash-flow', '--site', 'houston'], 2, 'usage/unknown-name'],
    ['no agreement', ['report', 'fee'], 3, 'report/no-agreement'],
    ['an unknown figure', ['explain', 'cash-flow/nothing'], 2, 'explain/no-such-figure'],
    ['a month too many', ['explain', 'cash-flow/net/2031-01'], 2, 'explain/no-such-figure'],
    [
      'a site behind a misspelt figure',
      ['explain', 'revenue-cycle/days-net/2024-12/austin'],
      2,
      'explain/no-such-figure',
    ],
    ['half a name', ['explain', 'ledger/1110'], 2, 'explain/incomplete-name'],
    [
      'too much of a name',
      ['explain', 'consolidated/net-income/2025-12'],
      2,
      'explain/incomplete-name',
    ],
    ['an unknown account', ['explain', 'ledger/1/2024-12/tx-practice'], 2, 'explain/'],
    ['a file that is not there', ['import', 'nowhere.csv'], 6, 'import/cannot-open'],
    ['an unknown event', ['reverse', 'abcdef12', '--reason', 'x'], 3, 'book/no-event'],
    ['no reason', ['reverse', 'abcdef12'], 2, 'usage/missing-option'],
    ['an unknown scenario', ['compare', 'nowhere.yaml'], 3, 'scenario/no-file'],
    ['a month not over', ['close', '2025-12'], 5, 'period/'],
    ['a number that is none', ['compare', '--paths', 'many'], 2, 'usage/bad-value'],
    ['a checkpoint without a key', ['verify', '--since', 'x'], 2, 'usage/no-trust'],
    [
      'a checkpoint that is not there',
      ['verify', '--since', 'nowhere', '--trust', 'package.json'],
      3,
      'key/bad-public-key',
    ],
  ])('%s is refused with its code', async (_what, argv, exit, code) => {
    const { code: got, err, out } = await run([...argv, '--book', book]);
    expect(err).toContain(`error[${code}`);
    expect(err).toContain('help:');
    expect(out).toBe('');
    expect(got).toBe(exit);
  });

  it('leaves no book behind when the book file is refused', async () => {
    const folder = join(book, '..');
    writeFileSync(join(folder, 'bad.yaml'), 'schema: feeworth-book/1\n');
    const made = join(folder, 'made.db');
    const { code, err } = await run(['init', join(folder, 'bad.yaml'), '--book', made]);
    expect(err).toContain('no book was made');
    expect(code).toBe(3);
    expect(existsSync(made)).toBe(false);
  });

  it('records nothing that nobody did', async () => {
    const { code, err } = await run(['close', '2025-01', '--book', book], {
      env: { FEEWORTH_ACTOR: '' },
    });
    expect(err).toContain('usage/no-actor');
    expect(code).toBe(2);
  });
});
