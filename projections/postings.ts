import { makeBatch } from '../src/batch/columns.ts';
import type { EventBatch } from '../src/batch/columns.ts';
import { Dictionary } from '../src/batch/dictionary.ts';
import { encodeEvent, rowCount } from '../src/batch/encode.ts';
import type { Encodable } from '../src/batch/encode.ts';
import { rowKind } from '../src/batch/layout.ts';
import type { RowKind } from '../src/batch/layout.ts';
import { accountOf } from '../src/chart.ts';
import { FeeworthError } from '../src/error.ts';
import { formatCents } from '../src/money.ts';
import { accountOfLeg, amountAt, fieldsOf, ruleOf } from './posting-rules.ts';
import type { CashPolicy, RuleLeg } from './posting-rules.ts';

/** One line of a journal entry: cents, debits positive. */
export interface Posting {
  /** Whose book: a practice or an MSO, by id. */
  readonly entity: string;
  readonly account: number;
  readonly amountCents: number;
}

/** What posting a row needs to know of its book; a BookContext is one. */
export interface PostingContext {
  readonly names: Dictionary;
  readonly cashPolicy: CashPolicy;
}

/** A posting with the rule that made it. */
export interface RulePosting extends Posting {
  /** The row of the event whose declaration has the rule: "ClaimAdjudicated.Detail". */
  readonly rule: string;
  /** Fields of the event that the amount is made of: "paid + patientShare − contractual". */
  readonly fields: string;
}

/**
 * The postings of one row, read off its declaration leg by leg: the slow, obvious way that the
 * generated switch is held to. Zero amounts are left out.
 */
export function postingsOfRow(batch: EventBatch, row: number, context: PostingContext): Posting[] {
  return [...legsOfRow(batch, row, context)].map(({ posting }) => posting);
}

/** The same, each with the fields that it comes from. */
export function rulePostingsOfRow(
  batch: EventBatch,
  row: number,
  context: PostingContext,
): RulePosting[] {
  return [...legsOfRow(batch, row, context)].map(({ kind, leg, posting }) => ({
    ...posting,
    rule: kind.name,
    fields: fieldsOf(kind, leg),
  }));
}

interface PostedLeg {
  readonly kind: RowKind;
  readonly leg: RuleLeg;
  readonly posting: Posting;
}

function* legsOfRow(
  batch: EventBatch,
  row: number,
  { names, cashPolicy }: PostingContext,
): Generator<PostedLeg> {
  const kind = rowKind(batch.kind[row] ?? 0);
  if (kind === undefined) return;
  if (kind.declaration.onlyUnder === 'bank' && cashPolicy !== 'bank') return;
  for (const leg of knownRule(kind)) {
    const column = leg.book === 'own' ? batch.entity : batch.party;
    let amountCents = 0;
    for (const { slot, sign } of leg.terms) amountCents += sign * amountAt(batch, row, slot);
    if (amountCents === 0) continue;
    const account = accountOfLeg(leg.account, kind, batch, row, cashPolicy);
    if (account === undefined || accountOf(account) === undefined) {
      throw new FeeworthError(
        'ledger/unknown-account',
        'input',
        `${kind.declaration.type} posts to an account that the chart has not`,
        { place: { at: String(account) }, hint: 'use a number of the chart of accounts' },
      );
    }
    const entity = names.nameOf('entity', column[row] ?? 0);
    yield { kind, leg, posting: { entity, account, amountCents } };
  }
}

const RULES = new Map<RowKind, readonly RuleLeg[]>();

/** Putting a rule together costs more than posting a row by it. */
function knownRule(kind: RowKind): readonly RuleLeg[] {
  const known = RULES.get(kind) ?? ruleOf(kind);
  RULES.set(kind, known);
  return known;
}

/** The postings of an event: its rows' in order, for explanations and the check below. */
export function postingsOf(event: Encodable, cashPolicy: CashPolicy): Posting[] {
  const batch = makeBatch(rowCount(event));
  return encodedPostings(event, batch, { names: new Dictionary(), cashPolicy });
}

/** Names kept before a dictionary is begun anew: memory stays level however long the book. */
const MOST_NAMES = 50_000;

/** The same for event after event, through one batch that is used again. */
export function makePoster(cashPolicy: CashPolicy): (event: Encodable) => Posting[] {
  let batch = makeBatch(64);
  let names = new Dictionary();
  return (event) => {
    const rows = rowCount(event);
    if (rows > batch.capacity) batch = makeBatch(rows * 2);
    if (names.size('subject') > MOST_NAMES) names = new Dictionary();
    batch.length = 0;
    return encodedPostings(event, batch, { names, cashPolicy });
  };
}

function encodedPostings(event: Encodable, batch: EventBatch, context: PostingContext): Posting[] {
  encodeEvent(event, batch, context.names, { sequenceDelta: 0, recorded: 0 });
  const postings: Posting[] = [];
  for (let row = 0; row < batch.length; row++) postings.push(...postingsOfRow(batch, row, context));
  return postings;
}

/**
 * Refuses an event whose postings do not balance to the cent in every book it touches
 * (`ledger/unbalanced`), or name no counterparty for the other book's legs
 * (`ledger/no-counterparty`). Every event passes here before it is recorded.
 */
export function assertBalanced(event: Encodable, postings: readonly Posting[]): void {
  const sums = new Map<string, number>();
  for (const { entity, amountCents } of postings) {
    sums.set(entity, (sums.get(entity) ?? 0) + amountCents);
  }
  if (sums.has('')) {
    throw new FeeworthError(
      'ledger/no-counterparty',
      'input',
      `${event.type} posts to two books and names only one`,
      { place: { at: event.type }, hint: 'name the other entity as counterparty' },
    );
  }
  for (const [entity, sum] of sums) {
    if (sum === 0) continue;
    throw new FeeworthError(
      'ledger/unbalanced',
      'input',
      `${event.type} is out of balance by ${formatCents(sum)} in the book of ${entity}`,
      {
        place: { at: event.type },
        hint: 'debits and credits must be equal to the cent in each entity',
        details: { entity, differenceCents: sum },
      },
    );
  }
}
