import type { AgreementTerms } from '../../src/agreement/terms.ts';
import { feeOf } from '../../src/agreement/fee.ts';
import type { FeeResult, FeeState } from '../../src/agreement/fee-types.ts';
import { termsInMonth } from '../../src/agreement/amend.ts';
import { lastDay, monthOf, parseDay } from '../../src/calendar.ts';
import type { Month } from '../../src/calendar.ts';
import type { Book } from '../book.ts';
import type { KnownAgreement } from '../indexes/agreements.ts';
import { FEE_BASES, feeBaseCents, foldFeeBase, startFeeBase } from '../../projections/fee-base.ts';
import type { FeeBaseState } from '../../projections/fee-base.ts';

/** The fee of a month as its lines; null when the agreement does not run in it. */
export interface FeeDue {
  readonly feeCents: number;
  readonly baseCents: number | undefined;
  readonly lines: readonly { readonly rule: string; readonly amountCents: number }[];
}

/**
 * What an agreement says a practice owes for a month, from the book as it stands. Years to date and
 * amounts carried forward are built up from the agreement's first month. Costs passed through are
 * not in it: the invoice line posts them.
 */
export async function feeDue(
  known: KnownAgreement,
  practice: string,
  month: Month,
  book: Book,
): Promise<FeeDue | null> {
  const { state, entity, firstMonth } = await bases(practice, month, book);
  const sites = [...(await book.settings).sites.values()].filter((s) => s.entity === practice);
  const basesOf = (m: Month): Record<string, number> =>
    Object.fromEntries(
      FEE_BASES.map((b) => [
        b,
        m < firstMonth ? 0 : feeBaseCents(state, b, entity, m - firstMonth),
      ]),
    );
  let carried: FeeState | undefined;
  let results: FeeResult[] = [];
  for (let m = monthOf(parseDay(known.history.signed.effectiveFrom)); m <= month; m++) {
    const at = m as Month;
    results = [];
    for (const { from, to, terms } of termsInMonth(known.history, at)) {
      const result = feeOf(terms, {
        month: at,
        bases: basesOf(at),
        priorBases: basesOf((at - 1) as Month),
        units: { site: sites.length },
        costs: passedThrough(terms),
        days: { from, to },
        ...(carried === undefined ? {} : { state: carried }),
      });
      carried = result.state;
      results.push(result);
    }
  }
  if (results.length === 0) return null;
  const lines = results
    .flatMap((result) => result.lines)
    .filter((line) => line.rule !== 'pass-through')
    .map((line) => ({ rule: line.words, amountCents: line.amountCents }));
  return {
    feeCents: results.reduce((sum, result) => sum + result.feeCents, 0),
    baseCents: results[0]?.lines.find((line) => line.baseCents !== undefined)?.baseCents,
    lines,
  };
}

/** Pools of pass-through components: their cost is on the invoice, no part of the fee. */
function passedThrough(terms: AgreementTerms): Record<string, number> {
  const costs: Record<string, number> = {};
  for (const component of terms.fee.components)
    if (component.kind === 'pass-through') costs[component.cost] = 0;
  return costs;
}

async function bases(
  practice: string,
  month: Month,
  book: Book,
): Promise<{ state: FeeBaseState; entity: number; firstMonth: Month }> {
  const columns = await book.columns;
  const cut = { asOf: lastDay(month), knownAt: columns.size };
  const context = columns.context(cut);
  const state = startFeeBase(context);
  for (const { batch, from, to } of columns.feed(cut)) foldFeeBase(state, batch, from, to);
  const entity = context.names.numberOf('entity', practice);
  return { state, entity, firstMonth: context.firstMonth };
}
