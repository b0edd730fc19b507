// Writes the example group under examples/three-sites/, or with --check compares it.
// Usage: node scripts/run.js scripts/generate-example.ts [--check]
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { makeExample } from './example/world.ts';

const ROOT = resolve(import.meta.dirname, '../examples/three-sites');

function existing(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'));
}

function check(files: ReadonlyMap<string, Uint8Array>): string[] {
  const wrong: string[] = [];
  const found = new Set(existing(ROOT));
  for (const [path, bytes] of files) {
    if (!found.delete(path)) wrong.push(`missing: ${path}`);
    else if (!readFileSync(join(ROOT, path)).equals(bytes)) wrong.push(`differs: ${path}`);
  }
  return [...wrong, ...[...found].map((path) => `not generated: ${path}`)];
}

const { files } = makeExample();
if (process.argv.includes('--check')) {
  const wrong = check(files);
  for (const line of wrong.slice(0, 20)) console.error(line);
  console.log(`${files.size} files, ${wrong.length} not as generated`);
  process.exitCode = wrong.length > 0 ? 1 : 0;
} else {
  rmSync(ROOT, { recursive: true, force: true });
  let bytes = 0;
  for (const [path, content] of files) {
    const target = join(ROOT, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content);
    bytes += content.length;
  }
  console.log(`${files.size} files, ${Math.round(bytes / 1024)} KiB`);
}
