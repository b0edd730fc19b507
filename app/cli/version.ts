import { existsSync, readFileSync } from 'node:fs';

/** The version of program and model is one: they are released together. */
export function programVersion(): string {
  // Beside the sources, or one folder further up from the build.
  const [near, far] = ['../../package.json', '../../../package.json'] as const;
  const beside = new URL(near, import.meta.url);
  const manifest = existsSync(beside) ? beside : new URL(far, import.meta.url);
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}
