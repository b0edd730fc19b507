import type { Answer } from '../../scenarios/answer.ts';
import { PAYBACK } from '../../scenarios/metrics.ts';
import type { Metric } from '../../scenarios/metrics.ts';
import { chanceFigures } from './comparison-chance.ts';
import {
  endsOf,
  figure,
  meanOf,
  ofPath,
  quantileFigures,
  ratio,
  scenario,
  shareOfPaths,
  whole,
} from './comparison-figure.ts';
import type { ComparisonFigure, ComparisonFigures } from './comparison-figure.ts';
import { COMPARISON } from './comparison-kinds.ts';
import {
  armFigures,
  barSteps,
  bridgeFigures,
  fanFigures,
  managerFigures,
  runFigures,
} from './comparison-parts.ts';
import type { FigureKind } from './figure.ts';

/** Every figure that a comparison prints, and those they are made of. */
export function comparisonFigures(answer: Answer): ComparisonFigures {
  const all = [
    ...headlineFigures(answer),
    ...feeFigures(answer),
    ...bridgeFigures(answer),
    ...chanceFigures(answer),
    ...managerFigures(answer),
    ...armFigures(answer, answer.arms.independent),
    ...armFigures(answer, answer.arms.withMso),
    ...fanFigures(answer),
    ...runFigures(answer),
  ];
  return new Map(all.map((figure) => [figure.name, figure]));
}

function headlineFigures(answer: Answer): ComparisonFigure[] {
  const { deltaCash, npv, pBetter, bridge, paths, together } = answer;
  const { shareOnEstimates, spread, payback, parameters } = answer;
  const estimates = parameters.filter((p) => p.isEstimate).length;
  const before = npv.mean.cents + (answer.feeRoi?.denominatorCents ?? 0);
  return [
    figure(
      COMPARISON.deltaCash,
      '',
      deltaCash.mean.cents,
      scenario(
        `mean over ${paths} paths; the bars of the bridge add up to it`,
        barSteps(bridge.level1),
      ),
      { label: `${COMPARISON.deltaCash.label}, mean` },
    ),
    ...spreadFigures(answer, COMPARISON.deltaCash, deltaCash, 'deltaCash'),
    figure(
      COMPARISON.npv,
      '',
      npv.mean.cents,
      scenario('PV of the benefit before fee and change, less PV of the fee and of the change', [
        { words: 'PV of the benefit before fee and change', amount: before },
        { words: 'less PV of the fee, joining and exit', amount: npv.mean.cents - before },
      ]),
      { label: `${COMPARISON.npv.label}, mean` },
    ),
    ...spreadFigures(answer, COMPARISON.npv, npv, 'pvDelta'),
    figure(
      COMPARISON.together,
      '',
      together.cents,
      scenario('cash difference of the practices, and of the MSO', [
        { words: 'practices', amount: deltaCash.mean.cents },
        { words: 'MSO', amount: together.cents - deltaCash.mean.cents },
      ]),
    ),
    ...shareOfPaths(
      answer,
      { kind: COMPARISON.pBetter, counted: COMPARISON.betterPaths, interval: pBetter },
      pBetter.estimate,
    ),
    ...quantileFigures(COMPARISON.payback, '', payback.medianMonths, payback.median, {
      read: (path) => path.metric('payback'),
      shown: (raw) => (raw >= PAYBACK.never || raw < 0 ? null : raw / 1000),
    }),
    ...shareOfPaths(
      answer,
      {
        kind: COMPARISON.neverPaysBack,
        counted: COMPARISON.neverPaths,
        interval: payback.shareNeverInterval,
      },
      payback.shareNever,
    ),
    figure(
      COMPARISON.shareOnEstimates,
      '',
      shareOnEstimates,
      scenario(
        `1 − (second ÷ first)², over ${spread?.paths ?? 0} paths of two paired runs`,
        spread === null
          ? []
          : [
              { words: 'standard deviation, all parameters drawn', amount: spread.drawnCents },
              { words: `the same, ${estimates} estimates at central`, amount: spread.centralCents },
            ],
      ),
    ),
    ...(answer.shareOnEstimatesInterval === null
      ? []
      : endsOf(
          COMPARISON.shareOnEstimates,
          answer.shareOnEstimatesInterval,
          'interval (95 %) of a ratio of mean squares by the delta method',
        )),
  ];
}

