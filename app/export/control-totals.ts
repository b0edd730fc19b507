import type { Extract } from './extract.ts';

/** How much of one kind there is: events, and what they post, in one book. */
export interface ControlTotal {
  readonly entity: string;
  /** The system a file came from; empty for what the program or a person recorded. */
  readonly source: string;
  readonly type: string;
  /** Events of this entity that are known, counted or not. */
  readonly events: number;
  /** Events with an entry in this entity's book. */
  readonly entries: number;
  readonly debits_cents: number;
  readonly credits_cents: number;
}

/**
 * Count, sum of debits and of credits by entity, source and type, so that whoever gets an export
 * can see that nothing is missing. An event between two books is one event and two entries.
 */
export function controlTotals(extract: Extract): Iterable<ControlTotal> {
  return extract.rows<ControlTotal>(`
    SELECT entity, source, type, sum(events) AS events, sum(entries) AS entries,
      sum(debits) AS debits_cents, sum(credits) AS credits_cents
    FROM (
      SELECT entity, coalesce(source_system, '') AS source, type, count(*) AS events,
        0 AS entries, 0 AS debits, 0 AS credits
      FROM events GROUP BY 1, 2, 3
      UNION ALL
      SELECT p.entity, coalesce(e.source_system, ''), e.type, 0, count(DISTINCT p.sequence),
        sum(max(p.amount_cents, 0)), sum(max(-p.amount_cents, 0))
      FROM postings p JOIN events e USING (sequence) GROUP BY 1, 2, 3)
    GROUP BY entity, source, type ORDER BY entity, source, type`);
}

/** The same by entity alone. */
export function entityTotals(
  extract: Extract,
): Iterable<Omit<ControlTotal, 'source' | 'type' | 'events'>> {
  return extract.rows(`SELECT entity, count(DISTINCT sequence) AS entries,
    sum(max(amount_cents, 0)) AS debits_cents, sum(max(-amount_cents, 0)) AS credits_cents
    FROM postings GROUP BY entity ORDER BY entity`);
}
