import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { accountOf } from '../src/chart.ts';
import { FeeworthError } from '../src/error.ts';
import { mustBeRegularFile } from '../src/regular-file.node.ts';
import { MISSTATEMENTS } from '../src/events/adjustments.ts';
import { isMonth } from '../src/events/check-field.ts';
import { FORMS } from '../src/events/forms.ts';
import { readYaml, reportIssues } from '../src/intake/csv/positions.ts';
import type { Path } from '../src/intake/csv/positions.ts';
import { collectProblems } from '../src/intake/csv/problems.ts';
import { formatCents, parseCents } from '../src/money.ts';
import { mustSayItIs, refuseFile } from './own-file.ts';
import type { FileWords } from './own-file.ts';

const WORDS: FileWords = {
  code: 'entry-file/refused',
  name: 'the file',
  outcome: 'nothing was recorded',
};

const words = z.string().min(1).max(500);
const name = z.string().min(1).max(100);
const account = z.int().refine((n) => accountOf(n) !== undefined, 'an account of the chart');
const amount = z.string().regex(FORMS.signedMoney, "dollars and cents, quoted: '-120.00'");
const period = z.string().refine(isMonth, "a month, quoted: '2026-03'");
const line = z.strictObject({ account, amount });

const SCHEMAS = {
  adjustment: z.strictObject({
    schema: z.literal('feeworth-adjustment/1'),
    adjustment: name,
    entity: name,
    period,
    memo: words,
    misstatement: z.enum(MISSTATEMENTS),
    lines: z.array(line).min(2),
  }),
  restatement: z.strictObject({
    schema: z.literal('feeworth-restatement/1'),
    entity: name,
    corrects: name,
    reason: words,
    approver: name,
    effect: z.array(z.strictObject({ account, amount, period })).min(2),
  }),
};
type Kind = keyof typeof SCHEMAS;

/** A proposed adjustment, or a restatement, as its file says it. */
export type EntryFile<K extends Kind> = z.infer<(typeof SCHEMAS)[K]>;

/**
 * Reads a file of one entry. All that is wrong with it is thrown at once, each with line and
 * column: `entry-file/…`; lines that do not add up to zero are `entry-file/not-balanced`.
 */
export function readEntryFile<K extends Kind>(kind: K, file: string, given?: string): EntryFile<K> {
  const source = given ?? textOf(file);
  mustSayItIs(kind, source, file);
  const problems = collectProblems();
  const positions = readYaml(file, source, problems);
  refuseFile(problems, file, WORDS);
  const schema = SCHEMAS[kind];
  const parsed = schema.safeParse(positions.value);
  if (!parsed.success)
    reportIssues(parsed.error.issues, positions, problems, (at) => keysAt(kind, at));
  refuseFile(problems, file, WORDS);
  return schema.parse(positions.value) as EntryFile<K>;
}

/** Refuses lines that are not zero together. */
export function mustBalance(lines: readonly { readonly amount: string }[], at: string): void {
  const sum = lines.reduce((total, { amount: text }) => total + parseCents(text), 0);
  if (sum === 0) return;
  throw new FeeworthError(
    'entry-file/not-balanced',
    'input',
    `The lines of ${at} are out of balance by ${formatCents(sum)}`,
    { place: { at }, hint: 'debits (above zero) and credits (below) add up to zero' },
  );
}

function textOf(file: string): string {
  mustBeRegularFile(file, 'entry-file/cannot-open');
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new FeeworthError('entry-file/cannot-open', 'io', `${file} cannot be opened`, {
      place: { file },
      hint: 'check the path and that you may read the file',
      cause,
    });
  }
}

function keysAt(kind: Kind, path: Path): readonly string[] {
  if (path.length === 0) return Object.keys(SCHEMAS[kind].shape);
  return kind === 'adjustment' ? ['account', 'amount'] : ['account', 'amount', 'period'];
}
