import { FeeworthError } from '../src/error.ts';

/** Files people write for Feeworth, by the name their first line says. */
const KINDS = {
  scenario: ['feeworth-scenario', 'schema: feeworth-scenario/1'],
  agreement: ['feeworth-agreement', 'format: feeworth-agreement/1'],
  'book-file': ['feeworth-book', 'schema: feeworth-book/1'],
  mapping: ['feeworth-mapping', 'schema: feeworth-mapping/1'],
} as const;

/**
 * Refuses a file that does not even name what it should be, before any of it is repeated in a
 * message: somebody named the wrong file, and that one may hold patients. Throws
 * `<kind>/other-file`.
 */
export function mustSayItIs(kind: keyof typeof KINDS, text: string, file: string): void {
  const [name, line] = KINDS[kind];
  if (text.includes(name)) return;
  throw new FeeworthError(`${kind}/other-file`, 'input', `${file} does not say "${line}"`, {
    place: { file, line: 1 },
    hint: `check that this is the file you meant; if it is, begin it with "${line}"`,
  });
}
