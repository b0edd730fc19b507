import { formatDay } from '../../calendar.ts';
import { FeeworthError } from '../../error.ts';
import { formatCents } from '../../money.ts';
import type { Raw } from '../raw.ts';
import { submittedClaimKey } from '../x12/record-keys.ts';
import type { SubmittedClaim } from '../x12/types-837p.ts';
import { entityOfNpi } from './entity-of.ts';
import { makeFact } from './fact.ts';
import type { Fact, FactPlace, IntakeContext, Origin } from './fact.ts';
import { expectedContractual, resolvePayer } from './payers.ts';
import type { ResolvedPayer } from './payers.ts';
import { siteOfClaim } from './site-of-claim.ts';

const SYSTEM = 'x12-837p';
const FREQUENCY = {
  original: 'original',
  replacement: 'replacement',
  void: 'void',
  other: 'original',
} as const;

/** A charge that a later submission replaces or voids: the import reverses that event. */
export interface Withdrawal {
  readonly event: string;
  readonly occurredOn: string;
  readonly sourceRecord: string;
}

export interface SubmittedFacts {
  readonly facts: readonly Fact[];
  readonly withdraws?: Withdrawal;
}

/** Claims of this very file that came before; laid over what the book knows. */
export type SeenClaims = Map<string, { on: string; frequency: string; charge?: number }>;

/**
 * The events of one submitted claim. ClaimSubmitted counts on the day it was sent. The charge
 * counts on the first day of service, once per claim: the latest submission to the primary payer
 * decides it, in whichever order files come. A replacement (CLM05-3 7) of the same amount posts
 * nothing; of another amount it reverses the charge and posts the new one; a void (8) reverses it.
 * Services up to the day of the opening balances are in them already. Encounters (BHT06 RP) expect
 * no payment and are left out.
 */
export function fromSubmittedClaim(
  claim: SubmittedClaim,
  base: IntakeContext,
  seen: SeenClaims,
): SubmittedFacts {
  const where = `segment ${claim.segment}`;
  const entity = entityOfNpi(base, claim.billingNpi, where);
  const context: IntakeContext = { ...base, entity };
  if (claim.isEncounter) {
    context.notice({ code: 'encounter', words: 'an encounter is no receivable', where });
    return { facts: [] };
  }
  const { submittedOn, serviceFrom, patientControl } = claim;
  if (submittedOn === null) throw missing(base, where, 'says no date of submission', 'BHT04');
  if (serviceFrom === null) throw missing(base, where, 'has no date of service', 'DTP*472');
  if (patientControl === null) throw missing(base, where, 'has no number', 'CLM01');
  if (claim.chargeCents < 0)
    throw missing(base, where, 'has a charge below zero (RFI 2499)', 'CLM02');
  const origin: Origin = { system: SYSTEM, record: submittedClaimKey(claim), sourceRecord: where };
  const payer = resolvePayer(context, [claim.payer.id, claim.payer.key], where);
  const sent: Sent = {
    context,
    claim,
    payer,
    origin,
    token: context.tokenise('claim', patientControl),
    site: siteOfClaim(context, patientControl, [claim.renderingNpi, claim.billingNpi]),
    sentOn: formatDay(submittedOn),
    servedOn: formatDay(serviceFrom),
  };
  const rank = claim.payerRank ?? 'primary';
  const facts = [submission(sent, rank)];
  if (rank !== 'primary' || sent.servedOn <= context.setting.opening) return { facts };
  return charge(sent, facts, seen);
}

interface Sent {
  readonly context: IntakeContext;
  readonly claim: SubmittedClaim;
  readonly payer: ResolvedPayer;
  readonly origin: Origin;
  readonly token: string;
  readonly site: string | undefined;
  readonly sentOn: string;
  readonly servedOn: string;
}

function submission(sent: Sent, rank: 'primary' | 'secondary' | 'tertiary'): Fact {
  const { context, claim, payer, origin, token, sentOn, servedOn, site } = sent;
  return makeFact(context, origin, { on: sentOn, site }, 'ClaimSubmitted', {
    claim: token,
    original:
      claim.originalReference === null
        ? undefined
        : context.tokenise('reference', claim.originalReference),
    frequency: FREQUENCY[claim.frequency],
    rank,
    payer: payer.id,
    payerClass: payer.payerClass,
    charge: formatCents(claim.chargeCents),
    serviceOn: servedOn,
    lines: claim.lines.length,
  });
}

/** What is known of a claim from the book and from earlier in this file: the later one counts. */
function known(sent: Sent, seen: SeenClaims) {
  const { claims } = sent.context;
  const before = seen.get(sent.token);
  const inBook = claims.submitted(sent.token);
  return { before, inBook, charge: claims.charge(sent.token) };
}

function charge(sent: Sent, facts: Fact[], seen: SeenClaims): SubmittedFacts {
  const { context, claim, token, sentOn, origin } = sent;
  const { before, inBook, charge: live } = known(sent, seen);
  const frequency = FREQUENCY[claim.frequency];
  const isLatest = sentOn >= (before?.on ?? '') && sentOn >= (inBook?.on ?? '');
  if (!isLatest) return { facts };
  const note = { on: sentOn, frequency };
  if (before?.charge !== undefined) {
    // Twice in one file: the reader of the whole file keeps the last, so nothing is posted here.
    if (before.charge === claim.chargeCents && frequency !== 'void') return { facts };
    throw new FeeworthError(
      'import/claim-twice',
      'input',
      'A file sends one claim twice with different charges',
      {
        place: { file: context.file, at: origin.sourceRecord },
        hint: 'leave the submission that was corrected out of the file',
      },
    );
  }
  if (frequency === 'void') {
    seen.set(token, note);
    return live ? { facts, withdraws: withdrawal(sent, live.event) } : { facts };
  }
  if (inBook?.frequency === 'void' && inBook.on === sentOn) return { facts };
  seen.set(token, { ...note, charge: claim.chargeCents });
  if (live?.grossCents === claim.chargeCents && live.payer === sent.payer.id) return { facts };
  const place: FactPlace = { on: sent.servedOn, site: sent.site, part: 'charge' };
  const posted = makeFact(context, origin, place, 'ChargePosted', {
    claim: token,
    patient: tokenOf(context, 'patient', claim.patient),
    payer: sent.payer.id,
    payerClass: sent.payer.payerClass,
    serviceLine: 'medical',
    provider:
      claim.renderingNpi === null ? undefined : context.tokenise('provider', claim.renderingNpi),
    gross: formatCents(claim.chargeCents),
    expectedContractual: formatCents(expectedContractual(claim.chargeCents, sent.payer)),
  });
  return live
    ? { facts: [...facts, posted], withdraws: withdrawal(sent, live.event) }
    : { facts: [...facts, posted] };
}

const withdrawal = ({ sentOn, origin }: Sent, event: string): Withdrawal => ({
  event,
  occurredOn: sentOn,
  sourceRecord: origin.sourceRecord,
});

const tokenOf = (context: IntakeContext, kind: 'patient', raw: Raw | null): string | undefined =>
  raw === null ? undefined : context.tokenise(kind, raw);

function missing(context: IntakeContext, at: string, what: string, element: string): FeeworthError {
  return new FeeworthError('import/incomplete-claim', 'input', `A submitted claim ${what}`, {
    place: { file: context.file, at: `${at}, ${element}` },
    hint: 'send it for correction, or leave the claim out of the file',
  });
}
