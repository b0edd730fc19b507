import { SERVICE_LINES } from '../../src/events/shared.ts';
import { COST_CATEGORIES, SERVICES } from '../../src/events/shared.ts';
import { seasonIndex } from '../defaults.ts';
import type { LinePlan, PayerPlan, SitePlan } from '../plan.ts';
import { PAYERS_MAX } from '../luck.ts';
import {
  child,
  children,
  close,
  isSound,
  refuseSection,
  treeAt,
  unknownKey,
  value,
  values,
} from './section.ts';
import type { Section } from './section.ts';
import {
  amount,
  factor,
  monthlyShare,
  perMonth,
  ratio,
  read,
  readOptional,
  span,
  word,
} from './units.ts';

const SHARE = { min: 0, max: 1 };
/** All or none stay: then nothing can be shifted. */
const OPEN_SHARE = { min: 0.01, max: 0.9999 };
const PAYER_CLASSES = ['commercial', 'medicare', 'medicaid', 'workers-comp', 'other'] as const;

/** Reads `sites:` of a scenario that brings its own levels. Services come from `services:`. */
export function readSites(section: Section, currency: string): SitePlan[] {
  return children(section).map(({ key, section: own }) => readSite(own, key, currency));
}

function readSite(section: Section, id: string, currency: string): SitePlan {
  const share = (key: string): number => read(section, key, (at) => ratio(at, SHARE)) ?? 0;
  const money = (key: string, per: string): number =>
    read(section, key, (at) => amount(at, { currency, per })) ?? 0;
  const site: SitePlan = {
    id,
    entity: value(section, 'practice')?.text ?? '',
    visitsMonthly: read(section, 'visits', perMonth) ?? 0,
    ticketCents: money('ticket', 'visit'),
    season: readSeason(section),
    lines: readLines(section),
    prepaidShare: share('prepaid'),
    tenders: readTenders(section),
    cardFee: share('cardFee'),
    financingFee: share('financingFee'),
    retailTax: share('retailTax'),
    payers: readPayers(section, currency),
    providerPay: share('providerPay'),
    staffMonthlyCents: money('staff', 'month'),
    employerTax: share('employerTax'),
    costs: readCosts(section, currency),
    services: [],
    ...readDynamics(section, currency),
  };
  // Read by readCash: asking here keeps close from listing it.
  section.asked.add('cash');
  close(section);
  return site;
}

/** What a site may say besides: patients who stay, missed visits, room, how providers are paid. */
function readDynamics(section: Section, currency: string): Partial<SitePlan> {
  const money = (key: string): number =>
    readOptional(section, key, (at) => amount(at, { currency, per: 'month' }), 0);
  const retention = readOptional(section, 'retention', (at) => monthlyShare(at, OPEN_SHARE), null);
  const capacity = readOptional(section, 'capacity', perMonth, null);
  const missed = child(section, 'noShows', true);
  const noShows = missed && {
    rate: read(missed, 'rate', (at) => ratio(at, SHARE)) ?? 0,
    refilled: read(missed, 'refilled', (at) => ratio(at, SHARE)) ?? 0,
  };
  if (missed) close(missed);
  const [base, threshold] = [money('providerBase'), money('providerThreshold')];
  return {
    ...(retention === null ? {} : { retention }),
    ...(capacity === null ? {} : { capacityMonthly: capacity }),
    ...(noShows === null ? {} : { noShows }),
    ...(base === 0 ? {} : { providerBaseCents: base }),
    ...(threshold === 0 ? {} : { providerThresholdCents: threshold }),
  };
}

/** Cash each site starts with. */
export function readCash(section: Section, currency: string): Record<string, number> {
  return Object.fromEntries(
    children(section).map(({ key, section: own }) => [
      key,
      readOptional(own, 'cash', (at) => amount(at, { currency, isSigned: true }), 0),
    ]),
  );
}

function readSeason(section: Section): readonly number[] {
  const tree = treeAt(section, 'season', true);
  return tree === undefined ? seasonIndex() : readTwelve(section, 'season');
}

/** Twelve factors, January first, that average 1. */
export function readTwelve(section: Section, key: string): readonly number[] {
  const factors = (values(section, key) ?? []).map((at) => factor(at) ?? 1);
  const sum = factors.reduce((a, b) => a + b, 0);
  if (!isSound(section, `${section.path}.${key}`)) return factors;
  if (factors.length !== 12) {
    const message = `${section.path}.${key} has ${factors.length} factors`;
    refuseSection(section, 'E-SUM', message, 'write twelve, January first');
  } else if (sum < 11.995 || sum > 12.005) {
    const message = `${section.path}.${key} averages ${round4(sum / 12)}`;
    refuseSection(section, 'E-SUM', message, 'the twelve factors must average 1');
  }
  return factors;
}

