// An ordinary book of a practice, and fraud planted into it. The background knows nothing of the
// tests: people work mostly by day and mostly on weekdays, and on federal holidays like on any other
// day; amounts are lognormal, estimates and rents round; some bills come late or twice a month, some
// memos are short, some payments are ordered ahead, a yearly accountant drops in. What is planted
// comes afterwards, with jitter, and says which test should see which events.
import {
  addDays,
  dayOf,
  firstDay,
  formatDay,
  lastDay,
  monthOf,
  parseDay,
  weekday,
} from '../../src/calendar.ts';
import type { Day, Month } from '../../src/calendar.ts';
import type { Json, RecordedEvent } from '../../src/event.ts';
import { draft } from '../../src/events/draft.ts';
import type { DraftMeta } from '../../src/events/draft.ts';
import type { EventData, EventType } from '../../src/events/vocabulary.ts';
import { formatCents } from '../../src/money.ts';
import { uuidOf } from './chance-data.ts';
import { chanceOf } from './chance.ts';
import type { Chance } from './chance.ts';

/** The desk's clock: six hours behind UTC, all year. */
export const OFFSET_MINUTES = -360;
export const LIMIT_CENTS = 500_000;
export const CUT_OFF = parseDay('2026-03-31');
const ENTITY = 'practice';
const FIRST: Month = monthOf(parseDay('2026-01-01'));
const MONTHS = 8;

/** An event before it has its place: when it was recorded, by the desk's clock. */
interface Made {
  readonly key: string;
  readonly type: EventType;
  data: Record<string, Json>;
  meta: DraftMeta;
  readonly stream: string;
  recordedOn: Day;
  /** Minutes after midnight, by the desk's clock. */
  minute: number;
}

/** What a test should find: every one of these events, in any of its findings. */
export interface Planted {
  readonly test: string;
  readonly what: string;
  readonly keys: readonly string[];
}

export interface FraudBook {
  readonly events: readonly RecordedEvent[];
  readonly planted: readonly Planted[];
  /** Sequence of each event by its key. */
  readonly sequenceOf: ReadonlyMap<string, number>;
  /** Sequences of everything planted, and of what it was copied from. */
  readonly guilty: ReadonlySet<number>;
  readonly knownAt: number;
}

/** A book from a seed; with `isClean` nothing is planted. */
export function fraudBook(seed: number, { isClean = false } = {}): FraudBook {
  const desk = new Desk(chanceOf(seed));
  writeBackground(desk);
  const planted = isClean ? [] : plantAll(desk, chanceOf(seed ^ 0x5eed));
  return finish(desk, planted);
}

// ---------------------------------------------------------------------------------- writing

class Desk {
  readonly made: Made[] = [];
  readonly chance: Chance;
  /** Events that are taken out of the log after all were written. */
  readonly removed = new Set<string>();
  /** Check numbers that are skipped: the n-th payment loses its number to nobody. */
  readonly skippedChecks = new Set<number>();
  #count = 0;

  constructor(chance: Chance) {
    this.chance = chance;
  }

  add<T extends EventType>(
    type: T,
    data: EventData<T>,
    of: {
      readonly occurred: Day;
      readonly effective?: Day;
      readonly recordedOn: Day;
      readonly minute: number;
      readonly by: string;
      readonly kind?: 'person' | 'import' | 'rule';
      readonly stream?: string;
      readonly approvedBy?: string;
      readonly file?: string;
    },
  ): Made {
    const key = `e${this.#count++}`;
    const made: Made = {
      key,
      type,
      data: { ...(data as unknown as Record<string, Json>) },
      meta: {
        occurredOn: formatDay(of.occurred),
        effectiveOn: formatDay(of.effective ?? of.occurred),
        entity: ENTITY,
        actor: of.by,
        actorKind: of.kind ?? 'person',
        ...(of.approvedBy === undefined ? {} : { approvedBy: of.approvedBy }),
        ...(of.file === undefined
          ? {}
          : {
              sourceSystem: of.kind ?? 'books',
              sourceFile: of.file,
              sourceRecord: `line ${this.#count}`,
            }),
      },
      stream: of.stream ?? `desk-${key}`,
      recordedOn: of.recordedOn,
      minute: of.minute,
    };
    this.made.push(made);
    return made;
  }

