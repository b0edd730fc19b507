import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** A fixture of published numbers; every file names its source. */
export function fixture<T>(name: string): T {
  const url = new URL(`../fixtures/numeric/${name}`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8')) as T;
}

export function sha256(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha256').update(bytes).digest());
}

export function relativeError(got: number, expected: number): number {
  if (got === expected) return 0;
  return Math.abs(got - expected) / Math.abs(expected === 0 ? 1 : expected);
}

/** A number strictly between 0 and 1 of the 53-bit grid, from any integer seed. */
export function gridUniform(k: number): number {
  return Math.max(0.5, k) * 2 ** -53;
}
