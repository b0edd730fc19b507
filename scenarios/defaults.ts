import { roundModelCents } from '../src/money.ts';
import { pow } from '../src/numeric/elementary.ts';
import { EFFECTS, LINES, OPERATING, SEASON, SERVICE_COSTS } from './defaults-tables.ts';
import type { Default, DefaultsKind } from './defaults-tables.ts';
import type { Parameter } from './parameters.ts';
import type { LinePlan, OpeningPosition, PayerPlan, ServicePlan, SitePlan } from './plan.ts';

export { DEFAULTS_KINDS } from './defaults-tables.ts';
export type { DefaultsKind } from './defaults-tables.ts';

/** Central value of a default in a column. */
export const central = (row: Default, kind: DefaultsKind): number => row.of[kind][1];

const cents = (dollars: number): number => roundModelCents(dollars * 100);

/** The documented season (mso.md §1.6), twelve factors that average exactly what doubles allow. */
export function seasonIndex(): readonly number[] {
  const mean = SEASON.reduce((a, b) => a + b, 0) / 12;
  return SEASON.map((factor) => factor / mean);
}

/** Service lines with product costs scaled alike, so that they blend to the column's central. */
export function defaultLines(kind: DefaultsKind): LinePlan[] {
  const blended = LINES.reduce((sum, l) => sum + l.share[1] * l.productCost[1], 0);
  const scale =
    central(OPERATING.productCost, kind) / blended / (1 - central(OPERATING.insured, kind));
  return LINES.map(({ line, share, productCost }) => ({
    line,
    share: share[1],
    productCost: productCost[1] * scale,
  }));
}

/**
 * The thirteen services a site, at the stand-alone cost of a solo practice; for groups the lines
 * but the manager's are scaled so that 75 % of them is the replaced overhead of mso.md §7.2.
 */
export function defaultServices(kind: DefaultsKind): ServicePlan[] {
  const others = SERVICE_COSTS.filter((s) => s.service !== 'practice-manager');
  const total = others.reduce((sum, s) => sum + s.standAlone[1], 0);
  const revenue = central(OPERATING.revenuePerSite, kind);
  const wanted = (central(EFFECTS.replacedOverhead, kind) * revenue) / 0.75;
  const scale = kind === 'solo' ? 1 : wanted / total;
  return SERVICE_COSTS.map(({ service, standAlone, grade }) => {
    const isManager = service === 'practice-manager';
    return {
      service,
      standAloneMonthlyCents: cents((standAlone[1] * (isManager ? 1 : scale)) / 12),
      removedBy: isManager ? 'removed.manager' : 'removed.overhead',
      grade,
    };
  });
}

/** Insured care as one group of payers, whose net collection rate is the column's. */
function defaultPayers(kind: DefaultsKind, revenue: number): PayerPlan[] {
  const insured = central(OPERATING.insured, kind);
  if (insured === 0) return [];
  const payer = defaultPayer(kind);
  const allowed = payer.chargeCents * (1 - payer.contractual);
  const collected = (allowed * central(OPERATING.netCollectionRate, kind)) / 100;
  return [{ ...payer, claimsMonthly: (insured * revenue) / 12 / collected }];
}

/** A commercial payer at the centrals of a column, without claims. */
export function defaultPayer(kind: DefaultsKind): PayerPlan {
  const of = (row: Default): number => central(row, kind);
  const denialRate = of(OPERATING.denialRate);
  const patientShare = of(OPERATING.patientShare);
  const patientCollected = of(OPERATING.patientCollected);
  const kept = of(OPERATING.netCollectionRate) / (1 - patientShare * (1 - patientCollected));
  const submitDays = 4;
  return {
    payer: 'payers',
    payerClass: 'commercial',
    claimsMonthly: 0,
    chargeCents: cents(of(OPERATING.charge)),
    contractual: of(OPERATING.contractual),
    patientShare,
    patientCollected,
    denialRate,
    overturned: Math.min(1, Math.max(0, 1 - (1 - kept) / denialRate)),
    submitDays,
    // Days in A/R less submission, rework and the patients' part: an estimate.
    payDays: of(OPERATING.daysInAr) - submitDays - 8,
    reworkDays: 30,
  };
}

const IN_MARKETING = new Set(['marketing', 'branding']);