  of(type: EventType): Made[] {
    return this.made.filter((m) => m.type === type);
  }
}

const PEOPLE = ['dana', 'kim', 'lee', 'ravi'] as const;
const CONTROLLER = 'lee';

/** Roughly normal: the sum of twelve uniform numbers. */
function normal(chance: Chance): number {
  let sum = 0;
  for (let i = 0; i < 12; i++) sum += chance.int(0, 1_000_000) / 1_000_000;
  return sum - 6;
}

/** Cents of a lognormal amount. */
const lognormal = (chance: Chance, medianCents: number, gsd: number): number =>
  Math.max(100, Math.round(medianCents * Math.exp(Math.log(gsd) * normal(chance))));

/** When somebody sits down to work: by day, a little later at times; rarely on a weekend. */
function workTime(chance: Chance, from: Day): { recordedOn: Day; minute: number } {
  let day = addDays(from, chance.int(0, 3));
  while (weekday(day) % 6 === 0 && !chance.is(0.03)) day = addDays(day, 1);
  const minute = Math.round(13 * 60 + normal(chance) * 135);
  return { recordedOn: day, minute: Math.min(1439, Math.max(0, minute)) };
}

const EXPENSES = [6310, 6410, 6510, 5110, 6010, 6210, 5010, 6020] as const;
const CREDITS = [2020, 2010, 1410, 2110] as const;
const MEMOS = [
  'Accrue software for the month',
  'Reclassify supplies to the right line',
  'Prepaid insurance, share of the month',
  'Correct the coding of a vendor bill',
  'Payroll accrual at month end',
  'Merchant fees by statement',
  'Adj. fees',
  'Rent',
] as const;
const VENDORS = Array.from({ length: 24 }, (_, i) => `vendor-${i + 1}`);
const CATEGORIES = ['rent', 'software', 'supplies', 'utilities', 'general', 'advertising'] as const;
const CODES = ['neurotoxin', 'filler', 'laser', 'facial', 'medical'] as const;

function journalData(of: {
  readonly debit: number;
  readonly credit: number;
  readonly cents: number;
  readonly by: string;
  readonly memo: string;
  readonly approver?: string | undefined;
}): EventData<'JournalEntryRecorded'> {
  return {
    memo: of.memo,
    preparer: of.by,
    ...(of.approver === undefined ? {} : { approver: of.approver }),
    lines: [
      { account: of.debit, amount: formatCents(of.cents) },
      { account: of.credit, amount: formatCents(-of.cents) },
    ],
  };
}

function writeBackground(desk: Desk): void {
  for (let m = 0; m < MONTHS; m++) writeMonth(desk, (FIRST + m) as Month);
}

function writeMonth(desk: Desk, month: Month): void {
  const { chance } = desk;
  const days = lastDay(month) - firstDay(month);
  const someDay = (): Day => addDays(firstDay(month), chance.int(0, days));
  for (let i = chance.int(45, 65); i > 0; i--) writeJournal(desk, someDay());
  // An accrual of every other week: the same twice a month.
  for (const at of [10, 24]) writeWages(desk, addDays(firstDay(month), at));
  // The accountant of the group comes in spring, in some years.
  if (month - FIRST === 3 && chance.is(0.5))
    for (let i = chance.int(3, 8); i > 0; i--) writeJournal(desk, someDay(), 'cpa-firm');
  // Income tax is accrued by quarter, depreciation by month: few entries, each in its place.
  if ((month % 12) % 3 === 2) rule(desk, 'IncomeTaxAccrued', lastDay(month), 900_000);
  rule(desk, 'DepreciationRecorded', lastDay(month), 310_000);
  writeFile(desk, month, 'bills', () => {
    for (const vendor of VENDORS) writeBills(desk, month, vendor, someDay);
  });
  writeFile(desk, month, 'charges', () => {
    for (let i = chance.int(90, 120); i > 0; i--) writeCharge(desk, someDay());
  });
  writeFile(desk, month, 'sales', () => {
    for (let i = chance.int(150, 200); i > 0; i--) writeSale(desk, someDay());
  });
  for (const bill of desk.of('VendorBillRecorded').filter((b) => isIn(b, month))) pay(desk, bill);
  const closedOn = addDays(lastDay(month), 12);
  desk.add(
    'PeriodClosed',
    {
      period: formatDay(firstDay(month)).slice(0, 7),
      lastOn: formatDay(lastDay(month)),
      preparer: 'dana',
    },
    { occurred: lastDay(month), recordedOn: closedOn, minute: 15 * 60, by: 'dana' },
  );
}

