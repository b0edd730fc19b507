import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** What makes large test data, so that what was made before is used only as long as it holds. */
export interface Maker {
  /** Of the data: "peers-100000". Others of this name and another digest are thrown away. */
  readonly name: string;
  /** Files of benchmarks/support/ that decide what is made. */
  readonly sources: readonly string[];
  /** A small piece of what would be made: it shows changes that come from the code below. */
  readonly sample: () => Iterable<string>;
  /** Fills an empty folder. */
  readonly make: (folder: string) => Promise<void>;
}

/** The folder of large test data, made now or by an earlier run, under benchmarks/.build. */
export async function kept({ name, sources, sample, make }: Maker): Promise<string> {
  const hash = createHash('sha256');
  for (const source of sources) hash.update(readFileSync(here(source)));
  for (const text of sample()) hash.update(text);
  const build = here('../.build/');
  const folder = join(build, `${name}-${hash.digest('hex').slice(0, 12)}`);
  if (existsSync(folder)) return folder;
  mkdirSync(build, { recursive: true });
  for (const old of readdirSync(build)) {
    if (old.startsWith(`${name}-`)) rmSync(join(build, old), { recursive: true, force: true });
  }
  // Made under another name: what a stopped run left is never taken for whole.
  const unfinished = `${folder}.unfinished`;
  mkdirSync(unfinished);
  await make(unfinished);
  renameSync(unfinished, folder);
  return folder;
}
