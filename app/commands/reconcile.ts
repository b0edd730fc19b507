import { formatDay, parseDay } from '../../src/calendar.ts';
import { draft } from '../../src/events/draft.ts';
import type { EventDraft } from '../../src/events/draft.ts';
import { formatCents } from '../../src/money.ts';
import type { Book, Recordable } from '../book.ts';
import { cash, matchKey } from '../indexes/cash.ts';
import type { BankLine, Cash, CashDocument, Statement } from '../indexes/cash.ts';
import { matchLines } from '../reconciliation.ts';
import type { MatchFound } from '../reconciliation.ts';

export interface ReconcileOptions {
  readonly entity?: string | undefined;
  /** Lines up to this day; all when not given. */
  readonly to?: string | undefined;
  /** Largest sum of unmatched lines that is fine, "500.00"; recorded with the comparison. */
  readonly limit?: string | undefined;
}

/** A bank line nobody could place. */
export interface UnmatchedLine {
  readonly event: string;
  readonly on: string;
  readonly amount: string;
  readonly rule: string | undefined;
  readonly isAmbiguous: boolean;
}

/** What reconciling an account found. */
export interface AccountReconciled {
  readonly bankAccount: string;
  readonly entity: string;
  /** Matches made just now. */
  readonly matched: { readonly byTrace: number; readonly byAmount: number };
  readonly unmatchedLines: readonly UnmatchedLine[];
  readonly unmatchedCents: number;
  /** Documents that no bank line has shown yet, and their sum. */
  readonly inTransit: number;
  readonly inTransitCents: number;
  readonly statements: readonly {
    readonly toOn: string;
    readonly statement: string;
    readonly ledger: string;
    readonly isEqual: boolean;
  }[];
}

/**
 * Matches every unmatched bank line with documents and compares statements with the ledger. Runs
 * over everything there is, so the order of imports plays no part; a second run adds nothing.
 */
export async function reconcile(
  options: ReconcileOptions,
  book: Book,
): Promise<readonly AccountReconciled[]> {
  const { setting } = await book.settings;
  const results: AccountReconciled[] = [];
  for (const entity of setting.entities.values()) {
    if (options.entity !== undefined && options.entity !== entity.id) continue;
    if (entity.bankAccounts.length === 0) continue;
    const state = await book.follow(cash);
    const isOf = (item: { readonly entity: string; readonly id: string }): boolean =>
      item.entity === entity.id && !state.matched.has(item.id);
    const to = options.to === undefined ? Infinity : parseDay(options.to);
    const lines = [...state.lines.values()].filter((line) => isOf(line) && line.day <= to);
    const documents = [...state.documents.values()].filter(isOf);
    const all = matchLines(lines, documents);
    const isNew = ({ line, documents: of }: MatchFound): boolean =>
      !state.rejected.has(
        matchKey(
          line.id,
          of.map((d) => d.id),
        ),
      );
    const found = { matches: all.matches.filter(isNew), ambiguous: all.ambiguous };
    const doubtful = new Set(found.ambiguous.flatMap((one) => one.lines));
    for (const account of entity.bankAccounts) {
      const matches = found.matches.filter((match) => match.line.account === account);
      await recordMatches(book, account, entity.id, matches);
    }
    for (const account of entity.bankAccounts) {
      const isOnly = entity.bankAccounts.length === 1;
      const statements = await compare(book, { account, entity: entity.id, isOnly }, options);
      results.push(
        summary(await book.follow(cash), account, entity.id, {
          matches: found.matches.filter((match) => match.line.account === account),
          statements,
          doubtful,
        }),
      );
    }
  }
  return results;
}

const streamOf = (account: string): string => `reconciliation-${account}`.toLowerCase();

async function recordMatches(
  book: Book,
  account: string,
  entity: string,
  matches: readonly MatchFound[],
): Promise<void> {
  if (matches.length === 0) return;
  const closed = await book.periods;
  const recordables = matches
    .toSorted((a, b) => a.line.day - b.line.day || (a.line.id < b.line.id ? -1 : 1))
    .map(({ line, documents, how }): Recordable => {
      const applies = documents.map((d) => ({ event: d.id, amount: formatCents(d.cents) }));
      const made = draft(
        'BankLineMatched',
        { line: line.id, bankAccount: account, how, amount: formatCents(line.cents), applies },
        {
          occurredOn: formatDay(line.day),
          effectiveOn: closed.openDay(line.effectiveOn, entity),
          entity,
          actor: book.actor,
          actorKind: 'rule',
          causedBy: line.id,
        },
      );
      const subject = matchKey(
        line.id,
        documents.map((d) => d.id),
      );
      return { id: book.derivedId('match', `${subject} ${line.sequence}`), draft: made };
    });
  const stream = streamOf(account);
  for (let at = 0; at < recordables.length; at += CHUNK) {
    const revision = await book.store.revision(stream);
    await book.record(stream, revision ?? 'none', recordables.slice(at, at + CHUNK));
  }
}

