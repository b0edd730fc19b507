import type { Day } from '../../calendar.ts';
import { parseDay } from '../../calendar.ts';
import type { PAYER_CLASSES } from '../../events/shared.ts';
import { FeeworthError } from '../../error.ts';

/** A payer as the book lists it. */
export interface PayerInfo {
  readonly id: string;
  readonly payerClass: (typeof PAYER_CLASSES)[number];
  readonly name: string;
  readonly ids: readonly string[];
  readonly contractualRate: string;
}

export interface EntityInfo {
  readonly id: string;
  readonly kind: 'practice' | 'mso';
  readonly state: string;
  readonly npi: string | undefined;
  readonly bankAccounts: readonly string[];
}

export interface SiteInfo {
  readonly id: string;
  readonly entity: string;
  readonly npi: string | undefined;
  readonly claimPrefixes: readonly string[];
}

/** An agreement as far as reading files needs it. */
export interface AgreementInfo {
  readonly id: string;
  readonly practices: readonly string[];
  readonly mso: string;
  readonly from: Day;
  readonly to: Day | null;
}

/** A charge that counts just now, and where it came from. */
export interface LiveCharge {
  readonly event: string;
  readonly grossCents: number;
  readonly payer: string;
}

/** What earlier imports said of claims; a claim is known by its token. */
export interface ClaimLookup {
  /** Primary payer of a claim, from its charge or the opening balances. */
  payerOf(claim: string): string | undefined;
  charge(claim: string): LiveCharge | undefined;
  /** The latest submission to a primary payer: when, and which frequency. */
  submitted(claim: string): { readonly on: string; readonly frequency: string } | undefined;
}

/** What reading a file needs to know of the book it goes into. */
export interface Setting {
  readonly currency: string;
  readonly cashPolicy: 'bank' | 'document';
  /** Day of the opening balances, YYYY-MM-DD. */
  readonly opening: string;
  readonly entities: ReadonlyMap<string, EntityInfo>;
  readonly sites: ReadonlyMap<string, SiteInfo>;
  readonly payers: readonly PayerInfo[];
  readonly agreements: readonly AgreementInfo[];
}

/** The account that cash legs of documents go to under the book's policy (settled.md §3.4). */
export function cashAccount(setting: Pick<Setting, 'cashPolicy'>): number {
  return setting.cashPolicy === 'bank' ? 1036 : 1010;
}

/** Sites of an entity in the order of the book. */
export function sitesOfEntity(setting: Setting, entity: string): readonly SiteInfo[] {
  return [...setting.sites.values()].filter((site) => site.entity === entity);
}

/** The agreement between a practice and its MSO on a day; refused when there is none, or several. */
export function agreementOn(
  setting: Setting,
  practice: string,
  day: string,
  named?: string,
): AgreementInfo {
  const on = parseDay(day);
  const all = setting.agreements.filter((a) => a.practices.includes(practice));
  const found =
    named === undefined
      ? all.filter((a) => a.from <= on && (a.to === null || a.to >= on))
      : all.filter((a) => a.id === named);
  // A last invoice or payment comes after the end: the latest agreement is then meant.
  const last = found.length === 0 ? all.toSorted((a, b) => b.from - a.from).slice(0, 1) : found;
  const [only, second] = last;
  if (only && second === undefined) return only;
  const code = only ? 'import/several-agreements' : 'import/no-agreement';
  const message = only
    ? `${practice} has several agreements in force on ${day}`
    : `${practice} has no management agreement in this book`;
  throw new FeeworthError(code, 'input', message, {
    place: { at: practice },
    hint: only
      ? 'name the one that is meant: --agreement ID'
      : 'sign it first: feeworth agreement sign FILE',
  });
}
