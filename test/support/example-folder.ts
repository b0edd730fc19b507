import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    exampleFolder: string;
  }
}

let folder = '';

/** A folder for the whole run, where the first test that needs the example's book records it. */
export function setup(project: TestProject): void {
  folder = mkdtempSync(join(tmpdir(), 'feeworth-example-'));
  project.provide('exampleFolder', folder);
}

export function teardown(): void {
  rmSync(folder, { recursive: true, force: true });
}
