import type { Verb } from './verb.ts';

const REPORT_OPTIONS = [['--by-site', 'a block of figures for each site']] as const;

/** Every command, parents first. Modules are imported when called: start-up is part of the look. */
export const VERBS: readonly Verb[] = [
  {
    path: 'demo',
    summary: 'Record the example group, compare, print the answer, write a report to open',
    options: [['--workers <n>', 'worker threads for the comparison (default: by cores)']],
    examples: ['feeworth demo', 'feeworth demo --json > answer.json'],
    load: () => import('./verbs/demo.ts'),
  },
  {
    path: 'init',
    summary: 'Open a book: who is in it, its sites, accounts, payers and policies',
    args: [['<file>', 'what the book is, as YAML']],
    options: [['--key <path>', 'use this key for tokens instead of making one']],
    examples: [
      'feeworth init group.yaml',
      'feeworth init group.yaml --book books/juniper.db --actor dana',
    ],
    load: () => import('./verbs/init.ts'),
  },
  {
    path: 'import',
    summary: 'Show what files would record; with --commit, record it',
    args: [['[files...]', '835, 837P, or CSV with a mapping']],
    options: [
      ['--map <path>', 'mapping file for CSV (import propose writes one)'],
      ['--commit', 'record; without it nothing is written'],
    ],
    examples: [
      'feeworth import remittances/2026-03.edi',
      'feeworth import day-sheet.csv --map day-sheet.yaml --site austin --commit',
    ],
    load: () => import('./verbs/import.ts'),
  },
  {
    path: 'import propose',
    summary: 'Propose a mapping file from a CSV file’s own header',
    args: [['<file>', 'a CSV export']],
    options: [['--target <name>', 'what its records are; guessed from the header when not given']],
    examples: [
      'feeworth import propose day-sheet.csv > day-sheet.yaml',
      'feeworth import propose statement.csv --target bank-lines',
    ],
    load: () => import('./verbs/import-propose.ts'),
  },
  {
    path: 'import list',
    summary: 'List the files that came in, and which are unfinished or taken back',
    examples: ['feeworth import list', 'feeworth import list --entity tx-practice --csv'],
    load: () => import('./verbs/import-list.ts'),
  },
  {
    path: 'import revert',
    summary: 'Take an import back: its events stop counting, nothing is deleted',
    args: [['<file-or-digest>', 'the file, its stream, or the first hex digits of its digest']],
    options: [['--reason <text>', 'why']],
    examples: [
      'feeworth import revert day-sheet.csv --reason "wrong site"',
      'feeworth import revert 7f3a91c2 --reason "sent twice by the bank"',
    ],
    load: () => import('./verbs/import-revert.ts'),
  },
  {
    path: 'suspense',
    summary: 'What waits for a person to say what it is',
    examples: ['feeworth suspense list', 'feeworth suspense resolve --help'],
  },
  {
    path: 'suspense list',
    summary: 'List amounts in suspense with their reason and source',
    examples: ['feeworth suspense list', 'feeworth suspense list --entity tx-practice --csv'],
    load: () => import('./verbs/suspense-list.ts'),
  },
  {
    path: 'suspense resolve',
    summary: 'Say what a suspended amount is',
    args: [['<event>', 'id of the suspended event, or its first characters']],
    options: [
      ['--account <number>', 'account it belongs to'],
      ['--reason <text>', 'what it turned out to be'],
      ['--amount <amount>', 'part of it; all that is left when not given'],
    ],
    examples: [
      'feeworth suspense resolve 1f0c77aa --account 4610 --reason "interest, see letter"',
      'feeworth suspense resolve 1f0c77aa --account 2350 --reason "patient paid twice" --json',
    ],
    load: () => import('./verbs/suspense-resolve.ts'),
  },
  {
    path: 'agreement',
    summary: 'Management services agreements of the book',
    examples: ['feeworth agreement show', 'feeworth agreement sign --help'],
  },
  {
    path: 'agreement sign',
    summary: 'Record an agreement from its file',
    args: [['<file>', 'the terms, as YAML']],
    options: [['--override <reason>', 'record it although a state rule blocks the form; why']],
    examples: [
      'feeworth agreement sign agreement-tx.yaml',
      'feeworth agreement sign agreement-tx.yaml --actor dana',
    ],
    load: () => import('./verbs/agreement-sign.ts'),
  },
  {
    path: 'agreement amend',
    summary: 'Record new terms from a date',
    args: [['<file>', 'all terms as they are from then on']],
    options: [
      ['--from <date>', 'first day the new terms apply'],
      ['--reason <text>', 'why'],
      ['--override <reason>', 'record it although a state rule blocks the form; why'],
    ],
    examples: [
      'feeworth agreement amend agreement-tx.yaml --from 2026-01-01 --reason "lower tier"',
      'feeworth agreement amend az.yaml --from 2026-07-01 --reason "cap added" --actor dana',
    ],
    load: () => import('./verbs/agreement-amend.ts'),
  },
  {
    path: 'agreement show',
    summary: 'Print the terms in force and what state rules say of them',
    args: [['[agreement]', 'id; all of them when not given']],
    examples: ['feeworth agreement show', 'feeworth agreement show cedar-tx --as-of 2026-03-31'],
    load: () => import('./verbs/agreement-show.ts'),
  },
  {
    path: 'reconcile',
    summary: 'Match bank lines with documents, compare statement and ledger',
    options: [['--to <date>', 'up to this day; the last statement when not given']],
    examples: ['feeworth reconcile', 'feeworth reconcile --entity tx-practice --to 2026-03-31'],
    load: () => import('./verbs/reconcile.ts'),
  },
  {
    path: 'close',
    summary: 'Close a month: later facts of it count on the first open day',
    args: [['<month>', 'YYYY-MM']],
    options: [
      ['--approver <who>', 'who approved it'],
      ['--limit <amount>', 'largest sum of unmatched bank lines that is fine'],
      ['--block', 'refuse to close beyond the limit instead of warning'],
    ],
    examples: [
      'feeworth close 2026-03 --entity tx-practice',
      'feeworth close 2026-03 --actor dana --approver lee',
    ],
    load: () => import('./verbs/close.ts'),
  },
  {
    path: 'reopen',
    summary: 'Open a closed month again',
    args: [['<month>', 'YYYY-MM']],
    options: [
      ['--reason <text>', 'why'],
      ['--approver <who>', 'who approved it'],
    ],
    examples: [
      'feeworth reopen 2026-03 --reason "bill of March came" --approver lee',
      'feeworth reopen 2026-03 --entity az-practice --reason "audit adjustment" --approver lee',
    ],
    load: () => import('./verbs/reopen.ts'),
  },
  {
    path: 'reverse',
    summary: 'Reverse an event by another one; nothing is changed or deleted',
    args: [['<event>', 'id of the event, its first characters, or "#sequence"']],
    options: [
      ['--reason <text>', 'why'],
      ['--approver <who>', 'who approved it'],
    ],
    examples: [
      'feeworth reverse 1f0c77aa --reason "entered twice"',
      'feeworth reverse 1f0c77aa --reason "wrong entity" --actor dana',
    ],
    load: () => import('./verbs/reverse.ts'),
  },
  {
    path: 'report',
    summary: 'Figures folded from the book',
    examples: ['feeworth report fee', 'feeworth report cash-flow --as-of 2026-03-31 --csv'],
  },
  {
    path: 'report cash-flow',
    summary: 'Direct cash flow by month, with the balance at the bank and runway',
    options: REPORT_OPTIONS,
    examples: [
      'feeworth report cash-flow',
      'feeworth report cash-flow --entity tx-practice --csv > cash.csv',
    ],
    load: () => import('./verbs/report-cash-flow.ts'),
  },
  {
    path: 'report revenue-cycle',
    summary: 'Days in A/R, denials, net collection rate, payment lag',
    examples: [
      'feeworth report revenue-cycle',
      'feeworth report revenue-cycle --as-of 2026-03-31 --json',
    ],
    load: () => import('./verbs/report-revenue-cycle.ts'),
  },
  {
    path: 'report fee',
    summary: 'Management fee: due under the agreement, invoiced, paid, the difference',
    examples: ['feeworth report fee', 'feeworth report fee --entity az-practice --json'],
    load: () => import('./verbs/report-fee.ts'),
  },
  {
    path: 'report ledger',
    summary: 'Trial balance, income statement and balance sheet',
    examples: ['feeworth report ledger', 'feeworth report ledger --entity cedar-mso --csv'],
    load: () => import('./verbs/report-ledger.ts'),
  },
  {
    path: 'report ageing',
    summary: 'Open receivables by age and payer class',
    examples: ['feeworth report ageing', 'feeworth report ageing --as-of 2026-06-30 --csv'],
    load: () => import('./verbs/report-ageing.ts'),
  },
  {
    path: 'report prepaid',
    summary: 'What patients have paid for and not had yet',
    examples: ['feeworth report prepaid', 'feeworth report prepaid --entity tx-practice --json'],
    load: () => import('./verbs/report-prepaid.ts'),
  },
  {
    path: 'report completeness',
    summary: 'What the book has not been told: months without files, young claims, suspense',
    examples: ['feeworth report completeness', 'feeworth report completeness --csv'],
    load: () => import('./verbs/report-completeness.ts'),
  },
  {
    path: 'compare',
    summary: 'The coming months with the MSO and without, sharing their luck',
    args: [['[scenario]', 'a scenario file, or a shipped one: stay-or-leave (default), join']],
    options: [
      ['--paths <n>', 'paired paths'],
      ['--workers <n>', 'worker threads; any number gives the same digest'],
      ['--html <path>', 'also write a page with charts, to open, print or send'],
      ['--record', 'keep the run in the book: digests, seed, model version; once per result'],
    ],
    examples: [
      'feeworth compare --html report.html',
      'feeworth compare join --paths 512 --json',
      'feeworth compare our-view.yaml --record --actor dana',
    ],
    load: () => import('./verbs/compare.ts'),
  },
  {
    path: 'explain',
    summary: 'Where a figure comes from, to the cent; without a name, what can be explained',
    args: [['[figure]', 'a name such as cash-flow/payer-receipts/2026-03']],
    options: [
      ['--list [prefix]', 'names that begin so, with their values'],
      ['--all', 'every source record and name instead of the first ones'],
      ['--scenario <file>', 'the scenario of a compare/… figure'],
      ['--paths <n>', 'its paired paths'],
      ['--workers <n>', 'its worker threads'],
    ],
    examples: [
      'feeworth explain',
      'feeworth explain --list fee/due',
      'feeworth explain cash-flow/net/2026-03/tx-practice --json',
    ],
    load: () => import('./verbs/explain.ts'),
  },
  {
    path: 'verify',
    summary: 'Check every line of the book against its tree, its columns and its notes',
    options: [
      ['--file', 'the file seal only: finds any changed bit of a cleanly closed book'],
      ['--since <size:root>', 'check only what follows a tree head known from elsewhere'],
    ],
    examples: ['feeworth verify', 'feeworth verify --file --json'],
    load: () => import('./verbs/verify.ts'),
  },
  {
    path: 'doctor',
    summary: 'Say whether this machine and this book are in order',
    examples: ['feeworth doctor', 'feeworth doctor --book books/juniper.db --json'],
    load: () => import('./verbs/doctor.ts'),
  },
];