/** One site at the centrals of a column (mso.md §7.1). */
export function defaultSite(kind: DefaultsKind, id: string, entity: string): SitePlan {
  const of = (row: Default): number => central(row, kind);
  const insured = of(OPERATING.insured);
  const revenue = of(OPERATING.visits) * of(OPERATING.ticket) * 12;
  const services = defaultServices(kind);
  const servicesCost = (isIn: (service: string) => boolean): number =>
    services.reduce((sum, s) => sum + (isIn(s.service) ? s.standAloneMonthlyCents : 0), 0);
  const monthly = (share: number): number => cents((revenue * share) / 12);
  const tax = of(OPERATING.employerTax);
  // Payroll all-in covers providers, staff, the manager and employer taxes (S21).
  const payroll = monthly(of(OPERATING.payrollAllIn) - of(OPERATING.providerPay) * (1 + tax));
  const manager = servicesCost((s) => s === 'practice-manager');
  const marketing = monthly(of(OPERATING.marketing)) - servicesCost((s) => IN_MARKETING.has(s));
  const general =
    monthly(of(OPERATING.generalCost) + of(OPERATING.corporateCost)) -
    servicesCost((s) => !IN_MARKETING.has(s) && s !== 'practice-manager');
  return {
    id,
    entity,
    visitsMonthly: of(OPERATING.visits),
    ticketCents: of(OPERATING.ticket) * 100 * (1 - insured),
    season: seasonIndex(),
    lines: defaultLines(kind),
    prepaidShare: of(OPERATING.prepaidShare),
    tenders: {
      card: of(OPERATING.cardShare),
      financing: of(OPERATING.financingShare),
      cash: 1 - of(OPERATING.cardShare) - of(OPERATING.financingShare),
    },
    cardFee: of(OPERATING.cardFee),
    financingFee: of(OPERATING.financingFee),
    retailTax: of(OPERATING.retailTax),
    payers: defaultPayers(kind, revenue),
    providerPay: of(OPERATING.providerPay),
    staffMonthlyCents: roundModelCents(Math.max(0, payroll - manager) / (1 + tax)),
    employerTax: tax,
    ...defaultPanel(kind),
    costs: [
      { category: 'rent', monthlyCents: monthly(of(OPERATING.rent)) },
      { category: 'advertising', monthlyCents: Math.max(0, marketing) },
      { category: 'equipment-lease', monthlyCents: monthly(of(OPERATING.equipment)) },
      { category: 'medical-director', monthlyCents: monthly(of(OPERATING.medicalDirector)) },
      { category: 'general', monthlyCents: Math.max(0, general) },
    ],
    services,
  };
}

/** How patients stay away: monthly retention out of a year's churn, and missed visits. */
export function defaultPanel(
  kind: DefaultsKind,
): Required<Pick<SitePlan, 'retention' | 'noShows'>> {
  return {
    retention: pow(1 - central(OPERATING.patientChurn, kind), 1 / 12),
    noShows: {
      rate: central(OPERATING.noShows, kind),
      refilled: central(OPERATING.refilled, kind),
    },
  };
}

/** All sites of a column; groups have five practices, one a state (settled.md §3.7). */
export function defaultSites(kind: DefaultsKind): SitePlan[] {
  const count = central(OPERATING.sites, kind);
  if (count === 1) return [defaultSite(kind, 'main', 'practice')];
  return Array.from({ length: count }, (_, i) => {
    const id = `site-${String(i + 1).padStart(2, '0')}`;
    return defaultSite(kind, id, `practice-${1 + Math.floor((i * 5) / count)}`);
  });
}

/** Cash to begin with: the reserve of mso.md §7.1 in days of operating cost; nothing else open. */
export function defaultOpening(kind: DefaultsKind, sites: readonly SitePlan[]): OpeningPosition[] {
  const days = central(OPERATING.reserveDays, kind);
  return sites.map((site) => {
    const revenue = site.visitsMonthly * site.ticketCents;
    const fixed = [...site.costs.map((c) => c.monthlyCents), site.staffMonthlyCents].concat(
      site.services.map((s) => s.standAloneMonthlyCents),
    );
    const variable = central(OPERATING.productCost, kind) + central(OPERATING.providerPay, kind);
    const monthly = fixed.reduce((a, b) => a + b, 0) + revenue * variable;
    return emptyOpening(site, roundModelCents((monthly * 12 * days) / 365));
  });
}

/** A site with cash and nothing open. */
export function emptyOpening(
  { id, entity }: Pick<SitePlan, 'id' | 'entity'>,
  cashCents: number,
): OpeningPosition {
  return {
    entity,
    site: id,
    cashCents,
    cardClearingCents: 0,
    payablesCents: 0,
    packagesCents: 0,
    salesTaxCents: 0,
    accruedPayCents: 0,
    claims: [],
    feeArrearsCents: 0,
  };
}

/** Parameters of mso.md §7.2 for a column: denials and lag are the route to faster collections. */
export function defaultParameters(kind: DefaultsKind): Parameter[] {
  const of = (id: Parameter['id'], unit: string, row: Default, by = 1): Parameter => {
    const [min, mode, max] = row.of[kind];
    return {
      id,
      draw: { kind: 'triangular', min: min / by, mode: mode / by, max: max / by },
      grade: row.grade,
      source: row.source,
      unit,
    };
  };
  const [min, mode, max] = SERVICE_COSTS[0]?.removed ?? [0, 0, 0];
  const removed = { grade: 'E' as const, source: 'docs/sources.md#services', unit: 'share' };
  return [
    { id: 'removed.manager', draw: { kind: 'point', value: 0 }, ...removed },
    { id: 'removed.overhead', draw: { kind: 'triangular', min, mode, max }, ...removed },
    of('supply-price', 'share', EFFECTS.supplyPrice),
    of('volume', 'share', EFFECTS.volume),
    of('denials', 'share', EFFECTS.denialPoints, central(OPERATING.denialRate, kind)),
    of('payer-speed', 'share', EFFECTS.daysInArFall, central(OPERATING.daysInAr, kind)),
    of('dip', 'share', EFFECTS.dip),
    of('fee-level', 'share', EFFECTS.feeLevel, central(EFFECTS.feeLevel, kind)),
    of('growth', 'share a year', OPERATING.growth),
  ];
}
