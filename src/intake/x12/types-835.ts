import type { Day } from '../../calendar.ts';
import type { Cents } from '../../money.ts';
import type { Raw } from '../raw.ts';
import type { Anomaly } from './anomaly.ts';

/** Claim adjustment groups; CR exists in 4010 only (X12 RFI 319). */
export type AdjustmentGroup = 'CO' | 'OA' | 'PI' | 'PR' | 'CR';

/** One triplet of a CAS segment: what was not paid, on whose account and why. */
export interface Adjustment {
  /** Null when the file says something else; its amount counts in balancing all the same. */
  readonly group: AdjustmentGroup | null;
  /** Claim adjustment reason code (CARC); empty when the file has none that could be one. */
  readonly reason: string;
  readonly amountCents: Cents;
  /** Units adjusted, exact decimal; null when the file gives none. */
  readonly quantity: string | null;
}

/** Who paid: the payer's own id as the file gives it, and what to tokenise. */
export interface Payer {
  /** N1*PR N104, else REF 2U, EO, HI or NF; null when there is none. */
  readonly id: string | null;
  /** TRN03: originating company, usually 1 and the payer's tax number. */
  readonly originator: string | null;
  /** What the payer token is made of: id, else originator, else the name. */
  readonly key: Raw | null;
}

/** Who was paid: which legal entity, by its public number or its tax number. */
export interface Payee {
  /** National provider identifier (N103 XX). */
  readonly npi: string | null;
  /** Tax number (N103 FI or REF*TJ); of a sole practitioner it is a social security number. */
  readonly taxId: Raw | null;
}

/** One service line as the payer decided it (loop 2110). */
export interface RemittanceLine {
  readonly segment: number;
  /** SVC01-2: the procedure decided on. */
  readonly procedure: string;
  /** SVC01-1: what kind of code it is: HC, AD, N4, NU ... */
  readonly qualifier: string;
  readonly modifiers: readonly string[];
  /** SVC06-2: the procedure billed, where the payer changed it. */
  readonly submittedProcedure: string | null;
  readonly revenueCode: string | null;
  readonly chargeCents: Cents;
  readonly paidCents: Cents;
  /** SVC05, exact decimal; X12 means one when it is absent. */
  readonly units: string | null;
  readonly serviceFrom: Day | null;
  readonly serviceTo: Day | null;
  /** REF*6R: the line number the 837 carried; first key of line matching (RFI 1917). */
  readonly lineControl: Raw | null;
  readonly adjustments: readonly Adjustment[];
  /** AMT*B6: allowed before the patient's share; informational (RFI 2601). */
  readonly allowedCents: Cents | null;
  /** Remittance advice remark codes (LQ*HE). */
  readonly remarks: readonly string[];
  /** Paid less (charge less adjustments): zero when the line balances. */
  readonly differenceCents: Cents;
}

/** One claim as the payer decided it (loop 2100). */
export interface RemittanceClaim {
  readonly segment: number;
  /** CLP01, which is CLM01 of the 837. */
  readonly patientControl: Raw | null;
  /** CLP02 as sent: 1, 2, 3 mean processed, not paid; 22 is a reversal. */
  readonly status: string;
  readonly chargeCents: Cents;
  readonly paidCents: Cents;
  /** CLP05 as sent; the PR adjustments are what counts (RFI 2548). */
  readonly patientShareStatedCents: Cents | null;
  /** Sum of the PR adjustments of claim and lines. */
  readonly patientShareCents: Cents;
  /** CLP06. */
  readonly filingIndicator: string;
  /** CLP07: the payer's claim number. */
  readonly payerControl: Raw | null;
  /** CLP08: facility or place of service. */
  readonly facility: string;
  /** CLP09: frequency of the claim; 7 replacement, 8 void. */
  readonly frequency: string;
  readonly renderingNpi: string | null;
  /** First and last date of service: of the claim where it says them, else of its lines. */
  readonly serviceFrom: Day | null;
  readonly serviceTo: Day | null;
  /** DTM*050: when the payer received the claim. */
  readonly receivedOn: Day | null;
  /** Claim-level adjustments; those of lines stand there. */
  readonly adjustments: readonly Adjustment[];
  readonly lines: readonly RemittanceLine[];
  /** Remark codes of the claim (MOA03-07, MIA05, MIA20-23). */
  readonly remarks: readonly string[];
  /** AMT*I: interest; it reaches us by PLB L6. */
  readonly interestCents: Cents;
  /** Paid less (charge less all adjustments): zero when the claim balances. */
  readonly differenceCents: Cents;
  /** No difference in claim and lines, and every amount could be read. */
  readonly isBalanced: boolean;
  /** Whose claim and whose money: they may change inside of one transaction. */
  readonly payer: Payer;
  readonly payee: Payee;
}

/** Money outside of claims: one pair of a PLB segment. */
export interface ProviderAdjustment {
  readonly segment: number;
  /** PLB01; an NPI where it looks like one. */
  readonly npi: string | null;
  /** PLB03-1 as sent; empty when missing. */
  readonly code: string;
  /** PLB03-2; payers put account and claim numbers and dates of service there. */
  readonly reference: Raw | null;
  /** As sent: above zero it reduces the payment (RFI 1756). */
  readonly amountCents: Cents;
  /** What it does to the cash: the amount with the other sign. */
  readonly cashEffectCents: Cents;
}

export type PaymentMethod = 'ACH' | 'CHK' | 'BOP' | 'FWT' | 'NON';

/** One payment with its explanation: an 835 transaction, ST to SE. */
export interface Remittance {
  /** Segment number of its ST. */
  readonly segment: number;
  /** Bytes from the start of the file to its ST. */
  readonly offset: number;
  /** BPR01: C, D, H, I, P, U or X. */
  readonly handling: string;
  /** BPR02. */
  readonly amountCents: Cents;
  /** BPR04; null when it is none we know. */
  readonly method: PaymentMethod | null;
  /** BPR16: date of the check or of the transfer's effect. */
  readonly effectiveOn: Day | null;
  /** TRN02: check or transfer number, as the bank line carries it. */
  readonly trace: string | null;
  /** DTM*405. */
  readonly producedOn: Day | null;
  /** First payer and payee of the transaction; claims carry their own. */
  readonly payer: Payer;
  readonly payee: Payee;
  readonly claims: readonly RemittanceClaim[];
  readonly providerAdjustments: readonly ProviderAdjustment[];
  /** Sum of CLP04. */
  readonly claimsPaidCents: Cents;
  /** Sum of the provider-level amounts as sent. */
  readonly providerAdjustedCents: Cents;
  /** BPR02 less (claims paid less provider-level adjustments). */
  readonly differenceCents: Cents;
  /** No difference at transaction level, and every amount in it could be read. */
  readonly isBalanced: boolean;
  readonly anomalies: readonly Anomaly[];
}
