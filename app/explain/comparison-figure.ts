import type { Answer, CentsInterval } from '../../scenarios/answer.ts';
import type { Metric } from '../../scenarios/metrics.ts';
import type { QuantileAnswer } from '../../scenarios/statistics.ts';
import { invariant } from '../../src/error.ts';
import type { Cell, Unit } from '../reports/document.ts';
import { COMPARISON } from './comparison-kinds.ts';
import type { Step } from './explanation.ts';
import type { FigureKind } from './figure.ts';
import type { PathAgain } from './scenario-events.ts';

/** One figure of a comparison by its whole name, with its value and what it comes from. */
export interface ComparisonFigure {
  readonly name: string;
  readonly label: string;
  readonly unit: Unit;
  readonly definition: string;
  readonly value: number | null;
  readonly from: Origin;
  /** Of a run of its own, with the practice manager replaced to this share. */
  readonly managerShare?: number;
}

/** What a figure comes from; `of`, `above` and `below` name other figures of the same run. */
export type Origin =
  | {
      readonly kind: 'quantile';
      readonly quantile: QuantileAnswer;
      /** The number of a path that the quantile is of. */
      readonly read: (path: PathAgain) => number;
      /** The same in the figure's unit. */
      readonly shown: (raw: number) => number | null;
      /** How it is found, where it is no quantile by the usual definition. */
      readonly formula?: string;
    }
  | {
      readonly kind: 'ratio';
      readonly formula: string;
      readonly above: string;
      readonly below: string;
    }
  | { readonly kind: 'rule'; readonly formula: string; readonly of: readonly string[] }
  | {
      readonly kind: 'scenario';
      readonly formula: string;
      readonly steps: readonly Step[];
      /** The path whose events are shown; the median one when absent. */
      readonly path?: number;
    };

/** A comparison's figures by name. */
export type ComparisonFigures = ReadonlyMap<string, ComparisonFigure>;

/** The figure of a name that is written in this program. */
export function figureAt(figures: ComparisonFigures, name: string): ComparisonFigure {
  const found = figures.get(name);
  invariant(found, `a comparison has a figure "${name}"`);
  return found;
}

/** A table cell of a figure; `words` stand where it has no value. */
export function comparisonCell(figures: ComparisonFigures, name: string, words?: string): Cell {
  const { value, unit } = figureAt(figures, name);
  return { value, figure: name, unit, ...(words === undefined ? {} : { words }) };
}

type About = Partial<Pick<ComparisonFigure, 'label' | 'unit' | 'definition' | 'managerShare'>>;

/** A figure of a kind; `rest` follows the kind's name. */
export function figure(
  kind: FigureKind,
  rest: string,
  value: number | null,
  from: Origin,
  about: About = {},
): ComparisonFigure {
  const { label, unit, definition } = kind;
  const name = rest === '' ? kind.name : `${kind.name}/${rest}`;
  return { name, label, unit, definition, value, from, ...about };
}

/** A figure that is a mean, a count or a part of one. */
export const scenario = (formula: string, steps: readonly Step[] = []): Origin => ({
  kind: 'scenario',
  formula,
  steps,
});

/** A mean over paths that has no parts but its paths. */
export const meanOf = (paths: number, cents: number, words = 'all paths'): Origin =>
  scenario(`sum over ${paths} paths ÷ ${paths}`, [{ words: `mean over ${words}`, amount: cents }]);

/** A ratio of two other kinds of figures. */
export const ratio = (formula: string, above: FigureKind, below: FigureKind): Origin => ({
  kind: 'ratio',
  formula,
  above: above.name,
  below: below.name,
});

/** Whole cents; never −0. */
export const whole = (x: number): number => Math.round(x) + 0;
/** Name of the number of paired paths. */
const RUN_PATHS = `${COMPARISON.run.name}/paths`;

