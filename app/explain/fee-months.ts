import { managementFee } from '../../projections/management-fee.ts';
import type { FeeMonthFigures } from '../../projections/management-fee.ts';
import type { FeeLine } from '../../src/agreement/fee-types.ts';
import { formatMonth } from '../../src/calendar.ts';
import { invariant } from '../../src/error.ts';
import { formatCents } from '../../src/money.ts';
import type { Explanation, RatioExplanation, Step } from './explanation.ts';
import { explainSum } from './explain-sum.ts';
import { aboutOther, rule, sumOf } from './fee-figure.ts';
import type { About, FeeMonthFigure } from './fee-figure.ts';
import { FEE } from './fee-kinds.ts';
import {
  cellsOf,
  explainBase,
  explainCell,
  explainCells,
  explainCollections,
  explainCost,
  explainPayments,
  extraReader,
} from './fee-parts.ts';
import { explainArrears, explainCredits, explainTerms } from './fee-terms.ts';
import { figureName } from './figure.ts';
import type { FigureKind } from './figure.ts';

type Month = FeeMonthFigures | null;

/** Figures of a month of an agreement, each with what it comes from. */
export const FEE_MONTHS: readonly FeeMonthFigure[] = [
  { kind: FEE.due, value: (m) => m?.payableCents ?? null, explain: explainDue },
  {
    kind: FEE.invoiced,
    value: (m) => m?.invoicedFeeCents ?? null,
    explain: (about, m) => explainCell(about, 'invoicedFee', m, m?.invoicedFeeCents ?? null),
  },
  { kind: FEE.difference, value: (m) => m?.differenceCents ?? null, explain: explainDifference },
  { kind: FEE.paid, value: (m) => m?.paidCents ?? null, explain: explainPayments },
  { kind: FEE.owed, value: (m) => m?.owedCents ?? null, explain: explainOwed },
  {
    kind: FEE.overdue,
    value: overdueCents,
    explain: (about, m) => explainGap(about, m, overdueCents(m), -1),
  },
  {
    kind: FEE.overpaid,
    value: overpaidCents,
    explain: (about, m) => explainGap(about, m, overpaidCents(m), 1),
  },
  { kind: FEE.disputedPaid, value: disputedPaidCents, explain: explainDisputedPaid },
  {
    kind: FEE.statedBase,
    value: (m) => m?.statedBaseCents ?? null,
    explain: (about, m) => explainCell(about, 'statedBase', m, m?.statedBaseCents ?? null),
  },
  { kind: FEE.agreedBase, value: (m) => firstBase(m)?.cents ?? null, explain: explainAgreedBase },
  {
    kind: FEE.counted,
    value: (m, about) => extraReader(about, m)(about.view.state(managementFee)),
    explain: explainCounted,
  },
  {
    kind: FEE.allIn,
    value: (m) => m?.allInRate.value ?? null,
    explain: (about, m) => {
      const rate = m?.allInRate.value ?? null;
      return explainAllIn(about, m === null || rate === null ? [] : [m], rate);
    },
  },
];

/** Due less paid of a month past its due date; else nothing. */
export function overdueCents(m: Month): number | null {
  if (m === null) return null;
  const isLate = m.status === 'unpaid' || m.status === 'partly paid';
  return isLate ? 0 - (m.paidLessPayableCents ?? 0) : 0;
}

/** Paid beyond what was due. */
export function overpaidCents(m: Month): number | null {
  return m === null ? null : Math.max(0, m.paidLessPayableCents ?? 0);
}

function disputedPaidCents(m: Month): number | null {
  if (m === null || m.differenceCents === null) return null;
  return Math.max(0, Math.min(m.differenceCents, m.paidLessPayableCents ?? 0));
}

function firstBase(m: Month): { readonly base: string; readonly cents: number } | null {
  const [first] = Object.entries(m?.bases ?? {});
  return first === undefined ? null : { base: first[0], cents: first[1] };
}

