// What the planted books do not reach: keys of one's own, dates at the edge, what came later.
import { describe, expect, test } from 'vitest';
import { approvals } from '../../../projections/audit/approvals.ts';
import type { AuditSettings, AuditTest } from '../../../projections/audit/audit-test.ts';
import { cutOff } from '../../../projections/audit/cut-off.ts';
import { parseDuplicateKeys } from '../../../projections/audit/duplicate-keys.ts';
import { duplicates } from '../../../projections/audit/duplicates.ts';
import { localTime } from '../../../projections/audit/entry.ts';
import type { Entry } from '../../../projections/audit/entry.ts';
import { gaps } from '../../../projections/audit/gaps.ts';
import { oddHours } from '../../../projections/audit/odd-hours.ts';
import { runTests } from '../../../projections/audit/run-tests.ts';
import { splits } from '../../../projections/audit/splits.ts';
import { totals } from '../../../projections/audit/totals.ts';
import { formatDay, parseDay } from '../../../src/calendar.ts';
import type { Json, RecordedEvent } from '../../../src/event.ts';
import { draft } from '../../../src/events/draft.ts';
import { reversalOf } from '../../../src/events/reversal.ts';
import type { EventData, EventType } from '../../../src/events/vocabulary.ts';
import { auditSettings, entriesOfEvents } from '../../support/audit-settings.ts';
import { uuidOf } from '../../support/chance-data.ts';

interface Of {
  readonly on?: string;
  readonly effectiveOn?: string;
  readonly at?: string;
  readonly by?: string;
  readonly approvedBy?: string;
  readonly site?: string;
}

/** Events in the order they are written, each in a stream of its own. */
function log() {
  const events: RecordedEvent[] = [];
  const push = (type: string, data: Json, meta: RecordedEvent['meta']): RecordedEvent => {
    const sequence = events.length;
    const event = { id: uuidOf(sequence + 1), type, data, meta, stream: `s-${sequence}` };
    events.push({ ...event, revision: 0n, sequence });
    return { ...event, revision: 0n, sequence };
  };
  return {
    events,
    add<T extends EventType>(type: T, data: EventData<T>, of: Of = {}): RecordedEvent {
      const { on = '2026-03-10', at = '2026-03-10T15:00:00.000Z', by = 'dana', ...rest } = of;
      const made = draft(type, data, {
        occurredOn: on,
        entity: 'practice',
        actor: by,
        actorKind: 'person',
        ...rest,
      } as Parameters<typeof draft>[2]);
      const meta = { ...made.meta, recordedAt: at, policy: 'p' };
      return push(type, made.data as unknown as Json, meta);
    },
    reverse(original: RecordedEvent): RecordedEvent {
      const made = reversalOf(original, {
        occurredOn: '2026-03-11',
        actor: 'dana',
        actorKind: 'person',
        reason: 'twice',
      });
      const meta = { ...made.meta, recordedAt: '2026-03-11T15:00:00.000Z', policy: 'p' };
      return push('EntryReversed', made.data as unknown as Json, meta);
    },
    journal(amount: string, of: Of & { readonly approver?: string } = {}): RecordedEvent {
      const { approver, ...rest } = of;
      return this.add(
        'JournalEntryRecorded',
        {
          memo: 'An entry with a reason',
          preparer: of.by ?? 'dana',
          ...(approver === undefined ? {} : { approver }),
          lines: [
            { account: 6510, amount },
            { account: 2020, amount: `-${amount}` },
          ],
        },
        rest,
      );
    },
    bill(amount: string, on: string, more: Of = {}): RecordedEvent {
      const data = { vendor: 'v', bill: `b${events.length}`, category: 'rent', amount } as const;
      return this.add('VendorBillRecorded', data, { ...more, on });
    },
  };
}

function found(
  t: AuditTest,
  of: readonly RecordedEvent[] | readonly Entry[],
  more: Partial<AuditSettings> = {},
) {
  const entries = of.map((e) => ('event' in e ? e : entriesOfEvents([e])[0])) as Entry[];
  const [outcome] = runTests([t], auditSettings(entries.length, more), entries);
  return (outcome?.findings ?? []).map((f) => f.cites.map((c) => c.sequence));
}