const isIn = (made: Made, month: Month): boolean =>
  monthOf(parseDay(made.meta.occurredOn)) === month;

function writeWages(desk: Desk, day: Day): void {
  const data = {
    debit: 6020,
    credit: 2110,
    cents: 184_640,
    by: 'dana',
    memo: 'Benefits of two weeks',
  };
  desk.add('JournalEntryRecorded', journalData(data), {
    occurred: day,
    ...workTime(desk.chance, day),
    by: 'dana',
  });
}

function writeJournal(desk: Desk, day: Day, by: string = desk.chance.pick(PEOPLE)): Made {
  const { chance } = desk;
  const exact = lognormal(chance, 55_000, 2.6);
  // People round what they estimate: to tens, to hundreds, now and then to thousands.
  const step = chance.is(0.25) ? chance.pick([1_000, 10_000, 10_000, 100_000]) : 1;
  const cents = Math.max(step, Math.round(exact / step) * step);
  const isLarge = cents > LIMIT_CENTS;
  const approver = by === CONTROLLER ? 'dana' : CONTROLLER;
  return desk.add(
    'JournalEntryRecorded',
    journalData({
      debit: chance.pick(EXPENSES),
      credit: chance.pick(CREDITS),
      cents,
      by,
      memo: chance.pick(MEMOS),
      approver: isLarge || chance.is(0.2) ? approver : undefined,
    }),
    { occurred: day, ...workTime(chance, day), by },
  );
}

function rule(
  desk: Desk,
  type: 'IncomeTaxAccrued' | 'DepreciationRecorded',
  day: Day,
  cents: number,
): void {
  const amount = formatCents(Math.round(cents * (0.9 + desk.chance.int(0, 200) / 1000)));
  desk.add(
    type,
    { amount },
    { occurred: day, recordedOn: addDays(day, 4), minute: 600, by: 'dana', kind: 'rule' },
  );
}

let file = '';
let fileDay = 0 as Day;

/** A file of the month, taken in on the third of the next one in one go. */
function writeFile(desk: Desk, month: Month, name: string, write: () => void): void {
  const label = `${formatDay(firstDay(month)).slice(0, 7)}-${name}`;
  file = Buffer.from(label).toString('hex').padEnd(64, '0');
  fileDay = addDays(lastDay(month), 3);
  const of = {
    occurred: fileDay,
    recordedOn: fileDay,
    minute: 600,
    by: 'kim',
    kind: 'import',
    stream: streamOf(),
    file,
  } as const;
  const before = desk.made.length;
  desk.add(
    'ImportStarted',
    { digest: file, format: 'csv', fileName: `${label}.csv`, bytes: 1000, records: 1 },
    of,
  );
  write();
  const events = desk.made.slice(before + 1).filter((m) => m.stream === of.stream).length;
  desk.add(
    'ImportCompleted',
    { digest: file, events, suspended: 0, alreadyKnown: 0, moved: 0 },
    of,
  );
}

const streamOf = (): string => `import-${file.slice(0, 32)}`;
const inFile = (occurred: Day) =>
  ({
    occurred,
    recordedOn: fileDay,
    minute: 600,
    by: 'kim',
    kind: 'import',
    stream: streamOf(),
    file,
  }) as const;

function writeBills(desk: Desk, month: Month, vendor: string, someDay: () => Day): void {
  const { chance } = desk;
  const n = VENDORS.indexOf(vendor);
  const category = CATEGORIES[n % CATEGORIES.length] ?? 'general';
  // Rent is the same round sum every month; subscriptions repeat, the others vary.
  const isSteady = category === 'rent' || category === 'software';
  const steady = category === 'rent' ? 400_000 + n * 50_000 : 9_900 + n * 1_100;
  const times = isSteady ? 1 : chance.int(1, 4);
  for (let i = 0; i < times; i++) {
    const day = isSteady ? firstDay(month) : someDay();
    const cents = isSteady ? steady : lognormal(chance, 48_000, 2.4);
    const bill = `B${n}-${formatDay(day)}-${i}`;
    const data = { vendor, bill, category, amount: formatCents(cents) };
    desk.add('VendorBillRecorded', data, inFile(day));
    // A vendor of two sites sends each the same bill.
    if (n % 12 === 0 && isSteady)
      desk.add('VendorBillRecorded', { ...data, bill: `${bill}-second` }, inFile(addDays(day, 1)));
    if (chance.is(0.04)) writeLate(desk, { ...data, bill: `${bill}-late` }, day);
  }
}

