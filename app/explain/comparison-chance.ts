import type { Answer, SpreadPart, TailAnswer } from '../../scenarios/answer.ts';
import { centsEnds, endsOf, figure, scenario } from './comparison-figure.ts';
import type { ComparisonFigure, Origin } from './comparison-figure.ts';
import { COMPARISON } from './comparison-kinds.ts';

/** Worst futures, rate of return, and what the spread comes from. */
export function chanceFigures(answer: Answer): ComparisonFigure[] {
  return [
    ...answer.tails.flatMap((tail) => tailFigures(tail, answer.paths)),
    ...returnFigures(answer),
    ...spreadFigures(answer),
  ];
}

function tailFigures({ share, cents, interval }: TailAnswer, paths: number): ComparisonFigure[] {
  const percent = Math.round(share * 100);
  const formula = `mean of the worst ${percent} % of ${paths} paths`;
  const from = scenario(formula, [{ words: formula, amount: cents }]);
  const { worst } = COMPARISON;
  const label = `Mean of the worst ${percent} % of futures`;
  return [
    figure(worst, String(percent), cents, from, { label }),
    ...(interval === null
      ? []
      : centsEnds(
          worst,
          String(percent),
          cents,
          interval,
          'mean ∓ Student’s t (95 %) × standard error of the tail’s mean',
        )),
  ];
}

function returnFigures({ rateOfReturn }: Answer): ComparisonFigure[] {
  const { status, rates, interval, modified, words } = rateOfReturn;
  const kind = COMPARISON.rateOfReturn;
  const only = status === 'one' ? (rates[0] ?? null) : null;
  const of = scenario(`rate at which the mean path’s flows are worth nothing: ${words}`);
  return [
    figure(kind, '', only, of),
    figure(
      kind,
      'modified',
      modified,
      scenario('both ways at the discount rate: what goes out valued first, what comes in last'),
      { label: `${kind.label}, modified (MIRR)` },
    ),
    ...(interval === null
      ? []
      : endsOf(kind, interval, 'interval (95 %) of the present value over its slope')),
  ];
}

function spreadFigures({ spreadParts }: Answer): ComparisonFigure[] {
  if (spreadParts === null) return [];
  const { parameters, luck, share, pairs } = spreadParts;
  const { spread, shareNotKnown } = COMPARISON;
  const part = (rest: string, label: string, formula: string, of: SpreadPart) => {
    const { deviationCents, standardErrorCents } = of;
    const error: Origin =
      standardErrorCents === null
        ? { kind: 'rule', formula: 'nothing varies', of: [`${spread.name}/${rest}`] }
        : scenario('error of the variance ÷ twice the deviation', [
            { words: 'standard error', amount: standardErrorCents },
          ]);
    return [
      figure(
        spread,
        rest,
        deviationCents,
        scenario(formula, [{ words: 'standard deviation', amount: deviationCents }]),
        { label },
      ),
      figure(spread, `${rest}/standard-error`, standardErrorCents, error, {
        label: `${label}: standard error`,
      }),
    ];
  };
  return [
    ...part(
      'parameters',
      'Spread from what we do not know',
      `√ of the covariance of ${pairs} pairs with the same parameters and luck of their own`,
      parameters,
    ),
    ...part(
      'luck',
      'Spread from luck',
      `√ of half the mean squared difference of ${pairs} such pairs`,
      luck,
    ),
    figure(
      shareNotKnown,
      '',
      share?.estimate ?? null,
      scenario(`first variance ÷ sum of both, over ${pairs} pairs`),
    ),
    ...(share === null
      ? []
      : endsOf(shareNotKnown, share, 'interval (95 %) of a ratio of means by the delta method')),
  ];
}
