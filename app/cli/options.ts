import { availableParallelism } from 'node:os';
import { FeeworthError } from '../../src/error.ts';
import { parseCents } from '../../src/money.ts';
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

/** Worker threads, by cores when nobody says. */
export const workersOf = (input: Input): number | undefined =>
  wholeOption(input, 'workers', Math.max(16, availableParallelism()));

/** An amount above zero in cents, or undefined when the option was not given. */
export function moneyOption(input: Input, name: string): number | undefined {
  const text = textOption(input, name);
  if (text === undefined) return undefined;
  const isMoney = /^(?:0|[1-9]\d{0,11})(?:\.\d\d)?$/.test(text);
  const cents = isMoney ? parseCents(text.includes('.') ? text : `${text}.00`) : 0;
  if (cents > 0) return cents;
  throw new FeeworthError('usage/bad-value', 'usage', `--${name} wants an amount`, {
    hint: `write it above zero, in whole dollars or with two places: --${name} 5000 or 5000.00`,
  });
}

/** One of some names, or undefined when the option was not given. */
export function chosenOption<T extends string>(
  input: Input,
  name: string,
  names: readonly T[],
): T | undefined {
  const text = textOption(input, name);
  const found = names.find((one) => one === text);
  if (text === undefined || found !== undefined) return found;
  throw new FeeworthError('usage/bad-value', 'usage', `--${name} "${text}" is none`, {
    hint: `choose one of ${names.join(', ')}`,
  });
}
