import { FeeworthError } from '../../src/error.ts';
import type { Place } from '../../src/error.ts';

export {
  didYouMean,
  digitsIn,
  nearestWord,
  percentIn,
  writeAs,
  writeUnsigned,
} from '../../src/agreement/problems.ts';

/** What may be wrong with a scenario file; the codes are stable. */
export const SCENARIO_CODES = {
  'E-YAML': 'The file is no YAML 1.2, or says a key twice.',
  'E-SCHEMA': 'The file is in another format.',
  'E-PATH': 'A key or a path that does not exist.',
  'E-MISSING': 'A key that must be there is not.',
  'E-TYPE': 'A map, a list or a single value stands where another is needed.',
  'E-WORD': 'A word that is none of those known.',
  'E-UNIT': 'A number without its unit, or in another one.',
  'E-CURRENCY': 'An amount in another currency than the scenario.',
  'E-RANGE': 'A value outside its allowed range.',
  'E-SUM': 'Shares that do not add up.',
  'E-DIST': 'A distribution that is none: out of order or incomplete.',
  'E-PSD': 'Correlations that contradict each other.',
  'E-DATE': 'A date or month that does not exist, or lies outside the timeline.',
  'E-CYCLE': 'A file that extends itself, or a chain that is too long.',
  'E-FILE': 'A file that cannot be read.',
  'E-REGIME': 'Regimes that do not say what is compared.',
  'E-FIGURE': 'An assert about a figure that no comparison has.',
  'E-LOG': 'A parameter that the log cannot speak to, or of which it says too little.',
  'E-MSA': 'An agreement that does not hold together.',
} as const;
export type ScenarioCode = keyof typeof SCENARIO_CODES;

/** The hint for a key that is not known: the one that was probably meant, else all there are. */
export const keyHint = (near: string | undefined, known: readonly string[]): string =>
  near === undefined ? `known: ${known.join(', ')}` : `did you mean "${near}"?`;

/** Where something stands in a scenario file, 1-based; line 0 where it was typed and `file` is it. */
export interface FilePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One thing wrong with a scenario and where; all are listed at once. */
export interface ScenarioProblem extends FilePlace {
  readonly code: ScenarioCode;
  /** Dotted path of the value: `parameters.volume.mode`. */
  readonly at: string;
  readonly message: string;
  readonly hint?: string;
  /** Where the key that was probably meant is declared. */
  readonly declaredAt?: FilePlace;
  /** The line of the file it is about; a scenario holds no patient data. */
  readonly snippet?: string;
}

/** `bull.yaml:8:3`; of what was typed `--set volume=5:`. */
export function placeText({ file, line, column }: FilePlace): string {
  return line === 0 ? `${file}:` : `${file}:${line}:${column}`;
}

/** A problem as text: place, code, message, hint, then the line with a caret under the spot. */
export function problemText(problem: ScenarioProblem): string {
  const { declaredAt, hint, snippet } = problem;
  const declared = declaredAt === undefined ? '' : ` (declared at ${placeText(declaredAt)})`;
  const remedy = hint === undefined ? '' : `; ${hint}`;
  const head = `${placeText(problem)} error ${problem.code} ${problem.message}${remedy}${declared}`;
  if (snippet === undefined) return head;
  const from = Math.max(0, problem.column - 60);
  const cut = snippet.slice(from, from + 96);
  return `${head}\n    ${cut}\n    ${' '.repeat(problem.column - 1 - from)}^`;
}

/** Throws one `scenario/invalid` naming every problem in the order of the files and lines. */
export function refuseProblems(problems: readonly ScenarioProblem[]): void {
  const once = new Map(problems.map((problem) => [problemText(problem), problem]));
  const sorted = [...once.values()].toSorted(
    (a, b) =>
      (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || a.line - b.line || a.column - b.column,
  );
  const [first] = sorted;
  if (first === undefined) return;
  const count = sorted.length === 1 ? '1 problem' : `${sorted.length} problems`;
  const list = sorted.map(problemText).join('\n');
  throw new FeeworthError('scenario/invalid', 'input', `The scenario has ${count}:\n${list}`, {
    place: { ...placeOf(first), at: first.at },
    hint: 'mend the places listed and run it again',
    details: { problems: sorted },
  });
}

const placeOf = ({ file, line, column }: FilePlace): Place =>
  line === 0 ? { file } : { file, line, column };