/** A bill that came when its month was closed: it counts on the first open day. */
function writeLate(desk: Desk, data: EventData<'VendorBillRecorded'>, day: Day): void {
  const recordedOn = addDays(lastDay(monthOf(day)), desk.chance.int(13, 40));
  const effective = firstDay(monthOf(recordedOn));
  const amount = formatCents(lognormal(desk.chance, 48_000, 2.4));
  desk.add(
    'VendorBillRecorded',
    { ...data, amount },
    { occurred: day, effective, recordedOn, minute: 700, by: 'kim', kind: 'rule' },
  );
}

function writeCharge(desk: Desk, day: Day): void {
  const { chance } = desk;
  const claim = `claim-${desk.made.length}`;
  const gross = lognormal(chance, 32_000, 1.7);
  desk.add(
    'ChargePosted',
    {
      claim,
      payer: chance.pick(['acme', 'second']),
      payerClass: 'commercial',
      serviceLine: chance.pick(CODES),
      gross: formatCents(gross),
      expectedContractual: formatCents(Math.round(gross * 0.4)),
    },
    inFile(day),
  );
}

const PRICES = [8_900, 12_500, 18_900, 24_900, 45_000, 65_000] as const;

function writeSale(desk: Desk, day: Day): void {
  const { chance } = desk;
  desk.add(
    'PatientPaymentReceived',
    { amount: formatCents(chance.pick(PRICES) + chance.int(0, 3) * 1_000), tender: 'card' },
    inFile(day),
  );
}

function pay(desk: Desk, bill: Made): void {
  const {
    vendor,
    amount,
    bill: number,
  } = bill.data as { vendor: string; amount: string; bill: string };
  const day = addDays(parseDay(bill.meta.occurredOn), desk.chance.int(8, 25));
  const by = desk.chance.pick(['kim', 'ravi']);
  // One in fifty is ordered some days ahead.
  const later = desk.chance.is(0.02) ? -desk.chance.int(1, 5) : desk.chance.int(0, 2);
  desk.add(
    'VendorPaid',
    { vendor, bill: number, purpose: 'other', amount, reference: 'CHK' },
    { occurred: day, recordedOn: addDays(day, later), minute: 11 * 60, by, kind: 'rule' },
  );
}

// ---------------------------------------------------------------------------------- planting

function plantAll(desk: Desk, chance: Chance): Planted[] {
  return [
    ...plantGaps(desk, chance),
    ...plantIncomplete(desk, chance),
    ...plantDuplicates(desk, chance),
    ...plantTimes(desk, chance),
    ...plantSeldom(desk, chance),
    ...plantCutOff(desk, chance),
    ...plantApprovals(desk, chance),
    ...plantSplits(desk, chance),
    ...plantPeriodEnd(desk, chance),
  ];
}

/** An ordinary entry with one thing about it changed. */
function entry(
  desk: Desk,
  chance: Chance,
  change: Partial<{
    day: Day;
    effective: Day;
    recordedOn: Day;
    minute: number;
    by: string;
    cents: number;
    debit: number;
    credit: number;
    memo: string;
    approver: string;
  }>,
): Made {
  const day = change.day ?? workday(chance);
  const by = change.by ?? chance.pick(PEOPLE);
  const cents = change.cents ?? chance.int(20_001, 180_000);
  return desk.add(
    'JournalEntryRecorded',
    journalData({
      debit: change.debit ?? chance.pick(EXPENSES),
      credit: change.credit ?? chance.pick(CREDITS),
      cents: cents % 100_000 === 0 && change.cents === undefined ? cents + 1 : cents,
      by,
      memo: change.memo ?? chance.pick(MEMOS),
      approver: change.approver,
    }),
    {
      occurred: day,
      effective: change.effective ?? day,
      recordedOn: change.recordedOn ?? day,
      minute: change.minute ?? chance.int(9 * 60, 17 * 60),
      by,
    },
  );
}

