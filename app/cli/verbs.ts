import type { Verb } from './verb.ts';

const REPORT_OPTIONS = [
  ['--by-site', 'a block of figures for each site'],
  ['--indirect', 'cash from operations by the indirect method too, beside the direct one'],
] as const;

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
    path: 'agreement terminate',
    summary: 'Record the last day of an agreement',
    args: [['<agreement>', 'its id']],
    options: [
      ['--last-day <date>', 'last day of service'],
      ['--reason <text>', 'why'],
    ],
    examples: [
      'feeworth agreement terminate cedar-tx --last-day 2026-12-31 --reason "notice of June"',
      'feeworth agreement terminate cedar-az --last-day 2027-03-31 --reason "moved" --actor dana',
    ],
    load: () => import('./verbs/agreement-terminate.ts'),
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
      ['--key <path>', 'signing key: write a checkpoint of the book as it is closed'],
      ['--out <path>', 'where the checkpoint goes'],
    ],
    examples: [
      'feeworth close 2026-03 --entity tx-practice',
      'feeworth close 2026-03 --actor dana --approver lee --key ~/keys/juniper.key',
    ],
    load: () => import('./verbs/close.ts'),
  },
  {
    path: 'close-year',
    summary: 'Close a fiscal year: its income and costs go to retained earnings',
    args: [['<year>', 'the year it ends in']],
    options: [['--approver <who>', 'who approved it']],
    examples: ['feeworth close-year 2025', 'feeworth close-year 2025 --entity tx-practice'],
    load: () => import('./verbs/close-year.ts'),
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
    path: 'journal',
    summary: 'Show what a manual entry would record; with --commit, record it',
    args: [['<file>', 'the entry, as YAML: date, memo, approver, lines']],
    options: [['--commit', 'record; without it nothing is written']],
    examples: [
      'feeworth journal accrual.yaml',
      'feeworth journal accrual.yaml --actor dana --commit',
    ],
    load: () => import('./verbs/journal.ts'),
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
    path: 'restate',
    summary: 'Restate an error of closed months: its effect by account and month',
    args: [['<file>', 'the restatement, as YAML']],
    examples: ['feeworth restate lost-bill.yaml', 'feeworth restate lost-bill.yaml --actor dana'],
    load: () => import('./verbs/restate.ts'),
  },
  {
    path: 'adjustment',
    summary: 'Adjustments somebody found necessary: proposed, passed or booked',
    examples: ['feeworth report adjustments', 'feeworth adjustment propose --help'],
  },
  {
    path: 'adjustment propose',
    summary: 'Record a proposed adjustment; nothing is posted',
    args: [['<file>', 'the adjustment, as YAML']],
    examples: [
      'feeworth adjustment propose aje-1.yaml',
      'feeworth adjustment propose aje-1.yaml --actor auditor',
    ],
    load: () => import('./verbs/adjustment-propose.ts'),
  },
  {
    path: 'adjustment pass',
    summary: 'Say that an adjustment is not booked, and why',
    args: [['<number>', 'number of the adjustment']],
    options: [
      ['--reason <text>', 'why'],
      ['--approver <who>', 'who decided'],
    ],
    examples: [
      'feeworth adjustment pass AJE-1 --reason "below what matters"',
      'feeworth adjustment pass AJE-1 --reason "turns round in April" --approver lee',
    ],
    load: () => import('./verbs/adjustment-pass.ts'),
  },
  {
    path: 'adjustment book',
    summary: 'Book an adjustment as the entry it proposes',
    args: [['<number>', 'number of the adjustment']],
    options: [['--approver <who>', 'who approved it; never who proposed it']],
    examples: [
      'feeworth adjustment book AJE-1 --approver lee',
      'feeworth adjustment book AJE-1 --entity tx-practice --approver lee',
    ],
    load: () => import('./verbs/adjustment-book.ts'),
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
      'feeworth report cash-flow --indirect --as-of 2026-03-31',
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
    options: [
      ['--basis <basis>', 'accrual (default) or cash'],
      ['--compare-to <when>', 'prior-month, prior-year, or an earlier date: columns beside'],
      ['--monthly', 'a column of income for each month'],
      ['--consolidated', 'the group as one, without what entities owe and sell each other'],
    ],
    examples: [
      'feeworth report ledger --entity cedar-mso --csv',
      'feeworth report ledger --as-of 2026-03-31 --compare-to prior-year',
      'feeworth report ledger --basis cash --monthly',
      'feeworth report ledger --consolidated --as-of 2026-03-31',
    ],
    load: () => import('./verbs/report-ledger.ts'),
  },
  {
    path: 'report roll-forwards',
    summary: 'Opening, what each type of event added or used, closing, account by account',
    options: [
      ['--from <month>', 'first month of the window; the first of the book when not given'],
      ['--monthly', 'a column for each month'],
    ],
    examples: [
      'feeworth report roll-forwards --from 2026-01 --as-of 2026-03-31',
      'feeworth report roll-forwards --entity tx-practice --monthly --csv',
    ],
    load: () => import('./verbs/report-roll-forwards.ts'),
  },
  {
    path: 'report lead-schedules',
    summary: 'Account balances with prior ones, tied out to the items behind them',
    examples: [
      'feeworth report lead-schedules --as-of 2026-03-31',
      'feeworth report lead-schedules --entity tx-practice --csv',
    ],
    load: () => import('./verbs/report-lead-schedules.ts'),
  },
  {
    path: 'report restated',
    summary: 'As first reported against as now known, with the events between',
    options: [['--against <sequence|instant>', 'known by then instead of by now']],
    examples: [
      'feeworth report restated --known-at 2026-04-05T00:00Z --as-of 2026-03-31',
      'feeworth report restated --known-at 1204 --entity tx-practice --csv',
    ],
    load: () => import('./verbs/report-restated.ts'),
  },
  {
    path: 'report adjustments',
    summary: 'Adjustments with their effect on income and assets, and errors restated',
    examples: [
      'feeworth report adjustments',
      'feeworth report adjustments --as-of 2026-03-31 --csv',
    ],
    load: () => import('./verbs/report-adjustments.ts'),
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
    path: 'audit',
    summary: 'Tests auditors run: gaps, totals, duplicates, cut-off, approvals, a sample',
    args: [['[tests...]', 'names of tests; all but the sample when not given']],
    options: [
      ['--fail-on-findings', 'exit with 7 when a test finds something; else findings are no error'],
      ['--offset <hours>', 'the desk’s fixed distance from UTC, e.g. -06:00 (default: UTC)'],
      ['--hours <from-to>', 'hours of business (default: 06:00-20:00)'],
      ['--all-entries', 'judge who, when and how round of all entries, not only those by hand'],
      ['--limit <amount>', 'above it a second person approves (default: the book’s)'],
      ['--near <percent>', 'of the limit, from which an amount is just below it (default: 80)'],
      ['--split-days <n>', 'days within which pieces belong together (default: 3)'],
      ['--round <amount>', 'amounts that are whole multiples of it are round (default: 1000)'],
      ['--keys <sets>', 'what duplicates agree in, e.g. vendor+amount+date~3'],
      ['--account-uses <n>', 'an account used no more often is seldom (default: 3)'],
      ['--user-entries <n>', 'a user with no more entries is seldom (default: 10)'],
      ['--date <date>', 'cut-off date (default: the last end of a month)'],
      ['--window <days>', 'days on either side of it (default: 10)'],
      ['--late-days <n>', 'recorded longer after it happened is late (default: 45)'],
      ['--period-end-days <n>', 'last days of a month that are its end (default: 3)'],
      ['--method <name>', 'of the sample: random, stratified, monetary-unit (default)'],
      ['--size <n>', 'size of the sample (default: 25)'],
      ['--interval <amount>', 'sampling interval instead of a size'],
      ['--type <event>', 'draw only from events of this type'],
      ['--seed <text>', 'of the sample; the same seed and log give the same (default: 1)'],
    ],
    examples: [
      'feeworth audit --as-of 2026-03-31 --offset -06:00',
      'feeworth audit cut-off --date 2025-12-31 --window 10 --csv > cut-off.csv',
      'feeworth audit sample --method monetary-unit --size 60 --seed 2026-q1 --json',
    ],
    load: () => import('./verbs/audit.ts'),
  },
  {
    path: 'audit list',
    summary: 'List the tests with the question each answers',
    examples: ['feeworth audit list', 'feeworth audit list --json'],
    load: () => import('./verbs/audit-list.ts'),
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
    path: 'explain event',
    summary: 'Which figures an event is behind, with its entry and its source record',
    args: [['<event>', 'sequence ("#1204"), id of the event, or its first characters']],
    options: [
      ['--all', 'every month in a row of its own'],
      [
        '--basis <basis>',
        'cash: also its entry on the cash basis, where that takes the whole book',
      ],
    ],
    examples: [
      'feeworth explain event 1204',
      'feeworth explain event 1f0c77aa --as-of 2026-03-31 --json',
    ],
    load: () => import('./verbs/explain-event.ts'),
  },
  {
    path: 'export',
    summary: 'Write the book for other programs, an auditor, or eyes that may not see names',
    args: [
      [
        '<format>',
        'hledger, ledger, beancount, ads, quickbooks, xero, sqlite, audit-package, redacted-package',
      ],
    ],
    options: [
      ['--out <path>', 'file or folder to write; hledger, ledger and beancount can do without'],
      ['--for <who>', 'whom it is for; kept in the access log'],
      ['--by <grain>', 'quickbooks and xero: one journal a day (default) or event'],
      ['--package-key <path>', 'redacted-package: key of the surrogates, made when not there'],
    ],
    examples: [
      'feeworth export ledger > book.journal',
      'feeworth export audit-package --out audit-2025 --as-of 2025-12-31 --for "Smith & Co"',
    ],
    load: () => import('./verbs/export.ts'),
  },
  {
    path: 'key',
    summary: 'Keys that sign checkpoints of the book',
    examples: ['feeworth key new ~/keys/juniper.key', 'feeworth key rotate --help'],
  },
  {
    path: 'key new',
    summary: 'Make a signing key outside the book’s folder; print its public half',
    args: [['<file>', 'where the key goes; its public half goes beside it, .pub']],
    examples: [
      'feeworth key new ~/keys/juniper.key',
      'feeworth key new /media/stick/juniper.key --book books/juniper.db',
    ],
    load: () => import('./verbs/key-new.ts'),
  },
  {
    path: 'key rotate',
    summary: 'Let another key sign from here on; the old one says so in a last checkpoint',
    options: [
      ['--key <path>', 'the key that signs until now'],
      ['--to <path>', 'the key that signs from now on'],
      ['--out <path>', 'where that checkpoint goes'],
    ],
    examples: [
      'feeworth key rotate --key ~/keys/juniper.key --to ~/keys/juniper-2.key',
      'feeworth key rotate --key old.key --to new.key --out rotation.checkpoint --actor dana',
    ],
    load: () => import('./verbs/key-rotate.ts'),
  },
  {
    path: 'checkpoint',
    summary: 'Sign how far the book has come, as an event and as a file for somebody to keep',
    options: [
      ['--key <path>', 'the signing key'],
      ['--out <path>', 'where the checkpoint goes'],
    ],
    examples: [
      'feeworth checkpoint --key ~/keys/juniper.key',
      'feeworth checkpoint --key ~/keys/juniper.key --out march.checkpoint --actor dana',
    ],
    load: () => import('./verbs/checkpoint.ts'),
  },
  {
    path: 'prove',
    summary: 'Proofs from the book that anybody can check without it',
    examples: ['feeworth prove inclusion --help', 'feeworth prove consistency --help'],
  },
  {
    path: 'prove inclusion',
    summary: 'Prove that an event is in the book of a checkpoint',
    args: [['<sequence>', 'the number of the event']],
    options: [
      ['--checkpoint <path>', 'the checkpoint'],
      ['--out <path>', 'where the proof goes; standard output when not given'],
    ],
    examples: [
      'feeworth prove inclusion 1204 --checkpoint march.checkpoint',
      'feeworth prove inclusion 1204 --checkpoint march.checkpoint --out invoice.proof',
    ],
    load: () => import('./verbs/prove-inclusion.ts'),
  },
  {
    path: 'prove consistency',
    summary: 'Prove that the book of one checkpoint grew into that of a later one',
    args: [
      ['<older>', 'a checkpoint'],
      ['<newer>', 'a later one'],
    ],
    options: [['--out <path>', 'where the proof goes; standard output when not given']],
    examples: [
      'feeworth prove consistency march.checkpoint april.checkpoint',
      'feeworth prove consistency march.checkpoint april.checkpoint --out growth.proof',
    ],
    load: () => import('./verbs/prove-consistency.ts'),
  },
  {
    path: 'verify',
    summary: 'Check every line of the book against its tree, its columns and its checkpoints',
    options: [
      ['--file', 'the file seal only: finds any changed bit of a cleanly closed book'],
      ['--since <checkpoint>', 'read only what follows a checkpoint, or a tree head SIZE:ROOT'],
      ['--checkpoint <files...>', 'checkpoints you kept: says between which two a rewrite lies'],
      ['--trust <path>', 'public keys you trust; rotations are followed from them'],
    ],
    examples: [
      'feeworth verify',
      'feeworth verify --file --json',
      'feeworth verify --checkpoint march.checkpoint april.checkpoint --trust juniper.pub',
      'feeworth verify --since april.checkpoint --trust juniper.pub',
    ],
    load: () => import('./verbs/verify.ts'),
  },
  {
    path: 'doctor',
    summary: 'Say whether this machine and this book are in order',
    examples: ['feeworth doctor', 'feeworth doctor --book books/juniper.db --json'],
    load: () => import('./verbs/doctor.ts'),
  },
];
