import { readFileSync } from 'node:fs';
import { BaseSequencer } from 'vitest/node';
import type { TestSpecification } from 'vitest/node';

/** Files that want the recorded example; the longest of them records it. */
const WANTS_EXAMPLE = /recorded-example|page-folder/;
const LONGEST = /auditing\.e2e/;

/**
 * The longest file first, then what does not want the example: else two files want it at once, and
 * one of the two cores waits while the other one records it.
 */
export class ExampleLast extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      if (LONGEST.test(moduleId)) return 0;
      return WANTS_EXAMPLE.test(readFileSync(moduleId, 'utf8')) ? 2 : 1;
    };
    const sorted = await super.sort(files);
    return sorted
      .map((file) => ({ file, at: rank(file) }))
      .toSorted((a, b) => a.at - b.at)
      .map(({ file }) => file);
  }
}
