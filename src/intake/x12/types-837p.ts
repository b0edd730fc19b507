import type { Day } from '../../calendar.ts';
import type { Cents } from '../../money.ts';
import type { Raw } from '../raw.ts';
import type { Anomaly } from './anomaly.ts';
import type { PayerRank } from './summarise-claim.ts';

/** Original, replacement or void (CLM05-3 1, 7, 8); other for what professional claims rarely have. */
export type ClaimFrequency = 'original' | 'replacement' | 'void' | 'other';

/** The payer a claim goes to (loop 2010BB). */
export interface SubmittedPayer {
  /** NM1*PR NM109; null when absent. */
  readonly id: string | null;
  /** What the payer token is made of: id, else the name. */
  readonly key: Raw | null;
}

/** One service line as billed (loop 2400). */
export interface SubmittedLine {
  readonly segment: number;
  readonly qualifier: string;
  readonly procedure: string;
  readonly modifiers: readonly string[];
  readonly chargeCents: Cents;
  /** SV104, exact decimal. */
  readonly units: string | null;
  /** SV105, where it differs from the claim's. */
  readonly placeOfService: string | null;
  readonly serviceFrom: Day | null;
  readonly serviceTo: Day | null;
  /** REF*6R: the payer must give it back (RFI 1917). */
  readonly lineControl: Raw | null;
  readonly renderingNpi: string | null;
}

/** One professional claim as sent (loop 2300 with what stands above it). */
export interface SubmittedClaim {
  readonly segment: number;
  /** CLM01; the payer echoes it as CLP01. */
  readonly patientControl: Raw | null;
  /** CLM02. */
  readonly chargeCents: Cents;
  /** CLM05-1. */
  readonly placeOfService: string;
  /** CLM05-3 as sent. */
  readonly frequencyCode: string;
  readonly frequency: ClaimFrequency;
  /** REF*F8: the payer's number of the claim it replaces or voids. */
  readonly originalReference: Raw | null;
  /** BHT04, else GS04. */
  readonly submittedOn: Day | null;
  /** BHT06 RP: an encounter; no payment is expected, so it is no receivable. */
  readonly isEncounter: boolean;
  readonly billingNpi: string | null;
  readonly renderingNpi: string | null;
  readonly payer: SubmittedPayer;
  /** SBR01; null when it is none of P, S, T. */
  readonly payerRank: PayerRank | null;
  /** SBR09. */
  readonly filingIndicator: string;
  /** NM1*IL NM109: member id of the subscriber. */
  readonly subscriber: Raw | null;
  /**
   * What the patient token is made of: medical record number (REF*EA), else the patient's own id,
   * else member id and relationship. Two dependants of one kind are then one patient, because
   * names and birth dates are not read.
   */
  readonly patient: Raw | null;
  /** Diagnosis codes (HI ABK, ABF, BK, BF), principal first. */
  readonly diagnoses: readonly string[];
  readonly lines: readonly SubmittedLine[];
  readonly serviceFrom: Day | null;
  readonly serviceTo: Day | null;
  /** AMT*D of loop 2320: what prior payers paid; null when no other payer is named. */
  readonly priorPaidCents: Cents | null;
  /** CLM02 less the sum of the lines: zero when the claim adds up. */
  readonly differenceCents: Cents;
  readonly anomalies: readonly Anomaly[];
}