/** Quantiles of a metric, and the ends of the interval of its mean. */
function spreadFigures(
  { paths }: Answer,
  kind: FigureKind,
  { mean, quantiles }: Answer['npv'],
  metric: Metric,
): ComparisonFigure[] {
  const end = (rest: string, words: string, cents: number): ComparisonFigure =>
    figure(
      kind,
      rest,
      cents,
      scenario(`mean ∓ Student’s t (95 %) × standard deviation ÷ √${paths}`, [
        { words: 'mean', amount: mean.cents },
        { words: 'half of the interval', amount: cents - mean.cents },
      ]),
      { label: `${kind.label}, mean: ${words} of its interval` },
    );
  return [
    ...quantiles.flatMap((quantile) =>
      quantileFigures(
        kind,
        `p${Math.round(quantile.p * 100)}`,
        whole(quantile.value),
        quantile,
        ofPath(metric),
        { label: `${kind.label}, P${Math.round(quantile.p * 100)}` },
      ),
    ),
    end('low', 'lower end', mean.lowerCents),
    end('high', 'upper end', mean.upperCents),
  ];
}

/** What the fee returns, and at which fee nothing would be won or lost. */
function feeFigures(answer: Answer): ComparisonFigure[] {
  const { feeRoi, feeRoiWords, breakEven, npv, accrual, paths } = answer;
  const { pvFeeAndChange, pvBeforeFee, pvFee, feeDue, collections } = COMPARISON;
  const { ebitdaDeltaCents, grossCents, feeAccruedCents } = accrual;
  const none = scenario('n/a (no fee)');
  return [
    figure(
      COMPARISON.feeRoi,
      '',
      feeRoi?.estimate ?? null,
      feeRoi === null
        ? scenario(feeRoiWords)
        : ratio(
            'mean PV of the difference ÷ mean PV of fee and outlays',
            COMPARISON.npv,
            pvFeeAndChange,
          ),
    ),
    ...(feeRoi === null
      ? []
      : [
          ...endsOf(
            COMPARISON.feeRoi,
            feeRoi,
            'interval (95 %) of a ratio of means by the delta method',
          ),
          figure(
            pvFeeAndChange,
            '',
            feeRoi.denominatorCents,
            meanOf(paths, feeRoi.denominatorCents),
          ),
        ]),
    figure(
      COMPARISON.breakEvenFactor,
      '',
      breakEven?.factor ?? null,
      breakEven === null ? none : ratio('PV before the fee ÷ PV of the fee', pvBeforeFee, pvFee),
    ),
    ...(breakEven === null
      ? []
      : endsOf(
          COMPARISON.breakEvenFactor,
          breakEven.factorInterval,
          'interval (95 %) of a ratio of means by the delta method',
        )),
    figure(
      COMPARISON.breakEvenFee,
      '',
      breakEven?.rate ?? null,
      breakEven === null
        ? none
        : {
            kind: 'rule',
            formula: 'break-even factor, at least zero, × realised rate on collections',
            of: [COMPARISON.breakEvenFactor.name, COMPARISON.realisedRate.name],
          },
    ),
    ...(breakEven === null
      ? []
      : [
          figure(pvFee, '', breakEven.pvFeeCents, meanOf(paths, breakEven.pvFeeCents)),
          figure(
            pvBeforeFee,
            '',
            npv.mean.cents + breakEven.pvFeeCents,
            scenario('net present value with the fee added back', [
              { words: 'net present value', amount: npv.mean.cents },
              { words: 'PV of the fee', amount: breakEven.pvFeeCents },
            ]),
          ),
          figure(
            COMPARISON.realisedRate,
            '',
            breakEven.realisedRate,
            ratio('fee due ÷ collections net of refunds', feeDue, collections),
          ),
          figure(
            collections,
            '',
            breakEven.collectionsCents,
            meanOf(paths, breakEven.collectionsCents),
          ),
        ]),
    figure(feeDue, '', feeAccruedCents, meanOf(paths, feeAccruedCents)),
    figure(
      COMPARISON.ebitda,
      '',
      ebitdaDeltaCents,
      scenario('gross benefit on an accrual basis less the fee accrued', [
        { words: 'gross benefit, accrual', amount: grossCents },
        { words: 'less fee accrued', amount: ebitdaDeltaCents - grossCents },
      ]),
    ),
  ];
}
