import { z } from 'zod';
import { isDay } from '../src/calendar.ts';
import { FeeworthError } from '../src/error.ts';
import { CASH_POLICIES } from '../src/events/book.ts';
import { PAYER_CLASSES } from '../src/events/shared.ts';
import { mustSayItIs, refuseFile } from './own-file.ts';
import type { FileWords } from './own-file.ts';
import { readYaml, reportIssues } from '../src/intake/csv/positions.ts';
import type { Path } from '../src/intake/csv/positions.ts';
import { collectProblems } from '../src/intake/csv/problems.ts';

/** First line of a book file: `schema: feeworth-book/1`. */
export const BOOK_SCHEMA = 'feeworth-book/1';

const WORDS: FileWords = {
  code: 'book-file/refused',
  name: 'the book file',
  outcome: 'no book was made',
};

const id = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'an id has small letters, digits and hyphens');
const state = z.string().regex(/^[A-Z]{2}$/, 'a state has two capital letters');
const share = z.string().regex(/^(?:0(?:\.\d{1,6})?|1(?:\.0{1,6})?)$/, "a share, quoted: '0.08'");
const npi = z.string().regex(/^\d{10}$/, 'a provider number has ten digits, quoted');
const amount = z.string().regex(/^(?:0|[1-9]\d{0,11})\.\d\d$/, "an amount, quoted: '5000.00'");
const day = z.string().refine(isDay, 'a date is written YYYY-MM-DD');
const text = z.string().min(1).max(200);

const bankAccount = z.strictObject({ id, name: text.optional() });
const entity = z.strictObject({
  id,
  kind: z.enum(['practice', 'mso']),
  name: text,
  state,
  form: text.optional(),
  npi: npi.optional(),
  bankAccounts: z.array(bankAccount).optional(),
});
const site = z.strictObject({
  id,
  entity: id,
  name: text,
  state,
  openedOn: day,
  npi: npi.optional(),
  claimPrefixes: z.array(z.string().min(1).max(20)).optional(),
});
const payer = z.strictObject({
  id,
  name: text,
  class: z.enum(PAYER_CLASSES),
  ids: z.array(z.string().min(1).max(80)).optional(),
  contractualRate: share,
});
const bookSchema = z.strictObject({
  schema: z.literal(BOOK_SCHEMA),
  name: text,
  currency: z.literal('USD'),
  cashPolicy: z.enum(CASH_POLICIES),
  fiscalYearStart: z.int().min(1).max(12),
  openReconciliation: z.enum(['warn', 'block']).optional(),
  opening: day,
  packageBreakageRate: share,
  giftCardBreakageRate: share,
  approvalLimit: amount.optional(),
  entities: z.array(entity).min(1),
  sites: z.array(site).min(1),
  payers: z.array(payer),
});

/** What a book is set up with: entities, sites, bank accounts, payers, policies. */
export type BookFile = z.infer<typeof bookSchema>;

/**
 * Reads book.yaml. Everything wrong with it is thrown at once, each with line and column:
 * `book-file/other-file`, `not-yaml`, `unknown-key`, `missing-key`, `bad-value`,
 * `no-such-entity`, `twice`.
 */
export function parseBookFile(source: string, file: string): BookFile {
  mustSayItIs('book-file', source, file);
  const problems = collectProblems();
  const positions = readYaml(file, source, problems);
  refuseFile(problems, file, WORDS);
  const parsed = bookSchema.safeParse(positions.value);
  if (!parsed.success) reportIssues(parsed.error.issues, positions, problems, keysAt);
  refuseFile(problems, file, WORDS);
  const book = bookSchema.parse(positions.value);
  checkNames(book, (path, code, message, hint) => {
    problems.add(
      new FeeworthError(`book-file/${code}`, 'input', message, { place: positions.at(path), hint }),
    );
  });
  refuseFile(problems, file, WORDS);
  return book;
}

type Report = (path: Path, code: string, message: string, hint: string) => void;

function checkNames(book: BookFile, report: Report): void {
  const kinds = new Map(book.entities.map((e) => [e.id, e.kind]));
  for (const list of ['entities', 'sites', 'payers'] as const) {
    const seen = new Set<string>();
    book[list].forEach((item, i) => {
      if (seen.has(item.id))
        report(
          [list, i, 'id'],
          'twice',
          `${item.id} stands twice`,
          'give each one an id of its own',
        );
      seen.add(item.id);
    });
  }
  book.sites.forEach((item, i) => {
    if (kinds.get(item.entity) === 'practice') return;
    const practices = [...kinds].filter(([, kind]) => kind === 'practice').map(([name]) => name);
    const hint = `a site belongs to a practice: ${practices.join(', ')}`;
    report(['sites', i, 'entity'], 'no-such-entity', `no practice ${item.entity}`, hint);
  });
  const accounts = new Set<string>();
  book.entities.forEach((item, i) => {
    (item.bankAccounts ?? []).forEach((account, j) => {
      if (accounts.has(account.id))
        report(
          ['entities', i, 'bankAccounts', j, 'id'],
          'twice',
          `${account.id} stands twice`,
          'name each bank account once in the whole book',
        );
      accounts.add(account.id);
    });
  });
}

function keysAt(path: Path): readonly string[] {
  const within = path.filter((part) => typeof part === 'string').at(-1);
  switch (within) {
    case 'entities':
      return Object.keys(entity.shape);
    case 'sites':
      return Object.keys(site.shape);
    case 'payers':
      return Object.keys(payer.shape);
    case 'bankAccounts':
      return Object.keys(bankAccount.shape);
    default:
      return Object.keys(bookSchema.shape);
  }
}
