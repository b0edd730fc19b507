import { FeeworthError } from '../../src/error.ts';

const CODES: Readonly<Record<string, string>> = {
  'commander.unknownCommand': 'usage/unknown-command',
  'commander.unknownOption': 'usage/unknown-option',
  'commander.missingArgument': 'usage/missing-argument',
  'commander.optionMissingArgument': 'usage/missing-value',
  'commander.excessArguments': 'usage/too-many-arguments',
  'commander.invalidArgument': 'usage/bad-value',
};

/** Commander's error in our words: a code, and its guess as the hint. */
export function usageError(error: { readonly code: string; readonly message: string }): unknown {
  const code = CODES[error.code];
  if (code === undefined) return undefined;
  const [first = '', ...rest] = error.message.replace(/^error: /, '').split('\n');
  const guess = /^\(Did you mean (.+)\?\)$/.exec(rest.join(' ').trim())?.[1];
  const hint =
    guess === undefined ? 'see "feeworth --help"' : `did you mean ${quoted(guess)}? see --help`;
  return new FeeworthError(code, 'usage', sentence(first), { hint });
}

function quoted(guess: string): string {
  return guess.startsWith('one of') ? guess : `"${guess}"`;
}

function sentence(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
