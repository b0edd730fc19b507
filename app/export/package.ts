import { cpSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Json } from '../../src/event.ts';
import type { EventStore } from '../../src/store/port.ts';
import { mayGoOn } from '../stopping.ts';
import { VOCABULARY } from '../../src/events/vocabulary.ts';
import { usersByMonth, writeAds } from './ads.ts';
import { controlTotals } from './control-totals.ts';
import type { ControlTotal } from './control-totals.ts';
import { csvText, mapped } from './csv-text.ts';
import type { CsvCell } from './csv-text.ts';
import { extractBook, written } from './extract.ts';
import type { Extract } from './extract.ts';
import { amount } from './names.ts';
import { sumsText } from './outlet.ts';
import type { Outlet } from './outlet.ts';
import { packageReadme } from './package-readme.ts';
import type { SourceFile, Survey } from './survey.ts';

/**
 * Everything an auditor asks for in one folder: the log byte for byte, what follows from it, who did
 * it, where it came from, and how to check all that without this program. No time of writing is in
 * it: the same cut gives the same bytes.
 */
export async function writeAuditPackage(
  store: EventStore,
  survey: Survey,
  outlet: Outlet,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<Extract> {
  const lines = outlet.open('events.ndjson');
  const extract = await extractBook(store, survey, {
    signal,
    onLines: (some) => lines.writeBytes(some),
  });
  lines.close();
  return written(extract, async () => {
    await mayGoOn(signal);
    writeAds(extract, outlet);
    await mayGoOn(signal);
    outlet.write('Control_Totals.csv', controlTotalsText(extract));
    outlet.write('Users_By_Month.csv', csvText(USERS_BY_MONTH, usersByMonth(extract)));
    outlet.write('Access_Log.csv', csvText(ACCESS_LOG, accessLog(survey)));
    outlet.write('Sources.csv', csvText(SOURCES, survey.files.map(sourceRow)));
    outlet.write('policies.json', [`${JSON.stringify(policies(survey), null, 2)}\n`]);
    writeCheckpoint(survey, outlet);
    copyVerifier(outlet);
    outlet.write('README.txt', packageReadme(extract, { isRedacted: false, files: outlet.files }));
    writeSums(outlet);
  });
}

/** The list of digests comes last and does not list itself. */
export function writeSums(outlet: Outlet): void {
  const sorted = outlet.files.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  outlet.write('SHA256SUMS', [sumsText(sorted)]);
}

const CONTROL_TOTALS = ['Entity', 'Source', 'Type', 'Events', 'Entries', 'Debits', 'Credits'];

export function controlTotalsText(extract: Extract): Iterable<string> {
  const row = (t: ControlTotal): CsvCell[] => [
    t.entity,
    t.source,
    t.type,
    t.events,
    t.entries,
    amount(t.debits_cents),
    amount(t.credits_cents),
  ];
  return csvText(CONTROL_TOTALS, mapped(controlTotals(extract), row));
}

const USERS_BY_MONTH = ['User_ID', 'Role', 'Month', 'First_Act', 'Last_Act', 'Events'];

const ACCESS_LOG = [
  'Sequence',
  'Recorded_At',
  'User_ID',
  'Format',
  'Recipient',
  'As_Of',
  'Events_Known',
  'Root',
  'Entity',
  'Files',
  'Bytes',
  'Digest',
];

function* accessLog({ exports }: Survey): Generator<CsvCell[]> {
  for (const { sequence, meta, data } of exports) {
    const given = data as Readonly<Record<string, Json>>;
    const fields = ['format', 'recipient', 'asOf', 'known', 'root', 'scope'] as const;
    yield [
      sequence,
      meta.recordedAt,
      meta.actor,
      ...fields.map((name) => cellOf(given[name])),
      ...(['files', 'bytes', 'digest'] as const).map((name) => cellOf(given[name])),
    ];
  }
}

const SOURCES = [
  'Sequence',
  'Recorded_At',
  'Entity',
  'User_ID',
  'File',
  'SHA256',
  'Format',
  'Mapping_SHA256',
  'Bytes',
  'Records',
  'Events',
  'Suspended',
  'Already_Known',
  'Moved',
  'First_Date',
  'Last_Date',
  'Status',
];

function sourceRow(file: SourceFile): CsvCell[] {
  const { data, completed } = file;
  return [
    file.startedAt,
    file.recordedAt,
    file.entity,
    file.actor,
    ...['fileName', 'digest', 'format', 'mapping', 'bytes', 'records'].map((n) => cellOf(data[n])),
    ...['events', 'suspended', 'alreadyKnown', 'moved', 'firstOn', 'lastOn'].map((name) =>
      cellOf(completed[name]),
    ),
    statusOf(file),
  ];
}

function statusOf({ completedAt, revertedAt }: SourceFile): string {
  if (revertedAt !== null) return `taken back at ${revertedAt}`;
  return completedAt === null ? 'not completed: does not count' : `completed at ${completedAt}`;
}

const cellOf = (value: Json | undefined): CsvCell =>
  typeof value === 'string' || typeof value === 'number' ? value : null;

/** What decides which entry an event becomes: the book's settings, their changes, the rules. */
function policies({ opened, cashPolicy, policies: changes }: Survey): Json {
  const rules = [...VOCABULARY.values()].flatMap((d) =>
    d.rows.some((row) => row.posts !== undefined)
      ? [
          {
            type: d.type,
            meaning: d.doc,
            entries: d.rows.flatMap((row) =>
              (row.posts ?? []).map(({ book, account, amount: of, sign }) => ({
                book,
                side: sign > 0 ? 'debit' : 'credit',
                account: account as Json,
                amount: of,
                ...(row.each === undefined ? {} : { forEach: row.each }),
              })),
            ),
          },
        ]
      : [],
  );
  return {
    cashPolicy,
    cashAccount: cashPolicy === 'document' ? 1010 : 1036,
    opened,
    changes: changes.map(({ sequence, meta, data }) => ({
      sequence,
      effectiveOn: meta.effectiveOn,
      recordedAt: meta.recordedAt,
      actor: meta.actor,
      data,
    })),
    rules,
  };
}

/** The signed note itself, byte for byte as the file that was given away: verifiers take it. */
function writeCheckpoint({ checkpoint }: Survey, outlet: Outlet): void {
  const { signed } = (checkpoint?.data ?? {}) as Readonly<Record<string, Json>>;
  if (typeof signed === 'string') outlet.write('last.checkpoint', [signed]);
}

/** The stand-alone verifiers that lie beside the program, whatever there are. */
function copyVerifier(outlet: Outlet): void {
  const folder = ['../../verifier/', '../../../verifier/']
    .map((place) => fileURLToPath(new URL(place, import.meta.url)))
    .find((place) => existsSync(place));
  if (folder === undefined) return;
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length).replaceAll('\\', '/'))
    .toSorted();
  for (const file of files) {
    cpSync(join(folder, file), join(outlet.folder, 'verifier', file));
    outlet.adopt(`verifier/${file}`);
  }
}
