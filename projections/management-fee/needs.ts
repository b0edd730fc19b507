import { basesOf } from '../../src/agreement/terms.ts';
import type { AllocationKey, FeeTerms } from '../../src/agreement/terms.ts';
import type { PracticeAgreement } from './agreements.ts';

/** What the agreements of a book make the fold keep besides collections by month. */
export interface FeeNeeds {
  /** Postings: revenue or income is asked for. */
  readonly ledger: boolean;
  /** Charges, receipts and revenue by service line. */
  readonly lines: boolean;
  /** What was sold on card or by financing day by day, and when it was settled. */
  readonly deposits: boolean;
  /** The MSO's costs by category and role. */
  readonly costs: boolean;
}

/** What the fees of these agreements are taken of. */
export function needsOf(agreements: readonly PracticeAgreement[]): FeeNeeds {
  const all = agreements
    .flatMap(({ histories }) => histories)
    .flatMap(({ signed, amendments }) => [signed, ...amendments.map(({ changes }) => changes)]);
  const fees = all.flatMap(({ fee }) => fee ?? []);
  const bases = fees.flatMap(basesOf);
  const keys = all.flatMap(({ allocationKey }) => allocationKey ?? []).concat(fees.flatMap(keysOf));
  const isCost = (fee: FeeTerms): boolean =>
    fee.components.some(({ kind }) => kind === 'cost-plus');
  const isLedger =
    bases.some(({ kind }) => kind === 'net-patient-revenue' || kind === 'net-income') ||
    keys.some(({ by }) => by === 'net-patient-revenue');
  return {
    ledger: isLedger,
    lines: bases.some(({ line }) => line !== undefined),
    deposits: bases.some(({ month }) => month === 'deposit'),
    costs: fees.some(isCost),
  };
}

/** Codes of the performance standards that any terms put money on. */
export function standardsOf(agreements: readonly PracticeAgreement[]): string[] {
  const fees = agreements
    .flatMap(({ histories }) => histories)
    .flatMap(({ signed, amendments }) => [signed.fee, ...amendments.map((a) => a.changes.fee)]);
  const codes = fees.flatMap((fee) =>
    (fee?.components ?? []).flatMap(({ atRisk }) => atRisk?.standards.map((s) => s.code) ?? []),
  );
  return [...new Set(codes)];
}

function keysOf(fee: FeeTerms): AllocationKey[] {
  return fee.components.flatMap((c) => (c.kind === 'cost-plus' ? (c.allocation ?? []) : []));
}
