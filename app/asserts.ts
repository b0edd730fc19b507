import type { Answer } from '../scenarios/answer.ts';
import { nearestWord, refuseProblems } from '../scenarios/file/problems.ts';
import type {
  Assert,
  AssertFault,
  Operator,
  WrittenAssert,
} from '../scenarios/file/read-asserts.ts';
import { refuse } from '../scenarios/file/section.ts';
import { comparisonFigures } from './explain/comparison-figures.ts';
import { COMPARISON } from './explain/comparison-kinds.ts';
import { comparisonKindOf, comparisonNames } from './explain/comparison-names.ts';
import type { ComparisonFigure } from './explain/comparison-figure.ts';
import type { FigureKind } from './explain/figure.ts';
import type { Unit } from './reports/document.ts';

/** What a file says its answer must hold to, with what it is. */
export interface CheckedAssert {
  readonly assert: Assert;
  readonly figure: ComparisonFigure;
  readonly isHeld: boolean;
}

/** Names that asserts give to what a comparison has. */
const nameOf = (figure: string): string => figure.replace(/^compare\//, '');
const NAMES = comparisonNames().map(nameOf);
/** Shares of all paths: none is below nothing or above all. */
const OF_PATHS: ReadonlySet<FigureKind> = new Set<FigureKind>([
  COMPARISON.pBetter,
  COMPARISON.neverPaysBack,
  COMPARISON.pShort,
  COMPARISON.pMissedPayroll,
]);

const COMPARE: Readonly<Record<Operator, (a: number, b: number) => boolean>> = {
  '>=': (a, b) => a >= b,
  '<=': (a, b) => a <= b,
  '==': (a, b) => a === b,
  '>': (a, b) => a > b,
  '<': (a, b) => a < b,
};

/**
 * What is wrong with an assert, as far as its file can tell: which months there are, and which
 * drivers act, the answer alone knows.
 */
export function faultOfAssert(assert: Assert): AssertFault | undefined {
  const kind = comparisonKindOf(`compare/${assert.figure}`);
  if (kind === undefined) return noSuchFigure(assert, NAMES);
  const { text, value } = assert;
  if (OF_PATHS.has(kind) && assert.unit === 'share' && (value < 0 || value > 1)) {
    const message = `${assert.figure} is a share of all paths, and cannot be what "${text}" says`;
    return { code: 'E-RANGE', message, hint: 'allowed: 0% to 100%' };
  }
  return kind === COMPARISON.manager ? undefined : faultOfUnit(assert, kind.unit);
}

/**
 * Holds an answer to what its file asserts. A figure without a value, such as a payback that never
 * comes, holds to nothing. What a short answer has no figure of is left. Throws one
 * `scenario/invalid` with the lines whose figure the answer does not have, or in another unit.
 */
export function checkAsserts(
  asserts: readonly WrittenAssert[],
  answer: Answer,
  isShort = false,
): { readonly judged: readonly CheckedAssert[]; readonly left: readonly Assert[] } {
  const [first] = asserts;
  if (first === undefined) return { judged: [], left: [] };
  const figures = comparisonFigures(answer);
  const judged: CheckedAssert[] = [];
  const left: Assert[] = [];
  for (const { assert, at } of asserts) {
    const figure = figures.get(`compare/${assert.figure}`);
    if (figure === undefined && isShort) {
      left.push(assert);
      continue;
    }
    const fault = figure
      ? faultOfUnit(assert, figure.unit)
      : noSuchFigure(assert, [...figures.keys()].map(nameOf));
    if (fault) refuse(at, fault.code, fault.message, fault.hint);
    else if (figure) judged.push({ assert, figure, isHeld: isHeld(assert, figure) });
  }
  refuseProblems(first.at.reading.problems);
  return { judged, left };
}

function isHeld({ operator, value: bound }: Assert, { value }: ComparisonFigure): boolean {
  return value !== null && COMPARE[operator](value, bound);
}

function faultOfUnit({ figure, unit }: Assert, its: Unit): AssertFault | undefined {
  if (its === unit || (its === 'factor' && unit === 'count')) return undefined;
  return {
    code: 'E-UNIT',
    message: `${figure} is in ${its}`,
    hint: 'write 0 USD for cents, 25% for a share, 60 days, 18 months, or a plain number',
  };
}

function noSuchFigure({ figure }: Assert, names: readonly string[]): AssertFault {
  const whole = names.filter((name) => name.startsWith(`${figure}/`));
  const near = nearestWord(figure, names);
  const hint =
    whole.length > 0
      ? `write ${listed(whole)}`
      : near === undefined
        ? 'feeworth explain --list names them, those that begin with compare/'
        : `did you mean "${near}"?`;
  return { code: 'E-FIGURE', message: `there is no figure "${figure}"`, hint };
}

/** Names to choose from, the shortest. */
function listed(names: readonly string[]): string {
  const parts = (name: string): number => name.split('/').length;
  const least = Math.min(...names.map(parts));
  const short = names.filter((name) => parts(name) === least);
  return short.length > 4 ? `${short.slice(0, 4).join(', ')} …` : short.join(' or ');
}
