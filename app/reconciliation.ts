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
 * days, only where each is the other's best candidate. No document is used twice, one line
 * may be several documents, and the result depends on what is there, never on the order it came in.
 */
export function matchLines(
  lines: readonly BankLine[],
  documents: readonly CashDocument[],
): Reconciled {
  const left = {
    lines: new Map(lines.toSorted(byContent).map((line) => [line.id, line])),
    documents: new Map(documents.toSorted(byDayAndId).map((one) => [one.id, one])),
  };
  const matches: MatchFound[] = [];
  // What amounts settle may leave a reference its exact sum: go on until nothing new is found, so
  // that asking again finds nothing more.
  for (;;) {
    const named = [...byCause(left), ...byReference(left)];
    const near = byAmount(left);
    matches.push(...named, ...near.matches);
    if (named.length + near.matches.length === 0) return { matches, ambiguous: near.ambiguous };
  }
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

/** Ids come from content, so this is the same order whatever came first. */
function byDayAndId(a: CashDocument, b: CashDocument): number {
  return a.day - b.day || compare(a.id, b.id);
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
    const free = documents.toSorted(byDayAndId);
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
  // Cash is never banked before it is taken; a transfer may be booked a day before its paper.
  if (days < (bundle.isTill ? 0 : -DAYS_BEFORE) || days > DAYS_AFTER) return false;
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
  let ambiguous: Ambiguity[] = [];
  // A match may leave a single candidate to another line: go on until nothing new is found.
  for (let isMore = true; isMore;) {
    isMore = false;
    ambiguous = [];
    for (const { lines, bundles } of suitorsOf(left)) {
      const pairs = pairsOf(lines, bundles);
      for (const [line, bundle] of pairs)
        matches.push(take(left, line, bundle.documents, 'amount-and-date'));
      if (pairs.length > 0) isMore = true;
      else ambiguous.push({ lines: lines.map((line) => line.id), candidates: bundles.length });
    }
    if (isMore) continue;
    for (const [line, bundle] of inTurn(left)) {
      matches.push(take(left, line, bundle.documents, 'amount-and-date'));
      isMore = true;
    }
  }
  return { matches, ambiguous };
}

/** Lines that have the same nearest bundles, and those bundles. */
interface Suitors {
  readonly lines: readonly BankLine[];
  readonly bundles: readonly Bundle[];
}

/** Groups lines by their nearest bundles; a bundle two groups want belongs to the nearer line. */
function suitorsOf(left: Left): Suitors[] {
  const byCents = groupBy(bundlesOf(left.documents.values()), (b) => String(b.cents));
  const groups = new Map<string, { lines: BankLine[]; bundles: readonly Bundle[] }>();
  const closest = new Map<string, number>();
  for (const line of left.lines.values()) {
    const found = nearest(line, byCents.get(String(line.cents)) ?? []);
    if (found.length === 0) continue;
    const bundles = found.map((candidate) => candidate.bundle);
    for (const { bundle, distance } of found)
      closest.set(bundle.key, Math.min(distance, closest.get(bundle.key) ?? Infinity));
    const key = `${found[0]?.distance ?? 0} ${bundles.map((b) => b.key).join(' ')}`;
    const group = groups.get(key);
    if (group) group.lines.push(line);
    else groups.set(key, { lines: [line], bundles });
  }
  const isClosest = ({ lines, bundles }: Suitors): boolean =>
    bundles.every((b) =>
      lines.every((line) => Math.abs(line.day - b.day) <= (closest.get(b.key) ?? Infinity)),
    );
  const wanted = new Map<string, number>();
  const all = [...groups.values()].filter(isClosest);
  for (const { bundles } of all)
    for (const { key } of bundles) wanted.set(key, (wanted.get(key) ?? 0) + 1);
  // Where two groups want one bundle from equally near, nobody can tell: both are left alone.
  return all.map((group) =>
    group.bundles.some(({ key }) => (wanted.get(key) ?? 0) > 1) ? { ...group, bundles: [] } : group,
  );
}

/**
 * One line and one bundle belong together. So do as many equal lines as there are bundles, all
 * equally near: which is whose changes no figure, and order of content settles it.
 */
function pairsOf(
  lines: readonly BankLine[],
  bundles: readonly Bundle[],
): readonly (readonly [BankLine, Bundle])[] {
  if (lines.length !== bundles.length) return [];
  const sorted = bundles.toSorted((a, b) => compare(a.key, b.key));
  return lines.toSorted(byContent).flatMap((line, i) => {
    const bundle = sorted[i];
    return bundle === undefined ? [] : [[line, bundle] as const];
  });
}

/**
 * What nearness cannot tell apart: where lines and bundles that could be each other's are as many,
 * all of them belong together, first come first served; which is whose changes no figure.
 */
function inTurn(left: Left): (readonly [BankLine, Bundle])[] {
  const open = new Set(bundlesOf(left.documents.values()));
  const waiting = new Set(left.lines.values());
  const pairs: (readonly [BankLine, Bundle])[] = [];
  for (const first of waiting) {
    const { lines, bundles } = circleOf(first, waiting, open);
    for (const line of lines) waiting.delete(line);
    if (lines.length !== bundles.length) continue;
    const queue = bundles.toSorted((a, b) => a.day - b.day || compare(a.key, b.key));
    const own = lines.toSorted(byContent).flatMap((line, i) => {
      const bundle = queue[i];
      return bundle !== undefined && mayBe(line, bundle) ? [[line, bundle] as const] : [];
    });
    if (own.length === lines.length) pairs.push(...own);
  }
  return pairs;
}

/** A line, all bundles it may be, all lines that may be one of those, and so on. */
function circleOf(
  first: BankLine,
  waiting: ReadonlySet<BankLine>,
  open: ReadonlySet<Bundle>,
): { readonly lines: readonly BankLine[]; readonly bundles: readonly Bundle[] } {
  const lines = new Set([first]);
  const bundles = new Set<Bundle>();
  for (const line of lines) {
    for (const bundle of open) {
      if (bundles.has(bundle) || !mayBe(line, bundle)) continue;
      bundles.add(bundle);
      for (const other of waiting) if (mayBe(other, bundle)) lines.add(other);
    }
  }
  return { lines: [...lines], bundles: [...bundles] };
}

/** The candidates of a line that are nearest in days; several where they are equally near. */
function nearest(line: BankLine, bundles: readonly Bundle[]): Candidate[] {
  const found = bundles
    .filter((bundle) => mayBe(line, bundle))
    .map((bundle) => ({ bundle, distance: Math.abs(line.day - bundle.day) }));
  const least = Math.min(...found.map((candidate) => candidate.distance));
  return found.filter((candidate) => candidate.distance === least);
}
