import { formatDay } from '../../calendar.ts';
import { FeeworthError } from '../../error.ts';
import { PROVIDER_ADJUSTMENT_CODES, PROVIDER_ADJUSTMENTS } from '../../events/remittances.ts';
import { formatCents } from '../../money.ts';
import { Raw, reveal } from '../raw.ts';
import { claimPaymentKey, providerAdjustmentKey, remittanceKey } from '../x12/record-keys.ts';
import { summariseClaim } from '../x12/summarise-claim.ts';
import type { ClaimSummary, PayerRank } from '../x12/summarise-claim.ts';
import type { Payer, ProviderAdjustment, Remittance, RemittanceClaim } from '../x12/types-835.ts';
import { entityOfNpi } from './entity-of.ts';
import { makeFact } from './fact.ts';
import type { Fact, FactPlace, IntakeContext, Origin } from './fact.ts';
import { expectedContractual, resolvePayer } from './payers.ts';
import type { ResolvedPayer } from './payers.ts';
import { siteOfClaim } from './site-of-claim.ts';

const SYSTEM = 'x12-835';

/** What a remittance is on its own: whose, when, and under which number. */
interface Frame {
  readonly context: IntakeContext;
  readonly remittance: Remittance;
  readonly token: string;
  readonly on: string;
  readonly payer: ResolvedPayer;
}

const namesOf = ({ id, originator, key }: Payer): readonly (string | Raw | null)[] => [
  id,
  originator,
  key,
];

/**
 * The events of one remittance, dated BPR16: the money, each claim, each provider-level
 * adjustment, and the difference if it does not add up (revenue-cycle.md §4.5). Account 1035 is
 * zero after them; claim amounts are never touched.
 */
export function fromRemittance(remittance: Remittance, base: IntakeContext): Fact[] {
  const context = { ...base, entity: entityOfNpi(base, remittance.payee.npi, 'x12 payee') };
  const day = remittance.effectiveOn ?? remittance.producedOn;
  if (day === null) {
    throw new FeeworthError('import/no-date', 'input', 'A remittance says no date of payment', {
      place: { file: base.file, at: `segment ${remittance.segment}` },
      hint: 'ask the sender for BPR16, or leave this remittance out of the file',
    });
  }
  const where = `segment ${remittance.segment}`;
  const frame: Frame = {
    context,
    remittance,
    token:
      remittance.trace ?? context.tokenise('reference', new Raw(reveal(remittanceKey(remittance)))),
    on: formatDay(day),
    payer: resolvePayer(context, namesOf(remittance.payer), where),
  };
  const facts = [
    receivedOf(frame),
    ...remittance.claims.flatMap((claim) => claimFacts(frame, claim)),
    ...remittance.providerAdjustments.map((pair) => providerLevel(frame, pair)),
  ];
  const difference = differenceCents(remittance);
  if (difference !== 0) facts.push(suspended(frame, difference));
  return facts;
}

/** A payment below zero (X12 never allows it, RFI 2660) is taken as none; the rest is difference. */
const amountCents = (r: Remittance): number => Math.max(0, r.amountCents);
const differenceCents = (r: Remittance): number =>
  amountCents(r) - (r.claimsPaidCents - r.providerAdjustedCents);

function originOf(frame: Frame, record: Raw, segment: number): Origin {
  return { system: SYSTEM, record, sourceRecord: `segment ${segment}` };
}

function receivedOf(frame: Frame): Fact {
  const { context, remittance, token, payer, on } = frame;
  const origin = originOf(frame, remittanceKey(remittance), remittance.segment);
  const difference = differenceCents(remittance);
  return makeFact(context, origin, { on, site: context.site }, 'RemittanceReceived', {
    remittance: token,
    payer: payer.id,
    amount: formatCents(amountCents(remittance)),
    method: remittance.method ?? 'NON',
    producedOn: remittance.producedOn === null ? undefined : formatDay(remittance.producedOn),
    isBalanced: difference === 0,
    difference: formatCents(difference),
  });
}

function suspended(frame: Frame, difference: number): Fact {
  const { context, remittance, token, payer, on } = frame;
  const origin = originOf(frame, remittanceKey(remittance), remittance.segment);
  context.notice({
    code: 'unbalanced-remittance',
    words: `a remittance is ${formatCents(difference)} off; the difference waits in suspense`,
    where: origin.sourceRecord,
  });
  return makeFact(
    context,
    origin,
    { on, site: context.site, part: 'difference' },
    'RemittanceSuspended',
    {
      remittance: token,
      payer: payer.id,
      difference: formatCents(difference),
    },
  );
}

function providerLevel(frame: Frame, pair: ProviderAdjustment): Fact {
  const { context, remittance, token, payer, on } = frame;
  const origin = originOf(frame, providerAdjustmentKey(remittance, pair), pair.segment);
  const known = PROVIDER_ADJUSTMENT_CODES.find((code) => code === pair.code);
  const code = known ?? 'other';
  if (PROVIDER_ADJUSTMENTS[code] === 1090) {
    context.notice({
      code: 'provider-adjustment-in-suspense',
      words: 'a provider-level adjustment (PLB) needs a person to say what it is',
      where: origin.sourceRecord,
    });
  }
  return makeFact(context, origin, { on, site: context.site }, 'ProviderLevelAdjusted', {
    remittance: token,
    payer: payer.id,
    code,
    rawCode: pair.code === '' ? 'none' : pair.code,
    reference: pair.reference === null ? undefined : context.tokenise('reference', pair.reference),
    amount: formatCents(pair.amountCents),
  });
}

