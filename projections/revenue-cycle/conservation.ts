import type { Claim, ClaimMoney } from './claim.ts';

/** Where the charges of all claims are; cents. */
export interface Conservation {
  readonly chargesCents: number;
  readonly openingCents: number;
  readonly paidCents: number;
  readonly patientShareCents: number;
  readonly contractualCents: number;
  readonly writtenOffCents: number;
  readonly openCents: number;
  /** Claims taken back or paid beyond their charge, with what they are over. */
  readonly overAdjusted: { readonly claims: number; readonly cents: number };
  readonly words: string;
}

/** Charge less what is accounted for: zero for every claim, by what `open` is. */
export function unaccountedCents(money: ClaimMoney): number {
  const { gross, opening, paid, patientShare, contractual, writtenOff, open } = money;
  return gross + opening - paid - patientShare - contractual - writtenOff - open;
}

/** Payments + patient share + contractual + write-offs + open = charges, over all claims. */
export function conservationOf(claims: Iterable<Claim>): Conservation {
  const sums = { gross: 0, opening: 0, paid: 0, share: 0, contractual: 0, written: 0, open: 0 };
  let over = 0;
  let overCents = 0;
  for (const { money } of claims) {
    sums.gross += money.gross;
    sums.opening += money.opening;
    sums.paid += money.paid;
    sums.share += money.patientShare;
    sums.contractual += money.contractual;
    sums.written += money.writtenOff;
    sums.open += money.open;
    if (money.open < 0) {
      over += 1;
      overCents -= money.open;
    }
  }
  return {
    chargesCents: sums.gross,
    openingCents: sums.opening,
    paidCents: sums.paid,
    patientShareCents: sums.share,
    contractualCents: sums.contractual,
    writtenOffCents: sums.written,
    openCents: sums.open,
    overAdjusted: { claims: over, cents: overCents },
    words:
      'charges and opening balances = payments of primary payers + patient shares + contractual ' +
      'adjustments + write-offs + open, claim by claim',
  };
}
