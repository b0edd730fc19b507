import { FeeworthError } from '../../src/error.ts';
import { VERBS } from './verbs.ts';

const CODES: Readonly<Record<string, string>> = {
  'commander.unknownCommand': 'usage/unknown-command',
  'commander.unknownOption': 'usage/unknown-option',
  'commander.missingArgument': 'usage/missing-argument',
  'commander.optionMissingArgument': 'usage/missing-value',
  'commander.excessArguments': 'usage/too-many-arguments',
  'commander.invalidArgument': 'usage/bad-value',
};

/** Commander's error in our words: a code, and its guess as the hint, or where more is said. */
export function usageError(
  error: { readonly code: string; readonly message: string },
  argv: readonly string[],
): unknown {
  const code = CODES[error.code];
  if (code === undefined) return undefined;
  const [first = '', ...rest] = error.message.replace(/^error: /, '').split('\n');
  const guess = /^\(Did you mean (.+)\?\)$/.exec(rest.join(' ').trim())?.[1];
  const hint =
    guess === undefined
      ? whereToLook(error.code, argv)
      : `did you mean ${quoted(guess)}? see --help`;
  return new FeeworthError(code, 'usage', sentence(first), { hint });
}

/** The help of the command that was typed, as far as there is one. */
function whereToLook(code: string, argv: readonly string[]): string {
  const typed = argv.join(' ');
  const verb = VERBS.findLast(
    ({ path, load }) => load !== undefined && `${typed} `.startsWith(`${path} `),
  );
  if (verb === undefined) return 'see "feeworth --help"';
  const see = `see "feeworth ${verb.path} --help"`;
  const isNamed = verb.options?.some(([flags]) => flags.startsWith('--scenario '));
  if (code === 'commander.excessArguments' && isNamed) {
    return `a scenario is named with --scenario; ${see}`;
  }
  const standsFirst = verb.args?.[0]?.[0] === '[scenario]';
  if (code === 'commander.unknownOption' && standsFirst && argv.includes('--scenario')) {
    return `a scenario stands right after the command; ${see}`;
  }
  return see;
}

function quoted(guess: string): string {
  return guess.startsWith('one of') ? guess : `"${guess}"`;
}

function sentence(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
