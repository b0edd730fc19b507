import { FeeworthError } from '../src/error.ts';
import type { Answer } from '../scenarios/answer.ts';
import type { Assert, Operator } from '../scenarios/file/read-asserts.ts';
import { comparisonFigures } from './explain/comparison-figures.ts';
import { COMPARISON_KINDS } from './explain/comparison-kinds.ts';
import type { ComparisonFigure } from './explain/comparison-figure.ts';
import { nearestWord } from '../src/agreement/problems.ts';

/** What a file says its answer must hold to, with what it is. */
export interface CheckedAssert {
  readonly assert: Assert;
  readonly figure: ComparisonFigure;
  readonly isHeld: boolean;
}

const COMPARE: Readonly<Record<Operator, (a: number, b: number) => boolean>> = {
  '>=': (a, b) => a >= b,
  '<=': (a, b) => a <= b,
  '==': (a, b) => a === b,
  '>': (a, b) => a > b,
  '<': (a, b) => a < b,
};

/** Refuses names that no comparison has a figure of, before it is run. */
export function mustBeNamed(asserts: readonly Assert[]): void {
  const known = COMPARISON_KINDS.map(({ name }) => name.replace('compare/', ''));
  for (const assert of asserts) {
    const [kind = ''] = assert.figure.split('/');
    if (!known.some((name) => name.split('/')[0] === kind)) throw noSuchFigure(assert, known);
  }
}

/**
 * Holds an answer to what its file asserts. A figure without a value, such as a payback that never
 * comes, holds to nothing. What a short answer has no figure of is left. Throws
 * `scenario/no-such-figure` and `scenario/other-unit`.
 */
export function checkAsserts(
  asserts: readonly Assert[],
  answer: Answer,
  isShort = false,
): { readonly judged: readonly CheckedAssert[]; readonly left: readonly Assert[] } {
  if (asserts.length === 0) return { judged: [], left: [] };
  const figures = comparisonFigures(answer);
  const isLeft = ({ figure }: Assert): boolean => isShort && !figures.has(`compare/${figure}`);
  const left = asserts.filter(isLeft);
  const judged = asserts
    .filter((assert) => !isLeft(assert))
    .map((assert): CheckedAssert => {
      const figure = figures.get(`compare/${assert.figure}`);
      if (figure === undefined) throw noSuchFigure(assert, [...figures.keys()]);
      if (figure.unit !== assert.unit && !(figure.unit === 'factor' && assert.unit === 'count')) {
        throw new FeeworthError(
          'scenario/other-unit',
          'input',
          `${assert.figure} is in ${figure.unit}`,
          {
            place: { at: `asserts: ${assert.text}` },
            hint: 'write 0 USD for cents, 25% for a share, 60 days, 18 months, or a plain number',
          },
        );
      }
      const { value } = figure;
      return {
        assert,
        figure,
        isHeld: value !== null && COMPARE[assert.operator](value, assert.value),
      };
    });
  return { judged, left };
}

function noSuchFigure({ figure, text }: Assert, names: readonly string[]): FeeworthError {
  const near = nearestWord(
    figure,
    names.map((name) => name.replace('compare/', '')),
  );
  return new FeeworthError('scenario/no-such-figure', 'input', `There is no figure "${figure}"`, {
    place: { at: `asserts: ${text}` },
    hint:
      near === undefined
        ? 'feeworth explain --list names them, those that begin with compare/'
        : `did you mean "${near}"?`,
  });
}
