import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseAgreement } from '../../src/agreement/agreement-file.ts';
import { amendedTerms, sameJson, termsOn } from '../../src/agreement/amend.ts';
import type { Amendment } from '../../src/agreement/amend.ts';
import { checkStateRules, isBlocked } from '../../src/agreement/state-rules.ts';
import type { StateFinding } from '../../src/agreement/state-rules.ts';
import type { AgreementTerms } from '../../src/agreement/terms.ts';
import { formatDay, parseDay } from '../../src/calendar.ts';
import type { Day } from '../../src/calendar.ts';
import { FeeworthError } from '../../src/error.ts';
import { mustBeRegularFile } from '../../src/regular-file.node.ts';
import { canonicalJson } from '../../src/audit/canonical.ts';
import type { Json } from '../../src/event.ts';
import { draft } from '../../src/events/draft.ts';
import type { EventDraft } from '../../src/events/draft.ts';
import type { Book } from '../book.ts';
import { mustSayItIs } from '../own-file.ts';
import { agreements } from '../indexes/agreements.ts';
import type { KnownAgreement } from '../indexes/agreements.ts';

export interface SignOptions {
  readonly file: string;
  /** Its text, when it is in memory already. */
  readonly text?: string;
  /** Why it is recorded although a state rule blocks it; goes into the book. */
  readonly override?: string | undefined;
}

export interface AmendOptions extends SignOptions {
  /** First day of the new terms. */
  readonly from: string;
  readonly reason: string;
}

export interface AgreementResult {
  readonly status: 'signed' | 'amended' | 'already-signed';
  readonly id: string;
  readonly findings: readonly StateFinding[];
}

/**
 * Records an agreement from its file. State rules are shown, never a verdict; where one blocks the
 * form, the agreement is refused (`agreement/blocked`) unless a reason to record it all the same is
 * given. The same terms again are a no-op, others refused: they are an amendment.
 */
export async function signAgreement(options: SignOptions, book: Book): Promise<AgreementResult> {
  const { terms, digest } = read(options);
  const practices = await partiesOf(terms, book);
  const known = (await book.follow(agreements)).byId.get(terms.id);
  const findings = await findingsOf(terms, practices, book, parseDay(terms.effectiveFrom));
  if (known !== undefined) {
    if (sameJson(known.history.signed, terms))
      return { status: 'already-signed', id: terms.id, findings };
    throw signedOtherwise(options, terms);
  }
  refuseBlocked(findings, options);
  const made = draft(
    'AgreementSigned',
    {
      agreement: terms.id,
      fromOn: terms.effectiveFrom,
      terms: terms as unknown as Json,
      document: digest,
    },
    {
      ...agreementMeta(terms, practices, book),
      occurredOn: terms.signedOn ?? terms.effectiveFrom,
      effectiveOn: terms.effectiveFrom,
    },
  );
  const stream = agreementStream(terms.id);
  const events = [made, ...overrides(options, terms, practices, book, terms.effectiveFrom)];
  await book.record(stream, 'none', withIds(events, book, terms.id, 0), {
    saidOtherwise: 'allow',
  });
  // Somebody may have signed another text at the same moment, and been first.
  const signed = (await book.follow(agreements)).byId.get(terms.id)?.history.signed;
  if (!sameJson(signed, terms)) throw signedOtherwise(options, terms);
  return { status: 'signed', id: terms.id, findings };
}

function signedOtherwise({ file }: SignOptions, { id }: AgreementTerms): FeeworthError {
  return new FeeworthError(
    'agreement/already-signed',
    'conflict',
    `Agreement ${id} was signed before with other terms`,
    { place: { file }, hint: 'amend it: feeworth agreement amend FILE --from DATE' },
  );
}

/** Records new terms from a date; all terms as they are from then on stand in the file. */
export async function amendAgreement(options: AmendOptions, book: Book): Promise<AgreementResult> {
  const { terms } = read(options);
  const practices = await partiesOf(terms, book);
  const known = (await book.follow(agreements)).byId.get(terms.id);
  if (known === undefined) throw unknownAgreement(terms.id);
  const findings = await findingsOf(terms, practices, book, parseDay(options.from));
  refuseBlocked(findings, options);
  const { id: _id, mso: _mso, effectiveFrom: _from, signedOn: _on, ...changes } = terms;
  const amendment: Amendment = {
    id: terms.id,
    signedOn: formatDay(book.today),
    effectiveFrom: options.from,
    changes,
  };
  amendedTerms(known.history, amendment);
  const made = draft(
    'AgreementAmended',
    {
      agreement: terms.id,
      fromOn: options.from,
      terms: { ...terms, effectiveFrom: known.history.signed.effectiveFrom } as unknown as Json,
      reason: options.reason,
    },
    {
      ...agreementMeta(terms, practices, book),
      occurredOn: formatDay(book.today),
      effectiveOn: options.from,
    },
  );
  const events = [made, ...overrides(options, terms, practices, book, options.from)];
  const number = known.history.amendments.length + 1;
  await book.record(
    agreementStream(terms.id),
    known.revision,
    withIds(events, book, terms.id, number),
  );
  return { status: 'amended', id: terms.id, findings };
}

export interface AgreementShown {
  readonly id: string;
  readonly practice: string;
  readonly mso: string;
  /** Terms in force on the day asked for; null before the start and after the end. */
  readonly terms: AgreementTerms | null;
  /** Its last day, where it has been ended. */
  readonly endsOn: string | null;
  readonly amendments: number;
  readonly findings: readonly StateFinding[];
}

