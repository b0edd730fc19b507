import { managementFee } from '../../projections/management-fee.ts';
import type { AgreementFigures, FeeMonthFigures } from '../../projections/management-fee.ts';
import { invariant } from '../../src/error.ts';
import type { View } from '../cli/view.ts';
import {
  explainChargedBase,
  explainMonthBase,
  explainCost,
  explainInvoiced,
  explainPayments,
  explainSetApart,
} from './fee-parts.ts';
import type { Explanation, RuleExplanation } from './explanation.ts';
import {
  ALL_IN,
  ALL_IN_TOTAL,
  FEE_DIFFERENCE,
  FEE_DUE,
  FEE_INVOICED,
  FEE_OVERPAID,
  FEE_OWED,
  FEE_PAID,
} from './fee-kinds.ts';
import { figureName } from './figure.ts';
import type { FigureArgs, FigureFamily, FigureKind } from './figure.ts';

/** The agreement a name speaks of; one agreement may serve several practices. */
export function agreementIn(view: View, args: FigureArgs): AgreementFigures {
  const found = view
    .figures(managementFee)
    .agreements.filter((a) => a.agreement === args.agreement)
    .find((a) => args.entity === undefined || a.practice === args.entity);
  invariant(found, 'the agreement is in the book');
  return found;
}

function monthIn(agreement: AgreementFigures, month: string | undefined): FeeMonthFigures | null {
  const [year, number] = (month ?? '').split('-').map(Number);
  const wanted = (year ?? 0) * 12 + (number ?? 0) - 1;
  return agreement.months.find((m) => m.month === wanted) ?? null;
}

function value(view: View, kind: FigureKind, args: FigureArgs): number | null {
  const agreement = agreementIn(view, args);
  if (kind === ALL_IN_TOTAL) return agreement.allInRate.value;
  if (kind === FEE_OVERPAID) return agreement.totals.overpaidCents;
  const month = monthIn(agreement, args.month);
  if (month === null) return null;
  switch (kind) {
    case FEE_DUE:
      return month.payableCents;
    case FEE_INVOICED:
      return month.invoicedFeeCents;
    case FEE_DIFFERENCE:
      return month.differenceCents;
    case FEE_PAID:
      return month.paidCents;
    case FEE_OWED:
      return month.owedCents;
    default:
      return month.allInRate.value;
  }
}

async function explain(view: View, kind: FigureKind, args: FigureArgs): Promise<Explanation> {
  const agreement = agreementIn(view, args);
  if (kind === ALL_IN_TOTAL) return explainAllIn(view, kind, args, agreement.months);
  const month = monthIn(agreement, args.month);
  const about = { view, kind, args, agreement };
  if (kind === FEE_OVERPAID) return explainOverpaid(about);
  switch (kind) {
    case FEE_DUE:
      return explainDue(about, month);
    case FEE_INVOICED:
      return explainInvoiced(about, month);
    case FEE_PAID:
      return explainPayments(about, month);
    case FEE_DIFFERENCE:
      return explainDifference(about, month);
    case FEE_OWED:
      return explainOwed(about, month);
    default:
      return explainAllIn(view, kind, args, month === null ? [] : [month]);
  }
}

/** What every explanation of a fee is about. */
export interface About {
  readonly view: View;
  readonly kind: FigureKind;
  readonly args: FigureArgs;
  readonly agreement: AgreementFigures;
}

function rule(
  { kind, args }: Pick<About, 'kind' | 'args'>,
  parts: Pick<RuleExplanation, 'value' | 'formula' | 'steps' | 'from'>,
): RuleExplanation {
  const { label, unit, definition } = kind;
  return { kind: 'rule', figure: figureName(kind, args), label, unit, definition, ...parts };
}

/** The terms line by line; the lines and credits add up to what is due, to the cent. */
async function explainDue(about: About, month: FeeMonthFigures | null): Promise<Explanation> {
  if (month === null || month.payableCents === null) {
    const formula = month?.reason ?? 'the agreement is not in force in this month';
    return rule(about, { value: month?.payableCents ?? null, formula, steps: [], from: [] });
  }
  const lines = month.lines.filter((line) => line.rule !== 'pass-through');
  const steps = [
    ...lines.map((line) => ({ words: line.words, amount: line.amountCents as number })),
    ...creditSteps(month),
  ];
  const sum = steps.reduce((total, step) => total + step.amount, 0);
  invariant(sum === month.payableCents, 'the lines of a fee add up to it');
  const from: Explanation[] = [];
  for (const [base, cents] of Object.entries(month.bases)) {
    const explained = await explainChargedBase(about, month, base, cents);
    if (explained !== null) from.push(explained);
  }
  const costLines = month.lines.filter((line) => line.rule === 'cost-plus');
  for (const line of new Map(costLines.map((l) => [l.component, l])).values())
    from.push(await explainCost(about, month, line));
  return rule(about, {
    value: month.payableCents,
    formula: `terms of ${about.agreement.agreement} on the base of the month`,
    steps,
    from,
  });
}

