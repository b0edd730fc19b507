import { FeeworthError } from '../error.ts';

/** One thing wrong with an agreement, and where; a person mends it, so all are listed at once. */
export interface AgreementProblem {
  /** Stable code: `agreement/floor-above-cap`. */
  readonly code: string;
  /** Dotted path in the terms: `fee.components.share.tiers.t2.rate`. */
  readonly at: string;
  readonly message: string;
  readonly hint?: string;
  /** Place in the file, 1-based, when the terms came from one. */
  readonly line?: number;
  readonly column?: number;
}

/** One problem as a line of text: `msa.yaml:12:7 agreement/unknown-base …`. */
export function problemLine(problem: AgreementProblem, file?: string): string {
  const place =
    problem.line === undefined
      ? problem.at
      : `${file ?? 'agreement'}:${problem.line}:${problem.column ?? 1}`;
  const hint = problem.hint === undefined ? '' : ` (${problem.hint})`;
  return `${place} ${problem.code} ${problem.message}${hint}`;
}

/** Throws one `agreement/invalid` naming every problem; details.problems holds them as data. */
export function refuseProblems(problems: readonly AgreementProblem[], file?: string): void {
  const [first] = problems;
  if (!first) return;
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  const list = problems.map((problem) => problemLine(problem, file)).join('\n');
  throw new FeeworthError('agreement/invalid', 'input', `The agreement has ${count}:\n${list}`, {
    place: {
      at: first.at,
      ...(file === undefined ? {} : { file }),
      ...(first.line === undefined ? {} : { line: first.line }),
      ...(first.column === undefined ? {} : { column: first.column }),
    },
    hint: 'mend the places listed and read it again',
    details: { problems },
  });
}

/** The known word nearest to a misspelt one (at most a third of it wrong), for "did you mean". */
export function nearestWord(word: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best ?? known.find((k) => word.length > 3 && (k.includes(word) || word.includes(k)));
}

/** The hint for a word that is not known: the nearest one, else all that there are. */
export function didYouMean(word: string, known: readonly string[]): string {
  const near = nearestWord(word, known);
  return near === undefined ? `known: ${known.join(', ')}` : `did you mean ${near}?`;
}

/** A number, and what stands before and behind it: no other digit, and nothing that makes it larger. */
const ONE_NUMBER =
  /^[^\d.,]*?([+-]?(?:\d{1,3}(?:,\d{3})+|\d{1,12})(?:\.\d{1,6})?)(?![.,\d]|\s*(?:e\d|[kmb]\b|mm\b|mio\b|mn\b|bn\b|thousand|million|hundred|dozen))\D*$/i;

/**
 * The number in a text as it is written there, for a hint that says how to write it; the usual one
 * where it is not plain which number is meant.
 */
export function digitsIn(text: string, usual: string): string {
  return ONE_NUMBER.exec(text)?.[1] ?? usual;
}

/** The same as a share: `8%`; `8% or 0.08%` for 0.08, which may be meant as either. */
export function percentIn(text: string, usual: string): string {
  const own = digitsIn(text, usual).replaceAll(',', '');
  return /^0\.\d+$/.test(own) ? `${Number(`${own}e2`)}% or ${own}%` : `${own}%`;
}

/** The hint to write a text's own number so; where it has no plain one, something like it. */
export function writeAs(text: string, needed: string): string {
  return digitsIn(text, '') === '' ? `write something like ${needed}` : `write ${needed}`;
}

/** The same where nothing below zero is taken: told the least, nobody writes it so again. */
export function writeUnsigned(text: string, needed: string, least: string): string {
  return /^-\s*[\d.]/.test(text) ? `allowed: ${least} and above` : writeAs(text, needed);
}

/** Letters to change, add, drop or swap with the next one (Damerau); words are short. */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = isSwap ? (before[j - 2] ?? 0) + 1 : change;
      next.push(Math.min(change, swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    [before, row] = [row, next];
  }
  return row[b.length] ?? 0;
}
