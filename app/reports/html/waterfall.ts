import { invariant } from '../../../src/error.ts';
import { shortDollars } from '../numbers.ts';
import { bar, BARS_RIGHT, COLOUR, dollarGrid, label, PLOT, svg } from './chart.ts';
import { tag } from './markup.ts';
import { linear } from './scale.ts';

/** Characters that fit under a bar of ten. */
const LINE_LENGTH = 12;

export interface Step {
  readonly label: string;
  readonly cents: number;
  /** A total stands on zero and must equal what came before it. */
  readonly isTotal: boolean;
}

/** A bridge whose steps add up to its totals, to the cent; each step carries its sign. */
export function waterfall(title: string, steps: readonly Step[]): string {
  const spans = spansOf(steps);
  const scale = linear(
    spans.flatMap((s) => [s.from, s.to]),
    PLOT.bottom,
    PLOT.top,
  );
  const step = (BARS_RIGHT - PLOT.left) / Math.max(1, steps.length);
  const drawn = spans.map((span, i) => {
    const x = PLOT.left + i * step + step * 0.12;
    const width = step * 0.76;
    const { isTotal, cents, label: name } = span.step;
    const fill = isTotal ? COLOUR.total : cents < 0 ? COLOUR.down : COLOUR.up;
    const sign = cents > 0 && !isTotal ? '+' : '';
    const above = scale(Math.max(span.from, span.to)) - 4;
    const connector =
      i + 1 < spans.length
        ? tag('line', {
            x1: x + width,
            x2: x + step,
            y1: scale(span.to),
            y2: scale(span.to),
            stroke: COLOUR.neutral,
            'stroke-dasharray': '3 2',
          })
        : '';
    const lines = wrapped(name);
    const names = lines
      .map((line, n) =>
        label(line, x + width / 2, PLOT.bottom + 14 + n * 12, {
          'text-anchor': 'middle',
          'font-size': 9.5,
        }),
      )
      .join('');
    return (
      bar(scale, { x, width, from: span.from, to: span.to }, { fill }) +
      label(`${sign}${shortDollars(cents)}`, x + width / 2, above, { 'text-anchor': 'middle' }) +
      connector +
      names
    );
  });
  return svg(title, dollarGrid(scale, BARS_RIGHT) + drawn.join(''));
}

function spansOf(steps: readonly Step[]): { step: Step; from: number; to: number }[] {
  let sum = 0;
  return steps.map((step) => {
    if (step.isTotal) {
      invariant(step.cents === sum, 'a bridge adds up to its totals');
      return { step, from: 0, to: sum };
    }
    const from = sum;
    sum += step.cents;
    return { step, from, to: sum };
  });
}

/** Words of a label in lines short enough to stand under a bar. */
function wrapped(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < LINE_LENGTH) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(word);
  }
  return lines;
}
