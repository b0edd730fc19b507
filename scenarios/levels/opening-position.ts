import { allocate } from '../../src/money.ts';
import type { Claim } from '../../projections/revenue-cycle/claim.ts';
import { balanceOf } from '../../projections/ledger.ts';
import type { OpeningPosition } from '../plan.ts';
import type { PayerGroup } from './payers.ts';
import { note, windowText, weightsOf } from './reading.ts';
import type { BookReading } from './reading.ts';

/** Days that open claims are put together by. */
const AGE_DAYS = 15;

/** Balances of a practice that its sites share, with the accounts they come from. */
const SHARED = {
  // What is under way to the bank is as good as there.
  cashCents: [1010, 1036],
  cardClearingCents: [1030, 1050],
  patientsCents: [1120, 1185, 1190],
  payablesCents: [2010, 2020],
  accruedPayCents: [2110, 2120, 2140],
  salesTaxCents: [2210],
  packagesCents: [2310, 2320, 2330, 2350],
  // A fee paid over due is set apart in 1210 and set off against what is owed.
  feeArrearsCents: [2410, 1210],
} as const;
type Shared = keyof typeof SHARED;
const DEBTS: ReadonlySet<Shared> = new Set([
  'payablesCents',
  'accruedPayCents',
  'salesTaxCents',
  'packagesCents',
  'feeArrearsCents',
]);

/**
 * What the book leaves open at the end of its last month. Claims lie at their own sites, balances
 * of a practice are split over its sites by revenue, to the cent.
 */
export function readOpening(
  reading: BookReading,
  groups: readonly PayerGroup[],
): OpeningPosition[] {
  const { names } = reading.ledger;
  const positions = new Map<string, Record<Shared, number>>();
  for (const practice of reading.practices) {
    const entity = names.numberOf('entity', practice);
    const weights = weightsOf(reading, practice);
    for (const shared of Object.keys(SHARED) as Shared[]) {
      const total = SHARED[shared].reduce(
        (sum, account) => sum + balanceOf(reading.ledger, entity, account, reading.last),
        0,
      );
      const owned = DEBTS.has(shared) ? -total : total;
      // Only cash may stand below zero: an overpaid supplier or fee is not modelled as a claim.
      const kept = shared === 'cashCents' ? owned : Math.max(0, owned);
      const parts = allocate(
        kept,
        weights.map((w) => w.weight),
      );
      weights.forEach(({ site }, i) => {
        const own = positions.get(site.id) ?? ({} as Record<Shared, number>);
        own[shared] = parts[i] ?? 0;
        positions.set(site.id, own);
      });
    }
  }
  const end = { from: reading.last, to: reading.last };
  const open = openClaims(reading, groups);
  const count = [...open.values()].flat().reduce((sum, c) => sum + c.claims, 0);
  note(reading, 'opening', 'recorded', `balances at the end of ${windowText(reading, end)}`, count);
  return reading.sites.map((site) => ({
    entity: site.entity,
    site: site.id,
    ...(positions.get(site.id) as Record<Shared, number>),
    claims: open.get(site.id) ?? [],
  }));
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
