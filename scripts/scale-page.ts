// Fills the tables of docs/scale.md from benchmarks/scale-inputs.json and the recorded speeds of a
// server. New costs: npm run bench -- scale, then copy benchmarks/.build/scale-inputs.json there.
import { readFileSync } from 'node:fs';
import type { Inputs } from '../benchmarks/support/scale-inputs.ts';
import { scaleTables } from '../benchmarks/support/scale-tables.ts';
import { recordedSpeeds } from '../benchmarks/support/server-speeds.ts';

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

/** A block of the page: a table between two comments. */
const BLOCK = /(<!-- table: (\w+) -->\n\n)[^<]*(\n\n<!-- end -->)/g;

/** The page as it should be: its own words, and the tables anew. */
export function scalePage(page = read('docs/scale.md')): string {
  const inputs = JSON.parse(read('benchmarks/scale-inputs.json')) as Inputs;
  const tables = scaleTables({ ...inputs, server: recordedSpeeds() });
  const used = new Set<string>();
  const text = page.replace(BLOCK, (_, before: string, name: string, after: string) => {
    const made = tables.get(name);
    if (made === undefined) throw new Error(`docs/scale.md asks for a table called ${name}.`);
    used.add(name);
    return before + made + after;
  });
  const missing = [...tables.keys()].filter((name) => !used.has(name));
  if (missing.length > 0) throw new Error(`docs/scale.md lacks ${missing.join(', ')}.`);
  return text;
}