describe('local time', () => {
  test.each([
    ['2026-03-01T02:30:00.000Z', -360, '2026-02-28', 20 * 60 + 30],
    ['2026-12-31T23:59:00.000Z', 60, '2027-01-01', 59],
    ['2026-03-01T00:00:00.000Z', 0, '2026-03-01', 0],
    ['2026-03-01T12:00:00.000Z', 330, '2026-03-01', 17 * 60 + 30],
  ])('%s at %i minutes from UTC', (instant, offset, day, minute) => {
    const local = localTime(instant, offset);
    expect([formatDay(local.day), local.minute]).toEqual([day, minute]);
  });

  test('hours: eight in the evening is night, six in the morning is day', () => {
    const book = log();
    for (const at of ['05:59', '06:00', '19:59', '20:00'])
      book.journal('10.00', { at: `2026-03-10T${at}:00.000Z` });
    expect(found(oddHours, book.events)).toEqual([[0], [3]]);
    expect(found(oddHours, book.events, { opensAt: 0, closesAt: 1440 })).toEqual([]);
  });
});

describe('duplicates', () => {
  test('a date three days off is one, four days off is none', () => {
    const book = log();
    book.bill('100.00', '2026-03-01');
    book.bill('100.00', '2026-03-04');
    book.bill('100.00', '2026-03-08');
    const keys = { duplicateKeys: parseDuplicateKeys('vendor+amount+date~3') };
    expect(found(duplicates, book.events, keys)).toEqual([[0, 1]]);
  });

  test('what was reversed is one no more, and its reversal is none', () => {
    const book = log();
    book.bill('100.00', '2026-03-01');
    const again = book.bill('100.00', '2026-03-02');
    book.reverse(again);
    expect(found(duplicates, book.events)).toEqual([]);
  });

  test('keys of one’s own: the site tells two bills of a day apart', () => {
    const book = log();
    book.bill('100.00', '2026-03-01', { site: 'north' });
    book.bill('100.00', '2026-03-01', { site: 'south' });
    const keys = (text: string) => ({ duplicateKeys: parseDuplicateKeys(text) });
    expect(found(duplicates, book.events, keys('vendor+amount+date'))).toEqual([[0, 1]]);
    expect(found(duplicates, book.events, keys('vendor+amount+date+site'))).toEqual([]);
  });

  test.each(['vendor', 'vendor+colour', 'vendor+date~x', '', 'by-hand:amount'])(
    'keys "%s" are refused',
    (text) => {
      expect(() => parseDuplicateKeys(text)).toThrowError(/no set of keys/);
    },
  );
});

describe('cut-off', () => {
  const date = { cutOffDate: parseDay('2026-03-31') };
  test('its own day is on the near side, and the window has an end', () => {
    const book = log();
    book.journal('1.00', { on: '2026-03-31', effectiveOn: '2026-04-01' });
    book.journal('1.00', { on: '2026-03-30', effectiveOn: '2026-03-31' });
    book.journal('1.00', { on: '2026-03-20', effectiveOn: '2026-04-11' });
    book.journal('1.00', { on: '2026-04-02', effectiveOn: '2026-03-31' });
    expect(found(cutOff, book.events, date)).toEqual([[0], [3]]);
  });

  test('late is more than so many days, not exactly so many', () => {
    const book = log();
    book.journal('1.00', { on: '2026-03-30', at: '2026-05-14T12:00:00.000Z' });
    book.journal('1.00', { on: '2026-03-30', at: '2026-05-15T12:00:00.000Z' });
    expect(found(cutOff, book.events, date)).toEqual([[1]]);
  });
});

