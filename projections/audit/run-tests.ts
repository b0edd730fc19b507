import type { AuditResult, AuditSettings, AuditTest } from './audit-test.ts';
import type { Entry } from './entry.ts';

/** What came of one test. */
export interface Outcome extends AuditResult {
  readonly test: AuditTest;
}

/** Tests on their way together: one pass over the book serves them all. */
export interface Running {
  take(entry: Entry): void;
  finish(): Outcome[];
}

export function startTests(tests: readonly AuditTest[], settings: AuditSettings): Running {
  const running = tests.map((test) => ({ test, own: test.start(settings) }));
  const ofTheLog = running.filter(({ test }) => test.seesWholeLog === true);
  return {
    take(entry) {
      for (const { own } of entry.isTested ? running : ofTheLog) own.take(entry);
    },
    finish: () => running.map(({ test, own }) => ({ test, ...own.finish() })),
  };
}

/** All of it at once, for entries that are in memory. */
export function runTests(
  tests: readonly AuditTest[],
  settings: AuditSettings,
  entries: Iterable<Entry>,
): Outcome[] {
  const running = startTests(tests, settings);
  for (const entry of entries) running.take(entry);
  return running.finish();
}
