import { copyFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../../src/store/open.ts';
import type { RecordedEvent } from '../../../src/event.ts';
import { parseCents } from '../../../src/money.ts';
import { rowsOf, said as told, slowPostings } from '../../support/slow-folds/postings.ts';
import { exampleBook } from './example-book.ts';
import { run } from './run.ts';

let book = '';
beforeAll(async () => {
  book = await exampleBook('2024-12');
});

interface Said {
  readonly schema: string;
  readonly ok: boolean;
  readonly meta: { readonly asOf: string };
  readonly data: {
    readonly findings: number;
    readonly notes: readonly string[];
    readonly tables: readonly {
      readonly name: string;
      readonly rows: readonly Readonly<Record<string, string | number | null>>[];
    }[];
  };
}

const json = async (...argv: readonly string[]): Promise<Said> =>
  JSON.parse((await run(['audit', ...argv, '--json', '--book', book])).out) as Said;
const rows = ({ data }: Said, name: string) => data.tables.find((t) => t.name === name)?.rows ?? [];

/** What each row of an event does to each account, read off the JSON: an entry's lines. */
function netByRow(event: RecordedEvent): (readonly [entity: string, cents: number])[] {
  const legs = slowPostings(event, 'bank');
  let at = 0;
  return rowsOf(told(event)).flatMap(({ row }) => {
    const own = legs.slice(at, (at += row.posts?.length ?? 0));
    const net = new Map<string, number>();
    for (const { entity, account, cents } of own)
      net.set(`${entity} ${account}`, (net.get(`${entity} ${account}`) ?? 0) + cents);
    return [...net]
      .filter(([, cents]) => cents !== 0)
      .map(([key, cents]) => [key.split(' ')[0] ?? '', cents] as const);
  });
}

describe('feeworth audit', () => {
  it('lists its tests and runs all but the sample without a name', async () => {
    const listed = await run(['audit', 'list', '--json']);
    const tests = (JSON.parse(listed.out) as Said).data.tables[0]?.rows ?? [];
    const said = await json('--offset', '-06:00');
    expect(said.schema).toBe('feeworth.audit/1');
    const ran = rows(said, 'summary').map((r) => r['test']);
    expect(ran).toEqual(tests.map((t) => t['test']).filter((name) => name !== 'sample'));
    for (const name of ran) {
      expect(said.data.notes.some((n) => n.startsWith(`${name} looks for `))).toBe(true);
      expect(said.data.notes.some((n) => n.startsWith(`${name} does not prove `))).toBe(true);
    }
  });

  it('cites sequence, id, amount and the record with its file and digest', async () => {
    const found = rows(await json('gaps'), 'findings');
    expect(found.length).toBeGreaterThan(0);
    for (const row of found) {
      expect(row['sequence']).toMatch(/^\d+$/);
      expect(row['event']).toMatch(/^[0-9a-f-]{36}$/);
      expect(row['amount']).toMatch(/^\d+\.\d\d$/);
      expect(row['file']).toMatch(/\.csv$/);
      expect(row['record']).toMatch(/^line \d+$/);
      expect(row['digest']).toMatch(/^[0-9a-f]{64}$/);
    }
  });

  it('has control totals that are those of a recount from the events themselves', async () => {
    const said = await json('totals');
    expect(said.data.findings).toBe(0);
    const totals = rows(said, 'totals');
    const counted = new Map<string, [number, number, number]>();
    const of = (key: string): [number, number, number] => {
      const known = counted.get(key) ?? [0, 0, 0];
      counted.set(key, known);
      return known;
    };
    const store = await openStore(book, { readOnly: true });
    for await (const { events } of store.readPages())
      for (const event of events) {
        // Imports are dated by the day they were made, after the last day of the report.
        if (event.meta.effectiveOn > said.meta.asOf) continue;
        of(`${event.type} ${event.meta.entity}`)[0] += 1;
        for (const [entity, cents] of netByRow(event)) {
          of(`${event.type} ${entity}`)[cents > 0 ? 1 : 2] += Math.abs(cents);
        }
      }
    await store.close();
    const printed = new Map<string, [number, number, number]>();
    for (const row of totals) {
      const key = `${row['type']} ${row['entity']}`;
      const sum = printed.get(key) ?? [0, 0, 0];
      sum[0] += Number(row['events']);
      sum[1] += parseCents(String(row['debits']));
      sum[2] += parseCents(String(row['credits']));
      printed.set(key, sum);
    }
    const sorted = (map: typeof printed) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
    expect(sorted(printed)).toEqual(sorted(counted));
  });

  it('judges one entity, and what was known and counts at a cut', async () => {
    const one = rows(await json('totals', '--entity', 'cedar-mso'), 'totals');
    expect(new Set(one.map((r) => r['entity']))).toEqual(new Set(['cedar-mso']));
    const early = await json('totals', '--as-of', '2024-11-30', '--known-at', '900');
    expect(early.data.findings).toBe(0);
    const all = rows(await json('totals'), 'totals');
    expect(rows(early, 'totals').length).toBeLessThan(all.length);
  });

  it('draws the same sample again, and writes its records as CSV', async () => {
    const argv = ['audit', 'sample', '--size', '8', '--seed', 'q4', '--csv', '--book', book];
    const { out, code } = await run(argv);
    expect(code).toBe(0);
    expect((await run(argv)).out).toBe(out);
    expect((await run([...argv, '--seed', 'q5'])).out).not.toBe(out);
    const [head, ...lines] = out.trim().split('\r\n');
    expect(head).toMatch(/^test,finding,words,sequence,event,.*,file,record,digest$/);
    expect(lines.length).toBeGreaterThanOrEqual(7);
  });

  it('finds nothing out where it looked at nothing, which is no finding of none', async () => {
    const said = rows(await json('splits', 'incomplete'), 'summary');
    const none = { population: 0, findings: null, events: null, amount: null };
    expect(said.find(({ test }) => test === 'splits')).toMatchObject(none);
    expect(said.find(({ test }) => test === 'incomplete')).toMatchObject({
      findings: 0,
      events: 0,
    });
    const { out } = await run(['audit', 'splits', 'incomplete', '--book', book]);
    expect(out).toMatch(/^splits +0 +n\/a +n\/a +n\/a/m);
  });

  it('ends with 0 whatever it finds, with 7 when asked to fail', async () => {
    const { code, out } = await run(['audit', 'gaps', '--book', book]);
    expect([code, out]).toEqual([0, expect.stringContaining('is missing')]);
    expect((await run(['audit', 'gaps', '--fail-on-findings', '--book', book])).code).toBe(7);
    expect((await run(['audit', 'incomplete', '--fail-on-findings', '--book', book])).code).toBe(0);
    const drawn = ['audit', 'sample', '--size', '3', '--fail-on-findings', '--book', book];
    expect((await run(drawn)).code).toBe(0);
  });

  it('says that hours are those of UTC when no offset is given', async () => {
    const warning = expect.stringContaining('no --offset was given') as string;
    expect((await json('odd-hours')).data.notes).toContainEqual(warning);
    expect((await json('odd-hours', '--offset', '-6')).data.notes).not.toContainEqual(warning);
  });

  it('never calls a book whole from which an event was taken', async () => {
    const copy = book.replace('example.db', 'robbed.db');
    copyFileSync(book, copy);
    copyFileSync(`${book}.key`, `${copy}.key`);
    const db = new DatabaseSync(copy);
    const triggers = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").all();
    for (const { name } of triggers) db.exec(`DROP TRIGGER "${String(name)}"`);
    db.exec('DELETE FROM events WHERE position = 501');
    db.close();
    const { code, err } = await run(['audit', 'gaps', '--book', copy]);
    expect(code).toBe(4);
    expect(err).toContain('sequence 500');
  });

  it.each([
    ['a test that is none', ['gap'], 'usage/unknown-test', 'id you mean "gaps"'],
    ['an offset that is none', ['odd-hours', '--offset', 'CST'], 'usage/bad-value', '-06:00'],
    ['hours backwards', ['odd-hours', '--hours', '20:00-06:00'], 'usage/bad-value', '06:00'],
    ['a key that is none', ['duplicates', '--keys', 'amount+x'], 'usage/bad-value', 'vendor'],
    ['a date that is none', ['cut-off', '--date', '2024-02-31'], 'usage/bad-value', 'YYYY'],
    ['a method that is none', ['sample', '--method', 'judgment'], 'usage/bad-value', 'random'],
    ['a size of nothing', ['sample', '--size', '0'], 'usage/bad-value', 'from 1'],
    ['a limit of nothing', ['splits', '--limit', '-5'], 'usage/', 'help'],
  ])('refuses %s', async (_what, argv, code, hint) => {
    const { code: exit, err } = await run(['audit', ...argv, '--book', book]);
    expect(exit).toBe(2);
    expect(err).toContain(code);
    expect(err).toContain(hint);
  });
});