/** Credits by the terms, standard by standard, and what was credited beyond them. */
function creditSteps({ credits, creditedCents }: FeeMonthFigures) {
  const byTerms = credits.reduce((sum, { amountCents }) => sum + amountCents, 0);
  const beyond = creditedCents - byTerms;
  return [
    ...credits.map(({ standard, amountCents }) => ({
      words: `less credit: standard ${standard} missed`,
      amount: 0 - amountCents,
    })),
    ...(beyond === 0 ? [] : [{ words: 'less credits recorded', amount: -beyond }]),
  ];
}

async function explainDifference(
  about: About,
  month: FeeMonthFigures | null,
): Promise<Explanation> {
  const dispute = about.agreement.disputes.find((d) => d.month === month?.month);
  const invoiced = { ...about, kind: FEE_INVOICED };
  const due = { ...about, kind: FEE_DUE };
  return rule(about, {
    value: month?.differenceCents ?? null,
    formula: dispute === undefined ? 'invoiced less due' : `invoiced less due: ${dispute.words}`,
    steps: [
      { words: 'invoiced', amount: month?.invoicedFeeCents ?? 0 },
      { words: 'less due', amount: -(month?.payableCents ?? 0) },
    ],
    from: [await explainInvoiced(invoiced, month), await explainDue(due, month)],
  });
}

async function explainOwed(about: About, month: FeeMonthFigures | null): Promise<Explanation> {
  const upTo = about.agreement.months.filter((m) => month !== null && m.month <= month.month);
  const { openingArrearsCents } = about.agreement.totals;
  const payable = upTo.reduce((sum, m) => sum + (m.payableCents ?? 0), 0);
  const owed = month?.owedCents ?? 0;
  return rule(about, {
    value: month === null ? null : owed,
    formula: 'opening arrears + all fees due − all fees paid up to the end of the month',
    steps: [
      { words: 'opening arrears', amount: openingArrearsCents },
      { words: `fees due in ${upTo.length} months`, amount: payable },
      { words: 'less paid', amount: owed - openingArrearsCents - payable },
    ],
    from: [],
  });
}

/** The months paid over, and the entries that set them apart. */
async function explainOverpaid(about: About): Promise<Explanation> {
  const { overpaidCents } = about.agreement.totals;
  const months = about.agreement.months.filter((m) => m.overpaidCents !== 0);
  const elsewhere = overpaidCents - months.reduce((sum, m) => sum + m.overpaidCents, 0);
  return rule(about, {
    value: overpaidCents,
    formula: 'paid less due of each month paid over, less what was paid back or set off since',
    steps: [
      ...months.map((m) => ({
        words: `paid over for ${monthName(m.month)}`,
        amount: m.overpaidCents,
      })),
      ...(elsewhere === 0 ? [] : [{ words: 'paid ahead, or for no month', amount: elsewhere }]),
    ],
    from: [await explainSetApart(about)],
  });
}

async function explainAllIn(
  view: View,
  kind: FigureKind,
  args: FigureArgs,
  months: readonly FeeMonthFigures[],
): Promise<Explanation> {
  const agreement = agreementIn(view, args);
  const about = { view, kind, args, agreement };
  const rate = kind === ALL_IN_TOTAL ? agreement.allInRate : months[0]?.allInRate;
  const counted = months.filter((m) => m.allInRate.value !== null);
  const steps = counted.flatMap((m) => [
    { words: `fee of ${monthName(m.month)}`, amount: m.payableCents ?? 0 },
    { words: `costs passed on in ${monthName(m.month)}`, amount: m.duePassThroughCents ?? 0 },
  ]);
  const sum = steps.reduce((total, step) => total + step.amount, 0);
  const collections: Explanation[] = [];
  for (const m of counted) {
    const base = 'collections-net-of-refunds';
    const explained = await explainMonthBase(about, m, base, m.allInRate.denominator);
    if (explained !== null) collections.push(explained);
  }
  const name = figureName(kind, args);
  return {
    kind: 'ratio',
    figure: name,
    label: kind.label,
    unit: 'share',
    value: rate?.value ?? null,
    definition: kind.definition,
    formula: 'fee and costs passed on ÷ collections net of refunds',
    numerator: {
      ...rule(about, { value: sum, formula: 'added up by month', steps, from: [] }),
      figure: `${name} · fee and costs`,
      label: 'Fee and costs passed on',
      unit: 'cents',
    },
    denominator: {
      ...rule(about, {
        value: rate?.denominator ?? 0,
        formula: 'added up by month',
        steps: counted.map((m) => ({
          words: `collections of ${monthName(m.month)}`,
          amount: m.allInRate.denominator,
        })),
        from: collections,
      }),
      figure: `${name} · collections`,
      label: 'Collections net of refunds',
      unit: 'cents',
    },
  };
}

function monthName(month: number): string {
  return `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`;
}

export const family: FigureFamily = {
  kinds: [
    FEE_DUE,
    FEE_INVOICED,
    FEE_DIFFERENCE,
    FEE_PAID,
    FEE_OWED,
    FEE_OVERPAID,
    ALL_IN_TOTAL,
    ALL_IN,
  ],
  value,
  explain,
  keysOf: (view, key) =>
    key === 'agreement'
      ? [...new Set(view.figures(managementFee).agreements.map((a) => a.agreement))]
      : [],
};