describe('approvals', () => {
  test('exactly the limit needs none; a cent more does, and may get it later', () => {
    const book = log();
    book.journal('5000.00');
    const large = book.journal('5000.01');
    const other = book.journal('7000.00');
    book.add('ApprovalGiven', { approves: large.id, approver: 'lee' }, { by: 'lee' });
    expect(found(approvals, book.events)).toEqual([[2]]);
    book.add('ApprovalGiven', { approves: other.id, approver: 'Dana' }, { by: 'dana' });
    expect(found(approvals, book.events)).toEqual([[2, 4]]);
  });

  test('a change of policy wants a second person whatever it costs', () => {
    const book = log();
    const data = {
      fromOn: '2026-04-01',
      policyAfter: 'gaap@2',
      reason: 'ASC 606',
      preparer: 'kim',
    };
    book.add('PolicyChanged', data);
    book.add('PolicyChanged', { ...data, approver: 'kim' });
    book.add('PolicyChanged', { ...data, approver: 'lee' });
    expect(found(approvals, book.events)).toEqual([[1], [0]]);
  });
});

describe('splits', () => {
  test('two pieces at the limit within three days; not four days apart, not if approved', () => {
    const book = log();
    book.journal('4999.00', { on: '2026-03-02' });
    book.journal('4100.00', { on: '2026-03-05' });
    book.journal('4900.00', { on: '2026-03-09' });
    book.journal('4950.00', { on: '2026-03-20', approver: 'lee' });
    book.journal('4950.00', { on: '2026-03-20', approver: 'lee' });
    expect(found(splits, book.events)).toEqual([[0, 1]]);
  });

  test('small entries on the same accounts count only while they are near each other', () => {
    const book = log();
    for (let day = 1; day <= 28; day++)
      book.journal('300.00', { on: `2026-03-${String(day).padStart(2, '0')}` });
    expect(found(splits, book.events)).toEqual([]);
    for (const day of [10, 11, 12]) book.journal('1600.00', { on: `2026-03-${day}` });
    const [group] = found(splits, book.events);
    expect(group).toEqual(expect.arrayContaining([28, 29, 30]));
  });
});

describe('the log itself', () => {
  test('an end cut off is found by the head of the log', () => {
    const book = log();
    book.journal('1.00');
    book.journal('1.00');
    const [outcome] = runTests([gaps], auditSettings(3), entriesOfEvents(book.events));
    expect(outcome?.findings.map((f) => f.words)).toEqual(['the log ends at 1; its head is 2']);
  });

  test('an event that stood alone in its stream is missed by its sequence', () => {
    const book = log();
    for (let i = 0; i < 3; i++) book.journal('1.00');
    const entries = entriesOfEvents(book.events.filter((e) => e.sequence !== 1));
    const [outcome] = runTests([gaps], auditSettings(3), entries);
    expect(outcome?.findings.map((f) => f.words)).toEqual(['sequence 1 is missing']);
  });

  test('a stream that skips a revision is named', () => {
    const book = log();
    book.journal('1.00');
    book.journal('1.00');
    const stream = 's-0';
    const skipped = book.events.map((e, i) => ({ ...e, stream, revision: BigInt(i * 2) }));
    const [outcome] = runTests([gaps], auditSettings(2), entriesOfEvents(skipped));
    expect(outcome?.findings.map((f) => f.words)).toEqual(['revision 1 of stream s-0 is missing']);
  });

  test('events of an import that does not count are no gap, and not among the totals', () => {
    const book = log();
    book.journal('1.00');
    book.bill('5.00', '2026-03-01');
    const entries = entriesOfEvents(book.events).map((e, i) =>
      i === 1 ? { ...e, isTested: false, postings: [] } : e,
    );
    expect(found(gaps, entries)).toEqual([]);
    const [outcome] = runTests([totals], auditSettings(2), entries);
    expect(outcome?.population).toBe(1);
  });

  test('a recount that differs by a cent or an event is a finding', () => {
    const book = log();
    book.journal('1.00');
    const entries = entriesOfEvents(book.events);
    const recount = (events: number, cents: number) => ({
      recount: {
        events: new Map([['JournalEntryRecorded practice', events]]),
        accounts: new Map([
          ['practice 6510', [cents, 0] as const],
          ['practice 2020', [0, 100] as const],
        ]),
      },
    });
    expect(found(totals, entries, recount(1, 100))).toEqual([]);
    expect(found(totals, entries, recount(2, 100))).toHaveLength(1);
    expect(found(totals, entries, recount(1, 101))).toHaveLength(1);
  });
});
