import type { BookContext, Fact } from '../../src/batch/book-context.ts';
import { parseDay } from '../../src/calendar.ts';
import type { Day } from '../../src/calendar.ts';
import { termsPeriods } from '../../src/agreement/amend.ts';
import type { AgreementHistory, Amendment } from '../../src/agreement/amend.ts';
import type { Json } from '../../src/event.ts';
import type { AgreementTerms } from '../../src/agreement/terms.ts';

/** What one practice and its MSO agreed, in the order it was recorded. */
export interface PracticeAgreement {
  readonly agreement: string;
  /** Entity ids. */
  readonly practice: string;
  readonly mso: string;
  /** One history; signing the agreement again after its end begins another. */
  readonly histories: readonly AgreementHistory[];
}

/** A text of a fact kept whole. */
export const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

interface Open {
  agreement: string;
  practice: string;
  mso: string;
  histories: { signed: AgreementTerms; amendments: Amendment[]; endsOn?: string }[];
}

/** The agreements of a book at its cut: one entry per practice and agreement. */
export function agreementsOf(context: Pick<BookContext, 'facts'>): PracticeAgreement[] {
  const found = new Map<string, Open>();
  for (const fact of context.facts) {
    const take = TAKERS[fact.type];
    if (take === undefined) continue;
    const agreement = textOf(fact.data['agreement']);
    for (const practice of practicesOf(fact, found, agreement)) {
      const key = `${practice} ${agreement}`;
      let open = found.get(key);
      if (open === undefined) {
        const mso = fact.meta.counterparty ?? termsIn(fact).mso;
        open = { agreement, practice, mso, histories: [] };
        found.set(key, open);
      }
      take(open, fact);
    }
  }
  return [...found.values()].filter(({ histories }) => histories.length > 0);
}

const termsIn = (fact: Fact): AgreementTerms => fact.data['terms'] as unknown as AgreementTerms;

/** An agreement may name several practices and be recorded once, for one of them or by the MSO. */
function practicesOf(
  fact: Fact,
  found: ReadonlyMap<string, Open>,
  agreement: string,
): readonly string[] {
  const known = [...found.values()]
    .filter((open) => open.agreement === agreement)
    .map((open) => open.practice);
  const named = fact.type === 'AgreementTerminated' ? known : termsIn(fact).practices;
  return named.includes(fact.meta.entity) ? [fact.meta.entity] : named;
}

const TAKERS: Readonly<Record<string, (open: Open, fact: Fact) => void>> = {
  AgreementSigned(open, fact) {
    open.histories.push({ signed: termsIn(fact), amendments: [] });
  },
  AgreementAmended(open, fact) {
    const { id: _, mso: __, effectiveFrom: ___, signedOn, ...changes } = termsIn(fact);
    open.histories.at(-1)?.amendments.push({
      id: fact.id,
      signedOn: signedOn ?? fact.meta.occurredOn,
      effectiveFrom: textOf(fact.data['fromOn']),
      changes,
    });
  },
  AgreementTerminated(open, fact) {
    const last = open.histories.at(-1);
    if (last) last.endsOn = textOf(fact.data['lastOn']);
  },
};

/** The days on which terms begin or cease to apply: months are split there. */
export function boundariesOf(agreements: readonly PracticeAgreement[]): Day[] {
  const days = new Set<Day>();
  for (const { histories } of agreements) {
    for (const history of histories) {
      days.add(parseDay(history.signed.effectiveFrom));
      for (const { from, to } of termsPeriods(history)) {
        days.add(from);
        if (to !== null) days.add((to + 1) as Day);
      }
    }
  }
  return [...days].sort((a, b) => a - b);
}