/** A Tuesday to Thursday in the middle of a month. */
function workday(chance: Chance): Day {
  for (;;) {
    const month = (FIRST + chance.int(0, MONTHS - 2)) as Month;
    const day = addDays(firstDay(month), chance.int(8, 18));
    if (weekday(day) >= 2 && weekday(day) <= 4) return day;
  }
}

const seen = (test: string, what: string, ...made: readonly Made[]): Planted => ({
  test,
  what,
  keys: made.map((m) => m.key),
});

function plantGaps(desk: Desk, chance: Chance): Planted[] {
  const payments = desk.of('VendorPaid').toSorted(byTime);
  const at = chance.int(20, payments.length - 20);
  desk.skippedChecks.add(at);
  const [before, after] = [payments[at - 1], payments[at]];
  // A row of a file is taken out of the log: its neighbour then follows a hole.
  const rows = desk.of('ChargePosted');
  const gone = rows[chance.int(10, rows.length - 10)];
  if (gone === undefined || before === undefined || after === undefined) throw new Error('no rows');
  desk.removed.add(gone.key);
  const start = desk.made.find((m) => m.type === 'ImportCompleted' && m.stream === gone.stream);
  if (start === undefined) throw new Error('no import');
  return [
    seen('gaps', 'a check number nobody used', before, after),
    { test: 'gaps', what: 'an event taken out of the log', keys: [`after ${gone.key}`] },
    seen('totals', 'a file with a row fewer than its import says', start),
  ];
}

function plantIncomplete(desk: Desk, chance: Chance): Planted[] {
  const made = entry(desk, chance, {});
  const lines = made.data['lines'] as { account: number; amount: string }[];
  const [first, second] = lines;
  if (first === undefined || second === undefined) throw new Error('two lines');
  const off = `${first.amount.slice(0, -1)}${(Number(first.amount.at(-1)) + chance.int(1, 9)) % 10}`;
  made.data = { ...made.data, lines: [{ ...first, amount: off }, second] };
  return [
    seen('incomplete', 'an entry a few cents out of balance', made),
    seen('totals', 'and its totals'),
  ];
}

function plantDuplicates(desk: Desk, chance: Chance): Planted[] {
  const bills = desk.of('VendorBillRecorded').filter((b) => Number(b.data['amount']) > 300);
  const bill = chance.pick(bills);
  const off = chance.pick([-3, -1, 1, 2, 3]);
  const day = addDays(parseDay(bill.meta.occurredOn), off);
  const again = desk.add(
    'VendorBillRecorded',
    {
      ...(bill.data as unknown as EventData<'VendorBillRecorded'>),
      bill: `${bill.data['bill'] as string}A`,
    },
    { occurred: day, recordedOn: bill.recordedOn, minute: 620, by: 'kim', kind: 'import' },
  );
  const journal = chance.pick(desk.of('JournalEntryRecorded'));
  const at = parseDay(journal.meta.effectiveOn ?? '');
  const copied = desk.add(
    'JournalEntryRecorded',
    {
      ...(journal.data as unknown as EventData<'JournalEntryRecorded'>),
      memo: 'Accrual as discussed',
    },
    {
      occurred: sameMonth(at, chance),
      recordedOn: addDays(journal.recordedOn, 1),
      minute: journal.minute,
      by: journal.meta.actor,
    },
  );
  const charge = chance.pick(desk.of('ChargePosted').filter((c) => !desk.removed.has(c.key)));
  const billedTwice = desk.add(
    'ChargePosted',
    {
      ...(charge.data as unknown as EventData<'ChargePosted'>),
      gross: formatCents(Math.round(Number(charge.data['gross']) * 100) + chance.int(1, 500)),
    },
    {
      occurred: parseDay(charge.meta.occurredOn),
      recordedOn: charge.recordedOn,
      minute: 630,
      by: 'kim',
      kind: 'import',
    },
  );
  return [
    seen('duplicates', 'a bill again, days apart, under another number', bill, again),
    seen('duplicates', 'a journal entry again in its month', journal, copied),
    seen('duplicates', 'a service charged twice', charge, billedTwice),
  ];
}

