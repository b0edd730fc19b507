// Writes docs/errors.md: every error code of the sources with its category, meaning and remedy.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FINDINGS_EXIT_CODE } from '../app/reports/audit.ts';
import { EXIT_CODES } from '../src/error.ts';
import type { ErrorCategory } from '../src/error.ts';
import { scanErrors } from './error-scan.ts';
import type { ErrorSite } from './error-scan.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** What a family is about, and whose move it is where a place does not say. */
const FAMILIES: Readonly<Record<string, readonly [about: string, category: ErrorCategory]>> = {
  adjustment: ['proposed adjustments', 'input'],
  agreement: ['agreements, their terms and fees', 'input'],
  approval: ['who may approve what', 'input'],
  audit: ['the bytes of the log', 'integrity'],
  backtest: ['forecasts of the past', 'usage'],
  batch: ['columns and their cache', 'integrity'],
  book: ['the book as a whole and its key', 'input'],
  'book-file': ['the file a book is set up from', 'input'],
  calendar: ['dates', 'input'],
  checkpoint: ['checkpoints and proofs as files', 'input'],
  copy: ['copying a book to another store', 'integrity'],
  demo: ['the example', 'input'],
  'entry-file': ['files of adjustments and restatements', 'input'],
  event: ['single events', 'input'],
  explain: ['figures by name', 'usage'],
  export: ['what leaves the book as files', 'input'],
  import: ['files that are taken in', 'input'],
  internal: ['our own faults', 'internal'],
  io: ['the machine', 'io'],
  journal: ['manual entries and their files', 'input'],
  kept: ['what is kept beside a book', 'conflict'],
  key: ['keys that sign checkpoints', 'input'],
  ledger: ['entries', 'input'],
  mapping: ['mapping files of CSV exports', 'input'],
  money: ['amounts', 'input'],
  period: ['months and their closing', 'conflict'],
  replay: ['histories under another regime', 'usage'],
  report: ['reports', 'input'],
  'revenue-cycle': ['claims', 'internal'],
  run: ['recorded runs of scenarios', 'input'],
  runtime: ['the Node that runs it', 'internal'],
  scenario: ['scenario files and runs', 'input'],
  standby: ['stand-bys, which answer for other commands', 'io'],
  store: ['where a book is kept', 'io'],
  suspense: ['money nobody could place', 'input'],
  usage: ['the command line', 'usage'],
  follow: ['what is kept of a book that others write to', 'io'],
  work: ['workers and the log they share', 'io'],
  x12: ['835 and 837P files', 'input'],
};

/** Remedies of problems that are listed by place: the place says the rest. */
const REMEDIES: Readonly<Record<string, string>> = {
  agreement: 'mend the place that is named and read the file again',
  audit: 'take another copy of the file, and ask who changed this one',
  event: 'run "feeworth verify"; if it finds nothing, update Feeworth',
  import: 'correct the row, or the mapping, and import the file again',
  mapping: 'mend the place of the mapping file that is named',
  internal: 'run again with FEEWORTH_DEBUG=1 and report what it says',
  scenario: 'mend the place that is named and run it again',
  usage: 'see "feeworth --help"',
  x12: 'ask the sender for a corrected file',
};

/** Codes whose words are put together while running. */
const WORDS: Readonly<Record<string, readonly [meaning: string, remedy?: string]>> = {
  'approval/missing': ['it needs the approval of a second person'],
  'approval/own-work': ['nobody approves what they prepared or record themselves'],
  'agreement/not-a-list': ['a list was expected', 'write one item a line, each after "- "'],
  'agreement/not-a-section': ['a section of keys was expected'],
  'agreement/not-a-span': ['a span of time was expected', 'write for example 3 years or 90 days'],
  'agreement/not-a-value': ['a key has no value'],
  'agreement/not-money': ['no amount of money', 'write dollars and cents with their unit'],
  'agreement/unit-missing': ['a number without its unit'],
  'agreement/unknown-…': ['a word that is not known there, such as a state or a service'],
  'copy/other-book': ['the target is no beginning of the source: longer, or of other events'],
  'entry-file/…': ['a place of the file is not right', 'mend the place that is named'],
  'audit/bad-checkpoint': ['a file is no checkpoint, or not as it was written'],
  'audit/bad-note': ['a file is no signed note, or not as it was signed'],
  'audit/no-proof': [
    'the checkpoint does not reach as far as what is to be proven',
    'name an event below its size, and the older checkpoint first',
  ],
  'audit/not-trusted': [
    'no key that is trusted signed this checkpoint',
    'get the public key from who signs, over another way than the file',
  ],
  'book-file/…': ['a place of the book file is not right', 'mend the place that is named'],
  'book-file/refused': ['several problems; no book was made', 'mend the file and try again'],
  'journal/refused': ['several problems; nothing was recorded', 'mend the file and try again'],
  'event/invalid': ['an event does not fit its declaration'],
  'event/newer-schema': ['a newer Feeworth wrote this event', 'update Feeworth'],
  'event/not-reversible': ['this kind of event is not reversed', 'record what changed anew'],
  'import/no-agreement': [
    'the practice has no agreement with an MSO in force on that day',
    'record one: feeworth agreement sign FILE',
  ],
  'import/several-agreements': [
    'the practice has several agreements in force on that day',
    'end one of them, or import the invoice by hand',
  ],
  'import/unknown-code': ['a code has no value in the map of its field', 'add it to the map'],
  'import/no-header': ['the header of the table was not found'],
  'mapping/bad-value': ['a key has a value that is not known there', 'mend the place named'],
  'mapping/not-yaml': ['the mapping file is no YAML'],
  'money/out-of-range': ['no whole number of cents, or more than can be kept', 'check the amount'],
  'scenario/bad-distribution': ['the numbers of a distribution do not fit each other'],
  'scenario/worker-failed': ['a scenario worker failed', 'run it again; report it if it stays'],
  'store/bad-request': ['a call that could never succeed'],
  'store/cannot-open': [
    'a file that the URL names cannot be read, or holds no certificate',
    'check tlsCAFile, userCertFile and userKeyFile in the URL',
  ],
  'store/conflict': ['somebody else wrote first'],
  'store/corrupt': ['the book is not as it was written'],
  'store/no-book': ['there is no book at this place'],
  'store/read-only': ['the book may not be written to'],
  'store/unavailable': [
    'another process is writing, or the server that is named does not answer',
    'wait for it, then try again; the message says what else to look at',
  ],
  'store/unsupported': ['this kind of store cannot do that', 'the message says what can'],
  'usage/missing-value': ['an option lacks its value'],
  'usage/stopped': [
    'the command was told to stop (Ctrl-C); the message says what was done by then',
    'run the same command again',
  ],
  'usage/too-many-arguments': ['more arguments than the command takes'],
  'usage/unknown-command': ['no such command'],
  'usage/unknown-option': ['no such option'],
  'usage/unknown-test': ['there is no audit test of that name'],
  'x12/no-such-transaction': [
    'the file holds other transactions than the ones asked for',
    'give it to the command that reads them',
  ],
  'x12/not-x12': [
    'the file is not X12 text: no ISA, GS or ST, or another encoding',
    'export the 835 or 837P itself, as plain text',
  ],
  'x12/date-out-of-range': [
    'a date lies before 2000 or more than 31 days ahead',
    'check the date; ask the sender for a corrected file',
  ],
};

