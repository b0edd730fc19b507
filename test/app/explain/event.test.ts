import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { importFile } from '../../../app/commands/import.ts';
import { revertImport } from '../../../app/commands/import-revert.ts';
import { reverseEvent } from '../../../app/commands/reverse.ts';
import type { RecordedEvent } from '../../../src/event.ts';
import { bytesOf } from '../../support/x12-builder.ts';
import { bills, smallBook } from '../small-book.ts';
import { csv, events, file, MAPS, POS_HEAD, posLine, take } from '../support.ts';
import { run } from '../cli/run.ts';

const at = mkdtempSync(join(tmpdir(), 'feeworth-event-'));
afterAll(() => rmSync(at, { recursive: true, force: true }));
let url = '';
let all: RecordedEvent[] = [];

beforeAll(async () => {
  const { book, url: made } = await smallBook(at);
  url = made;
  const taken = await take(book, bills('B9,ACME,2026-02-20,advertising,75.00'), 'bills');
  expect(taken.status).toBe('imported');
  const bill = (await events(book, 'VendorBillRecorded')).at(-1);
  await reverseEvent({ event: bill?.id ?? '', reason: 'entered twice' }, book);
  const twice = csv(POS_HEAD, posLine({ Date: '2026-02-11', Ticket: 'R1' }));
  await take(book, twice, 'pos');
  const sale = (await events(book, 'PointOfSaleCompleted')).at(-1);
  await revertImport({ import: sale?.stream ?? '', reason: 'sent twice' }, book);
  const append = book.store.append.bind(book.store);
  let left = 1;
  book.store.append = (writes, options) =>
    left-- > 0 ? append(writes, options) : Promise.reject(new Error('power cut'));
  const map = file('pos.yaml', MAPS.pos, at);
  const sheet = csv(
    POS_HEAD,
    posLine({ Date: '2026-02-12', Ticket: 'U1' }),
    posLine({ Date: '2026-02-12', Ticket: 'U2' }),
  );
  await importFile({ file: 'cut.csv', bytes: bytesOf(sheet), map, chunkEvents: 2 }, book).catch(
    () => null,
  );
  book.store.append = append;
  all = await events(book);
  await book.close();
});

const explain = (...argv: string[]) => run(['explain', 'event', ...argv, '--book', url]);
const ofType = (type: string): RecordedEvent[] => all.filter((event) => event.type === type);

describe('explain event', () => {
  test('says what it is, its entry by field, and the figures it is behind', async () => {
    const sale = ofType('PointOfSaleCompleted').at(0);
    const { code, out } = await explain(`#${sale?.sequence}`);
    expect(code).toBe(0);
    expect(out).toMatch(/^Event \d+, PointOfSaleCompleted, is behind \d+ figures\n/);
    expect(out).toMatch(/^File +pos\.csv\nRecord +line 2\nDigest +[0-9a-f]{64}$/m);
    expect(out).toMatch(/^practice +4020 Service-Self-Pay +1,000\.00 +PointOfSale/m);
    expect(out).toMatch(/^fee\/due\/2026-01\/msa +Fee due +base: .* 1,000\.00$/m);
    expect(out).toMatch(/^ledger\/4020\/2026-01\/practice .*\(1,000\.00\)$/m);
    expect(out).toMatch(/^consolidated\/4020\/practice .*\(1,000\.00\)$/m);
  });

  test('is found by its sequence alone, by its id and by the first characters of it', async () => {
    const sale = ofType('PointOfSaleCompleted').at(0);
    const { out } = await explain(`#${sale?.sequence}`);
    for (const name of [String(sale?.sequence), sale?.id ?? '', sale?.id.slice(0, 12) ?? ''])
      expect((await explain(name)).out).toBe(out);
    const { code, err } = await explain('#99999');
    expect(code).toBe(3);
    expect(err).toContain('The book has no event 99999');
  });

  test('leads from an entry taken back to what took it back, and back again', async () => {
    const reversal = ofType('EntryReversed').at(0);
    const original = ofType('VendorBillRecorded').at(-1);
    const { out } = await explain(String(original?.sequence));
    expect(out).toMatch(new RegExp(`^reversed by +${reversal?.sequence} +EntryReversed`, 'm'));
    const back = (await explain(String(reversal?.sequence))).out;
    expect(back).toMatch(new RegExp(`^reverses +${original?.sequence} +VendorBillRecorded`, 'm'));
  });

  test('says plainly that what an import did not complete or took back counts for nothing', async () => {
    const reverted = ofType('PointOfSaleCompleted').find(
      ({ meta }) => meta.occurredOn === '2026-02-11',
    );
    const revert = ofType('ImportReverted').at(-1);
    const gone = await explain(String(reverted?.sequence));
    expect(gone.out).toContain(
      `counts for nothing: its import was taken back by event ${revert?.sequence}\n`,
    );
    expect(gone.out).not.toContain('ledger/');
    const then = await explain(`#${reverted?.sequence}`, '--known-at', `${revert?.sequence}`);
    expect(then.out).toMatch(/is behind \d+ figures/);
    const cut = ofType('PointOfSaleCompleted').at(-1);
    expect((await explain(`#${cut?.sequence}`)).out).toContain(
      'counts for nothing: its import is not completed\n',
    );
  });

  test('heeds both axes of the cut', async () => {
    const sale = ofType('PointOfSaleCompleted').find(
      ({ meta }) => meta.occurredOn === '2026-02-10',
    );
    const name = `#${sale?.sequence}`;
    expect((await explain(name, '--as-of', '2026-01-31')).out).toContain(
      'counts for nothing: it counts from 2026-02-10, the cut is 2026-01-31',
    );
    expect((await explain(name, '--known-at', `${sale?.sequence}`)).out).toContain(
      'counts for nothing: it was recorded after the cut',
    );
  });

  test('leads from signed terms to the fees that follow them', async () => {
    const { out } = await explain(String(ofType('AgreementSigned')[0]?.sequence), '--all');
    expect(out).toMatch(/^fee\/due\/2026-01\/msa +Fee due +terms of msa$/m);
    expect(out).toMatch(/^fee\/owed-total +Fees owed/m);
  });

  test('shows the cash basis where it differs, and says where it must be asked for', async () => {
    const bill = ofType('VendorBillRecorded').at(0);
    expect((await explain(`#${bill?.sequence}`)).out).toContain(
      'On the cash basis it has no entry',
    );
    const reversal = ofType('EntryReversed').at(0);
    expect((await explain(`#${reversal?.sequence}`)).out).toContain('--basis cash works it out');
    const asked = await explain(`#${reversal?.sequence}`, '--basis', 'cash');
    expect(asked.out).toContain('On the cash basis it has no entry');
    expect((await explain('#3', '--basis', 'gold')).code).toBe(2);
  });

  test('has the same as JSON and CSV, every figure in a row of its own', async () => {
    const sale = ofType('PointOfSaleCompleted').at(0);
    const json = (await explain(`#${sale?.sequence}`, '--json')).out;
    const { data, schema } = JSON.parse(json) as {
      schema: string;
      data: { event: { sequence: number; figures: { figure: string; touches: unknown[] }[] } };
    };
    expect(schema).toBe('feeworth.event-explanation/1');
    expect(data.event.sequence).toBe(sale?.sequence);
    const touches = data.event.figures.flatMap((figure) => figure.touches);
    const lines = (await explain(`#${sale?.sequence}`, '--csv')).out.trim().split('\r\n');
    expect(lines[0]).toBe('figure,label,how,amount (usd),unit');
    expect(lines.length - 1).toBe(touches.length);
  });
});