/** The terms line by line; the lines and credits add up to what is due, to the cent. */
export async function explainDue(about: About, month: Month): Promise<Explanation> {
  if (month === null || month.payableCents === null) {
    const formula = month?.reason ?? 'the agreement is not in force in this month';
    return rule(about, { value: month?.payableCents ?? null, formula, steps: [], from: [] });
  }
  const lines = month.lines.filter((line) => line.rule !== 'pass-through');
  const steps = [
    ...lines.map((line) => ({ words: lineWords(line), amount: line.amountCents as number })),
    ...creditSteps(month),
  ];
  invariant(
    sumOf(steps, (step) => step.amount) === month.payableCents,
    'the lines of a fee add up to it',
  );
  const costs = new Map(lines.map((line) => [line.component, line])).values();
  const from = [
    ...Object.keys(month.bases).map((base) => explainBase(about, [month], base)),
    ...[...costs]
      .filter((line) => line.rule === 'cost-plus')
      .map((line) => explainCost(about, month, line)),
  ];
  return rule(about, {
    value: month.payableCents,
    formula:
      `terms of ${about.agreement.agreement} on the base of the month, ` +
      'each line rounded half up to the cent',
    steps,
    from: [
      ...(await known(from)),
      ...(await explainCredits(about, [month])),
      ...(await explainTerms(about, [month])),
    ],
  });
}

/** The rule in words with the base it is taken of. */
function lineWords({ words, baseCents }: FeeLine): string {
  return baseCents === undefined ? words : `${words}, on ${formatCents(baseCents)}`;
}

/** Credits by the terms, standard by standard, and what was credited beyond them. */
function creditSteps({ credits, creditedCents }: FeeMonthFigures): Step[] {
  const beyond = creditedCents - sumOf(credits, ({ amountCents }) => amountCents);
  return [
    ...credits.map(({ standard, amountCents }) => ({
      words: `less credit: standard ${standard} missed`,
      amount: 0 - amountCents,
    })),
    ...(beyond === 0 ? [] : [{ words: 'less credits recorded', amount: -beyond }]),
  ];
}

/** Those explanations that there are. */
export async function known(all: readonly (Promise<Explanation> | null)[]): Promise<Explanation[]> {
  return Promise.all(all.filter((one) => one !== null));
}

async function explainDifference(about: About, month: Month): Promise<Explanation> {
  const dispute = about.agreement.disputes.find((d) => d.month === month?.month);
  const invoiced = aboutOther(about, FEE.invoiced);
  return rule(about, {
    value: month?.differenceCents ?? null,
    formula: dispute === undefined ? 'invoiced less due' : `invoiced less due: ${dispute.words}`,
    steps: [
      { words: 'invoiced', amount: month?.invoicedFeeCents ?? 0 },
      { words: 'less due', amount: -(month?.payableCents ?? 0) },
    ],
    from: [
      await explainCell(invoiced, 'invoicedFee', month, month?.invoicedFeeCents ?? null),
      await explainDue(aboutOther(about, FEE.due), month),
    ],
  });
}

/** Opening arrears and fees due less payments, each payment by its own day. */
async function explainOwed(about: About, month: Month): Promise<Explanation> {
  const formula = 'opening arrears + all fees due − all fees paid up to the end of the month';
  if (month === null) return rule(about, { value: null, formula, steps: [], from: [] });
  const upTo = about.agreement.months.filter((m) => m.month <= month.month);
  const { openingArrearsCents } = about.agreement.totals;
  const payable = sumOf(upTo, (m) => m.payableCents ?? 0);
  const owed = month.owedCents;
  const last = month.month - about.view.context.firstMonth;
  const paid = openingArrearsCents + payable - owed;
  return rule(about, {
    value: owed,
    formula,
    steps: [
      { words: 'opening arrears', amount: openingArrearsCents },
      ...dueSteps(upTo),
      { words: 'less paid', amount: -paid },
    ],
    from: [
      ...(await explainArrears(about)),
      ...(await explainBases(aboutOther(about, FEE.due), upTo)),
      await explainCells(aboutOther(about, FEE.paid), 'paidOn', paid, (m) => m <= last),
    ],
  });
}

/** Fees due month by month. */
export function dueSteps(months: readonly FeeMonthFigures[]): Step[] {
  return months.map((m) => ({
    words: `fee due of ${formatMonth(m.month)}`,
    amount: m.payableCents ?? 0,
  }));
}

/** What is behind the fees of months: all months of a base together, credits, and the terms. */
export async function explainBases(
  about: About,
  months: readonly FeeMonthFigures[],
): Promise<Explanation[]> {
  const bases = [...new Set(months.flatMap((m) => Object.keys(m.bases)))];
  return [
    ...(await known(bases.map((base) => explainBase(about, months, base)))),
    ...(await explainCredits(about, months)),
    ...(await explainTerms(about, months)),
  ];
}

