import { sha256 } from '../../src/audit/sha256.node.ts';
import type { AuditSettings } from '../../projections/audit/audit-test.ts';
import { DEFAULT_KEYS, parseDuplicateKeys } from '../../projections/audit/duplicate-keys.ts';
import type { Entry } from '../../projections/audit/entry.ts';
import { makePoster } from '../../projections/postings.ts';
import { parseDay } from '../../src/calendar.ts';
import type { RecordedEvent } from '../../src/event.ts';

/** The defaults of the command, for a log of so many events. */
export function auditSettings(knownAt: number, more: Partial<AuditSettings> = {}): AuditSettings {
  return {
    offsetMinutes: 0,
    isOffsetGiven: true,
    population: 'by-hand',
    opensAt: 360,
    closesAt: 1200,
    roundCents: 100_000,
    duplicateKeys: parseDuplicateKeys(DEFAULT_KEYS),
    seldomAccountUses: 3,
    seldomUserEntries: 10,
    cutOffDate: parseDay('2026-03-31'),
    cutOffWindow: 10,
    lateDays: 45,
    limitCents: 500_000,
    nearPercent: 80,
    splitDays: 3,
    periodEndDays: 3,
    knownAt,
    recount: null,
    sample: {
      method: 'monetary-unit',
      size: 25,
      seed: '1',
      root: '00'.repeat(32),
      sha256,
      type: null,
      intervalCents: null,
      populationCents: 0,
    },
    ...more,
  };
}

/** Events as the tests are told them: all of them count. */
export function entriesOfEvents(events: readonly RecordedEvent[]): Entry[] {
  const postingsOf = makePoster('bank');
  return events.map((event) => ({
    event,
    postings: postingsOf(event),
    source: null,
    isTested: true,
  }));
}
