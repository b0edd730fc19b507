import { parseDay } from '../../src/calendar.ts';
import { formatCents } from '../../src/money.ts';
import { isSamePerson } from '../approval.ts';
import type { AuditSettings, AuditTest, Finding } from './audit-test.ts';
import { findingOf } from './audit-test.ts';
import { amountOf, approverOf, citeOf, isByHand, isPosted, preparerOf } from './entry.ts';
import type { Cite, Entry } from './entry.ts';

interface Part {
  readonly day: number;
  readonly cite: Cite;
}

/** Several entries of one preparer, each below the limit, that together lie above it. */
export const splits: AuditTest = {
  name: 'splits',
  question: 'Was an amount cut into pieces that need no approval?',
  looksFor: ({ limitCents, nearPercent, splitDays }) =>
    `two or more entries by hand of one preparer in one entity, dated within ${splitDays} days, ` +
    `that nobody else approved: each from ${nearPercent} % of the limit of ` +
    `${formatCents(limitCents)} up to it, or none above it and all with the same accounts, ` +
    'together above it',
  doesNotProve:
    'that they belong together: some costs lie near the limit by nature. Pieces by several people, ' +
    'further apart in time, or well below the limit on other accounts are not found.',
  source: 'AU-C 240.A49; AS 2401.61; AICPA Guide to Audit Data Analytics',
  start(settings) {
    const near = new Map<string, Part[]>();
    const alike = new Map<string, Part[]>();
    let population = 0;
    return {
      take(entry) {
        if (!isByHand(entry) || !isPosted(entry) || hasApproval(entry)) return;
        population += 1;
        const amount = amountOf(entry);
        if (amount > settings.limitCents) return;
        const { meta } = entry.event;
        const who = `${preparerOf(entry)}\n${meta.entity}`;
        const part = { day: parseDay(meta.occurredOn), cite: citeOf(entry) };
        put(alike, `${who}\n${accountsOf(entry)}`, part);
        if (amount * 100 >= settings.limitCents * settings.nearPercent) put(near, who, part);
      },
      finish: () => ({ findings: found([near, alike], settings), population }),
    };
  },
};

function hasApproval(entry: Entry): boolean {
  const approver = approverOf(entry);
  return approver !== undefined && !isSamePerson(approver, preparerOf(entry));
}

const accountsOf = ({ postings }: Entry): string =>
  [...new Set(postings.map((p) => `${p.account}${p.amountCents > 0 ? 'd' : 'c'}`))]
    .sort()
    .join(' ');

function put(into: Map<string, Part[]>, key: string, part: Part): void {
  const known = into.get(key);
  if (known === undefined) into.set(key, [part]);
  else known.push(part);
}

function found(maps: readonly ReadonlyMap<string, Part[]>[], settings: AuditSettings): Finding[] {
  const findings = new Map<string, Finding>();
  for (const map of maps) {
    for (const parts of map.values()) {
      for (const group of groupsOf(parts, settings)) {
        const words = `${group.length} entries of one preparer, together above the limit`;
        const cites = group.map((p) => p.cite);
        findings.set(cites.map((c) => c.sequence).join(), findingOf(words, ...cites));
      }
    }
  }
  return [...findings.values()];
}

/** Runs of entries that lie within so many days and add up to more than the limit. */
function groupsOf(
  parts: readonly Part[],
  { limitCents, splitDays }: Pick<AuditSettings, 'limitCents' | 'splitDays'>,
): Part[][] {
  const sorted = parts.toSorted((a, b) => a.day - b.day || a.cite.sequence - b.cite.sequence);
  const groups: Part[][] = [];
  let end = 0;
  let sum = 0;
  let lastEnd = 0;
  sorted.forEach((first, from) => {
    for (; (sorted[end]?.day ?? Infinity) - first.day <= splitDays; end += 1)
      sum += sorted[end]?.cite.amountCents ?? 0;
    if (end - from > 1 && sum > limitCents && end > lastEnd) {
      // What overlaps the run before is one story with it.
      const start = from < lastEnd ? lastEnd : from;
      const group = from < lastEnd ? groups.at(-1) : undefined;
      if (group === undefined) groups.push(sorted.slice(start, end));
      else group.push(...sorted.slice(start, end));
      lastEnd = end;
    }
    sum -= first.cite.amountCents;
  });
  return groups;
}