/** One line of the document. */
export interface ErrorEntry {
  readonly code: string;
  readonly category: ErrorCategory | 'warning';
  readonly meaning: string;
  readonly remedy: string;
}

/** What plain JavaScript says before any of the sources can be read (bin, scripts/run.js). */
const BEFORE_ALL: ErrorEntry = {
  code: 'runtime/node-too-old',
  category: 'internal',
  meaning: 'Feeworth needs Node 24',
  remedy: 'run "npm ci" with install scripts allowed, or install Node 24',
};

/** Every code of the sources, in alphabetical order; throws when one has no words. */
export function errorEntries(): ErrorEntry[] {
  const sites = new Map<string, ErrorSite[]>();
  for (const site of scanErrors(root)) {
    const code = site.code.replace(/\$\{\w+\}/g, '…');
    // The helper that puts the family in front of what its callers name.
    if (code !== 'x12/…') sites.set(code, [...(sites.get(code) ?? []), site]);
  }
  return [BEFORE_ALL, ...[...sites].map(([code, all]) => entryOf(code, all))].sort((a, b) =>
    a.code < b.code ? -1 : 1,
  );
}

function entryOf(code: string, sites: readonly ErrorSite[]): ErrorEntry {
  const family = code.slice(0, code.indexOf('/'));
  const about = FAMILIES[family];
  if (about === undefined) throw new Error(`${family} is no family that docs/errors.md knows`);
  const best = sites.find((s) => s.message && s.hint) ?? sites.find((s) => s.message) ?? sites[0];
  const [meaning = best?.message, remedy = sites.find((s) => s.hint)?.hint] = WORDS[code] ?? [];
  const help = remedy ?? REMEDIES[family];
  if (meaning === undefined || help === undefined) {
    throw new Error(`${code} has no words: give it a message and a hint where it is thrown`);
  }
  if (sites.every(({ file }) => file.endsWith('/warnings.ts'))) {
    const advice = 'nothing is refused; have counsel or an appraiser look at it';
    return { code, category: 'warning', meaning, remedy: advice };
  }
  const category = sites.find((s) => s.category)?.category as ErrorCategory | undefined;
  return { code, category: category ?? about[1], meaning, remedy: help };
}

/** The text of docs/errors.md. */
export function errorsDocument(): string {
  const entries = errorEntries();
  const families = Object.entries(FAMILIES).flatMap(([family, [about]]) => {
    const rows = entries.filter(({ code }) => code.startsWith(`${family}/`));
    if (rows.length === 0) return [];
    return [
      `## ${family}: ${about}`,
      '',
      '| Code | Category | Meaning | What to do |',
      '| --- | --- | --- | --- |',
      ...rows.map(
        (e) => `| \`${e.code}\` | ${e.category} | ${cell(e.meaning)} | ${cell(e.remedy)} |`,
      ),
      '',
    ];
  });
  const exits = Object.entries(EXIT_CODES).map(
    ([category, exit]) => `| ${category}${category === 'stopped' ? ' (Ctrl-C)' : ''} | ${exit} |`,
  );
  return `<!-- Generated from the sources by scripts/generate-errors.ts. Do not edit. -->

# Errors

Every error has a stable code, a category, a place and a remedy. With \`--json\` they come as one line
of JSON on standard error. A message never holds a record: it may hold personal data. "…" stands
for what is filled in.

| Category | Exit code |
| --- | --- |
| all is well | 0 |
${exits.join('\n')}
| audit tests found something, with \`--fail-on-findings\` | ${FINDINGS_EXIT_CODE} |

${families.join('\n').trimEnd()}
`;
}

/** One line, without what would end a cell. */
function cell(text: string): string {
  const line = text.replace(/\s+/g, ' ').replace(/\|/g, '\\|').trim();
  // "a-z" is no beginning of a sentence.
  return line.replace(/^[a-z](?!-)/, (first) => first.toUpperCase()).replace(/([^.…!?])$/, '$1.');
}
