import { FeeworthError } from '../src/error.ts';
import type { Problems } from '../src/intake/csv/problems.ts';

/** Files people write for Feeworth, by the name their first line says. */
const KINDS = {
  scenario: ['feeworth-scenario', 'schema: feeworth-scenario/1'],
  agreement: ['feeworth-agreement', 'format: feeworth-agreement/1'],
  'book-file': ['feeworth-book', 'schema: feeworth-book/1'],
  mapping: ['feeworth-mapping', 'schema: feeworth-mapping/1'],
  journal: ['feeworth-journal', 'schema: feeworth-journal/1'],
  adjustment: ['feeworth-adjustment', 'schema: feeworth-adjustment/1'],
  restatement: ['feeworth-restatement', 'schema: feeworth-restatement/1'],
} as const;

/**
 * Refuses a file that does not even name what it should be, before any of it is repeated in a
 * message: somebody named the wrong file, and that one may hold patients. Throws
 * `<kind>/other-file`.
 */
export function mustSayItIs(kind: keyof typeof KINDS, text: string, file: string): void {
  const [name, line] = KINDS[kind];
  if (text.includes(name)) return;
  const family = kind === 'adjustment' || kind === 'restatement' ? 'entry-file' : kind;
  throw new FeeworthError(`${family}/other-file`, 'input', `${file} does not say "${line}"`, {
    place: { file, line: 1 },
    hint: `check that this is the file you meant; if it is, begin it with "${line}"`,
  });
}

/** How a kind of file speaks of itself when it is refused. */
export interface FileWords {
  /** Of a file with several problems; its family is that of all its codes. */
  readonly code: `${'book-file' | 'journal' | 'entry-file'}/refused`;
  /** "the book file". */
  readonly name: string;
  /** "no book was made". */
  readonly outcome: string;
}

/** Throws the problems the shared YAML reader found, under this file's own family of codes. */
export function refuseFile(problems: Problems, file: string, words: FileWords): void {
  const { name, outcome } = words;
  const family = words.code.replace('/refused', '');
  const found = problems.found.map((problem) => {
    const code = problem.code.replace(/^mapping\//, `${family}/`);
    const message = problem.message.replace('the mapping', name);
    const { category, place, hint, details } = problem;
    return new FeeworthError(code, category, message, {
      place,
      details,
      ...(hint === undefined ? {} : { hint }),
    });
  });
  const [first] = found;
  if (first === undefined) return;
  if (found.length === 1) throw first;
  throw new FeeworthError(words.code, 'input', `${file}: ${problems.count} problems; ${outcome}`, {
    place: first.place,
    hint: 'mend the file and try again',
    details: { problems: found, count: problems.count },
  });
}