const CHUNK = 1_000;

interface AccountOf {
  readonly account: string;
  readonly entity: string;
  readonly isOnly: boolean;
}

/** One comparison per statement, when it is first reconciled. */
async function compare(
  book: Book,
  { account, entity, isOnly }: AccountOf,
  options: ReconcileOptions,
): Promise<AccountReconciled['statements']> {
  const state = await book.follow(cash);
  const { setting } = await book.settings;
  const statements = [...state.statements.values()]
    .filter((s) => s.account === account && (options.to === undefined || s.toOn <= options.to))
    .toSorted((a, b) => (a.toOn < b.toOn ? -1 : 1));
  const first = statements[0];
  const opening = isOnly
    ? (state.openingCents.get(entity) ?? first?.openingCents ?? 0)
    : (first?.openingCents ?? 0);
  const compared = statements.map((statement) => ({
    statement,
    ledgerCents: ledgerCents(state, statement, opening, setting.cashPolicy),
  }));
  const fresh = compared.filter(
    ({ statement }) => !state.compared.has(`${account} ${statement.toOn}`),
  );
  if (fresh.length > 0) {
    const closed = await book.periods;
    const made = fresh.map(({ statement, ledgerCents: ledger }): Recordable => {
      const when = {
        occurredOn: statement.toOn,
        effectiveOn: closed.openDay(statement.toOn, entity),
      };
      const meta = { ...when, entity, actor: book.actor, actorKind: 'rule' as const };
      const data = comparison(state, statement, ledger, options.limit);
      return {
        id: book.derivedId('reconciled', `${account} ${statement.id}`),
        draft: draft('ReconciliationCompleted', data, meta) as EventDraft,
      };
    });
    const revision = await book.store.revision(streamOf(account));
    await book.record(streamOf(account), revision ?? 'none', made);
  }
  return compared.map(({ statement, ledgerCents: ledger }) => ({
    toOn: statement.toOn,
    statement: formatCents(statement.closingCents),
    ledger: formatCents(ledger),
    isEqual: statement.closingCents === ledger,
  }));
}

/** Balance of the account in the ledger: what bank lines, or documents, have moved so far. */
function ledgerCents(
  state: Cash,
  { account, entity, toOn }: Statement,
  opening: number,
  policy: 'bank' | 'document',
): number {
  const to = parseDay(toOn);
  const upTo = (items: Iterable<BankLine | CashDocument>): number => {
    let sum = 0;
    for (const item of items) {
      const isOwn = 'account' in item ? item.account === account : item.entity === entity;
      if (isOwn && item.day <= to) sum += item.cents;
    }
    return sum;
  };
  return opening + upTo(policy === 'bank' ? state.lines.values() : state.documents.values());
}

function comparison(
  state: Cash,
  { account, entity, toOn, closingCents }: Statement,
  ledger: number,
  limit: string | undefined,
) {
  const to = parseDay(toOn);
  const open = (items: Iterable<BankLine | CashDocument>): number => {
    let sum = 0;
    for (const item of items) {
      const isOwn = 'account' in item ? item.account === account : item.entity === entity;
      if (isOwn && item.day <= to && !state.matched.has(item.id)) sum += item.cents;
    }
    return sum;
  };
  return {
    bankAccount: account,
    toOn,
    statement: formatCents(closingCents),
    ledger: formatCents(ledger),
    unmatchedLines: formatCents(open(state.lines.values())),
    inTransit: formatCents(open(state.documents.values())),
    ...(limit === undefined ? {} : { limit }),
  };
}

function summary(
  state: Cash,
  account: string,
  entity: string,
  {
    matches,
    statements,
    doubtful,
  }: {
    readonly matches: readonly MatchFound[];
    readonly statements: AccountReconciled['statements'];
    readonly doubtful: ReadonlySet<string>;
  },
): AccountReconciled {
  const lines = [...state.lines.values()]
    .filter((line) => line.account === account && !state.matched.has(line.id))
    .toSorted((a, b) => a.day - b.day || a.sequence - b.sequence);
  const documents = [...state.documents.values()].filter(
    (document) => document.entity === entity && !state.matched.has(document.id),
  );
  return {
    bankAccount: account,
    entity,
    matched: {
      byTrace: matches.filter((match) => match.how === 'trace').length,
      byAmount: matches.filter((match) => match.how === 'amount-and-date').length,
    },
    unmatchedLines: lines.map((line) => ({
      event: line.id,
      on: formatDay(line.day),
      amount: formatCents(line.cents),
      rule: line.rule,
      isAmbiguous: doubtful.has(line.id),
    })),
    unmatchedCents: lines.reduce((sum, line) => sum + line.cents, 0),
    inTransit: documents.length,
    inTransitCents: documents.reduce((sum, document) => sum + document.cents, 0),
    statements,
  };
}
