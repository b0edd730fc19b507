// One test for each line of ODDITIES.md: how the reports treat what is wrong in real books.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordExample } from '../../app/demo/record-example.ts';
import { openBook } from '../../app/book.ts';
import type { Book } from '../../app/book.ts';
import { readKey } from '../../app/book-key.ts';
import { manualClock } from '../../app/clock.ts';
import { planImport } from '../../app/commands/import.ts';
import { reconcile } from '../../app/commands/reconcile.ts';
import type { AccountReconciled } from '../../app/commands/reconcile.ts';
import { listSuspense } from '../../app/commands/suspense.ts';
import { cashFlow } from '../../projections/cash-flow.ts';
import { feeBaseCents, foldFeeBase, startFeeBase } from '../../projections/fee-base.ts';
import type { FeeBaseName } from '../../projections/fee-base.ts';
import { balanceOf, changeOf, ledger } from '../../projections/ledger.ts';
import { managementFee } from '../../projections/management-fee.ts';
import type { ManagementFeeFigures } from '../../projections/management-fee.ts';
import { prepaid } from '../../projections/prepaid.ts';
import { RevenueCycle, revenueCycle } from '../../projections/revenue-cycle.ts';
import { formatMonth, parseDay } from '../../src/calendar.ts';
import { parseCents } from '../../src/money.ts';
import { run } from '../app/cli/run.ts';
import { eventsOf, foldedBook } from '../support/folded-book.ts';
import type { FoldedBook } from '../support/folded-book.ts';
import { EXAMPLE, EXAMPLE_ENDS, exampleBook } from '../support/recorded-example.ts';
import { bytesOf, textOf } from './example-files.ts';

let path: string;
let book: FoldedBook;
let commands: Book;
let cycle: RevenueCycle;
let fees: ManagementFeeFigures;
let reconciled: readonly AccountReconciled[];
const tokens = readKey(join(EXAMPLE, 'book.key'));

beforeAll(async () => {
  path = await exampleBook();
  book = await foldedBook(path, EXAMPLE_ENDS);
  cycle = new RevenueCycle(book.state(revenueCycle));
  fees = book.figures(managementFee);
  const clock = manualClock('2026-11-05T09:00:00.000Z');
  commands = await openBook(path, { clock, actor: 'reader', readOnly: true, key: tokens });
  // Everything is reconciled, so this only looks: a book for reading takes nothing in.
  reconciled = await reconcile({}, commands);
}, 120_000);

afterAll(async () => {
  await commands.close();
  await book.store.close();
});

interface Oddity {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly cents: number;
}

