import { managementFee } from '../../projections/management-fee.ts';
import type { AgreementFigures, FeeMonthFigures } from '../../projections/management-fee.ts';
import { formatMonth } from '../../src/calendar.ts';
import { invariant } from '../../src/error.ts';
import type { View } from '../cli/view.ts';
import type { Explanation, RuleExplanation } from './explanation.ts';
import { figureName } from './figure.ts';
import type { FigureArgs, FigureKind } from './figure.ts';

/** What every figure and explanation of a fee is about: an agreement of one practice. */
export interface About {
  readonly view: View;
  readonly kind: FigureKind;
  readonly args: FigureArgs;
  readonly agreement: AgreementFigures;
}

/** A figure of one month of an agreement; the month is null where the agreement has none of it. */
export interface FeeMonthFigure {
  readonly kind: FigureKind;
  value(month: FeeMonthFigures | null, about: About): number | null;
  explain(about: About, month: FeeMonthFigures | null): Promise<Explanation>;
}

/** A figure over all months of one agreement, or added up over several. */
export interface FeeTotalFigure {
  readonly kind: FigureKind;
  value(agreement: AgreementFigures): number | null;
  explain(about: About): Promise<Explanation>;
}

/** The agreements a name speaks of; one agreement may serve several practices. */
export function agreementsIn(view: View, args: FigureArgs): readonly AgreementFigures[] {
  return view
    .figures(managementFee)
    .agreements.filter((a) => args.agreement === undefined || a.agreement === args.agreement)
    .filter((a) => args.entity === undefined || a.practice === args.entity);
}

/** The agreement of a name that speaks of one. */
export function agreementIn(view: View, args: FigureArgs): AgreementFigures {
  const [found] = agreementsIn(view, args);
  invariant(found, 'the agreement is in the book');
  return found;
}

/** Its figures of a month. */
export function monthIn(
  agreement: AgreementFigures,
  month: string | undefined,
): FeeMonthFigures | null {
  return agreement.months.find((m) => formatMonth(m.month) === month) ?? null;
}

/** The same about another figure of the fee, of the same month unless another is given. */
export function aboutOther(about: About, kind: FigureKind, month?: FeeMonthFigures): About {
  const { agreement, practice } = about.agreement;
  const args = { ...about.args, agreement, entity: practice };
  return {
    ...about,
    kind,
    args: month === undefined ? args : { ...args, month: formatMonth(month.month) },
  };
}

/** A rule's explanation under its figure's name. */
export function rule(
  { kind, args }: Pick<About, 'kind' | 'args'>,
  parts: Pick<RuleExplanation, 'value' | 'formula' | 'steps' | 'from'>,
): RuleExplanation {
  const { label, unit, definition } = kind;
  return { kind: 'rule', figure: figureName(kind, args), label, unit, definition, ...parts };
}

/** What several amounts come to. */
export function sumOf<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((sum, item) => sum + of(item), 0);
}
