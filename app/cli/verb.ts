import type { Report } from '../reports/document.ts';
import type { Context, Input } from './context.ts';

/** How a command is called: what help prints and the parser reads. */
export interface Verb {
  /** "report fee"; a parent comes before its children. */
  readonly path: string;
  readonly summary: string;
  /** "[files...]", "<figure>"; as commander writes them, with a description each. */
  readonly args?: readonly (readonly [syntax: string, description: string])[];
  readonly options?: readonly (readonly [flags: string, description: string])[];
  /** Two or more lines to copy; tests run them. */
  readonly examples: readonly string[];
  /** Absent: the command only groups others. Imported when it is called, not before. */
  readonly load?: () => Promise<VerbModule>;
}

/** A verb's module: one plain function of its input and its context. */
export interface VerbModule {
  readonly run: (input: Input, context: Context) => Promise<Report | number>;
}
