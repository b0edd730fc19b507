import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { DEFAULT_APPROVAL_LIMIT } from '../../projections/approval.ts';
import { accountOf, accountLabel } from '../../src/chart.ts';
import { FeeworthError } from '../../src/error.ts';
import { mustBeRegularFile } from '../../src/regular-file.node.ts';
import type { EventData } from '../../src/events/vocabulary.ts';
import { draft } from '../../src/events/draft.ts';
import type { EventDraft } from '../../src/events/draft.ts';
import { formatCents } from '../../src/money.ts';
import type { Book } from '../book.ts';
import { Periods } from '../indexes/periods.ts';
import { parseJournalFile } from '../journal-file.ts';
import type { JournalFile, JournalLine } from '../journal-file.ts';

export interface JournalOptions {
  /** Path of the journal file. */
  readonly file: string;
  /** Its text, when it is in memory already. */
  readonly text?: string;
}

/** A manual entry as it would be recorded, or was. */
export interface JournalPlan {
  readonly entity: string;
  readonly date: string;
  readonly happenedOn: string;
  readonly memo: string;
  readonly preparer: string;
  readonly approver: string | null;
  readonly lines: readonly JournalLine[];
  readonly amountCents: number;
  /** Above it a second person approves. */
  readonly limit: string;
  readonly notices: readonly string[];
  readonly event: string;
  /** Whether this very file was recorded before. */
  readonly isRecorded: boolean;
}

interface Prepared {
  readonly plan: JournalPlan;
  readonly made: EventDraft<'JournalEntryRecorded'>;
  readonly stream: string;
}

/**
 * What a journal file would record; nothing is. Throws whatever recording it would: `journal/…`,
 * `period/closed` with the first open date, `approval/missing`, `approval/own-work`.
 */
export async function planJournal(options: JournalOptions, book: Book): Promise<JournalPlan> {
  const { plan, made } = await prepare(options, book);
  await book.stamped([{ id: plan.event, draft: made }]);
  return plan;
}

/** Records a manual entry, prepared by who records it. The same file again is a no-op. */
export async function recordJournal(options: JournalOptions, book: Book): Promise<JournalPlan> {
  const { plan, made, stream } = await prepare(options, book);
  if (!plan.isRecorded) await book.record(stream, 'none', [{ id: plan.event, draft: made }]);
  return plan;
}

async function prepare(options: JournalOptions, book: Book): Promise<Prepared> {
  const text = options.text ?? read(options.file);
  const file = parseJournalFile(text, options.file);
  const digest = createHash('sha256').update(text).digest('hex');
  const { kind, limit } = await checkNames(file, book);
  checkAccounts(file, kind);
  const isRecorded = (await book.store.revision(streamOf(digest))) !== null;
  // What is recorded already may lie in a month that was closed since.
  if (!isRecorded) await refuseClosed(file, book);
  const made = draftOf(file, digest, book.actor);
  return {
    made,
    stream: streamOf(digest),
    plan: {
      entity: file.entity,
      date: file.date,
      happenedOn: file.happenedOn ?? file.date,
      memo: file.memo,
      preparer: book.actor,
      approver: file.approver ?? null,
      lines: file.lines.map((line) => ({ ...line, site: line.site ?? file.site })),
      amountCents: file.lines.reduce((sum, l) => sum + Math.max(0, l.amountCents), 0),
      limit,
      notices: await noticesOf(file, book),
      event: book.derivedId('journal', digest),
      isRecorded,
    },
  };
}

const streamOf = (digest: string): string => `journal-${digest.slice(0, 32)}`;

function read(path: string): string {
  mustBeRegularFile(path, 'journal/cannot-open');
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new FeeworthError('journal/cannot-open', 'io', `${path} cannot be opened`, {
      place: { file: path },
      hint: 'check the path; docs/journal-entries.md shows such a file',
      cause,
    });
  }
}