/** The agreements of the book as they stand on a day, with what state rules say of them. */
export async function showAgreements(
  options: { readonly agreement?: string | undefined; readonly asOf?: string | undefined },
  book: Book,
): Promise<readonly AgreementShown[]> {
  const all = [...(await book.follow(agreements)).byId.values()];
  const chosen = all.filter((a) => options.agreement === undefined || a.id === options.agreement);
  if (options.agreement !== undefined && chosen.length === 0)
    throw unknownAgreement(options.agreement);
  const day = options.asOf === undefined ? book.today : parseDay(options.asOf);
  return Promise.all(chosen.map((known) => shown(known, day, book)));
}

async function shown(known: KnownAgreement, day: Day, book: Book): Promise<AgreementShown> {
  const terms = termsOn(known.history, day);
  const { id, practice, mso, history } = known;
  const findings = terms === null ? [] : await findingsOf(terms, [...terms.practices], book, day);
  const { endsOn = null, amendments } = history;
  return { id, practice, mso, terms, endsOn, amendments: amendments.length, findings };
}

function read(options: SignOptions): { readonly terms: AgreementTerms; readonly digest: string } {
  let { text } = options;
  if (text === undefined) mustBeRegularFile(options.file, 'agreement/cannot-open');
  try {
    text ??= readFileSync(options.file, 'utf8');
  } catch (cause) {
    throw new FeeworthError('agreement/cannot-open', 'io', `${options.file} cannot be opened`, {
      place: { file: options.file },
      hint: 'check the path and that you may read the file',
      cause,
    });
  }
  mustSayItIs('agreement', text, options.file);
  const digest = createHash('sha256').update(text).digest('hex');
  return { terms: parseAgreement(text, { file: options.file }), digest };
}

/** The practices served; all parties must be entities of the book. */
async function partiesOf(terms: AgreementTerms, book: Book): Promise<readonly string[]> {
  const { entities } = await book.settings;
  const check = (id: string, kind: 'practice' | 'mso'): void => {
    if (entities.get(id)?.kind === kind) return;
    const known = [...entities.values()].filter((e) => e.kind === kind).map((e) => e.id);
    throw new FeeworthError('agreement/unknown-party', 'input', `The book has no ${kind} ${id}`, {
      place: { at: terms.id },
      hint: `it has ${known.join(', ') || 'none'}`,
    });
  };
  for (const practice of terms.practices) check(practice, 'practice');
  check(terms.mso, 'mso');
  return terms.practices;
}

/** State rules of every state in which a served practice works. */
async function findingsOf(
  terms: AgreementTerms,
  practices: readonly string[],
  book: Book,
  day: Day,
): Promise<readonly StateFinding[]> {
  const { entities } = await book.settings;
  const states = new Set(practices.map((id) => entities.get(id)?.state ?? ''));
  return [...states].flatMap((state) => checkStateRules(terms, state, day));
}

function refuseBlocked(findings: readonly StateFinding[], options: SignOptions): void {
  if (!isBlocked(findings) || options.override !== undefined) return;
  const blocks = findings.filter((finding) => finding.severity === 'block');
  throw new FeeworthError(
    'agreement/blocked',
    'input',
    `A rule of ${blocks.map((b) => b.state).join(', ')} blocks this fee: ${blocks[0]?.words ?? ''}`,
    {
      place: { file: options.file },
      hint: 'change the terms, or record it with --override "what counsel said"',
      details: { findings: blocks },
    },
  );
}

/** The stream of an agreement. */
export const agreementStream = (id: string): string => `agreement-${id}`.toLowerCase();

/** Whose an event about an agreement is, and who records it. */
export function agreementMeta(terms: AgreementTerms, practices: readonly string[], book: Book) {
  return {
    entity: practices[0] ?? terms.mso,
    counterparty: terms.mso,
    actor: book.actor,
    actorKind: 'person' as const,
  };
}

/** That a block was overridden, and why, is a decision of the book. */
function overrides(
  options: SignOptions,
  terms: AgreementTerms,
  practices: readonly string[],
  book: Book,
  effectiveOn: string,
): EventDraft[] {
  if (options.override === undefined) return [];
  const made = draft(
    'DecisionTaken',
    {
      matter: 'agreement',
      decider: 'practice',
      isClinicalAdjacent: false,
      isOverride: true,
      what: `state rule overridden for ${terms.id}: ${options.override}`.slice(0, 500),
    },
    { ...agreementMeta(terms, practices, book), occurredOn: formatDay(book.today), effectiveOn },
  );
  return [made];
}

/**
 * Ids by number. An amendment's hangs on what it says too: two who amend at once are then no
 * repetition of each other, and the later one hears of it.
 */
function withIds(events: readonly EventDraft[], book: Book, id: string, number: number) {
  const said = ({ data }: EventDraft): string => (number === 0 ? '' : ` ${canonicalJson(data)}`);
  return events.map((made) => ({
    id: book.derivedId('agreement', `${id} ${number} ${made.type}${said(made)}`),
    draft: made,
  }));
}

/** "No such agreement", for every command that takes one. */
export function unknownAgreement(id: string): FeeworthError {
  return new FeeworthError('agreement/unknown', 'input', `The book has no agreement ${id}`, {
    place: { at: id },
    hint: 'see feeworth agreement show',
  });
}
