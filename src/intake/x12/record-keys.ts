import { formatCents } from '../../money.ts';
import { Raw, reveal } from '../raw.ts';
import type { Adjustment, ProviderAdjustment, Remittance, RemittanceClaim } from './types-835.ts';
import type { SubmittedClaim } from './types-837p.ts';

const framed = (parts: readonly (string | number | null)[]): Raw =>
  new Raw(parts.map((part) => (part === null ? '-' : `${String(part).length}:${part}`)).join(''));
const opened = (raw: Raw | null): string | null => (raw === null ? null : reveal(raw));

/**
 * What makes a payment the same payment in another file: TRN02, TRN03, BPR02, BPR16 (revenue-cycle.md
 * §4.5). ISA13, GS06 and ST02 repeat across senders and say nothing. Input of an id, so still raw.
 */
export function remittanceKey(remittance: Remittance): Raw {
  const { trace, payer, amountCents, effectiveOn, payee } = remittance;
  const who = payer.originator ?? opened(payer.key);
  return framed([trace, who, formatCents(amountCents), effectiveOn, payee.npi]);
}

const adjustmentKey = ({ group, reason, amountCents, quantity }: Adjustment): string =>
  `${group ?? ''}.${reason}.${amountCents}.${quantity ?? ''}`;

/**
 * A claim payment in canonical form, within its remittance. Equal ones do happen (two like claims
 * of one day); the n-th then counts (settled.md §1.5), never the amount alone.
 */
export function claimPaymentKey(remittance: Remittance, claim: RemittanceClaim): Raw {
  return framed([
    reveal(remittanceKey(remittance)),
    opened(claim.patientControl),
    opened(claim.payerControl),
    claim.status,
    claim.chargeCents,
    claim.paidCents,
    claim.adjustments.map(adjustmentKey).join(),
    ...claim.lines.map((line) =>
      [
        line.procedure,
        line.modifiers.join('.'),
        line.chargeCents,
        line.paidCents,
        line.serviceFrom ?? '',
        ...line.adjustments.map(adjustmentKey),
      ].join(),
    ),
  ]);
}

/** A provider-level adjustment in canonical form, within its remittance. */
export function providerAdjustmentKey(remittance: Remittance, pair: ProviderAdjustment): Raw {
  const { code, reference, amountCents, npi } = pair;
  return framed([reveal(remittanceKey(remittance)), npi, code, opened(reference), amountCents]);
}

/** A submitted claim in canonical form; the same control number sent again later is another fact. */
export function submittedClaimKey(claim: SubmittedClaim): Raw {
  return framed([
    claim.billingNpi,
    opened(claim.patientControl),
    claim.frequencyCode,
    opened(claim.originalReference),
    opened(claim.payer.key),
    claim.payerRank,
    claim.submittedOn,
    claim.chargeCents,
    ...claim.lines.map((line) =>
      [
        line.procedure,
        line.modifiers.join('.'),
        line.chargeCents,
        line.units ?? '',
        line.serviceFrom ?? '',
      ].join(),
    ),
  ]);
}
