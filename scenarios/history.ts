import type { LogParameter } from './log-parameters.ts';

/** What a log that a scenario drew from could tell, and what it could not. */
export interface History {
  /** Parameters drawn from the log. */
  readonly drawn: readonly LogParameter[];
  /** Levels it was asked for and says too little of: they stay values, for this reason. */
  readonly held: readonly { readonly id: LogParameter; readonly reason: string }[];
  /** Where the log alone lies outside the whole range of a shipped default, in words. */
  readonly conflicts: readonly string[];
  /** How large a difference the history could show at all; null where it is too short to say. */
  readonly power: HistoryPower | null;
}

export interface HistoryPower {
  readonly monthsBefore: number;
  readonly monthsAfter: number;
  /** Whether the change is supposed, as there is no agreement, and not that of joining. */
  readonly isSupposed: boolean;
  /** Least change of collections seen with 80 % power at a 5 % level, as a share. */
  readonly detectable: number;
}
