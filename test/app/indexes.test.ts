// What a book keeps in memory is shown only the events it lives on: the same comes out of all.
import { describe, expect, it } from 'vitest';
import { openBook } from '../../app/book.ts';
import type { Book } from '../../app/book.ts';
import { amendAgreement, signAgreement } from '../../app/commands/agreement.ts';
import { revertImport } from '../../app/commands/import-revert.ts';
import type { Follower, FollowerKind } from '../../app/follower.ts';
import { accruedFees } from '../../app/indexes/accrued-fees.ts';
import { adjustments } from '../../app/indexes/adjustments.ts';
import { agreements } from '../../app/indexes/agreements.ts';
import { cash } from '../../app/indexes/cash.ts';
import { claims } from '../../app/indexes/claims.ts';
import { fiscalYears } from '../../app/indexes/fiscal-years.ts';
import { imports } from '../../app/indexes/imports.ts';
import { periods } from '../../app/indexes/periods.ts';
import { reversed } from '../../app/indexes/reversed.ts';
import { settings } from '../../app/indexes/setting.ts';
import { suspense } from '../../app/indexes/suspense.ts';
import { manualClock } from '../../app/clock.ts';
import type { RecordedEvent } from '../../src/event.ts';
import type { StreamAppend } from '../../src/store/port.ts';
import { copyOfExample } from '../support/recorded-example.ts';
import { AGREEMENT_YAML, csv, folder, KEY, POS_HEAD, posLine, take, testBook } from './support.ts';

interface Known {
  readonly entities: readonly string[];
  readonly claims: readonly string[];
  readonly charges: readonly string[];
  readonly agreements: readonly string[];
}

/** Everything that an index answers, and the index itself for what lies open in it. */
function kind<F extends Follower>(of: FollowerKind<F>, answers: (f: F, k: Known) => unknown) {
  return [of.name, of, (f: Follower, k: Known) => answers(f as F, k)] as const;
}
const itself = (): unknown => null;

const KINDS = [
  kind(accruedFees, (f, k) =>
    k.agreements.flatMap((agreement) =>
      k.entities.flatMap((practice) =>
        (
          ['ManagementFeeAccrued', 'ManagementFeeCredited', 'FeeOverpaymentReclassified'] as const
        ).map((type) =>
          f
            .months(type, { agreement, practice })
            .map((month) => [type, month, f.cents(type, { agreement, practice, month })]),
        ),
      ),
    ),
  ),
  kind(adjustments, itself),
  kind(agreements, itself),
  kind(cash, itself),
  kind(claims, (f, k) => [
    k.claims.map((claim) => [f.payerOf(claim), f.charge(claim), f.submitted(claim)]),
    k.charges.map((charge) => f.sequenceOfCharge(charge)),
  ]),
  kind(fiscalYears, (f, k) =>
    k.entities.flatMap((entity) => [2024, 2025, 2026].map((year) => f.closedBy(entity, year))),
  ),
  kind(imports, itself),
  kind(periods, (f, k) => k.entities.map((entity) => f.lastClosed(entity))),
  kind(reversed, itself),
  kind(settings, (f) => f.setting),
  kind(suspense, itself),
];

async function knownOf(book: Book): Promise<Known> {
  const claimsNamed = new Set<string>();
  const charges: string[] = [];
  for await (const { id, type, data } of book.store.readAll()) {
    const { claim } = data as { claim?: string };
    if (claim !== undefined) claimsNamed.add(claim);
    if (type === 'ChargePosted') charges.push(id);
  }
  const { entities, agreements: signed } = await book.settings;
  return {
    entities: [...entities.keys()],
    claims: [...claimsNamed],
    charges,
    agreements: [...signed.keys()],
  };
}

/** Each index as it becomes when it is shown every event; the log is read once for all of them. */
async function followAll(book: Book): Promise<ReadonlyMap<string, Follower>> {
  const made = new Map<string, Follower>();
  for (const isCounted of [false, true]) {
    const own = KINDS.filter(([, of]) => of.isCounted === isCounted);
    for (const [name, of] of own) made.set(name, of.make());
    const add = (event: RecordedEvent): void => {
      for (const [name] of own) made.get(name)?.add(event);
    };
    await book.follow({ name: `all ${isCounted}`, isCounted, make: () => ({ add }) });
  }
  return made;
}

