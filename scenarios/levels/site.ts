import { COST_CATEGORIES, SERVICES, SERVICE_LINES } from '../../src/events/shared.ts';
import { lastDay } from '../../src/calendar.ts';
import type { Month } from '../../src/calendar.ts';
import { roundModelCents } from '../../src/money.ts';
import { balanceOf } from '../../projections/ledger.ts';
import type { LevelSlot } from '../../projections/levels.ts';
import { central, defaultPanel } from '../defaults.ts';
import { LINES, OPERATING } from '../defaults-tables.ts';
import type { Default } from '../defaults-tables.ts';
import type { CostPlan, LinePlan, PayerPlan, SitePlan } from '../plan.ts';
import { payersAt } from './payers.ts';
import type { PayerGroup, SitePayers } from './payers.ts';
import { amountAt, monthsIn, note, selfPayCents, shareOf, windowText } from './reading.ts';
import type { BookReading, SiteOf } from './reading.ts';
import { seasonSum } from './season.ts';
import { SERVICE_ROLES, servicesAt } from './services.ts';

const STAFF: readonly LevelSlot[] = ['wages/front-desk', 'wages/other'];
const PROVIDERS: readonly LevelSlot[] = ['wages/provider', 'wages/medical-director'];

/** The levels of a site: an average month of the trailing ones, season taken out. */
export function readSite(
  reading: BookReading,
  site: SiteOf,
  season: readonly number[],
  payers: readonly (SitePayers & { group: PayerGroup })[],
): SitePlan {
  const { trailing } = reading;
  const sum = (slot: LevelSlot): number => amountAt(reading, site, slot, trailing);
  const months = seasonSum(reading, season, trailing);
  const selfPay = Math.max(0, selfPayCents(reading, site, trailing));
  const window = windowText(reading, trailing);
  const told = (level: string, n: number): void =>
    note(reading, `${site.id}.${level}`, 'recorded', window, n);
  const counted = sum('visits') > 0 ? sum('visits') : sum('appointments-kept');
  const visits = counted > 0 ? counted : selfPay / (100 * central(OPERATING.ticket, 'solo'));
  told('visits', counted);
  told('ticket', counted);
  const insured = payersAt(reading, site, season, payers);
  const wages = [...STAFF, ...PROVIDERS, ...SERVICE_ROLES].reduce((n, slot) => n + sum(slot), 0);
  const employerTax = ratio(reading, site, 'employerTax', OPERATING.employerTax, {
    above: sum('employer-taxes'),
    below: wages,
  });
  const production = selfPay + expectedCents(insured) * months;
  told('staff', monthsIn(trailing));
  return {
    id: site.id,
    entity: site.entity,
    visitsMonthly: visits / months,
    ticketCents: visits > 0 ? selfPay / visits : 0,
    season,
    lines: readLines(reading, site, selfPay),
    prepaidShare: ratio(reading, site, 'prepaidShare', OPERATING.prepaidShare, {
      above: sum('prepaid-delivered'),
      below: selfPay,
    }),
    tenders: readTenders(reading, site),
    cardFee: ratio(reading, site, 'cardFee', OPERATING.cardFee, {
      above: sum('card-fee'),
      below: sum('card-settled'),
    }),
    financingFee: ratio(reading, site, 'financingFee', OPERATING.financingFee, {
      above: sum('partner-discount'),
      below: sum('partner-settled'),
    }),
    retailTax: ratio(reading, site, 'retailTax', OPERATING.retailTax, {
      above: sum('sales-tax'),
      below: sum('retail-sold'),
    }),
    payers: insured,
    providerPay: ratio(reading, site, 'providerPay', OPERATING.providerPay, {
      above: PROVIDERS.reduce((n, slot) => n + sum(slot), 0),
      below: production,
    }),
    staffMonthlyCents: roundModelCents(
      Math.max(
        0,
        STAFF.reduce((n, slot) => n + sum(slot), 0),
      ) / monthsIn(trailing),
    ),
    employerTax,
    ...readPanel(reading, site),
    costs: readCosts(reading, site),
    services: servicesAt(reading, site, employerTax),
    ...readDebt(reading, site),
  };
}

/** What no document of a book counts: who stays, and who misses a visit. Documented centrals. */
function readPanel(reading: BookReading, { id }: SiteOf): Pick<SitePlan, 'retention' | 'noShows'> {
  for (const [level, { grade, source }] of [
    ['retention', OPERATING.patientChurn],
    ['noShows', OPERATING.noShows],
  ] as const) {
    note(reading, `${id}.${level}`, grade, source, 0);
  }
  return defaultPanel('five-sites');
}

/** Service of the debt the book ends with, at the trailing months' level, until it is paid off. */
function readDebt(reading: BookReading, site: SiteOf): Pick<SitePlan, 'debt'> {
  const { trailing, context, last } = reading;
  const monthly = (slot: LevelSlot): number =>
    roundModelCents(amountAt(reading, site, slot, trailing) / monthsIn(trailing));
  const principalCents = monthly('loan-principal');
  const entity = context.names.numberOf('entity', site.entity);
  const owed = -balanceOf(reading.ledger, entity, 2510, last) * shareOf(reading, site, trailing);
  if (principalCents <= 0 || owed <= 0) return {};
  const months = Math.ceil(owed / principalCents);
  const until = lastDay((context.firstMonth + last + months) as Month);
  note(reading, `${site.id}.debt`, 'recorded', windowText(reading, trailing), monthsIn(trailing));
  return { debt: { principalCents, interestCents: monthly('loan-interest'), until } };
}