/** Due less paid, or paid less due: nothing where the month has no such gap. */
async function explainGap(
  about: About,
  month: Month,
  value: number | null,
  sign: 1 | -1,
): Promise<Explanation> {
  const formula = sign < 0 ? 'due less paid, once the due date has passed' : 'paid less due';
  if (month === null || value === null || value === 0) {
    return rule(about, { value, formula: `${formula}; there is no such gap`, steps: [], from: [] });
  }
  const paid = await explainPayments(aboutOther(about, FEE.paid, month), month);
  const due = await explainDue(aboutOther(about, FEE.due, month), month);
  const steps = [
    { words: sign < 0 ? 'less paid' : 'paid', amount: sign * month.paidCents },
    { words: sign < 0 ? 'due' : 'less due', amount: -sign * (month.payableCents ?? 0) },
  ];
  return rule(about, {
    value,
    formula,
    steps: sign < 0 ? steps.toReversed() : steps,
    from: [paid, due],
  });
}

/** The smaller of what was asked and what was paid too much. */
async function explainDisputedPaid(about: About, month: Month): Promise<Explanation> {
  const value = disputedPaidCents(month);
  const formula = 'the smaller of invoiced less due and paid less due, at least nothing';
  if (month === null || value === null || value === 0) {
    return rule(about, { value, formula, steps: [], from: [] });
  }
  const isAsked = value === month.differenceCents;
  return rule(about, {
    value,
    formula,
    steps: [{ words: isAsked ? 'invoiced less due' : 'paid less due', amount: value }],
    from: [
      await explainDifference(aboutOther(about, FEE.difference), month),
      await explainGap(aboutOther(about, FEE.overpaid), month, overpaidCents(month), 1),
    ],
  });
}

async function explainAgreedBase(about: About, month: Month): Promise<Explanation> {
  const first = firstBase(month);
  const events = first === null || month === null ? null : explainBase(about, [month], first.base);
  if (events !== null) return { ...(await events), figure: figureName(about.kind, about.args) };
  return rule(about, {
    value: first?.cents ?? null,
    formula: first === null ? 'the terms have no base' : `${first.base}, read from the ledger`,
    steps: first === null ? [] : [{ words: first.base, amount: first.cents }],
    from: [],
  });
}

function explainCounted(about: About, month: Month): Promise<Explanation> {
  const { view, kind, args } = about;
  const read = extraReader(about, month);
  return explainSum(view, kind, args, {
    value: read(view.state(managementFee)),
    projection: managementFee,
    read,
  });
}

/** Costs that were passed on, as they were recorded; the terms may mark them up. */
function explainPassedOn(about: About, months: readonly FeeMonthFigures[]): Promise<Explanation> {
  const { firstMonth } = about.view.context;
  const label = 'Costs passed on, as recorded';
  const kind: FigureKind = { ...about.kind, label, unit: 'cents', definition: label };
  const isIn = (m: number): boolean => months.some((own) => own.month - firstMonth === m);
  const own = { ...about, kind };
  return explainCells(own, 'passThrough', cellsOf(own, 'passThrough', isIn), isIn);
}

/** Fee and costs passed on over collections, months added up. */
export async function explainAllIn(
  about: About,
  months: readonly FeeMonthFigures[],
  value: number | null,
): Promise<RatioExplanation> {
  const { kind, args } = about;
  const steps = months.flatMap((m) => [
    { words: `fee of ${formatMonth(m.month)}`, amount: m.payableCents ?? 0 },
    { words: `costs passed on in ${formatMonth(m.month)}`, amount: m.duePassThroughCents ?? 0 },
  ]);
  const name = figureName(kind, args);
  const formula = 'added up by month';
  const below = months.map((m) => ({
    words: `collections of ${formatMonth(m.month)}`,
    amount: m.allInRate.denominator,
  }));
  const part = (
    label: string,
    all: readonly Step[],
    from: readonly Explanation[],
  ): Explanation => ({
    ...rule(about, { value: sumOf(all, (step) => step.amount), formula, steps: all, from }),
    figure: `${name} · ${label.toLowerCase()}`,
    label,
    unit: 'cents',
  });
  return {
    kind: 'ratio',
    figure: name,
    label: kind.label,
    unit: 'share',
    value,
    definition: kind.definition,
    formula: 'fee and costs passed on ÷ collections net of refunds',
    numerator: part('Fee and costs passed on', steps, [
      ...(await explainBases(aboutOther(about, FEE.due), months)),
      await explainPassedOn(about, months),
    ]),
    denominator: part(
      'Collections net of refunds',
      below,
      await known([explainCollections(about, months)]),
    ),
  };
}