async function checkNames(
  file: JournalFile,
  book: Book,
): Promise<{ readonly kind: 'practice' | 'mso'; readonly limit: string }> {
  const { entities, sites, opened } = await book.settings;
  const entity = entities.get(file.entity);
  if (entity === undefined) {
    throw new FeeworthError('journal/unknown-entity', 'input', 'The book has no such entity', {
      place: file.at(['entity']),
      hint: `it has ${[...entities.keys()].join(', ') || 'none: set it up with feeworth init'}`,
    });
  }
  const own = [...sites.values()].filter((site) => site.entity === file.entity).map((s) => s.id);
  const named = [
    [['site'], file.site] as const,
    ...file.lines.map((line, i) => [['lines', i, 'site'], line.site] as const),
  ];
  for (const [path, site] of named) {
    if (site === undefined || own.includes(site)) continue;
    throw new FeeworthError('journal/unknown-site', 'input', 'The entity has no such site', {
      place: file.at(path),
      hint: own.length === 0 ? 'it has none: leave the site out' : `it has ${own.join(', ')}`,
    });
  }
  return { kind: entity.kind, limit: opened?.approvalLimit ?? DEFAULT_APPROVAL_LIMIT };
}

/** An account that only the other kind of entity keeps is a slip of the number. */
function checkAccounts({ lines, at }: JournalFile, kind: 'practice' | 'mso'): void {
  const others = kind === 'practice' ? 'M' : 'P';
  lines.forEach(({ account }, i) => {
    if (accountOf(account)?.books !== others) return;
    throw new FeeworthError(
      'journal/other-book',
      'input',
      `${accountLabel(account)} is not kept by ${kind === 'practice' ? 'a practice' : 'an MSO'}`,
      {
        place: at(['lines', i, 'account']),
        hint: 'see docs/accounts.md for whose books have which account',
      },
    );
  });
}

async function refuseClosed({ entity, date, at }: JournalFile, book: Book): Promise<void> {
  const open = (await book.periods).openDay(date, entity);
  if (open === date) return;
  throw new FeeworthError(
    'period/closed',
    'conflict',
    `${Periods.monthText(date)} is closed for ${entity}`,
    {
      place: at(['date']),
      hint: `date it ${open}, the first open day, or reopen the period`,
      details: { firstOpen: open, entity },
    },
  );
}

function draftOf(
  file: JournalFile,
  digest: string,
  actor: string,
): EventDraft<'JournalEntryRecorded'> {
  const siteOf = (line: JournalLine): string | undefined => line.site ?? file.site;
  const sites = new Set(file.lines.map(siteOf));
  const [only] = sites;
  const isOne = sites.size === 1;
  const lines = file.lines.map((line): EventData<'JournalEntryRecorded'>['lines'][number] => {
    const site = isOne ? undefined : siteOf(line);
    const amount = formatCents(line.amountCents);
    return { account: line.account, amount, ...(site === undefined ? {} : { site }) };
  });
  const { approver } = file;
  return draft(
    'JournalEntryRecorded',
    { memo: file.memo, preparer: actor, ...(approver === undefined ? {} : { approver }), lines },
    {
      occurredOn: file.happenedOn ?? file.date,
      effectiveOn: file.date,
      entity: file.entity,
      ...(isOne && only !== undefined ? { site: only } : {}),
      actor,
      actorKind: 'person',
      ...(approver === undefined ? {} : { approvedBy: approver }),
      sourceSystem: 'journal',
      sourceFile: digest,
      sourceRecord: 'lines',
    },
  );
}

/** What a careful preparer would look at again. */
async function noticesOf({ lines }: JournalFile, book: Book): Promise<string[]> {
  const { setting } = await book.settings;
  const touches = (account: number): boolean => lines.some((line) => line.account === account);
  return setting.cashPolicy === 'bank' && touches(1010)
    ? ['1010 is moved by bank lines in this book: the reconciliation will show the difference.']
    : [];
}
