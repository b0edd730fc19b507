import { setFlagsFromString } from 'node:v8';

/**
 * Lets the compiler build the functions that write a site-month into one another: by its own limits
 * some of them stay calls of eleven numbers, and which ones is settled anew in every process. A path
 * takes a tenth less (benchmarks/compare-events); its figures are the same.
 */
export function inlineTheModel(): void {
  setFlagsFromString('--max-inlined-bytecode-size=1000');
  setFlagsFromString('--max-inlined-bytecode-size-cumulative=4000');
  setFlagsFromString('--min-inlining-frequency=0.01');
}
