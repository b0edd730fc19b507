import { parseDay } from '../../src/calendar.ts';
import type { AuditTest, Finding } from './audit-test.ts';
import { findingOf } from './audit-test.ts';
import type { DuplicateKey, KeyField } from './duplicate-keys.ts';
import { amountOf, citeOf, field, isByHand } from './entry.ts';
import type { Cite, Entry } from './entry.ts';

interface Alike {
  readonly cites: Cite[];
}

/** Entries that have every field of a set of keys in common. */
export const duplicates: AuditTest = {
  name: 'duplicates',
  question: 'Was something recorded, billed or paid twice?',
  looksFor: ({ duplicateKeys }) =>
    `entries of one type and entity that agree in ${duplicateKeys.map((k) => k.text).join(', or in ')}`,
  doesNotProve:
    'that one of them is wrong: rents, subscriptions and two sites of one vendor repeat by nature. ' +
    'A duplicate under another name or amount is not found. Entries that were reversed are left out.',
  source: 'AICPA Audit Data Standards 2.2; AS 2401.61',
  start({ duplicateKeys }) {
    const byKey = duplicateKeys.map(() => new Map<string, Alike>());
    const reversed = new Set<string>();
    let population = 0;
    return {
      take(entry) {
        const { type } = entry.event;
        if (type === 'EntryReversed') {
          reversed.add(field(entry, 'reverses') ?? '');
          return;
        }
        let isJudged = false;
        duplicateKeys.forEach((key, i) => {
          for (const text of keysOf(entry, key)) {
            const alike = byKey[i]?.get(text);
            isJudged = true;
            if (alike !== undefined) alike.cites.push(citeOf(entry));
            else byKey[i]?.set(text, { cites: [citeOf(entry)] });
          }
        });
        if (isJudged) population += 1;
      },
      finish: () => ({
        findings: duplicateKeys.flatMap((key, i) => found(key, byKey[i], reversed)),
        population,
      }),
    };
  },
};

/** The keys of an entry: none when it lacks a field, one a line when accounts are among them. */
function keysOf(entry: Entry, key: DuplicateKey): string[] {
  if (key.isByHandOnly && !isByHand(entry)) return [];
  const { type, meta } = entry.event;
  const hasAccount = key.fields.includes('account');
  const parts = [type, meta.entity];
  for (const name of key.fields) {
    if (name === 'account' || (name === 'amount' && hasAccount)) continue;
    const value = VALUES[name](entry);
    if (value === undefined) return [];
    parts.push(value);
  }
  const rest = parts.join('\n');
  if (!hasAccount) return [rest];
  const hasAmount = key.fields.includes('amount');
  const lines = entry.postings.map(({ entity, account, amountCents }) =>
    hasAmount ? `${rest}\n${entity} ${account} ${amountCents}` : `${rest}\n${entity} ${account}`,
  );
  return [...new Set(lines)];
}

const positive = (cents: number): string | undefined => (cents > 0 ? String(cents) : undefined);

const VALUES: Readonly<Record<KeyField, (entry: Entry) => string | undefined>> = {
  account: () => undefined,
  period: ({ event }) => event.meta.effectiveOn.slice(0, 7),
  amount: (entry) => positive(amountOf(entry)),
  date: ({ event }) => event.meta.occurredOn,
  vendor: (entry) => field(entry, 'vendor'),
  claim: (entry) => field(entry, 'claim'),
  code: (entry) => field(entry, 'serviceLine') ?? field(entry, 'category'),
  'service-date': (entry) => field(entry, 'serviceOn') ?? entry.event.meta.occurredOn,
  patient: (entry) => field(entry, 'patient'),
  document: (entry) => field(entry, 'bill') ?? field(entry, 'invoice') ?? field(entry, 'reference'),
  site: ({ event }) => event.meta.site,
  actor: ({ event }) => event.meta.actor,
};

/** Groups of two or more; an entry that is alike in several lines makes one group. */
function found(
  { text, withinDays }: DuplicateKey,
  byKey: ReadonlyMap<string, Alike> | undefined,
  reversed: ReadonlySet<string>,
): Finding[] {
  const findings = new Map<string, Finding>();
  for (const { cites } of byKey?.values() ?? []) {
    const live = cites.length < 2 ? [] : cites.filter((cite) => !reversed.has(cite.id));
    for (const group of withinDays === null ? [live] : chains(live, withinDays)) {
      if (group.length < 2) continue;
      const id = group.map((cite) => cite.sequence).join();
      if (!findings.has(id)) findings.set(id, findingOf(`alike in ${text}`, ...group));
    }
  }
  return [...findings.values()];
}

/** Entries in the order of their dates, cut where two lie further apart than allowed. */
function chains(cites: readonly Cite[], days: number): Cite[][] {
  const sorted = cites.toSorted((a, b) => (a.occurredOn < b.occurredOn ? -1 : 1));
  const groups: Cite[][] = [];
  let last = -Infinity;
  for (const cite of sorted) {
    const day = parseDay(cite.occurredOn);
    if (day - last > days) groups.push([]);
    groups.at(-1)?.push(cite);
    last = day;
  }
  return groups;
}
