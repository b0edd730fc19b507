import { setFlagsFromString } from 'node:v8';

// Of the whole process: V8 compiles for all threads by the same flags.
const SIZE = '--max-inlined-bytecode-size';
const ALL_SIZES = '--max-inlined-bytecode-size-cumulative';
const FREQUENCY = '--min-inlining-frequency';

/**
 * Lets the compiler build the functions that write a site-month into one another: by its own limits
 * some of them stay calls of nine numbers, and which ones is settled anew in every process. A path
 * takes a tenth less (benchmarks/compare-events); its figures are the same.
 */
export function inlineTheModel(): void {
  inline(1_000, 4_000, 0.01);
}

/**
 * Puts back V8's own limits. Code that Node keeps from one process to the next is good for the flags
 * it was kept under: it has to be loaded and kept under the same.
 */
export function inlineAsUsual(): void {
  inline(460, 920, 0.15);
}

function inline(size: number, allSizes: number, frequency: number): void {
  setFlagsFromString(`${SIZE}=${size}`);
  setFlagsFromString(`${ALL_SIZES}=${allSizes}`);
  setFlagsFromString(`${FREQUENCY}=${frequency}`);
}
