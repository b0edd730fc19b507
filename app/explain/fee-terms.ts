import { managementFee } from '../../projections/management-fee.ts';
import { textOf } from '../../projections/management-fee/agreements.ts';
import type { FeeMonthFigures, ManagementFeeState } from '../../projections/management-fee.ts';
import { formatDay, lastDay } from '../../src/calendar.ts';
import type { Fact } from '../../src/batch/book-context.ts';
import { rowKind } from '../../src/batch/layout.ts';
import type { SumExplanation, TermsExplanation } from './explanation.ts';
import { explainSum } from './explain-sum.ts';
import { aboutOther, sumOf } from './fee-figure.ts';
import type { About } from './fee-figure.ts';
import { FEE } from './fee-kinds.ts';
import { cellsOf, explainCells, pairOf } from './fee-parts.ts';
import { figureName } from './figure.ts';
import { isOneEvent } from './one-event.ts';
import type { EventRows } from './one-event.ts';
import { partsOfFacts } from './parts.ts';
import type { Change } from './changes.ts';

/** Which field says from when an event of an agreement matters. */
const SINCE: Readonly<Record<string, string>> = {
  AgreementSigned: 'fromOn',
  AgreementAmended: 'fromOn',
  AgreementTerminated: 'lastOn',
};

/** Whether an event is of an agreement: it moves no amount, and yet the fee follows it. */
export const setsTerms = ({ batch, from }: EventRows): boolean =>
  SINCE[rowKind(batch.kind[from] ?? 0)?.declaration.type ?? ''] !== undefined;

/** The events that set the terms up to the last of these months. */
export async function explainTerms(
  about: About,
  months: readonly FeeMonthFigures[],
): Promise<TermsExplanation[]> {
  const { view, kind, args, agreement } = about;
  const last = months.at(-1);
  if (last === undefined) return [];
  const until = formatDay(lastDay(last.month));
  const facts = view.context.facts.filter(
    (fact) => isOf(fact, agreement) && textOf(fact.data[SINCE[fact.type] ?? '']) <= until,
  );
  const sought = isOneEvent(view)
    ? facts.filter(({ sequence }) => sequence === view.one.sequence)
    : facts;
  const label = `Terms of ${agreement.agreement}`;
  return [
    {
      kind: 'terms',
      figure: `${figureName(kind, args)} · terms`,
      label,
      unit: 'text',
      value: null,
      definition: 'The agreement and its amendments: base, rate, floor, cap and dates.',
      parts: await partsOfFacts(view, sought.map(changeOf)),
    },
  ];
}

function isOf(
  { type, data, meta }: Fact,
  { agreement, practice, mso }: About['agreement'],
): boolean {
  const isParty = meta.entity === practice || meta.entity === mso || meta.counterparty === practice;
  return SINCE[type] !== undefined && data['agreement'] === agreement && isParty;
}

const changeOf = ({ sequence, type, meta }: Fact): Change => ({
  sequence,
  type,
  entity: meta.entity,
  effectiveOn: meta.effectiveOn,
  occurredOn: meta.occurredOn,
  isReversal: false,
  amount: 0,
  postings: [],
});

/** What was credited of those months' fees: by people, and for standards that were missed. */
export async function explainCredits(
  about: About,
  months: readonly FeeMonthFigures[],
): Promise<SumExplanation[]> {
  const { view } = about;
  const wanted = new Set(months.map((m) => m.month - view.context.firstMonth));
  const isIn = (month: number): boolean => wanted.has(month);
  const credits = creditAbout(about, 'Credits recorded');
  const recorded = cellsOf(about, 'credited', isIn);
  const found: SumExplanation[] = [];
  if (recorded !== 0) {
    const explained = await explainCells(credits, 'credited', recorded, isIn);
    found.push({ ...explained, figure: `${explained.figure} · credits` });
  }
  if (sumOf(months, (m) => m.credits.length) === 0) return found;
  const pair = pairOf(about);
  const read = (state: ManagementFeeState): number => missedOver(state, pair(state), isIn);
  const value = read(view.state(managementFee));
  const kind = { ...creditAbout(about, 'Standards missed').kind, unit: 'count' as const };
  const missed = await explainSum(view, kind, about.args, {
    value,
    projection: managementFee,
    read,
  });
  return [...found, { ...missed, figure: `${missed.figure} · standards missed` }];
}

function creditAbout(about: About, label: string): About {
  return { ...about, kind: { ...about.kind, label, unit: 'cents', definition: label } };
}

function missedOver(
  { missed, standards, context }: ManagementFeeState,
  pair: number,
  isIn: (month: number) => boolean,
): number {
  let sum = 0;
  for (let month = 0; month < context.monthCount; month++) {
    if (!isIn(month)) continue;
    const at = (pair * (context.monthCount + 1) + month) * standards.length;
    for (let i = 0; i < standards.length; i++) sum += missed[at + i] ?? 0;
  }
  return sum;
}

/** What was owed before the book began, where it counts with this agreement. */
export async function explainArrears(about: About): Promise<SumExplanation[]> {
  const { view, agreement } = about;
  const value = agreement.totals.openingArrearsCents;
  if (value === 0) return [];
  const entity = view.context.names.numberOf('entity', agreement.practice);
  const own = creditAbout(aboutOther(about, FEE.owedTotal), 'Opening arrears');
  const explained = await explainSum(view, own.kind, own.args, {
    value,
    projection: managementFee,
    read: ({ openingArrears }) => openingArrears[entity] ?? 0,
  });
  return [{ ...explained, figure: `${explained.figure} · opening arrears` }];
}
