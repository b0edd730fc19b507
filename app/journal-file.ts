import { z } from 'zod';
import { isDay } from '../src/calendar.ts';
import { accountOf } from '../src/chart.ts';
import { FeeworthError } from '../src/error.ts';
import type { Place } from '../src/error.ts';
import { formatCents, parseCents } from '../src/money.ts';
import { readYaml, reportIssues } from '../src/intake/csv/positions.ts';
import type { Path } from '../src/intake/csv/positions.ts';
import { collectProblems } from '../src/intake/csv/problems.ts';
import { mustSayItIs, refuseFile } from './own-file.ts';
import type { FileWords } from './own-file.ts';

/** First line of a journal file: `schema: feeworth-journal/1`. */
export const JOURNAL_SCHEMA = 'feeworth-journal/1';

const WORDS: FileWords = {
  code: 'journal/refused',
  name: 'the journal file',
  outcome: 'nothing was recorded',
};

const id = z.string().min(1).max(63);
const day = z.string().refine(isDay, 'a date is written YYYY-MM-DD');
const amount = z
  .string()
  .regex(/^(?:0|[1-9]\d{0,11})\.\d\d$/, "an amount is quoted and has two decimals: '1200.00'");
const line = z.strictObject({
  account: z.int().min(1000).max(9999),
  debit: amount.optional(),
  credit: amount.optional(),
  site: id.optional(),
});
const journalSchema = z.strictObject({
  schema: z.literal(JOURNAL_SCHEMA),
  entity: id,
  site: id.optional(),
  date: day,
  happenedOn: day.optional(),
  memo: z.string().trim().min(1).max(500),
  approver: z.string().trim().min(1).max(200).optional(),
  lines: z.array(line).min(2).max(1000),
});

/** One line of a manual entry: cents, debits positive. */
export interface JournalLine {
  readonly account: number;
  readonly amountCents: number;
  readonly site?: string | undefined;
}

/** A manual entry as its file says it. */
export interface JournalFile {
  readonly entity: string;
  readonly site?: string | undefined;
  /** The day it counts on. */
  readonly date: string;
  /** The day it happened; the same when not given. */
  readonly happenedOn?: string | undefined;
  readonly memo: string;
  readonly approver?: string | undefined;
  readonly lines: readonly JournalLine[];
  /** Where a value of the file stands, for what only the book can refuse. */
  readonly at: (path: Path) => Place;
}

/**
 * Reads a journal file. Everything wrong with it is thrown at once, each with line and column:
 * `journal/other-file`, `not-yaml`, `unknown-key`, `missing-key`, `bad-value`, `one-side`,
 * `unknown-account`, `unbalanced`.
 */
export function parseJournalFile(source: string, file: string): JournalFile {
  mustSayItIs('journal', source, file);
  const problems = collectProblems();
  const positions = readYaml(file, source, problems);
  refuseFile(problems, file, WORDS);
  const parsed = journalSchema.safeParse(positions.value);
  if (!parsed.success) reportIssues(parsed.error.issues, positions, problems, keysAt);
  refuseFile(problems, file, WORDS);
  const { lines, schema: _schema, ...rest } = journalSchema.parse(positions.value);
  const read = lines.map((given, i): JournalLine => {
    const place = positions.at(['lines', i]);
    if (accountOf(given.account) === undefined) {
      problems.add(unknownAccount(given.account, positions.at(['lines', i, 'account'])));
    }
    const { account, site } = given;
    const [debit, credit] = [parseCents(given.debit ?? '0.00'), parseCents(given.credit ?? '0.00')];
    if (debit > 0 === credit > 0) problems.add(oneSide(place));
    return { account, amountCents: debit - credit, site };
  });
  const sum = read.reduce((total, { amountCents }) => total + amountCents, 0);
  if (problems.count === 0 && sum !== 0) problems.add(unbalanced(sum, positions.at(['lines'])));
  refuseFile(problems, file, WORDS);
  return { ...rest, lines: read, at: (path) => positions.at(path) };
}

function keysAt(path: Path): readonly string[] {
  return Object.keys(path.includes('lines') ? line.shape : journalSchema.shape);
}

function unknownAccount(account: number, place: Place): FeeworthError {
  return new FeeworthError(
    'journal/unknown-account',
    'input',
    `The chart of accounts has no ${account}`,
    { place, hint: 'use a number of the chart of accounts (docs/accounts.md)' },
  );
}

function oneSide(place: Place): FeeworthError {
  return new FeeworthError(
    'journal/one-side',
    'input',
    'A line has a debit or a credit above zero, not both and not neither',
    { place, hint: 'write one of the two; split the line if it needs both' },
  );
}

function unbalanced(sum: number, place: Place): FeeworthError {
  const side = sum > 0 ? 'Debits' : 'Credits';
  return new FeeworthError(
    'journal/unbalanced',
    'input',
    `${side} are larger by ${formatCents(Math.abs(sum))}`,
    {
      place,
      hint: 'debits and credits must be equal to the cent; nothing is rounded or plugged',
      details: { differenceCents: sum },
    },
  );
}
