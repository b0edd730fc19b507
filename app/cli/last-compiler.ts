import { setFlagsFromString } from 'node:v8';

/** V8's last compiler takes a tenth of a second for it, which only thousands of folds make up for. */
export const LARGEST_FOLD = 'foldPostings';

/**
 * Runs something at once, and keeps a function from V8's last compiler meanwhile: a process that
 * ends waits for what is being compiled. Nothing may be loaded in there, and no thread started: code
 * that is kept, Node's own too, is good for the flags that it was kept under.
 */
export function withoutLastCompiler(name: string, run: () => void): void {
  setFlagsFromString(`--turbo-filter=-${name}`);
  try {
    run();
  } finally {
    setFlagsFromString('--turbo-filter=*');
  }
}
