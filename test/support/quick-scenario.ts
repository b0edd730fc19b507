import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes the shipped scenario without what takes most of its time into a folder; its path. */
export function quickScenario(folder: string, { bridgePaths }: { bridgePaths: number }): string {
  const path = join(folder, 'quick.yaml');
  writeFileSync(
    path,
    `schema: feeworth-scenario/1
id: quick
extends: join
set: { run: { bridgePaths: ${bridgePaths}, sidePaths: 2 }, timeline.months: 14 }
`,
  );
  return path;
}
