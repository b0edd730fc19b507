import picocolors from 'picocolors';
import type { Io, Sink } from './io.ts';

export type Paint = ReturnType<typeof picocolors.createColors>;

/**
 * Colour or none, decided once from what was handed in: `--no-color` and a non-empty NO_COLOR
 * switch it off, FORCE_COLOR on, else a terminal that is not dumb has it (no-color.org, clig.dev).
 */
export function paintFor(sink: Sink, env: Io['env'], wanted: boolean): Paint {
  return picocolors.createColors(isColoured(sink, env, wanted));
}

function isColoured(sink: Sink, env: Io['env'], wanted: boolean): boolean {
  const forced = env['FORCE_COLOR'];
  if (!wanted || isSet(env['NO_COLOR'])) return false;
  if (isSet(forced)) return forced !== '0';
  return sink.isTTY === true && env['TERM'] !== 'dumb';
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}
