import { FeeworthError } from '../../src/error.ts';
import type { Input } from './context.ts';
import { textOption } from './context.ts';

/** A whole number within limits, or undefined when the option was not given. */
export function wholeOption(
  input: Input,
  name: string,
  most: number,
  least = 1,
): number | undefined {
  const text = textOption(input, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new FeeworthError('usage/bad-value', 'usage', `--${name} wants a whole number`, {
    hint: `from ${least} to ${most}`,
  });
}