function sameMonth(day: Day, chance: Chance): Day {
  const first = firstDay(monthOf(day));
  return addDays(first, chance.int(0, lastDay(monthOf(day)) - first));
}

function plantTimes(desk: Desk, chance: Chance): Planted[] {
  const saturday = chance.pick(
    ['2026-05-30', '2026-01-24', '2026-02-21', '2026-07-11'].map(parseDay),
  );
  const kept = chance.pick(['2026-07-03', '2026-05-25', '2026-06-19', '2026-01-19'].map(parseDay));
  const ahead = workday(chance);
  return [
    seen('round-amounts', 'thousands', entry(desk, chance, { cents: chance.int(1, 4) * 100_000 })),
    seen('closed-days', 'a Saturday', entry(desk, chance, { day: saturday })),
    seen('closed-days', 'a holiday, as it is kept', entry(desk, chance, { day: kept })),
    // By UTC this is a working day still, or already.
    seen(
      'closed-days',
      'a Sunday evening, which is Monday in UTC',
      entry(desk, chance, { day: addDays(saturday, 1), minute: chance.int(18 * 60, 20 * 60 - 1) }),
    ),
    seen(
      'odd-hours',
      'minutes before six',
      entry(desk, chance, { minute: 360 - chance.int(1, 12) }),
    ),
    seen(
      'odd-hours',
      'from eight in the evening',
      entry(desk, chance, { minute: 1200 + chance.int(0, 12) }),
    ),
    seen(
      'document-date',
      'dated after it was entered',
      entry(desk, chance, { day: addDays(ahead, chance.int(1, 9)), recordedOn: ahead }),
    ),
  ];
}

function plantSeldom(desk: Desk, chance: Chance): Planted[] {
  const debit = chance.pick([6810, 3020, 1220, 1190]);
  const account = Array.from({ length: chance.int(1, 3) }, () => entry(desk, chance, { debit }));
  const user = Array.from({ length: chance.int(1, 10) }, () =>
    entry(desk, chance, { by: 'temp-07' }),
  );
  return [
    seen('seldom-accounts', 'an account nobody else uses', ...account),
    seen('seldom-users', 'somebody who hardly ever posts', ...user),
  ];
}

function plantCutOff(desk: Desk, chance: Chance): Planted[] {
  const before = addDays(CUT_OFF, -chance.int(0, 10));
  const after = addDays(CUT_OFF, chance.int(1, 10));
  const late = addDays(CUT_OFF, -chance.int(0, 9));
  return [
    seen(
      'cut-off',
      'moved into the next period',
      entry(desk, chance, { day: before, effective: after, recordedOn: after }),
    ),
    seen(
      'cut-off',
      'counted ahead',
      entry(desk, chance, { day: after, effective: before, recordedOn: after }),
    ),
    seen(
      'cut-off',
      'recorded long after',
      entry(desk, chance, { day: late, recordedOn: addDays(late, 46 + chance.int(0, 20)) }),
    ),
  ];
}

function plantApprovals(desk: Desk, chance: Chance): Planted[] {
  const above = LIMIT_CENTS + chance.int(1, 90_000);
  const by = chance.pick(PEOPLE);
  const own = entry(desk, chance, { by, cents: chance.int(30_000, above), approver: by });
  const renamed = entry(desk, chance, { by, cents: above, approver: ` ${by.toUpperCase()}` });
  const nobody = entry(desk, chance, { cents: LIMIT_CENTS + chance.int(1, 50) });
  const day = workday(chance);
  const reopened = desk.add(
    'PeriodReopened',
    { period: '2026-01', lastOn: '2025-12-31', reason: 'Late bill', approver: by },
    { occurred: day, recordedOn: day, minute: 600, by },
  );
  return [
    seen('approvals', 'prepared and approved by one', own),
    seen('approvals', 'the same name in capitals', renamed),
    seen('approvals', 'just above the limit, approved by nobody', nobody),
    seen('approvals', 'a period reopened by its approver', reopened),
  ];
}

