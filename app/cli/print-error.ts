import { EXIT_CODES, FeeworthError, isFeeworthError } from '../../src/error.ts';
import type { Place } from '../../src/error.ts';
import type { Paint } from './colours.ts';

/** What went wrong as one class; anything unforeseen is said without its message (PHI). */
export function asFeeworthError(error: unknown): FeeworthError {
  if (isFeeworthError(error)) return error;
  return systemError(error) ?? unforeseen(error);
}

export function exitCodeOf(error: FeeworthError): number {
  return EXIT_CODES[error.category];
}

const SYSTEM: Readonly<Record<string, readonly [code: string, words: string, hint: string]>> = {
  ENOENT: ['io/no-such-file', 'There is no such file', 'check the path'],
  EACCES: ['io/not-permitted', 'The file may not be read or written', 'check its permissions'],
  EPERM: ['io/not-permitted', 'The file may not be read or written', 'check its permissions'],
  EROFS: ['io/read-only', 'The folder is read-only', 'choose a folder you may write to'],
  ENOSPC: ['io/disk-full', 'The disk is full', 'free some space; the book is as it was'],
  EDQUOT: ['io/disk-full', 'Your disk quota is used up', 'free some space; the book is as it was'],
  EISDIR: ['io/is-a-directory', 'A file is wanted and this is a folder', 'name a file'],
  ENOTDIR: ['io/no-such-file', 'Part of the path is not a folder', 'check the path'],
  EEXIST: ['io/already-there', 'The file is already there', 'choose another name'],
  EMFILE: ['io/too-many-files', 'Too many files are open', 'raise the limit: ulimit -n'],
};

function systemError(error: unknown): FeeworthError | undefined {
  const { code, path } = (error ?? {}) as { code?: unknown; path?: unknown };
  const known = typeof code === 'string' ? SYSTEM[code] : undefined;
  if (known === undefined) return undefined;
  return new FeeworthError(known[0], 'io', known[1], {
    ...(typeof path === 'string' ? { place: { file: path } } : {}),
    hint: known[2],
    cause: error,
  });
}

/** Messages of other people's errors may quote a record; only their name and place are told. */
function unforeseen(error: unknown): FeeworthError {
  const name = error instanceof Error ? error.name : typeof error;
  const at = error instanceof Error ? firstOwnFrame(error.stack) : undefined;
  return new FeeworthError('internal/unforeseen', 'internal', `Something unforeseen: ${name}`, {
    ...(at === undefined ? {} : { place: { at } }),
    hint: 'this is our fault, not yours: run again with FEEWORTH_DEBUG=1 and report what it says',
    cause: error,
  });
}

function firstOwnFrame(stack: string | undefined): string | undefined {
  const match = /\/((?:app|src|projections|scenarios)\/[\w./-]+:\d+:\d+)/.exec(stack ?? '');
  return match?.[1];
}

const positionText = ({ file, line, column }: Place): string =>
  [file, line, column].filter((part) => part !== undefined).join(':');

export function placeText(place: Place): string {
  return [positionText(place), place.at]
    .filter((part) => part !== undefined && part !== '')
    .join('  ');
}

/**
 * What happened, where, and what to do: one screenful for people. A list of problems
 * (details.problems) follows one a line.
 */
export function errorText(given: FeeworthError, paint: Paint): string {
  const error = withoutControls(given);
  const lines = [`${paint.red(paint.bold(`error[${error.code}]`))}: ${error.message}`];
  // A message of several lines lists its problems itself, each with its place.
  const isSaid = (text: string): boolean => text !== '' && error.message.includes(text);
  const place = placeText(isSaid(positionText(error.place)) ? {} : error.place);
  if (place !== '') lines.push(`  ${place}`);
  lines.push(...problemLines(error.details['problems'], isSaid));
  if (error.hint !== undefined) lines.push(`  ${paint.bold('help')}: ${error.hint}`);
  return `${lines.join('\n')}\n`;
}

/** What was typed or read is shown as text: it steers no terminal. */
function withoutControls(error: FeeworthError): FeeworthError {
  const { code, category, message, place, hint, details } = error;
  const plain = (text: string): string => text.replaceAll(/[^\P{Cc}\n\t]/gu, '\u{FFFD}');
  const seen = JSON.parse(
    JSON.stringify({ place, details }, (_key, value: unknown) =>
      typeof value === 'string' ? plain(value) : typeof value === 'bigint' ? String(value) : value,
    ),
  ) as Pick<FeeworthError, 'place' | 'details'>;
  return new FeeworthError(code, category, plain(message), {
    ...seen,
    ...(hint === undefined ? {} : { hint: plain(hint) }),
  });
}

const MOST_PROBLEMS = 20;

/** One of many things wrong with a file, as errors carry them. */
interface Problem {
  readonly message?: string;
  readonly words?: string;
  readonly place?: Place;
}

function problemLines(problems: unknown, isSaid: (text: string) => boolean): string[] {
  if (!Array.isArray(problems)) return [];
  const unsaid = problems.filter((problem) => !isSaid(wordsOf(problem)));
  const lines = unsaid.slice(0, MOST_PROBLEMS).map((problem: unknown) => {
    const { place } = typeof problem === 'string' ? {} : (problem as Problem);
    const where = placeText(place ?? {});
    return `  - ${where === '' ? '' : `${where}  `}${wordsOf(problem)}`;
  });
  const more = unsaid.length - MOST_PROBLEMS;
  return more > 0 ? [...lines, `  … and ${more} more (--json lists them all)`] : lines;
}

function wordsOf(problem: unknown): string {
  if (typeof problem === 'string') return problem;
  const { message, words } = problem as Problem;
  return message ?? words ?? '';
}

/** The same for machines: one line of JSON. */
export function errorJson(error: FeeworthError): string {
  const { code, category, message, place, hint, details } = error;
  const body = { code, category, message, place, ...(hint === undefined ? {} : { hint }), details };
  return `${JSON.stringify({ schema: 'feeworth.error/1', ok: false, error: body }, plain)}\n`;
}

function plain(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