/** What the generator wrote down about an oddity. */
function oddity(number: number): Oddity {
  const [, section = ''] = textOf('ODDITIES.md').split(`\n## ${number}. `);
  const [name = ''] = section.split('\n');
  const [, file = '', line = ''] = /File: `([^`]+)`, line (\d+)/.exec(section) ?? [];
  const [, amount = ''] = /Amount: (-?[\d.]+)/.exec(section) ?? [];
  return { name, file, line: Number(line), cents: parseCents(amount) };
}

const digestOf = (file: string): string => createHash('sha256').update(bytesOf(file)).digest('hex');

/** What a line of a file became. */
function eventsFrom({ file, line }: Pick<Oddity, 'file' | 'line'>) {
  const digest = digestOf(file);
  return [...book.events.values()]
    .flat()
    .filter(({ meta }) => meta.sourceFile === digest && meta.sourceRecord === `line ${line}`);
}

/** Balance of an account in dollars' cents at the end of a day. */
function balanceOn(practice: string, account: number, day: string): number {
  return balanceOf(book.state(ledger, { asOf: parseDay(day) }), book.entity(practice), account);
}

const claimNamed = (number: string) => {
  const token = commands.tokenise('claim', number);
  const subject = book.context.names.numberOf('subject', token);
  const found = cycle.claims.find((claim) => claim.subject === subject);
  return { token, claim: found };
};

/** Decisions of a claim in the order of their dates, as "date outcome paid". */
const decisionsOf = (token: string): string[] =>
  eventsOf(book, 'ClaimAdjudicated')
    .filter(({ data }) => data.claim === token && data.rank === 'primary')
    .map(({ data, meta }) => `${meta.occurredOn} ${data.outcome} ${data.paid}`)
    .toSorted((a, b) => (a.slice(0, 10) < b.slice(0, 10) ? -1 : 0));

interface BaseOptions {
  readonly base?: FeeBaseName;
  readonly knownAt?: number;
}

/** A fee base of a practice and month, in cents. */
function feeBase(practice: string, period: string, options: BaseOptions = {}): number {
  const { base = 'collections-net-of-refunds', knownAt = book.cut.knownAt } = options;
  const cut = { ...book.cut, knownAt };
  const state = startFeeBase(book.columns.context(cut));
  for (const { batch, from, to } of book.columns.feed(cut)) foldFeeBase(state, batch, from, to);
  return feeBaseCents(state, base, book.entity(practice), book.month(period));
}

const agreementOf = (practice: string) => fees.agreements.find((a) => a.practice === practice);
const feeMonth = (practice: string, period: string) =>
  agreementOf(practice)?.months.find((m) => formatMonth(m.month) === period);

/** What a report of the command line says. */
async function report(...words: readonly string[]): Promise<string> {
  const { code, out, err } = await run(['report', ...words, '--book', path]);
  expect([code, code === 0 ? '' : err]).toEqual([0, '']);
  return out;
}

test('all fourteen are here', () => {
  const written = [...textOf('ODDITIES.md').matchAll(/\n## (\d+)\. /g)].map((m) => Number(m[1]));
  expect(written).toEqual(Array.from({ length: 14 }, (_, i) => i + 1));
});

test('1 unmatched remittance: stays in transit, shown by reconciling, cash is right without', () => {
  const { cents } = oddity(1);
  const matched = new Set(
    eventsOf(book, 'BankLineMatched').flatMap(({ data }) => data.applies.map((a) => a.event)),
  );
  const open = eventsOf(book, 'RemittanceReceived').filter(
    ({ id, data }) => parseCents(data.amount) !== 0 && !matched.has(id),
  );
  expect(open.map(({ data, meta }) => [data.remittance, data.amount, meta.entity])).toEqual([
    ['HARB1TX24112', '2982.92', 'tx-practice'],
  ]);
  expect(parseCents(open[0]?.data.amount ?? '')).toBe(cents);
  // At the end of April 2026 nothing else is on its way: transit is this remittance to the cent.
  expect(balanceOn('tx-practice', 1036, '2026-04-30')).toBe(cents);
  const [texas] = reconciled.filter((account) => account.entity === 'tx-practice');
  expect(texas?.inTransitCents).toBe(balanceOn('tx-practice', 1036, '2026-10-31'));
  expect(texas?.statements.every((statement) => statement.isEqual)).toBe(true);
  // The cash flow has it as a receipt of June 2025 and shows what is not at the bank.
  const flow = book.figures(cashFlow).entities.find((e) => e.entity === 'tx-practice');
  const june = book.month('2025-06');
  const remitted = eventsOf(book, 'RemittanceReceived')
    .filter((e) => e.meta.entity === 'tx-practice' && e.meta.occurredOn.startsWith('2025-06'))
    .reduce((sum, { data }) => sum + parseCents(data.amount), 0);
  const receipts = flow?.lines.find((line) => line.line === 'payer-receipts');
  expect(receipts?.byMonth[june]).toBe(remitted);
});

test('2 takeback larger than its remittance: a debt to the payer in between, then nothing', () => {
  const { cents } = oddity(2);
  const [, number = ''] = /## 2\.[^]*?Claim (\w+)/.exec(textOf('ODDITIES.md')) ?? [];
  const { token, claim } = claimNamed(number);
  const decisions = decisionsOf(token);
  expect(decisions).toHaveLength(3);
  expect(decisions[0]).toMatch(/^2025-0[78]-\d\d paid 482\.30$/);
  expect(decisions.slice(1).toSorted()).toEqual([
    '2025-08-13 denied 0.00',
    '2025-08-13 reversal -482.30',
  ]);
  expect(balanceOn('az-practice', 2360, '2025-08-12')).toBe(0);
  expect(balanceOn('az-practice', 2360, '2025-08-13')).toBe(cents);
  expect(balanceOn('az-practice', 2360, '2025-08-19')).toBe(cents);
  expect(balanceOn('az-practice', 2360, '2025-08-20')).toBe(0);
  expect(balanceOn('az-practice', 1035, '2025-08-31')).toBe(0);
  // The first decision was a payment: the takeback is no initial denial.
  expect(claim?.first.map((f) => f.outcome)).toEqual(['paid']);
  expect(claim?.reversedOn).toBe(parseDay('2025-08-13'));
  expect(claim?.money).toMatchObject({ paid: 0, open: 0 });
  expect(claim?.money.writtenOff).toBe(claim?.money.gross);
});

test('3 takeback announced, then taken: 2360 holds it between the two remittances', () => {
  const { cents } = oddity(3);
  const balances = ['2026-04-21', '2026-04-22', '2026-05-07', '2026-05-08'].map((day) =>
    balanceOn('tx-practice', 2360, day),
  );
  expect(balances).toEqual([0, cents, cents, 0]);
  const { token, claim } = claimNamed('DAL2601009');
  expect(decisionsOf(token).slice(1).toSorted()).toEqual([
    '2026-04-22 denied 0.00',
    '2026-04-22 reversal -514.15',
  ]);
  expect(claim?.money).toMatchObject({ paid: 0, open: 0 });
});

test('4 reversal with correction: the claim is paid 38.50 less, decided once, never denied', () => {
  const { cents } = oddity(4);
  const { token, claim } = claimNamed('AUS2503017');
  const own = eventsOf(book, 'ClaimAdjudicated').filter(({ data }) => data.claim === token);
  expect(own.map(({ data }) => data.outcome)).toEqual(['paid', 'reversal', 'paid']);
  const [first, reversal, again] = own.map(({ data }) => parseCents(data.paid));
  expect(reversal).toBe(0 - (first ?? 0));
  expect((again ?? 0) - (first ?? 0)).toBe(cents);
  expect(claim?.money).toMatchObject({ paid: again, open: 0 });
  expect(claim?.first).toHaveLength(1);
  expect(claim?.first[0]).toMatchObject({ outcome: 'paid', deniedCents: 0 });
  const [, b] = own.map(({ data }) => parseCents(data.contractual));
  expect((b ?? 0) + parseCents(own[2]?.data.contractual ?? '')).toBe(-cents);
});

test('5 interest from a payer: other income, in no claim and no collection rate', () => {
  const { cents } = oddity(5);
  expect(
    changeOf(book.state(ledger), book.entity('az-practice'), book.month('2025-07'), 4610),
  ).toBe(-cents);
  expect(balanceOn('az-practice', 4610, '2026-10-31')).toBe(-cents);
  const remittances = new Map(
    eventsOf(book, 'RemittanceReceived').map(({ data }) => [data.remittance, data.amount]),
  );
  const [interest] = eventsOf(book, 'ProviderLevelAdjusted').filter((e) => e.data.code === 'L6');
  const name = interest?.data.remittance ?? '';
  const claims = eventsOf(book, 'ClaimAdjudicated')
    .filter(({ data }) => data.remittance === name)
    .reduce((sum, { data }) => sum + parseCents(data.paid), 0);
  expect(parseCents(remittances.get(name) ?? '') - claims).toBe(cents);
});

test('6 package refund: the base falls, the liability goes, the fee kept is earned', () => {
  const { cents, ...at } = oddity(6);
  const [refund] = eventsFrom(at);
  expect(refund?.type).toBe('PackageRefunded');
  const [typed] = eventsOf(book, 'PackageRefunded');
  expect(typed?.id).toBe(refund?.id);
  expect(parseCents(typed?.data.refund ?? '')).toBe(-cents);
  const name = typed?.data.package ?? '';
  const [earned] = eventsOf(book, 'PackageBreakageRecognized').filter(
    ({ data }) => data.package === name,
  );
  expect(earned?.data.amount).toBe('132.00');
  expect(earned?.meta.effectiveOn).toBe('2026-03-31');
  const open = (asOf: string) =>
    prepaid
      .figures(book.state(prepaid, { asOf: parseDay(asOf) }))
      .entities.find((e) => e.entity === 'tx-practice')
      ?.openPackages.find((p) => p.package === name);
  expect(open('2026-03-17')).toMatchObject({ sessionsLeft: 4, liabilityCents: 132_000 });
  expect(open('2026-03-18')).toMatchObject({ sessionsLeft: 0, liabilityCents: 13_200 });
  expect(open('2026-03-31')).toBeUndefined();
  // Take the refund out of the book and the month's base rises by it.
  const refunds = [...eventsOf(book, 'SaleRefunded'), ...eventsOf(book, 'PackageRefunded')]
    .filter((e) => e.meta.entity === 'tx-practice' && e.meta.occurredOn.startsWith('2026-03'))
    .map(({ data }) => parseCents('refund' in data ? data.refund : data.amount));
  expect(refunds).toContain(-cents);
  expect(feeBase('tx-practice', '2026-03')).toBe(
    feeBase('tx-practice', '2026-03', { base: 'cash-collections' }) -
      refunds.reduce((sum, refund) => sum + refund, 0),
  );
});

test('7 gift card never redeemed: still a liability after two years', () => {
  const { cents, ...at } = oddity(7);
  const [sold] = eventsFrom(at);
  expect(sold?.type).toBe('GiftCardSold');
  const { giftCard } = (sold?.data ?? {}) as { giftCard: string };
  const own = book.figures(prepaid).entities.find((e) => e.entity === 'tx-practice');
  expect(own?.openGiftCards.find((card) => card.giftCard === giftCard)).toMatchObject({
    soldCents: cents,
    usedCents: 0,
    escheatedCents: 0,
    liabilityCents: cents,
  });
  expect(eventsOf(book, 'GiftCardRedeemed').some(({ data }) => data.giftCard === giftCard)).toBe(
    false,
  );
});

test('8 late bill: counts on the first open day, is listed, closed months stay', async () => {
  const { cents, ...at } = oddity(8);
  const [bill, ...more] = eventsFrom(at);
  expect(more).toEqual([]);
  expect(bill?.type).toBe('VendorBillRecorded');
  expect(bill?.meta).toMatchObject({ occurredOn: '2025-03-27', effectiveOn: '2025-07-01' });
  expect(parseCents(((bill?.data ?? {}) as { amount: string }).amount)).toBe(cents);
  expect(movedBy(at.file)).toBe(1);
  // A book that has closed July already would say so before it takes the file in.
  expect(await movedInPreview('2025-07', 'bills-tx.yaml', at.file)).toContainEqual([
    'VendorBillRecorded',
    `line ${at.line}`,
    '2025-03-27',
    '2025-08-01',
  ]);
  expectClosedMonthsUntouched(at.file, '2025-06');
});

/** What the preview of a file lists as moved, in a book that has come to a month. */
async function movedInPreview(upTo: string, mapping: string, file: string) {
  const { book: young } = await recordExample({ root: EXAMPLE, url: 'memory:', upTo });
  try {
    const map = join(EXAMPLE, 'mappings', mapping);
    const [entity, site] = file.includes('phoenix')
      ? ['az-practice', 'phoenix']
      : ['tx-practice', undefined];
    const plan = await planImport({ file: join(EXAMPLE, file), map, entity, site }, young);
    return plan.moved.map((m) => [m.type, m.sourceRecord, m.from, m.to]);
  } finally {
    await young.close();
  }
}

/** How many events an import says it moved out of closed months. */
function movedBy(file: string): number | undefined {
  const digest = digestOf(file);
  return eventsOf(book, 'ImportCompleted').find(({ data }) => data.digest === digest)?.data.moved;
}

/** The trial balances of every month up to one are the same before and after a file came. */
function expectClosedMonthsUntouched(file: string, lastClosed: string): void {
  const digest = digestOf(file);
  const started = eventsOf(book, 'ImportStarted').find(({ data }) => data.digest === digest);
  const completed = eventsOf(book, 'ImportCompleted').find(({ data }) => data.digest === digest);
  const changes = (knownAt: number) => {
    const { entities } = ledger.figures(book.state(ledger, { knownAt }));
    const end = book.month(lastClosed) + 1;
    return entities.map((e) => e.changes.map((c) => [c.account, c.byMonth.slice(0, end)]));
  };
  const before = changes(started?.sequence ?? 0);
  expect(before.length).toBeGreaterThan(2);
  expect(changes((completed?.sequence ?? 0) + 1)).toEqual(before);
}

test('9 bank line nobody can place: listed, in suspense, and cash is right', async () => {
  const { cents, ...at } = oddity(9);
  const [line] = eventsFrom(at);
  expect(line?.type).toBe('BankLineRecorded');
  const unmatched = reconciled.flatMap((account) => account.unmatchedLines);
  expect(unmatched).toEqual([
    { event: line?.id, on: '2025-09-18', amount: '1875.00', rule: undefined, isAmbiguous: false },
  ]);
  expect(reconciled.map((account) => account.unmatchedCents)).toEqual([cents, 0]);
  const listed = await listSuspense({}, commands);
  expect(listed.map(({ event, reason, amount }) => [event, reason, amount])).toContainEqual([
    line?.id,
    'unmatched',
    '1875.00',
  ]);
  expect(listed).toHaveLength(2);
  // All that is listed is all that is in the account, month after month.
  for (const name of ['tx-practice', 'az-practice']) {
    for (const month of ['2024-12', '2025-09', '2025-12', '2026-10']) {
      const own = { entity: name, asOf: `${month}-${month.endsWith('09') ? '30' : '31'}` };
      const items = await listSuspense(own, commands);
      const sum = items.reduce((total, { amount }) => total + parseCents(amount), 0);
      const balance = balanceOf(book.state(ledger), book.entity(name), 1090, book.month(month));
      expect(sum, `${name} ${month}`).toBe(0 - balance);
    }
  }
  // What is in suspense in all: this line, less what the payer kept (13).
  expect(await report('completeness')).toMatch(/tx-practice +1,870\.50/);
  expect(balanceOn('tx-practice', 1090, '2025-09-17')).toBe(0);
  expect(balanceOn('tx-practice', 1090, '2025-09-30')).toBe(-cents);
});

test('10 management fee overstated: found by itself, with its reason', async () => {
  const { cents } = oddity(10);
  const disputes = fees.agreements.flatMap((a) => a.disputes);
  expect(disputes).toHaveLength(1);
  const [dispute] = disputes;
  expect(dispute).toMatchObject({
    kind: 'overstated',
    invoices: ['CM-TX-202604'],
    differenceCents: cents,
    overpaidCents: cents,
    statedBaseCents: 24_453_121,
    agreedBaseCents: 24_020_310,
  });
  expect(formatMonth(dispute?.month ?? (0 as never))).toBe('2026-04');
  expect(dispute?.explanation).toMatchObject({ isExplained: true, isStatedBase: true });
  expect(dispute?.explanation.counted.map((c) => c.what)).toEqual([
    'sales tax',
    'tips',
    'gift cards again when they are used',
  ]);
  expect(feeMonth('tx-practice', '2026-04')?.status).toBe('overpaid');
  const [title] = (await report('fee')).split('\n');
  expect(title).toContain('invoiced $303 too much for 2026-04 (tx-practice)');
  expect(title).toContain('unpaid 2026-05 of az-practice ($9,747)');
  // What was overpaid is not netted with what is owed: October's fee and costs in full.
  const october = feeMonth('tx-practice', '2026-10');
  const owed = (october?.dueFeeCents ?? 0) + (october?.duePassThroughCents ?? 0);
  expect(balanceOn('tx-practice', 2410, '2026-10-31')).toBe(-owed);
  const { totals } = agreementOf('tx-practice') ?? {};
  expect(totals).toMatchObject({ overpaidCents: cents, setApartCents: cents });
  // Paid in May, so April's books do not know it yet; the MSO's debt is its pair.
  expect(balanceOn('tx-practice', 1210, '2026-04-30')).toBe(0);
  expect(balanceOn('tx-practice', 1210, '2026-05-31')).toBe(cents);
  expect(balanceOn('tx-practice', 1210, '2026-10-31')).toBe(cents);
  expect(balanceOn('cedar-mso', 2410, '2026-10-31')).toBe(-cents);
});

test('11 management fee unpaid: in arrears from its due date on, pass-through with it', () => {
  const { cents } = oddity(11);
  const arizona = agreementOf('az-practice');
  expect(arizona?.unpaidMonths.map((m) => [formatMonth(m.month), m.cents])).toEqual([
    ['2026-05', cents],
  ]);
  expect(arizona?.totals.overdueCents).toBe(cents);
  expect(agreementOf('tx-practice')?.unpaidMonths).toEqual([]);
  const at = (day: string) =>
    managementFee
      .figures(book.state(managementFee, { asOf: parseDay(day) }))
      .agreements.find((a) => a.practice === 'az-practice')
      ?.months.find((m) => formatMonth(m.month) === '2026-05');
  expect(at('2026-06-15')?.status).toBe('not yet due');
  expect(at('2026-06-16')?.status).toBe('unpaid');
  const may = feeMonth('az-practice', '2026-05');
  const october = feeMonth('az-practice', '2026-10');
  const owed = [may, october].reduce(
    (sum, m) => sum + (m?.dueFeeCents ?? 0) + (m?.duePassThroughCents ?? 0),
    0,
  );
  expect(balanceOn('az-practice', 2410, '2026-10-31')).toBe(-owed);
});

test('12 no-show wave: a third of the booked visits of one week, and none like it', () => {
  const { file, line } = oddity(12);
  expect(eventsFrom({ file, line }).map((e) => [e.type, e.meta.occurredOn])).toEqual([
    ['AppointmentsCounted', '2026-02-09'],
  ]);
  const counted = eventsOf(book, 'AppointmentsCounted').filter((e) => e.meta.site === 'phoenix');
  const weeks = new Map<number, { booked: number; noShow: number }>();
  for (const { data, meta } of counted) {
    // Day 0 is a Thursday; weeks run from Monday.
    const week = Math.floor((parseDay(meta.occurredOn) + 3) / 7);
    const known = weeks.get(week) ?? { booked: 0, noShow: 0 };
    weeks.set(week, { booked: known.booked + data.booked, noShow: known.noShow + data.noShow });
  }
  const wave = [...weeks].filter(([, { booked, noShow }]) => noShow * 4 > booked);
  expect(wave.map(([week]) => week * 7 - 3)).toEqual([parseDay('2026-02-09')]);
  expect(wave[0]?.[1].noShow).toBeGreaterThan((wave[0]?.[1].booked ?? 0) / 3);
});

test('13 unbalanced remittance: flagged, 4.50 in suspense, its claims untouched', async () => {
  const { file, cents } = oddity(13);
  const digest = digestOf(file);
  const [flagged, ...others] = eventsOf(book, 'RemittanceReceived').filter(
    ({ data }) => !data.isBalanced,
  );
  expect(others).toEqual([]);
  expect(flagged?.meta.sourceFile).toBe(digest);
  expect(parseCents(flagged?.data.difference ?? '')).toBe(cents);
  const [suspended] = (await listSuspense({ entity: 'tx-practice' }, commands)).filter(
    ({ type }) => type === 'RemittanceSuspended',
  );
  expect(suspended).toMatchObject({ reason: 'unbalanced', amount: '-4.50', on: '2025-12-22' });
  const state = book.state(ledger);
  const [entity, month] = [book.entity('tx-practice'), book.month('2025-12')];
  expect(changeOf(state, entity, month, 1090)).toBe(-cents);
  expect(balanceOf(state, entity, 1035, month)).toBe(0);
  const { remittance = '', amount = '' } = flagged?.data ?? {};
  // The claims say what CLP04 says: together 4.50 more than the payment.
  const claims = eventsOf(book, 'ClaimAdjudicated')
    .filter(({ data }) => data.remittance === remittance)
    .reduce((sum, { data }) => sum + parseCents(data.paid), 0);
  expect(claims + cents).toBe(parseCents(amount));
});

test('14 late entry: moved to June and listed, card clearing short until it came', async () => {
  const { cents, file } = oddity(14);
  const digest = digestOf(file);
  const own = eventsOf(book, 'PointOfSaleCompleted').filter((e) => e.meta.sourceFile === digest);
  expect(own).toHaveLength(6);
  expect(movedBy(file)).toBe(6);
  for (const { meta } of own) {
    expect(meta).toMatchObject({ occurredOn: '2025-02-26', effectiveOn: '2025-06-01' });
  }
  expectClosedMonthsUntouched(file, '2025-05');
  const moved = await movedInPreview('2025-05', 'day-sheet-az.yaml', file);
  expect(moved.map(([type, , from, to]) => [type, from, to])).toEqual(
    own.map(() => ['PointOfSaleCompleted', '2025-02-26', '2025-06-01']),
  );
  const started = eventsOf(book, 'ImportStarted').find(({ data }) => data.digest === digest);
  const completed = eventsOf(book, 'ImportCompleted').find(({ data }) => data.digest === digest);
  const knownAt = (sequence: number | undefined) => {
    const at = { knownAt: sequence ?? 0 };
    const state = book.state(ledger, at);
    return {
      clearing: balanceOf(state, book.entity('az-practice'), 1030, book.month('2025-06')),
      base: feeBase('az-practice', '2025-06', at),
    };
  };
  const before = knownAt(started?.sequence);
  const after = knownAt((completed?.sequence ?? 0) + 1);
  expect(after.base - before.base).toBe(cents);
  expect(after.clearing - before.clearing).toBe(92_389);
});
