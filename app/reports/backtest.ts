import { OPERATING } from '../../scenarios/defaults-tables.ts';
import type { HistoryLimits } from '../../scenarios/calibration/limits.ts';
import type { Backtest, BacktestedSeries } from '../../scenarios/backtest/backtest.ts';
import { KNOWN_AFTER_DAYS } from '../../scenarios/backtest/backtest.ts';
import { LEVELS } from '../../scenarios/backtest/forecast.ts';
import { MODELS } from '../../scenarios/backtest/judge.ts';
import type { Judgement } from '../../scenarios/backtest/judge.ts';
import { count, text } from './columns.ts';
import type { Column, Provenance, Report, Row, Table } from './document.ts';
import { limitNotes } from './history.ts';
import { fixed, percent, roundDollars } from './numbers.ts';

/** How well the past would have been forecast, and whether that beats doing next to nothing. */
export function backtestReport(
  backtest: Backtest,
  limits: HistoryLimits,
  provenance: Provenance,
): Report {
  const { series, origins, unrecorded, first, last } = backtest;
  const judged = series.flatMap(({ judgements }) => judgements).filter(isJudged);
  const lost = series.flatMap(({ series: name, judgements }) =>
    judgements
      .filter(({ verdict }) => verdict === 'loses')
      .map(({ horizon }) => `${name} ${horizon} ahead`),
  );
  return {
    schema: 'feeworth.backtest/1',
    title: titleOf(judged.length, lost.length),
    tables: [errorsTable(series), coverageTable(series)],
    notes: [
      `Origins are ${origins.length} months of ${first} to ${last}, each with a year behind it; each knows only what was recorded within ${KNOWN_AFTER_DAYS} days of its end.`,
      ...(unrecorded.length === 0
        ? []
        : [
            `No origins: ${unrecorded.join(', ')}, recorded later than that. What came after is no forecast.`,
          ]),
      ...(lost.length === 0
        ? []
        : [`The model loses to a benchmark for ${lost.join(', ')}: use the benchmark there.`]),
      'Losing or beating is by weighted absolute error over forecasts that overlap: small differences are chance. Coverage and PIT are judged on those that do not overlap.',
      'PIT spread is the mean square of normal scores: above 1, intervals are too narrow; below, too wide.',
      ORIGIN_WORDS,
      ...limitNotes(limits),
      'What it does not show: how the model forecasts a change that never happened in these months.',
    ],
    provenance,
    data: { backtest, limits },
  };
}

/** What every forecast rests on; season and noise have no better prior than an estimate. */
const ORIGIN_WORDS =
  'From the log: the level of each series. From the log and priors, by grade: ' +
  `${OPERATING.growth.grade} growth; E season, noise. Entered: none.`;

const isJudged = ({ verdict }: Judgement): boolean => verdict !== 'too few';

function titleOf(judged: number, lost: number): string {
  if (judged === 0) return 'Too few months have passed to judge any forecast';
  if (lost === 0) return `The model beats both benchmarks in all ${judged} cases judged`;
  return `The model loses to a benchmark in ${lost} of ${judged} cases judged`;
}

const share = (key: string, label: string): Column => ({ key, label, unit: 'share' });

function errorsTable(series: readonly BacktestedSeries[]): Table {
  return {
    name: 'errors',
    title: 'Errors by months ahead, of the model and of two benchmarks',
    columns: [
      text('series', 'Series'),
      count('horizon', 'Months ahead'),
      count('points', 'Forecasts'),
      ...MODELS.flatMap((model) => [
        share(`bias ${model}`, `Bias, ${model}`),
        share(`wape ${model}`, `Error, ${model}`),
      ]),
      text('crps', 'CRPS | naive | average'),
      text('intervalScore', 'Interval score (80 %)'),
      text('verdict', 'Verdict'),
    ],
    rows: series.flatMap(({ series: name, counted, judgements }) =>
      judgements.map((j): Row => {
        const shown = (x: number): string => (counted === 'cents' ? roundDollars(x) : fixed(x, 1));
        const scores = [
          j.crps,
          j.benchmarkCrps['seasonal naive'],
          j.benchmarkCrps['last 12 months'],
        ];
        return {
          cells: [
            name,
            j.horizon,
            j.points,
            ...MODELS.flatMap((model) => [j.errors[model].bias, j.errors[model].wape]),
            scores.map(shown).join(' | '),
            shown(j.intervalScore80),
            j.verdict === 'too few' ? 'inconclusive: too few' : j.verdict,
          ],
        };
      }),
    ),
    notes: [
      'Error is Σ|miss| / Σ outcome (WAPE). CRPS of a benchmark, a single number, is its mean absolute error.',
    ],
  };
}

function coverageTable(series: readonly BacktestedSeries[]): Table {
  return {
    name: 'coverage',
    title: 'How often intervals held what came',
    columns: [
      text('series', 'Series'),
      count('horizon', 'Months ahead'),
      ...LEVELS.map((level) => share(`held${level * 100}`, `${level * 100} % held`)),
      text('separate', 'Apart: 80 % held'),
      text('interval', 'its 95 % interval'),
      text('band', 'A perfect model: 95 %'),
      text('pitBias', 'PIT bias (p)'),
      text('pitSpread', 'PIT spread (p)'),
    ],
    rows: series.flatMap(({ series: name, judgements }) =>
      judgements.map(({ horizon, coverage, pit }): Row => {
        const eighty = coverage[1];
        return {
          cells: [
            name,
            horizon,
            ...coverage.map((c) => c.share),
            eighty === undefined ? '—' : `${eighty.separate.held} of ${eighty.separate.of}`,
            eighty === undefined
              ? '—'
              : `${percent(eighty.separate.interval.lower, 0)} to ${percent(eighty.separate.interval.upper, 0)}`,
            eighty === undefined
              ? '—'
              : `${eighty.band.least} to ${eighty.band.most}${eighty.isWithinBand ? '' : ': missed'}`,
            pit === null ? 'too few' : `${fixed(pit.bias, 2)} (${fixed(pit.biasPValue, 2)})`,
            pit === null ? 'too few' : `${fixed(pit.spread, 2)} (${fixed(pit.spreadPValue, 2)})`,
          ],
        };
      }),
    ),
  };
}
