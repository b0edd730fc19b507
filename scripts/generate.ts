// Writes every generated file of the repository: node scripts/run.js scripts/generate.ts
// With --check it writes nothing and fails when a committed file is stale.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cashFlowSource } from './generate-cash-flow.ts';
import { DOCUMENTS } from './generate-docs.ts';
import { errorsDocument } from './generate-errors.ts';
import { futureFoldsSource, postingsSource } from './generate-postings.ts';
import { scalePage } from './scale-page.ts';
import { scenarioSchema } from './scenario-schema.ts';

/** A generated file: its path in the repository and the function that makes its text. */
export const GENERATED: readonly { readonly path: string; readonly make: () => string }[] = [
  { path: 'projections/postings.generated.ts', make: postingsSource },
  { path: 'scenarios/folds.generated.ts', make: futureFoldsSource },
  { path: 'projections/cash-flow.generated.ts', make: cashFlowSource },
  { path: 'docs/errors.md', make: errorsDocument },
  ...DOCUMENTS,
  { path: 'docs/scale.md', make: scalePage },
  { path: 'docs/scenario.schema.json', make: scenarioSchema },
];

const root = dirname(dirname(fileURLToPath(import.meta.url)));

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const isCheck = process.argv.includes('--check');
  for (const { path, make } of GENERATED) {
    const text = make();
    const file = join(root, path);
    if (!isCheck) {
      writeFileSync(file, text);
      console.log(`wrote ${path}`);
    } else if (readFileSync(file, 'utf8') !== text) {
      console.error(`${path} is stale: run npm run generate`);
      process.exitCode = 1;
    }
  }
}