const openCopy = (url: string): Promise<Book> =>
  openBook(url, { clock: manualClock('2026-11-09T15:00:00.000Z'), actor: 'dana' });

const tickets = (from: number, to: number): string =>
  csv(
    POS_HEAD,
    ...Array.from({ length: to - from }, (_, i) => posLine({ Ticket: `T${from + i}` })),
  );

const batches = (...names: string[]): string =>
  csv('Batch,Date,Gross,Fee,Net', ...names.map((name) => `${name},2026-01-10,100.00,3.00,97.00`));

/** Files that were finished, taken back, or not finished, and some corrections. */
async function troubledBook(): Promise<Book> {
  const { book } = await testBook(`${folder()}/book.db`);
  await signAgreement({ file: 'msa.yaml', text: AGREEMENT_YAML }, book);
  await take(book, tickets(0, 5), 'pos');
  const second = await take(book, tickets(5, 9), 'pos');
  await revertImport({ import: second.digest, reason: 'wrong file' }, book);
  const append = book.store.append.bind(book.store);
  let left = 3;
  book.store.append = (writes: readonly StreamAppend[], options) =>
    left-- > 0 ? append(writes, options) : Promise.reject(new Error('killed'));
  await expect(take(book, tickets(9, 30), 'pos', { chunkEvents: 3 })).rejects.toThrow('killed');
  book.store.append = append;
  return book;
}

describe('an index', () => {
  it('comes to the same from its types as from all events', async () => {
    const example = await copyOfExample(folder());
    for (const book of [await openCopy(example), await openAgain(await troubledBook())]) {
      const known = await knownOf(book);
      const shownAll = await followAll(book);
      let told = 0;
      for (const [name, of, answers] of KINDS) {
        const some = await book.follow(of as FollowerKind<Follower>);
        const every = shownAll.get(name) as Follower;
        expect(some, name).toEqual(every);
        expect(answers(some, known), name).toEqual(answers(every, known));
        told += JSON.stringify(answers(some, known)).length;
      }
      expect(told).toBeGreaterThan(100);
      await book.close();
    }
  }, 120_000);

  it('knows what an unfinished import has recorded, here or elsewhere', async () => {
    const book = await troubledBook();
    const here = await book.imports;
    const other = await openAgain(book, false);
    const there = await other.imports;
    const unfinished = [...there.byStream.values()].find((state) => state.completedAt === null);
    expect(unfinished?.events).toBeGreaterThan(2);
    expect(unfinished?.ids?.size).toBe(unfinished?.events);
    expect(there.byStream).toEqual(here.byStream);
    await other.close();
    await book.close();
  });

  it('begins anew once when an import is taken back and more follows before it looks', async () => {
    const { book } = await testBook(`${folder()}/book.db`);
    const { digest } = await take(book, batches('B1', 'B2', 'B3'), 'cards');
    const other = await openAgain(book, false);
    expect((await other.follow(cash)).documents.size).toBe(3);
    await take(book, batches('K1'), 'cards');
    await other.catchUp();
    await revertImport({ import: digest, reason: 'wrong file' }, book);
    await take(book, batches('K2'), 'cards');
    const { documents } = await other.follow(cash);
    expect([...documents.values()].map(({ reference }) => reference)).toEqual(['K1', 'K2']);
    await other.close();
    await book.close();
  });
});

async function openAgain(book: Book, closes = true): Promise<Book> {
  if (closes) await book.close();
  return openBook(book.url, { clock: book.clock, actor: 'erin', key: KEY });
}

describe('an agreement', () => {
  it('that was signed over a blocking rule can be amended', async () => {
    const { book } = await testBook();
    const sign = { file: 'msa.yaml', text: AGREEMENT_YAML, override: 'counsel agrees' };
    await signAgreement(sign, book);
    const amended = AGREEMENT_YAML.replace('rate: 10%', 'rate: 9%');
    const more = { from: '2026-02-01', reason: 'lower fee' };
    const { status } = await amendAgreement({ ...sign, text: amended, ...more }, book);
    expect(status).toBe('amended');
    await book.close();
  });
});