function plantSplits(desk: Desk, chance: Chance): Planted[] {
  const pieces = (n: number, share: () => number, same: boolean): Made[] => {
    const by = chance.pick(PEOPLE);
    const first = workday(chance);
    const accounts = { debit: chance.pick(EXPENSES), credit: chance.pick(CREDITS) };
    return Array.from({ length: n }, (_, i) =>
      entry(desk, chance, {
        by,
        day: addDays(first, i === 0 ? 0 : chance.int(0, 3)),
        recordedOn: first,
        minute: chance.int(9 * 60, 17 * 60),
        cents: Math.floor(LIMIT_CENTS * share()) - chance.int(1, 60),
        ...(same ? accounts : {}),
      }),
    );
  };
  return [
    seen(
      'splits',
      'just below the limit, other accounts',
      ...pieces(chance.int(2, 4), () => chance.int(84, 100) / 100, false),
    ),
    seen(
      'splits',
      'thirds on the same accounts',
      ...pieces(chance.int(3, 4), () => chance.int(40, 60) / 100, true),
    ),
  ];
}

function plantPeriodEnd(desk: Desk, chance: Chance): Planted[] {
  const month = (FIRST + chance.int(1, MONTHS - 2)) as Month;
  const last = lastDay(month);
  const terse = entry(desk, chance, {
    day: addDays(last, -chance.int(0, 2)),
    memo: chance.pick(['adj', 'per CFO', 'x', 'true-up']),
  });
  const after = entry(desk, chance, {
    day: addDays(last, -chance.int(0, 25)),
    recordedOn: addDays(last, 13 + chance.int(0, 9)),
  });
  const later = entry(desk, chance, {
    day: last,
    recordedOn: addDays(last, chance.int(1, 5)),
    memo: 'plug',
  });
  return [
    seen('period-end', 'at the end, hardly explained', terse),
    seen('period-end', 'in a closed period', after),
    seen('period-end', 'after the end, hardly explained', later),
  ];
}

// ---------------------------------------------------------------------------------- placing

const byTime = (a: Made, b: Made): number =>
  a.recordedOn - b.recordedOn ||
  a.minute - b.minute ||
  Number(a.key.slice(1)) - Number(b.key.slice(1));

function finish(desk: Desk, planted: readonly Planted[]): FraudBook {
  const ordered = desk.made.toSorted(byTime);
  numberChecks(desk, ordered);
  const events: RecordedEvent[] = [];
  const sequenceOf = new Map<string, number>();
  const revisions = new Map<string, bigint>();
  let isAfterHole = '';
  ordered.forEach((made, sequence) => {
    const revision = (revisions.get(made.stream) ?? -1n) + 1n;
    revisions.set(made.stream, revision);
    if (desk.removed.has(made.key)) {
      isAfterHole = made.key;
      return;
    }
    if (isAfterHole !== '') sequenceOf.set(`after ${isAfterHole}`, sequence);
    isAfterHole = '';
    sequenceOf.set(made.key, sequence);
    events.push(eventOf(made, sequence, revision));
  });
  const guilty = planted.flatMap((p) => p.keys.map((key) => sequenceOf.get(key) ?? -1));
  return { events, planted, sequenceOf, guilty: new Set(guilty), knownAt: ordered.length };
}

function numberChecks(desk: Desk, ordered: readonly Made[]): void {
  let number = 4_100;
  let nth = 0;
  for (const made of ordered) {
    if (made.type !== 'VendorPaid') continue;
    number += desk.skippedChecks.has(nth) ? 2 : 1;
    nth += 1;
    made.data = { ...made.data, reference: `CHK${number}` };
  }
}

function eventOf(made: Made, sequence: number, revision: bigint): RecordedEvent {
  const { type, data, meta } = draft(
    made.type,
    made.data as unknown as EventData<EventType>,
    made.meta,
  );
  const utc = made.minute - OFFSET_MINUTES;
  const day = addDays(made.recordedOn, Math.floor(utc / 1440));
  const two = (n: number): string => String(n).padStart(2, '0');
  const minute = ((utc % 1440) + 1440) % 1440;
  const recordedAt = `${formatDay(day)}T${two(Math.floor(minute / 60))}:${two(minute % 60)}:00.000Z`;
  return {
    id: uuidOf(sequence + 1),
    type,
    data: data as unknown as Json,
    meta: { ...meta, recordedAt, policy: 'gaap-2025@1' },
    stream: made.stream,
    revision,
    sequence,
  };
}

/** A day of the year after all of it, for checks that no date lies too far ahead. */
export const TODAY = dayOf({ year: 2026, month: 12, day: 31 });