/** A share of all paths, and the number of them; with the ends of its interval where it is given. */
export function shareOfPaths(
  { paths }: Answer,
  share: {
    readonly kind: FigureKind;
    readonly counted: FigureKind;
    readonly rest?: string;
    readonly interval?: { readonly lower: number; readonly upper: number };
  },
  value: number,
): ComparisonFigure[] {
  const { kind, counted, rest = '' } = share;
  const below = RUN_PATHS;
  const above = rest === '' ? counted.name : `${counted.name}/${rest}`;
  return [
    figure(kind, rest, value, { kind: 'ratio', formula: 'paths ÷ all paths', above, below }),
    figure(counted, rest, Math.round(value * paths), scenario(`counted over ${paths} paths`)),
    ...(share.interval === undefined ? [] : endsOf(kind, share.interval, WILSON, rest)),
  ];
}

const WILSON = 'Wilson’s score interval (95 %) of that share of paths';

/** Both ends of an interval of a figure; `rest` is what follows its kind's name. */
export function endsOf(
  kind: FigureKind,
  { lower, upper }: { readonly lower: number; readonly upper: number },
  formula: string,
  rest = '',
): ComparisonFigure[] {
  const of = rest === '' ? kind.name : `${kind.name}/${rest}`;
  const from: Origin = { kind: 'rule', formula, of: [of] };
  const end = (name: string, words: string, value: number): ComparisonFigure =>
    figure(kind, rest === '' ? name : `${rest}/${name}`, value, from, {
      label: `${kind.label}: ${words} end of its interval`,
    });
  return [end('low', 'lower', lower), end('high', 'upper', upper)];
}

/** Both ends of an interval in cents around a figure, as it and a half of the interval. */
export function centsEnds(
  kind: FigureKind,
  rest: string,
  cents: number,
  interval: CentsInterval,
  formula: string,
): ComparisonFigure[] {
  const end = (name: string, words: string, value: number): ComparisonFigure =>
    figure(
      kind,
      rest === '' ? name : `${rest}/${name}`,
      value,
      scenario(formula, [
        { words: 'the figure', amount: cents },
        { words: 'half of the interval', amount: value - cents },
      ]),
      { label: `${kind.label}: ${words} end of its interval`, unit: 'cents' },
    );
  return [end('low', 'lower', interval.lowerCents), end('high', 'upper', interval.upperCents)];
}

/** A quantile and the ends of its interval, all of them values of paths. */
export function quantileFigures(
  kind: FigureKind,
  rest: string,
  value: number | null,
  quantile: QuantileAnswer,
  of: Pick<Extract<Origin, { kind: 'quantile' }>, 'read' | 'shown'>,
  about: About = {},
): ComparisonFigure[] {
  const own = figure(kind, rest, value, { kind: 'quantile', quantile, ...of }, about);
  const { interval } = quantile;
  const end = (name: string, words: string, raw: number | null, path: number | null) => {
    const of95 = `${words} order statistic of an interval (95 %) of the quantile`;
    const label = `${own.label}: ${words} end of its interval`;
    const place = rest === '' ? name : `${rest}/${name}`;
    if (raw === null || path === null) {
      const formula = `${of95}: too few paths to have one`;
      return figure(kind, place, null, { kind: 'rule', formula, of: [own.name] }, { label });
    }
    const at = { ...quantile, value: raw, lowerPath: path, upperPath: path, weight: 0 };
    const from: Origin = { kind: 'quantile', quantile: at, ...of, formula: of95 };
    return figure(kind, place, of.shown(raw), from, { label });
  };
  return [
    own,
    end('low', 'lower', interval.lower, interval.lowerPath),
    end('high', 'upper', interval.upper, interval.upperPath),
  ];
}

/** How a metric of a path is read, and shown in a unit `scale` times as large. */
export function ofPath(
  metric: Metric,
  scale = 1,
): Pick<Extract<Origin, { kind: 'quantile' }>, 'read' | 'shown'> {
  return {
    read: (path) => path.metric(metric),
    shown: (raw) => (scale === 1 ? whole(raw) : raw / scale),
  };
}
