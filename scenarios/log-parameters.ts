import type { ParameterId } from './effects.ts';

/** The levels of the model that a log can speak to. */
export const LOG_LEVELS = [
  'level.visits',
  'level.ticket',
  'level.denials',
  'level.payer-days',
] as const satisfies readonly ParameterId[];

/** Every parameter of the model that a log can speak to: its levels, and how demand grows. */
export const LOG_PARAMETERS = ['growth', ...LOG_LEVELS] as const satisfies readonly ParameterId[];
export type LogParameter = (typeof LOG_PARAMETERS)[number];

export const isLogParameter = (id: string): id is LogParameter =>
  LOG_PARAMETERS.some((known) => known === id);
