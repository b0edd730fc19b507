import type { Month } from '../src/calendar.ts';
import type { AgreementTerms } from '../src/agreement/terms.ts';
import { defaultOpening, defaultSites, central, emptyOpening } from './defaults.ts';
import type { DefaultsKind } from './defaults.ts';
import { EFFECTS, OPERATING } from './defaults-tables.ts';
import type { Grade, OpeningPosition, Plan, SitePlan } from './plan.ts';

/** Where one level comes from: the months it was read from and how much there was to read. */
export interface Provenance {
  /** `sites.austin.visits`. */
  readonly level: string;
  readonly grade: Grade;
  /** Months read, `2025-11..2026-10`, or the documented default. */
  readonly source: string;
  /** What was counted: visits, claims, months; 0 for a default. */
  readonly n: number;
}

/** What a scenario starts from, whoever says it: a book, documented defaults, or the file. */
export interface StartingPoint {
  readonly practices: readonly string[];
  readonly mso: string;
  readonly sites: readonly SitePlan[];
  readonly opening: readonly OpeningPosition[];
  readonly noise: Plan['noise'];
  /** Regime of the levels where it is known; null for defaults, which are independent. */
  readonly recorded: 'independent' | 'withMso' | null;
  /** Agreements in force by practice; empty without a book. */
  readonly agreements: Readonly<Record<string, AgreementTerms>>;
  /** Bases of the book's last month by practice and name, in cents; none without a book. */
  readonly lastBases?: Plan['priorBases'];
  /** Average fee of a month over all practices, for costs said in months of fee; null if unknown. */
  readonly monthlyFeeCents: number | null;
  /** Month after the book; null without one. */
  readonly after: Month | null;
  readonly provenance: readonly Provenance[];
}

/** Noise nobody measured: estimates. */
export function defaultNoise(): Plan['noise'] {
  return {
    group: central(OPERATING.groupNoise, 'solo'),
    site: central(OPERATING.siteNoise, 'solo'),
    lag: central(OPERATING.lagNoise, 'solo'),
  };
}

/** Starts from a column of mso.md §7. */
export function startFromDefaults(kind: DefaultsKind): StartingPoint {
  const sites = defaultSites(kind);
  const rows = Object.entries(OPERATING).map(([level, row]) => ({
    level,
    grade: row.grade,
    source: row.source,
    n: 0,
  }));
  return {
    practices: [...new Set(sites.map((s) => s.entity))],
    mso: 'mso',
    sites,
    opening: defaultOpening(kind, sites),
    noise: defaultNoise(),
    recorded: null,
    agreements: {},
    monthlyFeeCents: central(EFFECTS.flatFee, kind) * 100,
    after: null,
    provenance: rows,
  };
}

/** Starts from the sites a file writes out. */
export function startFromSites(levels: {
  readonly mso: string;
  readonly sites: readonly SitePlan[];
  readonly cashCents: Readonly<Record<string, number>>;
}): StartingPoint {
  const { mso, sites, cashCents } = levels;
  return {
    practices: [...new Set(sites.map((s) => s.entity))],
    mso,
    sites,
    opening: sites.map((site) => emptyOpening(site, cashCents[site.id] ?? 0)),
    noise: defaultNoise(),
    recorded: null,
    agreements: {},
    monthlyFeeCents: null,
    after: null,
    provenance: [
      { level: 'sites', grade: 'entered', source: 'the scenario file', n: sites.length },
    ],
  };
}
