import type { BankLine, CashDocument } from './indexes/cash.ts';

/** A line with the documents whose cash it is. */
export interface MatchFound {
  readonly line: BankLine;
  readonly documents: readonly CashDocument[];
  readonly how: 'trace' | 'amount-and-date';
}

/** Lines and documents that could belong together and cannot be told apart. */
export interface Ambiguity {
  readonly lines: readonly string[];
  readonly candidates: number;
}

export interface Reconciled {
  readonly matches: readonly MatchFound[];
  readonly ambiguous: readonly Ambiguity[];
}

/** A bank line may be booked so many days before its document is dated, or after it. */
const DAYS_BEFORE = 1;
const DAYS_AFTER = 10;

/** Types that each rule of a mapping can mean; a line without a rule may be any document. */
const FAMILIES: Readonly<Record<string, ReadonlySet<string>>> = {
  'payer-receipt': new Set(['RemittanceReceived']),
  'card-settlement': new Set(['CardBatchSettled', 'ChargebackReceived', 'RecordSuspended']),
  'financing-or-reward': new Set(['PartnerSettled', 'RecordSuspended']),
  payroll: new Set(['PayrollPaid']),
  'payroll-tax': new Set(['PayrollTaxDeposited']),
  vendor: new Set(['VendorPaid', 'CostPaid', 'PrepaidPaid', 'LeasePaid', 'EquipmentPurchased']),
  rent: new Set(['VendorPaid', 'LeasePaid', 'PrepaidPaid']),
  'management-fee': new Set(['ManagementFeeSettled']),
  affiliate: new Set(['AffiliateCostSettled', 'AffiliateInterestPaid', 'AffiliateLoanRepaid']),
  'sales-tax': new Set(['SalesTaxRemitted']),
  'income-tax': new Set(['IncomeTaxPaid']),
  loan: new Set(['LoanReceived', 'LoanPrincipalPaid']),
  interest: new Set(['LoanInterestPaid']),
  'bank-fee': new Set(['CostPaid']),
  equipment: new Set(['EquipmentPurchased', 'VendorPaid']),
  capital: new Set(['CapitalContributed']),
  distribution: new Set(['OwnerDistributionPaid']),
  refund: new Set(['PatientCreditRefunded', 'SaleRefunded', 'PackageRefunded', 'PayerRefundPaid']),
};

/** Money over the counter: banked together, by site and day. */
const TILL: ReadonlySet<string> = new Set([
  'PointOfSaleCompleted',
  'PackageSold',
  'PackageRefunded',
  'MembershipBilled',
  'GiftCardSold',
  'PatientPaymentReceived',
  'PatientDepositReceived',
  'PatientCreditRefunded',
  'NoShowFeeCharged',
  'SaleRefunded',
  'OpeningBalanceRecorded',
]);

/** Documents that come to the bank as one sum. */
interface Bundle {
  readonly documents: readonly CashDocument[];
  readonly cents: number;
  readonly day: number;
  readonly reference: string | undefined;
  readonly isTill: boolean;
  /** Content only, so that the order of imports decides nothing. */
  readonly key: string;
}

/**
 * Matches bank lines of one entity with its documents. First what names itself: the document a
 * line caused, then trace or reference with the exact sum. Then equal amounts within the window of
 * days, only where each is the other's single best candidate. No document is used twice, one line
 * may be several documents, and the result depends on what is there, never on the order it came in.
 */
export function matchLines(
  lines: readonly BankLine[],
  documents: readonly CashDocument[],
): Reconciled {
  const left = {
    lines: new Map(lines.toSorted(byContent).map((line) => [line.id, line])),
    documents: new Map(documents.map((document) => [document.id, document])),
  };
  const matches = [...byCause(left), ...byReference(left)];
  const near = byAmount(left);
  return { matches: [...matches, ...near.matches], ambiguous: near.ambiguous };
}

interface Left {
  readonly lines: Map<string, BankLine>;
  readonly documents: Map<string, CashDocument>;
}

