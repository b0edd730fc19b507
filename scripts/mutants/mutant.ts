/** One workaround taken out of the sources, and the tests that must notice that it is gone. */
export interface Mutant {
  /** Of which words choose it on the command line. */
  readonly name: string;
  /** The defect or surprise that the workaround is for: a section of event-sourcing.md, a page. */
  readonly of: string;
  /** From the repository. */
  readonly file: string;
  /** Text that stands in the file once. */
  readonly from: string;
  readonly to: string;
  /** Files of tests, from the repository. */
  readonly tests: readonly string[];
  /** Which of their tests, as `vitest -t` takes it; all by default. */
  readonly only?: string;
}

/** The project of the test runner that has these files of tests. */
export const projectOf = ({ tests }: Mutant): 'feeworth' | 'kurrent' =>
  tests.some((file) => file.endsWith('.kurrent.test.ts')) ? 'kurrent' : 'feeworth';

/** The file with the workaround taken out; null when its text is not there just once. */
export function mutated({ from, to }: Mutant, text: string): string | null {
  const parts = text.split(from);
  return parts.length === 2 ? parts.join(to) : null;
}
