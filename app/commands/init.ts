import { readFileSync } from 'node:fs';
import { FeeworthError } from '../../src/error.ts';
import { mustBeRegularFile } from '../../src/regular-file.node.ts';
import { draft } from '../../src/events/draft.ts';
import type { DraftMeta, EventDraft } from '../../src/events/draft.ts';
import { keyId } from '../book-key.ts';
import { parseBookFile } from '../book-file.ts';
import type { BookFile } from '../book-file.ts';
import type { Book } from '../book.ts';

export interface InitOptions {
  /** Path of book.yaml. */
  readonly book: string;
  /** Its text, when it is in memory already. */
  readonly text?: string;
}

export interface InitResult {
  readonly status: 'opened' | 'already-open';
  readonly name: string;
  readonly entities: number;
  readonly sites: number;
  readonly payers: number;
}

/** Refuses a book file before anything is made of it. Throws `book-file/…`. */
export function checkBookFile(path: string): void {
  parseBookFile(readOrExplain(path), path);
}

/**
 * Sets a new book up from book.yaml: who keeps it, where it works, who pays. The same file again is
 * a no-op; another one is refused (`book/already-open`).
 */
export async function initBook(options: InitOptions, book: Book): Promise<InitResult> {
  const text = options.text ?? readOrExplain(options.book);
  const file = parseBookFile(text, options.book);
  const { opened } = await book.settings;
  const summary = {
    name: file.name,
    entities: file.entities.length,
    sites: file.sites.length,
    payers: file.payers.length,
  };
  if (opened !== null) {
    if (await isSame(file, book)) return { status: 'already-open', ...summary };
    throw new FeeworthError('book/already-open', 'conflict', 'This book was set up before', {
      place: { file: options.book },
      hint: 'make another book, or record what changed as events',
    });
  }
  if ((await book.store.head()) !== null) throw notOurs(options.book);
  const drafts = draftsOf(file, keyId(book.key), book.actor);
  book.keepKey();
  const recordables = drafts.map((made, i) => ({
    id: book.derivedId('setup', `${i} ${made.type} ${made.meta.entity} ${made.meta.site ?? ''}`),
    draft: made,
  }));
  await book.record('book', 'none', recordables, { inClosedPeriods: 'allow' });
  return { status: 'opened', ...summary };
}

/** Events without a beginning: another program's, or what is left of a book that was lost. */
function notOurs(file: string): FeeworthError {
  return new FeeworthError(
    'book/has-events',
    'integrity',
    'The book has events and was never set up',
    {
      place: { file },
      hint: 'name another book; what is there is what is left of one: restore that from a copy',
    },
  );
}

function readOrExplain(path: string): string {
  mustBeRegularFile(path, 'book-file/cannot-open');
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new FeeworthError('book-file/cannot-open', 'io', `${path} cannot be opened`, {
      place: { file: path },
      hint: 'check the path; an example lies in examples/three-sites/book.yaml',
      cause,
    });
  }
}

async function isSame(file: BookFile, book: Book): Promise<boolean> {
  const drafts = draftsOf(file, keyId(book.key), book.actor);
  let i = 0;
  for await (const event of book.store.readStream('book', { limit: drafts.length })) {
    const made = drafts[i];
    if (JSON.stringify(event.data) !== JSON.stringify(made?.data)) return false;
    i += 1;
  }
  return i === drafts.length;
}

/** The first events of a book, dated its opening day or the day something began after it. */
function draftsOf(file: BookFile, key: string, actor: string): EventDraft[] {
  const meta = (entity: string, more: Partial<DraftMeta> = {}): DraftMeta => ({
    occurredOn: file.opening,
    entity,
    actor,
    actorKind: 'person',
    ...more,
  });
  const opened = draft(
    'BookOpened',
    {
      name: file.name,
      currency: file.currency,
      cashPolicy: file.cashPolicy,
      fiscalYearStart: file.fiscalYearStart,
      keyId: key,
      breakageRate: file.packageBreakageRate,
      giftCardBreakageRate: file.giftCardBreakageRate,
      ...(file.approvalLimit === undefined ? {} : { approvalLimit: file.approvalLimit }),
      opening: file.opening,
      ...(file.openReconciliation === undefined
        ? {}
        : { openReconciliation: file.openReconciliation }),
    },
    meta('book'),
  );
  const entities = file.entities.flatMap(({ id, kind, name, state, form, npi, bankAccounts }) => [
    draft(
      'EntityFormed',
      { kind, name, state, ...(form ? { form } : {}), ...(npi ? { npi } : {}) },
      meta(id),
    ),
    ...(bankAccounts ?? []).map((account) =>
      draft('BankAccountOpened', { bankAccount: account.id, holder: id }, meta(id)),
    ),
  ]);
  const sites = file.sites.map(({ id, entity, name, state, openedOn, npi, claimPrefixes }) =>
    draft(
      'SiteOpened',
      {
        name,
        state,
        openedOn,
        ...(npi ? { npi } : {}),
        ...(claimPrefixes && claimPrefixes.length > 0
          ? { claimPrefixes: claimPrefixes.map((prefix) => ({ prefix })) }
          : {}),
      },
      meta(entity, { site: id, occurredOn: openedOn > file.opening ? openedOn : file.opening }),
    ),
  );
  const payers = file.payers.map((payer) =>
    draft(
      'PayerListed',
      {
        payer: payer.id,
        payerClass: payer.class,
        name: payer.name,
        ids: (payer.ids ?? []).map((name) => ({ id: name })),
        contractualRate: payer.contractualRate,
      },
      meta('book'),
    ),
  );
  return [opened, ...entities, ...sites, ...payers];
}
