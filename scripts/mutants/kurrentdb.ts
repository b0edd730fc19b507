import { APPENDS } from './kurrentdb-appends.ts';
import { CLIENTS } from './kurrentdb-clients.ts';
import { READS } from './kurrentdb-reads.ts';
import { SUBSCRIPTIONS } from './kurrentdb-subscriptions.ts';
import { WORK } from './kurrentdb-work.ts';
import type { Mutant } from './mutant.ts';

/**
 * Every workaround of the adapter to EventStoreDB and KurrentDB, each taken out by one change. The
 * sections are those of event-sourcing.md, "#" its numbered defects, "0016" the page on decisions.
 */
export const MUTANTS: readonly Mutant[] = [
  ...APPENDS,
  ...CLIENTS,
  ...READS,
  ...SUBSCRIPTIONS,
  ...WORK,
];