function byContent(a: BankLine, b: BankLine): number {
  return (
    a.day - b.day ||
    a.cents - b.cents ||
    compare(a.trace ?? '', b.trace ?? '') ||
    compare(a.id, b.id)
  );
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function take(
  left: Left,
  line: BankLine,
  documents: readonly CashDocument[],
  how: MatchFound['how'],
): MatchFound {
  left.lines.delete(line.id);
  for (const { id } of documents) left.documents.delete(id);
  return { line, documents: documents.toSorted((a, b) => compare(a.id, b.id)), how };
}

function byCause(left: Left): MatchFound[] {
  const found: MatchFound[] = [];
  for (const document of left.documents.values()) {
    const line = document.causedBy === undefined ? undefined : left.lines.get(document.causedBy);
    if (line?.cents === document.cents) found.push(take(left, line, [document], 'trace'));
  }
  return found;
}

function byReference(left: Left): MatchFound[] {
  const byTrace = groupBy(left.lines.values(), (line) => line.trace);
  const byName = groupBy(left.documents.values(), (document) => document.reference);
  const found: MatchFound[] = [];
  for (const [trace, lines] of byTrace) {
    const documents = byName.get(trace);
    if (documents === undefined) continue;
    const [line, second] = lines;
    if (line && second === undefined && sumOf(documents) === line.cents) {
      found.push(take(left, line, documents, 'trace'));
      continue;
    }
    // The same number several times: each line with a document of its very amount.
    const free = documents.toSorted((a, b) => a.day - b.day || compare(a.id, b.id));
    for (const one of lines) {
      const at = free.findIndex((document) => document.cents === one.cents);
      const document = free[at];
      if (document === undefined) continue;
      free.splice(at, 1);
      found.push(take(left, one, [document], 'trace'));
    }
  }
  return found;
}

const sumOf = (documents: readonly CashDocument[]): number =>
  documents.reduce((sum, document) => sum + document.cents, 0);

function groupBy<T>(items: Iterable<T>, key: (item: T) => string | undefined): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const name = key(item);
    if (name === undefined) continue;
    const group = groups.get(name);
    if (group) group.push(item);
    else groups.set(name, [item]);
  }
  return groups;
}

function bundlesOf(documents: Iterable<CashDocument>): Bundle[] {
  const groups = groupBy(documents, (d) => {
    if (TILL.has(d.type)) return `till ${d.site} ${d.day}`;
    return d.reference === undefined ? `one ${d.id}` : `${d.type} ${d.reference}`;
  });
  return [...groups]
    .map(([key, all]): Bundle => {
      const [first] = all;
      return {
        documents: all,
        cents: sumOf(all),
        day: Math.max(...all.map((d) => d.day)),
        reference: first?.reference,
        isTill: key.startsWith('till'),
        key,
      };
    })
    .filter((bundle) => bundle.cents !== 0);
}

interface Candidate {
  readonly bundle: Bundle;
  readonly distance: number;
}

function mayBe(line: BankLine, bundle: Bundle): boolean {
  if (line.cents !== bundle.cents) return false;
  const days = line.day - bundle.day;
  if (days < -DAYS_BEFORE || days > DAYS_AFTER) return false;
  // Two numbers that differ say that these are two payments.
  if (line.trace !== undefined && bundle.reference !== undefined && !bundle.isTill)
    return line.trace === bundle.reference;
  if (line.rule === 'deposit') return bundle.isTill;
  if (line.rule === undefined) return true;
  const family = FAMILIES[line.rule];
  return family !== undefined && bundle.documents.every((d) => family.has(d.type));
}

function byAmount(left: Left): Reconciled {
  const matches: MatchFound[] = [];
  const ambiguous = new Map<string, Ambiguity>();
  // A match may leave a single candidate to another line: go on until nothing new is found.
  for (let isMore = true; isMore;) {
    isMore = false;
    ambiguous.clear();
    const bundles = groupBy(bundlesOf(left.documents.values()), (b) => String(b.cents));
    const best = new Map<string, Candidate[]>();
    const wooed = new Map<string, BankLine[]>();
    for (const line of left.lines.values()) {
      const found = nearest(line, bundles.get(String(line.cents)) ?? []);
      if (found.length === 0) continue;
      best.set(line.id, found);
      for (const { bundle } of found)
        wooed.set(bundle.key, [...(wooed.get(bundle.key) ?? []), line]);
    }
    for (const [id, found] of best) {
      const line = left.lines.get(id);
      const [only] = found;
      if (line === undefined || only === undefined) continue;
      const rivals = wooed.get(only.bundle.key) ?? [];
      const isBest = rivals.every(
        (rival) =>
          rival.id === id ||
          Math.abs(rival.day - only.bundle.day) > Math.abs(line.day - only.bundle.day),
      );
      if (found.length === 1 && isBest) {
        matches.push(take(left, line, only.bundle.documents, 'amount-and-date'));
        isMore = true;
      } else {
        ambiguous.set(id, { lines: rivals.map((r) => r.id), candidates: found.length });
      }
    }
  }
  return { matches, ambiguous: [...ambiguous.values()] };
}

/** The candidates of a line that are nearest in days; several where they are equally near. */
function nearest(line: BankLine, bundles: readonly Bundle[]): Candidate[] {
  const found = bundles
    .filter((bundle) => mayBe(line, bundle))
    .map((bundle) => ({ bundle, distance: Math.abs(line.day - bundle.day) }));
  const least = Math.min(...found.map((candidate) => candidate.distance));
  return found.filter((candidate) => candidate.distance === least);
}