const round4 = (x: number): number => Math.round(x * 1e4) / 1e4;

/** Reports shares that do not come to 100 %. */
function checkSum(section: Section, shares: readonly number[]): void {
  const sum = shares.reduce((a, b) => a + b, 0);
  if (!isSound(section, section.path)) return;
  if (sum > 0.999999 && sum < 1.000001) return;
  const message = `${section.path} adds up to ${round4(sum * 100)}%`;
  refuseSection(section, 'E-SUM', message, 'the shares must add up to 100%');
}

/** The sections of a keyed map whose keys come from a list; others are reported. */
function knownChildren(
  section: Section,
  known: readonly string[],
): { key: string; section: Section }[] {
  for (const [key, entry] of section.map.entries) {
    if (!known.includes(key)) unknownKey(section, key, entry, known);
  }
  const entries = new Map([...section.map.entries].filter(([key]) => known.includes(key)));
  return children({ ...section, map: { ...section.map, entries } });
}

function readLines(section: Section): LinePlan[] {
  const own = child(section, 'lines');
  if (own === null) return [];
  const lines = knownChildren(own, SERVICE_LINES).map(({ key, section: line }) => {
    const plan: LinePlan = {
      line: key as LinePlan['line'],
      share: read(line, 'share', (at) => ratio(at, SHARE)) ?? 0,
      productCost: read(line, 'productCost', (at) => ratio(at, SHARE)) ?? 0,
    };
    close(line);
    return plan;
  });
  checkSum(
    own,
    lines.map((l) => l.share),
  );
  return lines;
}

function readTenders(section: Section): SitePlan['tenders'] {
  const own = child(section, 'tenders');
  if (own === null) return { card: 1, financing: 0, cash: 0 };
  const share = (key: string): number => readOptional(own, key, (at) => ratio(at, SHARE), 0);
  const tenders = { card: share('card'), financing: share('financing'), cash: share('cash') };
  close(own);
  checkSum(own, Object.values(tenders));
  return tenders;
}

function readPayers(section: Section, currency: string): PayerPlan[] {
  const own = child(section, 'payers', true);
  if (own === null) return [];
  const payers = children(own).map(({ key, section: payer }) => readPayer(payer, key, currency));
  if (payers.length > PAYERS_MAX) {
    const message = `${own.path} has ${payers.length} groups of payers`;
    refuseSection(own, 'E-RANGE', message, `allowed: up to ${PAYERS_MAX}; put small ones together`);
  }
  return payers;
}

function readPayer(section: Section, payer: string, currency: string): PayerPlan {
  const share = (key: string): number => read(section, key, (at) => ratio(at, SHARE)) ?? 0;
  const days = (key: string): number =>
    read(section, key, (at) => span(at, 'days', { min: 0, max: 730 })) ?? 0;
  const plan: PayerPlan = {
    payer,
    payerClass: read(section, 'class', (at) => word(at, PAYER_CLASSES)) ?? 'other',
    claimsMonthly: read(section, 'claims', perMonth) ?? 0,
    chargeCents: read(section, 'charge', (at) => amount(at, { currency, per: 'claim' })) ?? 0,
    contractual: share('contractual'),
    patientShare: share('patientShare'),
    patientCollected: share('patientCollected'),
    denialRate: share('denialRate'),
    overturned: share('overturned'),
    submitDays: days('submit'),
    payDays: days('pay'),
    reworkDays: days('rework'),
  };
  close(section);
  return plan;
}

const COSTS: readonly string[] = COST_CATEGORIES.filter(
  (c) => !(SERVICES as readonly string[]).includes(c) && c !== 'joining' && c !== 'exit',
);

function readCosts(section: Section, currency: string): SitePlan['costs'] {
  const own = child(section, 'costs');
  if (own === null) return [];
  for (const [key, entry] of own.map.entries) {
    if (!COSTS.includes(key)) unknownKey(own, key, entry, COSTS);
  }
  return [...own.map.entries.keys()]
    .filter((key) => COSTS.includes(key))
    .map((category) => ({
      category,
      monthlyCents: read(own, category, (at) => amount(at, { currency, per: 'month' })) ?? 0,
    }));
}