/** Expected net insured revenue of an average month, as the model will count it. */
function expectedCents(payers: readonly PayerPlan[]): number {
  return payers.reduce((sum, p) => sum + p.claimsMonthly * p.chargeCents * (1 - p.contractual), 0);
}

/** A ratio of recorded sums; the documented central where there is nothing to divide. */
function ratio(
  reading: BookReading,
  site: SiteOf,
  level: string,
  otherwise: Default,
  { above, below }: { readonly above: number; readonly below: number },
): number {
  const { trailing } = reading;
  if (below > 0 && above >= 0) {
    note(
      reading,
      `${site.id}.${level}`,
      'recorded',
      windowText(reading, trailing),
      monthsIn(trailing),
    );
    return above / below;
  }
  note(reading, `${site.id}.${level}`, otherwise.grade, otherwise.source, 0);
  return central(otherwise, 'five-sites');
}

/**
 * Revenue by line as recorded. Stock is used without saying for which line: retail's cost is its
 * own, the other lines have their documented costs, scaled alike to the recorded total.
 */
function readLines(reading: BookReading, site: SiteOf, selfPay: number): LinePlan[] {
  const { trailing } = reading;
  const sum = (slot: LevelSlot): number => amountAt(reading, site, slot, trailing);
  const own = SERVICE_LINES.map((line) => ({ line, cents: Math.max(0, sum(`revenue/${line}`)) }));
  const total = own.reduce((n, { cents }) => n + cents, 0);
  const documented = new Map(
    LINES.map((l) => [l.line, { share: l.share[1], cost: l.productCost[1] }]),
  );
  const costOf = (line: LinePlan['line']): number => documented.get(line)?.cost ?? 0.18;
  const shares = own
    .map(({ line, cents }) => ({
      line,
      share: total > 0 ? cents / total : (documented.get(line)?.share ?? 0),
    }))
    .filter(({ share }) => share > 0);
  const used = sum('product-used');
  const goods = sum('retail-used');
  const source = windowText(reading, trailing);
  note(reading, `${site.id}.lines`, total > 0 ? 'recorded' : 'E', source, monthsIn(trailing));
  const isKnown = used + goods > 0 && selfPay > 0;
  const words =
    'retail as recorded; the other lines of docs/sources.md#service-lines, scaled to the recorded total';
  note(
    reading,
    `${site.id}.productCost`,
    isKnown ? 'recorded' : 'E',
    isKnown ? `${source}: ${words}` : 'docs/sources.md#service-lines: no product use is recorded',
    isKnown ? monthsIn(trailing) : 0,
  );
  const weighted = shares.reduce(
    (n, { line, share }) => n + (line === 'retail' ? 0 : share * costOf(line)),
    0,
  );
  const scale = weighted > 0 ? used / (selfPay * weighted) : 0;
  return shares.map(({ line, share }) => ({
    line,
    share,
    productCost: !isKnown
      ? costOf(line)
      : line === 'retail'
        ? Math.max(0, goods / (selfPay * share))
        : Math.max(0, scale * costOf(line)),
  }));
}

function readTenders(reading: BookReading, site: SiteOf): SitePlan['tenders'] {
  const sum = (slot: LevelSlot): number =>
    Math.max(0, amountAt(reading, site, slot, reading.trailing));
  const card = sum('tender/card');
  const financing = sum('tender/financing') + sum('tender/reward');
  const cash = sum('tender/cash') + sum('tender/check') + sum('tender/ach');
  const total = card + financing + cash;
  const isKnown = total > 0;
  const source = isKnown ? windowText(reading, reading.trailing) : OPERATING.cardShare.source;
  note(
    reading,
    `${site.id}.tenders`,
    isKnown ? 'recorded' : 'B',
    source,
    monthsIn(reading.trailing),
  );
  if (isKnown) return { card: card / total, financing: financing / total, cash: cash / total };
  const [c, f] = [OPERATING.cardShare, OPERATING.financingShare].map((d) => central(d, 'solo'));
  return { card: c ?? 0, financing: f ?? 0, cash: 1 - (c ?? 0) - (f ?? 0) };
}

const NOT_COSTS: ReadonlySet<string> = new Set([...SERVICES, 'joining', 'exit']);

/** Costs that do not move with visits; what the MSO passes through at cost goes on in both arms. */
function readCosts(reading: BookReading, site: SiteOf): CostPlan[] {
  const { trailing } = reading;
  const monthly = (slot: LevelSlot): number =>
    roundModelCents(amountAt(reading, site, slot, trailing) / monthsIn(trailing));
  const passed = monthly('passed-through');
  note(reading, `${site.id}.costs`, 'recorded', windowText(reading, trailing), monthsIn(trailing));
  return COST_CATEGORIES.filter((category) => !NOT_COSTS.has(category))
    .map((category) => ({
      category,
      monthlyCents: monthly(`cost/${category}`) + (category === 'general' ? passed : 0),
    }))
    .filter(({ monthlyCents }) => monthlyCents > 0);
}
