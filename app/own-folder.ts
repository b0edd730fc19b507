import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where this user's own files lie that belong to no book: FEEWORTH_HOME, or `.feeworth` at home. */
export function ownFolder({ FEEWORTH_HOME: asked = '' }: NodeJS.ProcessEnv): string {
  return asked === '' ? join(homedir(), '.feeworth') : asked;
}
