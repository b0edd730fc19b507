import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chanceOf } from '../support/chance.ts';
import { EXAMPLE } from '../support/recorded-example.ts';

const ORDER = 'import-order.txt';

/** The example with the files between two closes (or agreements) in another order. */
export function shuffledExample(folder: string, seed: number): string {
  const root = join(folder, `shuffled-${seed}`);
  mkdirSync(root);
  for (const name of readdirSync(EXAMPLE)) {
    if (name !== ORDER) symlinkSync(join(EXAMPLE, name), join(root, name));
  }
  const [header = '', ...lines] = readFileSync(join(EXAMPLE, ORDER), 'utf8').trim().split('\n');
  const chance = chanceOf(seed);
  const shuffled: string[] = [];
  let files: string[] = [];
  const flush = (): void => {
    while (files.length > 0) shuffled.push(...files.splice(chance.int(0, files.length - 1), 1));
  };
  for (const line of lines) {
    if (/\t(?:import|late)\t/.test(line)) {
      files.push(line);
      continue;
    }
    flush();
    shuffled.push(line);
  }
  flush();
  writeFileSync(join(root, ORDER), [header, ...shuffled, ''].join('\n'));
  return root;
}
