import { fileURLToPath } from 'node:url';

/** Path of a program in test/support/store-scripts, which a test runs in a process of its own. */
export function scriptPath(name: string): string {
  return fileURLToPath(new URL(`../support/store-scripts/${name}.ts`, import.meta.url));
}
