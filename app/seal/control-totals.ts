import type { ControlTotal } from '../../src/audit/checkpoint.ts';
import { canonicalJson } from '../../src/audit/canonical.ts';
import { toHex } from '../../src/audit/merkle.ts';
import { sha256 } from '../../src/audit/sha256.node.ts';
import type { ColumnBook } from '../../src/batch/column-book.ts';
import { HEAD } from '../../src/batch/columns.ts';
import { ROW_KINDS } from '../../src/batch/layout.ts';
import type { Day } from '../../src/calendar.ts';
import { ACCOUNTS } from '../../src/chart.ts';
import type { Json } from '../../src/event.ts';
import { formatCents } from '../../src/money.ts';
import { ledger } from '../../projections/ledger.ts';
import { ruleOf } from '../../projections/posting-rules.ts';
import { project } from '../../projections/projection.ts';

/** Beyond every date a book may hold: totals count whatever is recorded. */
const LATEST = 2_000_000_000 as Day;

/**
 * What each entity's book adds up to over the first `size` events: events that name it, gross
 * debits and credits. By name, so that the same book has one text of them.
 */
export function controlTotals(columns: ColumnBook, size: number): readonly ControlTotal[] {
  const counts = eventCounts(columns, size);
  const cut = { asOf: LATEST, knownAt: size };
  const figures = size === 0 ? null : project(ledger, columns.context(cut), columns.feed(cut), cut);
  const totals = [...counts].map(([entity, events]): ControlTotal => {
    const own = figures?.entities.find((e) => e.entity === entity)?.trialBalance ?? [];
    const debits = own.reduce((sum, line) => sum + line.debitsCents, 0);
    const credits = own.reduce((sum, line) => sum + line.creditsCents, 0);
    return { entity, events, debits: formatCents(debits), credits: formatCents(credits) };
  });
  return totals.sort((a, b) => (a.entity < b.entity ? -1 : 1));
}

function eventCounts(columns: ColumnBook, size: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (const batch of columns.batches())
    for (let i = 0; i < batch.length; i++) {
      if (batch.firstSequence + (batch.sequence[i] ?? 0) >= size) return counts;
      if (((batch.flags[i] ?? 0) & HEAD) === 0) continue;
      const entity = columns.names.nameOf('entity', batch.entity[i] ?? 0);
      counts.set(entity, (counts.get(entity) ?? 0) + 1);
    }
  return counts;
}

/** Digest of everything that decides what an event posts: rules, accounts, their version. */
export function policyDigest(policy: string, cashPolicy: string): string {
  const rules = ROW_KINDS.map((kind) => [kind.name, ruleOf(kind)]);
  // By way of JSON, which leaves absent parts out.
  const all = JSON.parse(JSON.stringify({ accounts: ACCOUNTS, cashPolicy, policy, rules })) as Json;
  return toHex(sha256(new TextEncoder().encode(canonicalJson(all))));
}
