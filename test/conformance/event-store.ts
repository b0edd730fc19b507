import { describe } from 'vitest';
import { appendTests } from './append.ts';
import { auditTests } from './audit.ts';
import { durabilityTests } from './durability.ts';
import { idempotencyTests } from './idempotency.ts';
import type { MakeStore, StoreHooks, Suite } from './kit.ts';
import { limitTests } from './limits.ts';
import { modelTests } from './model.ts';
import { readingTests } from './reading.ts';
import { subscriptionTests } from './subscriptions.ts';

/**
 * The contract of `EventStore`: every adapter runs it from a test of its own. Numbers are those of
 * event-sourcing.md §5. Returns the numbers of the tests that the hooks do not allow, so that the
 * caller can hold them against the matrix.
 */
export function describeEventStore(
  name: string,
  make: MakeStore,
  hooks: StoreHooks = {},
): readonly number[] {
  const suite: Suite = { make, hooks, skipped: [] };
  describe(`${name} as an event store`, () => {
    describe('A. append and concurrency', () => appendTests(suite));
    describe('B. idempotency', () => idempotencyTests(suite));
    describe('C. reading', () => readingTests(suite));
    describe('D. subscriptions', () => subscriptionTests(suite));
    describe('E. durability and damage', () => durabilityTests(suite));
    describe('F. limits and life cycle', () => limitTests(suite));
    describe('F. audit', () => auditTests(suite));
    describe('the model', () => modelTests(suite));
  });
  return suite.skipped;
}