/** Amounts of a claim as the receivable sees them; see claimFacts. */
interface Moves {
  readonly patientShare: number;
  readonly contractual: number;
  readonly released: number;
  /** A later payer's contractual that cannot be right (X12 RFI 1696). */
  readonly isOverAdjusted: boolean;
}

/**
 * Only the primary payer moves 1110 and the estimate in 1180. What stays open there (denied,
 * duplicate, unknown) keeps its estimate, so released = est(charge) − est(open); a reversal has
 * the same formula with negative amounts. Below the primary the patient's share was moved already:
 * what is paid and adjusted reduces 1120.
 */
function movesOf(summary: ClaimSummary, rank: PayerRank, payer: ResolvedPayer): Moves {
  const contractual = summary.contractualCents + summary.capitationCents;
  if (rank === 'primary') {
    const open =
      summary.deniedOpenCents +
      summary.duplicateCents +
      summary.unknownCents +
      summary.informationalCents +
      summary.coordinationCents;
    const isDecision = summary.outcome !== 'not-counted' || summary.paidCents !== 0;
    const estimate = (cents: number): number => expectedContractual(cents, payer);
    return {
      patientShare: summary.patientShareCents + summary.patientOutsidePrCents,
      contractual,
      released: isDecision ? estimate(summary.chargeCents) - estimate(open) : 0,
      isOverAdjusted: false,
    };
  }
  // A later payer accounts for the whole charge again: without the prior payers' impact (OA-23)
  // its "contractual" holds what they did (revenue-cycle.md §2.6).
  const isOver =
    contractual > 0 &&
    (summary.coordinationCents === 0 ||
      contractual > summary.chargeCents - summary.paidCents - summary.coordinationCents);
  return {
    patientShare: 0,
    contractual: isOver ? 0 : contractual,
    released: 0,
    isOverAdjusted: isOver,
  };
}

/** The rank of a decision; CLP02 4 and 22 do not say it, prior payers' impact (OA-23) does. */
function rankOf(summary: ClaimSummary): PayerRank {
  return summary.rank ?? (summary.coordinationCents === 0 ? 'primary' : 'secondary');
}

function claimFacts(frame: Frame, claim: RemittanceClaim): Fact[] {
  const { context, remittance, on } = frame;
  const summary = summariseClaim(claim);
  const where = `segment ${claim.segment}`;
  if (summary.isPredetermination) {
    context.notice({
      code: 'predetermination',
      words: 'a price told beforehand (CLP02 25) moves no money and was left out',
      where,
    });
    return [];
  }
  const origin = originOf(frame, claimPaymentKey(remittance, claim), claim.segment);
  const place: FactPlace = {
    on,
    site: siteOfClaim(context, claim.patientControl, [claim.renderingNpi]),
  };
  const payer = resolvePayer(context, [...namesOf(claim.payer), frame.payer.id], where);
  const rank = rankOf(summary);
  const moves = movesOf(summary, rank, payer);
  const token = context.tokenise('claim', claim.patientControl ?? claim.payerControl ?? 'unnamed');
  const facts = [
    makeFact(context, origin, place, 'ClaimAdjudicated', {
      claim: token,
      remittance: frame.token,
      payer: payer.id,
      payerClass: payer.payerClass,
      status: claim.status === '' ? 'none' : claim.status,
      rank,
      outcome: summary.outcome,
      serviceOn: claim.serviceFrom === null ? on : formatDay(claim.serviceFrom),
      charge: formatCents(claim.chargeCents),
      paid: formatCents(claim.paidCents),
      patientShare: formatCents(moves.patientShare),
      contractual: formatCents(moves.contractual),
      denied: formatCents(summary.deniedCents),
      deniedOpen: formatCents(summary.deniedOpenCents),
      released: formatCents(moves.released),
      coordination: formatCents(summary.coordinationCents),
      deniedLineCharges: formatCents(summary.deniedLineChargesCents),
      adjustments: adjustmentsOf(summary),
    }),
  ];
  if (moves.isOverAdjusted) facts.push(overAdjusted(frame, origin, place, token));
  return facts;
}

function adjustmentsOf(summary: ClaimSummary) {
  return summary.adjustments
    .filter((a) => a.amountCents !== 0)
    .map((a) => ({
      group: a.group ?? ('OA' as const),
      carc: a.reason === '' ? 'none' : a.reason,
      class: a.class,
      amount: formatCents(a.amountCents),
      ...(a.line === null ? {} : { line: a.line }),
    }));
}

function overAdjusted(frame: Frame, origin: Origin, place: FactPlace, subject: string): Fact {
  const { context } = frame;
  context.notice({
    code: 'cob-over-adjustment',
    words: 'a later payer adjusts more than is open; its adjustment was not posted',
    where: origin.sourceRecord,
  });
  return makeFact(context, origin, { ...place, part: 'suspense' }, 'RecordSuspended', {
    reason: 'cob-over-adjustment',
    field: 'CAS',
    amount: '0.00',
    against: 1120,
    subject,
  });
}
