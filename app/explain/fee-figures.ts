import { managementFee } from '../../projections/management-fee.ts';
import { invariant } from '../../src/error.ts';
import type { View } from '../cli/view.ts';
import type { Explanation } from './explanation.ts';
import { aboutOther, agreementIn, agreementsIn, monthIn, rule, sumOf } from './fee-figure.ts';
import type { About, FeeTotalFigure } from './fee-figure.ts';
import { FEE_MONTHS } from './fee-months.ts';
import { EXTRA_NAMES } from './fee-parts.ts';
import { setsTerms } from './fee-terms.ts';
import { FEE_TOTALS } from './fee-totals.ts';
import type { FigureArgs, FigureFamily, FigureKind } from './figure.ts';

function value(view: View, kind: FigureKind, args: FigureArgs): number | null {
  const total = FEE_TOTALS.find((figure) => figure.kind === kind);
  if (total !== undefined) {
    const agreements = agreementsOf(view, kind, args);
    const [only] = agreements;
    if (agreements.length === 1 && only !== undefined) return total.value(only);
    return sumOf(agreements, (agreement) => total.value(agreement) ?? 0);
  }
  const agreement = agreementIn(view, args);
  const about = { view, kind, args, agreement };
  return monthFigure(kind).value(monthIn(agreement, args.month), about);
}

/** The agreements that a total is added up over; a rate is that of one. */
function agreementsOf(
  view: View,
  kind: FigureKind,
  args: FigureArgs,
): ReturnType<typeof agreementsIn> {
  return kind.nature === 'sum' ? agreementsIn(view, args) : [agreementIn(view, args)];
}

function monthFigure(kind: FigureKind): (typeof FEE_MONTHS)[number] {
  const found = FEE_MONTHS.find((figure) => figure.kind === kind);
  invariant(found, 'a fee figure is of a month or a total');
  return found;
}

async function explain(view: View, kind: FigureKind, args: FigureArgs): Promise<Explanation> {
  const total = FEE_TOTALS.find((figure) => figure.kind === kind);
  if (total !== undefined) return explainTotal(total, { view, kind, args });
  const agreement = agreementIn(view, args);
  const about = { view, kind, args, agreement };
  return monthFigure(kind).explain(about, monthIn(agreement, args.month));
}

/** Of one agreement, or added up over those that the name speaks of. */
async function explainTotal(
  total: FeeTotalFigure,
  about: Omit<About, 'agreement'>,
): Promise<Explanation> {
  const agreements = agreementsOf(about.view, about.kind, about.args);
  const [only] = agreements;
  if (agreements.length === 1 && only !== undefined) {
    return total.explain({ ...about, agreement: only });
  }
  const each = agreements.map((agreement) =>
    total.explain(aboutOther({ ...about, agreement }, total.kind)),
  );
  return rule(about, {
    value: sumOf(agreements, (agreement) => total.value(agreement) ?? 0),
    formula: 'added up over the agreements of the book',
    steps: agreements.map((agreement) => ({
      words: `${agreement.agreement}, ${agreement.practice}`,
      amount: total.value(agreement) ?? 0,
    })),
    from: await Promise.all(each),
  });
}

export const family: FigureFamily = {
  kinds: [...FEE_TOTALS, ...FEE_MONTHS].map((figure) => figure.kind),
  value,
  explain,
  isNear: (one) => one.moves(managementFee) || setsTerms(one),
  keysOf: (view, key, args) => {
    if (key === 'extra') return EXTRA_NAMES;
    if (key === 'entity') return agreementsIn(view, args).map((a) => a.practice);
    if (key !== 'agreement') return undefined;
    return [...new Set(view.figures(managementFee).agreements.map((a) => a.agreement))];
  },
};
