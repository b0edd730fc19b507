import { allocate } from '../../src/money.ts';
import type { Claim } from '../../projections/revenue-cycle/claim.ts';
import { balanceOf } from '../../projections/ledger.ts';
import type { OpeningPosition } from '../plan.ts';
import type { PayerGroup } from './payers.ts';
import { note, windowText, weightsOf } from './reading.ts';
import type { BookReading } from './reading.ts';

/** Days that open claims are put together by. */
const AGE_DAYS = 15;

/**
 * What the book leaves open at the end of its last month. Claims lie at their own sites, balances
 * of a practice are split over its sites by revenue, to the cent.
 */
export function readOpening(
  reading: BookReading,
  groups: readonly PayerGroup[],
): OpeningPosition[] {
  const { names } = reading.ledger;
  const positions = new Map<string, SharedPosition>();
  for (const practice of reading.practices) {
    const entity = names.numberOf('entity', practice);
    const weights = weightsOf(reading, practice);
    const by = weights.map((w) => w.weight);
    const split = Object.entries(sharedPosition(reading, practice, entity)).map(
      ([key, cents]) => [key, allocate(cents, by)] as const,
    );
    weights.forEach(({ site }, i) => {
      const own = split.map(([key, parts]) => [key, parts[i] ?? 0]);
      positions.set(site.id, Object.fromEntries(own) as SharedPosition);
    });
  }
  const end = { from: reading.last, to: reading.last };
  const open = openClaims(reading, groups);
  const count = [...open.values()].flat().reduce((sum, c) => sum + c.claims, 0);
  note(reading, 'opening', 'recorded', `balances at the end of ${windowText(reading, end)}`, count);
  return reading.sites.map((site) => ({
    entity: site.entity,
    site: site.id,
    ...(positions.get(site.id) as SharedPosition),
    claims: open.get(site.id) ?? [],
  }));
}

/** Balances of a practice that its sites share. */
type SharedPosition = Omit<Required<OpeningPosition>, 'entity' | 'site' | 'claims'>;

function sharedPosition(reading: BookReading, practice: string, entity: number): SharedPosition {
  const held = (...accounts: readonly number[]): number =>
    accounts.reduce((sum, a) => sum + balanceOf(reading.ledger, entity, a, reading.last), 0);
  // Only cash may stand below zero: an overpaid supplier or fee is not modelled as a claim.
  const claim = (...accounts: readonly number[]): number => Math.max(0, held(...accounts));
  const debt = (...accounts: readonly number[]): number => Math.max(0, 0 - held(...accounts));
  // A fee paid over due is set apart in 1210 and set off against what is owed.
  const toMso = debt(2410, 1210);
  const passedOn = Math.min(toMso, costsPassedOn(reading, practice));
  return {
    // What is under way to the bank is as good as there.
    cashCents: held(1010, 1036),
    cardClearingCents: claim(1030, 1050),
    patientsCents: claim(1120, 1185, 1190),
    // A cost the MSO passed on is a bill like another: to pay it is to pay no fee.
    payablesCents: debt(2010, 2020) + passedOn,
    accruedPayCents: debt(2110, 2120, 2140),
    salesTaxCents: debt(2210),
    packagesCents: debt(2310, 2320, 2330, 2350),
    feeArrearsCents: toMso - passedOn,
  };
}

/** What the MSO asked of a practice beside its fee, and is not paid. */
function costsPassedOn({ fees }: BookReading, practice: string): number {
  const open = fees.agreements
    .filter((agreement) => agreement.practice === practice)
    .map(({ totals }) => totals.otherChargesCents - totals.otherPaidCents);
  return Math.max(
    0,
    open.reduce((sum, cents) => sum + cents, 0),
  );
}

/** Claims still asked of payers by site, payer and age; those without a site lie at the first. */
function openClaims(
  reading: BookReading,
  groups: readonly PayerGroup[],
): Map<string, OpeningPosition['claims'][number][]> {
  const { state, claims } = reading.cycle;
  const cells = new Map<string, { claims: number; grossCents: number }>();
  const keys = new Map<string, { site: string; payer: string; ageDays: number }>();
  for (const claim of claims) {
    if (claim.money.open <= 0) continue;
    const site = siteOf(reading, state.names.nameOf('site', claim.site), claim);
    const payer = groups.find((group) => group.has(claim))?.payer ?? groups[0]?.payer;
    if (site === undefined || payer === undefined) continue;
    const from = claim.submittedOn ?? claim.servedOn ?? reading.cut.asOf;
    const age = Math.max(0, reading.cut.asOf - from);
    const ageDays = Math.floor(age / AGE_DAYS) * AGE_DAYS + Math.floor(AGE_DAYS / 2);
    const key = `${site}/${payer}/${ageDays}`;
    keys.set(key, { site, payer, ageDays });
    const cell = cells.get(key) ?? { claims: 0, grossCents: 0 };
    cell.claims += claim.claims;
    cell.grossCents += claim.money.open;
    cells.set(key, cell);
  }
  const bySite = new Map<string, OpeningPosition['claims'][number][]>();
  const order = [...keys].toSorted(
    ([, a], [, b]) => (a.payer < b.payer ? -1 : a.payer > b.payer ? 1 : 0) || a.ageDays - b.ageDays,
  );
  for (const [key, { site, payer, ageDays }] of order) {
    const { claims: count = 0, grossCents = 0 } = cells.get(key) ?? {};
    bySite.set(site, [...(bySite.get(site) ?? []), { payer, ageDays, claims: count, grossCents }]);
  }
  return bySite;
}

function siteOf(reading: BookReading, named: string, claim: Claim): string | undefined {
  const entity = reading.cycle.state.names.nameOf('entity', claim.entity);
  const own = reading.sites.filter((s) => s.entity === entity);
  return own.find((s) => s.id === named)?.id ?? own[0]?.id;
}
