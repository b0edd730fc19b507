// Every test finds everything that was planted for it, and not too much else, on twenty books.
import { beforeAll, describe, expect, test } from 'vitest';
import { runTests } from '../../../projections/audit/run-tests.ts';
import type { Outcome } from '../../../projections/audit/run-tests.ts';
import { AUDIT_TESTS } from '../../../projections/audit/tests.ts';
import { assertBalanced, postingsOf } from '../../../projections/postings.ts';
import { assertEvent } from '../../../src/events/validate-event.ts';
import { auditSettings, entriesOfEvents } from '../../support/audit-settings.ts';
import { CUT_OFF, fraudBook, OFFSET_MINUTES, TODAY } from '../../support/planted-fraud.ts';
import type { FraudBook } from '../../support/planted-fraud.ts';

const SEEDS = Array.from({ length: 20 }, (_, i) => 9_001 + i);
const TESTS = AUDIT_TESTS.filter((t) => t.isOnRequest !== true && t.name !== 'benford');

/** Largest share of innocent events that may be shown, of those a test looks at, per hundred. */
const BUDGET: Readonly<Record<string, number>> = {
  gaps: 0,
  totals: 0,
  incomplete: 0,
  duplicates: 4,
  'round-amounts': 8,
  'closed-days': 7,
  'odd-hours': 0.5,
  'document-date': 0.5,
  'seldom-accounts': 0.2,
  'seldom-users': 1,
  'cut-off': 1,
  approvals: 0,
  splits: 1,
  'period-end': 0.5,
};

interface Ran {
  readonly seed: number;
  readonly book: FraudBook;
  readonly outcomes: readonly Outcome[];
}

let runs: Ran[] = [];
beforeAll(() => {
  runs = SEEDS.map((seed) => {
    const book = fraudBook(seed);
    const settings = auditSettings(book.knownAt, {
      offsetMinutes: OFFSET_MINUTES,
      cutOffDate: CUT_OFF,
    });
    return { seed, book, outcomes: runTests(TESTS, settings, entriesOfEvents(book.events)) };
  });
});

const outcomeOf = ({ outcomes }: Ran, name: string): Outcome => {
  const found = outcomes.find((o) => o.test.name === name);
  if (found === undefined) throw new Error(`no test ${name}`);
  return found;
};

const citedBy = ({ findings }: Outcome): Set<number> =>
  new Set(findings.flatMap((f) => f.cites.map((c) => c.sequence)));

describe('the background', () => {
  test('is an ordinary book: valid, balanced and written without the tests', () => {
    const { events } = fraudBook(9_001, { isClean: true });
    for (const event of events) {
      assertEvent(event, TODAY);
      assertBalanced(event, postingsOf(event, 'bank'));
    }
    expect(events.length).toBeGreaterThan(2_000);
    expect(new Set(events.map((e) => e.meta.actor)).size).toBeGreaterThan(3);
  });

  test('leaves the tests of the log itself nothing to find', () => {
    const book = fraudBook(9_001, { isClean: true });
    const log = TESTS.filter((t) => ['gaps', 'totals', 'incomplete'].includes(t.name));
    const outcomes = runTests(log, auditSettings(book.knownAt), entriesOfEvents(book.events));
    expect(outcomes.flatMap((o) => o.findings)).toEqual([]);
  });
});

describe.each(TESTS.map((t) => [t.name] as const))('%s', (name) => {
  test('finds all that was planted for it, on every seed', () => {
    const missed = runs.flatMap((ran) => {
      const cited = citedBy(outcomeOf(ran, name));
      return ran.book.planted
        .filter((p) => p.test === name)
        .flatMap((p) =>
          p.keys
            .map((key) => ran.book.sequenceOf.get(key) ?? -1)
            .filter((sequence) => !cited.has(sequence))
            .map((sequence) => `seed ${ran.seed}: ${p.what}, sequence ${sequence}`),
        );
    });
    expect(missed).toEqual([]);
    expect(runs.every(({ book }) => book.planted.some((p) => p.test === name))).toBe(true);
  });

  test('shows no more of the rest than its budget', () => {
    let innocent = 0;
    let population = 0;
    for (const ran of runs) {
      const outcome = outcomeOf(ran, name);
      population += outcome.population;
      for (const sequence of citedBy(outcome)) if (!ran.book.guilty.has(sequence)) innocent += 1;
    }
    const perHundred = (100 * innocent) / population;
    if (process.env['AUDIT_RATES'] !== undefined)
      process.stderr.write(`${name}: ${innocent} of ${population}, ${perHundred.toFixed(3)} %\n`);
    expect(perHundred).toBeLessThanOrEqual(BUDGET[name] ?? 0);
  });
});
