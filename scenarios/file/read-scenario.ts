import { canonicalJson } from '../../src/audit/canonical.ts';
import { toHex } from '../../src/audit/merkle.ts';
import type { Json } from '../../src/event.ts';
import type { Sha256 } from '../../src/numeric/stream.ts';
import { DEFAULTS_KINDS } from '../defaults.ts';
import { checkWhole } from './check-scenario.ts';
import { readChain } from './extend.ts';
import type { Load } from './extend.ts';
import { refuseProblems } from './problems.ts';
import { readAdditions } from './read-additions.ts';
import { readAsserts } from './read-asserts.ts';
import type { Assert, AssertFault, WrittenAssert } from './read-asserts.ts';
import { readCorrelations } from './read-correlations.ts';
import { idsFromLog, readHistory } from './read-history.ts';
import { readHazards } from './read-hazards.ts';
import { readLevers } from './read-levers.ts';
import { readOpenings } from './read-openings.ts';
import { readParameters } from './read-parameters.ts';
import { readRegimes } from './read-regimes.ts';
import { readServices } from './read-services.ts';
import { readCash, readSites } from './read-sites.ts';
import { SCENARIO_SCHEMA } from './scenario.ts';
import type { Levels, Run, Scenario } from './scenario.ts';
import { child, close, has, refuse, refuseSection, sectionOf, treeAt, value } from './section.ts';
import type { Section } from './section.ts';
import { newReading } from './tree.ts';
import type { Typed } from './tree.ts';
import { amount, day, month, ratio, read, readOptional, whole, word, yearlyRate } from './units.ts';

/** A scenario with the digest of what it says; comments and layout do not count. */
export interface ReadScenario {
  readonly scenario: Scenario;
  /** The resolved document as canonical JSON; fractions are texts. */
  readonly document: string;
  /** SHA-256 of the document, hex. */
  readonly digest: string;
  readonly asserts: readonly WrittenAssert[];
}

/** What the reader of a file does not know by itself. */
export interface ReadOptions {
  /** What is wrong with an assert; nothing when left out. */
  readonly faultOf?: (assert: Assert) => AssertFault | undefined;
  readonly typed?: Typed | undefined;
}

/**
 * Reads a scenario file and those it extends. `load` gives the text of a path; everything that is
 * wrong is listed at once in one `scenario/invalid` with file, line, column and a suggestion.
 */
export function readScenario(
  path: string,
  load: Load,
  sha256: Sha256,
  { faultOf = () => undefined, typed }: ReadOptions = {},
): ReadScenario {
  const reading = newReading(typed);
  const tree = readChain(reading, path, load);
  const found = tree && readTop(sectionOf(reading, tree, ''), faultOf);
  refuseProblems(reading.problems);
  if (found === null) throw new TypeError('a scenario without problems was read');
  const { scenario, asserts } = found;
  const document = canonicalJson(exact(scenario));
  const digest = toHex(sha256(new TextEncoder().encode(document)));
  return { scenario, document, digest, asserts };
}

/** Fractions as the shortest text that reads back as the same double: canonical JSON has none. */
function exact(value: unknown): Json {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : String(value);
  if (Array.isArray(value)) return value.map(exact);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, member]) =>
        member === undefined ? [] : [[key, exact(member)]],
      ),
    );
  }
  return typeof value === 'string' || typeof value === 'boolean' ? value : null;
}

function readTop(
  top: Section,
  faultOf: Required<ReadOptions>['faultOf'],
): Pick<ReadScenario, 'scenario' | 'asserts'> {
  const schema = value(top, 'schema');
  if (schema && schema.text !== SCENARIO_SCHEMA) {
    const message = `"${schema.text.slice(0, 40)}" is a format that is not read here`;
    refuse(schema, 'E-SCHEMA', message, `write schema: ${SCENARIO_SCHEMA}`);
  }
  top.asked.add('extends').add('set').add('unset');
  const currency = readCurrency(top);
  const id = value(top, 'id')?.text ?? '';
  const levels = readLevels(top, currency);
  const parameters = child(top, 'parameters');
  const services = child(top, 'services', levels.kind !== 'inline');
  const regimes = child(top, 'regimes');
  const practices =
    levels.kind === 'inline' ? [...new Set(levels.sites.map((site) => site.entity))] : [];
  const { given, asked } = parameters ? readParameters(parameters) : { given: [], asked: [] };
  const fromLog = { asked, isAllLevels: isAllFromLog(top) };
  const drawn = idsFromLog(fromLog, given);
  const asserts = readAsserts(top, currency, faultOf);
  const scenario: Scenario = {
    id,
    title: value(top, 'title')?.text ?? id,
    currency,
    seed: value(top, 'seed')?.text ?? '',
    timeline: readTimeline(top),
    valuation: readValuation(top),
    levels,
    parameters: given,
    ...(drawn.length === 0 ? {} : { fromLog }),
    ...historyOf(top),
    correlations: readCorrelations(top, [...given.map(({ id }) => id), ...drawn]),
    services: services ? readServices(services, currency) : [],
    levers: optional(top, 'levers', readLevers),
    hazards: optional(top, 'hazards', (own) => readHazards(own, currency)),
    openings: optional(top, 'openings', (own) => readOpenings(own, currency)),
    ...readAdditions(top, currency),
    ...(regimes ? readRegimes(regimes, { currency, practices }) : NO_REGIMES),
    noise: readNoise(top),
    credit: readCredit(top, currency),
    run: readRun(top),
    asserts: asserts.map(({ assert }) => assert),
  };
  readCompare(top);
  close(top);
  checkWhole(top, scenario);
  return { scenario, asserts };
}

/** What a section that may be left out lists. */
function optional<T>(top: Section, key: string, by: (section: Section) => T[]): T[] {
  const own = child(top, key, true);
  return own === null ? [] : by(own);
}

const NO_REGIMES: Pick<Scenario, 'recorded' | 'change' | 'agreement' | 'costToServe'> = {
  recorded: 'independent',
  change: { effective: 'start', rampMonths: 0, dipMonths: 0, cost: { kind: 'amount', cents: 0 } },
  agreement: { kind: 'book' },
  costToServe: 0,
};

function readCurrency(top: Section): string {
  const at = value(top, 'currency');
  if (at === undefined || /^[A-Z]{3}$/.test(at.text)) return at?.text ?? 'USD';
  refuse(at, 'E-CURRENCY', `"${at.text.slice(0, 40)}" is no currency`, 'write USD');
  const meant = at.text.toUpperCase();
  return /^[A-Z]{3}$/.test(meant) ? meant : 'USD';
}

function readTimeline(top: Section): Scenario['timeline'] {
  const own = child(top, 'timeline');
  if (own === null) return { start: 'after-book', months: 1 };
  const timeline = {
    start: read(own, 'start', (at) =>
      at.text === 'after the book' ? ('after-book' as const) : month(at),
    ),
    months: read(own, 'months', (at) => whole(at, { min: 1, max: 240 })) ?? 1,
  };
  close(own);
  return { ...timeline, start: timeline.start ?? 'after-book' };
}

function readValuation(top: Section): Scenario['valuation'] {
  const own = child(top, 'valuation');
  if (own === null) return { asOf: null, discountAnnual: 0 };
  const valuation = {
    asOf: readOptional(own, 'asOf', day, null),
    discountAnnual: read(own, 'discount', (at) => yearlyRate(at, { min: 0, max: 1 })) ?? 0,
  };
  close(own);
  return valuation;
}

function readLevels(top: Section, currency: string): Levels {
  const tree = treeAt(top, 'levels');
  if (tree?.kind === 'map') {
    const own = child(top, 'levels');
    if (own !== null && has(own, 'from')) return readLevelsFromLog(top, own);
    const of = own && read(own, 'defaults', (at) => word(at, DEFAULTS_KINDS));
    if (own) close(own);
    refuseStray(top, 'sites');
    refuseStray(top, 'mso');
    return { kind: 'defaults', of: of ?? 'solo' };
  }
  const at = tree && value(top, 'levels');
  const kind = at && word(at, ['recorded', 'inline']);
  if (kind === undefined) {
    top.asked.add('sites').add('mso');
    return { kind: 'recorded' };
  }
  if (kind !== 'inline') {
    refuseStray(top, 'sites');
    refuseStray(top, 'mso');
    return { kind: 'recorded' };
  }
  const sites = child(top, 'sites');
  return {
    kind,
    mso: value(top, 'mso', true)?.text ?? 'mso',
    sites: sites ? readSites(sites, currency) : [],
    cashCents: sites ? readCash(sites, currency) : {},
  };
}

/** The book's levels, each drawn from what its log leaves open. */
function readLevelsFromLog(top: Section, own: Section): Levels {
  const at = value(own, 'from');
  if (at !== undefined) word(at, ['log']);
  close(own);
  refuseStray(top, 'sites');
  refuseStray(top, 'mso');
  return { kind: 'recorded' };
}

/** Whether every level is asked of the log. */
function isAllFromLog(top: Section): boolean {
  const tree = treeAt(top, 'levels', true);
  return tree?.kind === 'map' && tree.entries.has('from');
}

function historyOf(top: Section): Pick<Scenario, 'history'> {
  const own = child(top, 'history', true);
  return own === null ? {} : { history: readHistory(own) };
}

function refuseStray(top: Section, key: string): void {
  if (!has(top, key)) return;
  const hint = 'write levels: inline, or leave it out';
  refuseSection(top, 'E-PATH', `${key} is written, but levels are not inline`, hint);
}

function readNoise(top: Section): Scenario['noise'] {
  if (!has(top, 'noise')) return 'from-levels';
  const own = child(top, 'noise');
  if (own === null) return 'from-levels';
  const sd = (key: string): number =>
    readOptional(own, key, (at) => ratio(at, { min: 0, max: 1 }), 0);
  const noise = { group: sd('group'), site: sd('site'), lag: sd('payerLag') };
  close(own);
  return noise;
}

function readCredit(top: Section, currency: string): Scenario['credit'] {
  const none = { floorCents: 0, limitCents: 0, rateAnnual: 0 };
  const own = child(top, 'credit', true);
  if (own === null) return none;
  const credit = {
    floorCents: readOptional(own, 'floor', (at) => amount(at, { currency }), 0),
    limitCents: read(own, 'limit', (at) => amount(at, { currency })) ?? 0,
    rateAnnual: read(own, 'rate', (at) => yearlyRate(at, { min: 0, max: 1 })) ?? 0,
  };
  close(own);
  return credit;
}

const SAMPLERS = ['random', 'sobol'] as const;
const LUCKS = ['own', 'mirrored'] as const;

function readRun(top: Section): Run {
  const usual: Run = {
    paths: 4096,
    bridgePaths: 64,
    sidePaths: 1024,
    isNoisy: true,
    sampler: 'sobol',
    replicates: 8,
    luck: 'own',
  };
  const own = child(top, 'run', true);
  if (own === null) return usual;
  const count = (key: string, otherwise: number, min: number): number =>
    readOptional(own, key, (at) => whole(at, { min, max: 1_000_000 }), otherwise);
  const sampler = readOptional(own, 'sampler', (at) => word(at, SAMPLERS), usual.sampler);
  const isSobol = sampler === 'sobol';
  const run = {
    sampler,
    luck: isSobol ? readOptional(own, 'luck', (at) => word(at, LUCKS), usual.luck) : 'own',
    replicates: isSobol ? count('replicates', usual.replicates, 2) : 1,
    paths: count('paths', usual.paths, 1),
    bridgePaths: count('bridgePaths', usual.bridgePaths, 0),
    sidePaths: count('sidePaths', usual.sidePaths, 2),
    isNoisy: readOptional(own, 'eventNoise', (at) => word(at, ['on', 'off']), 'on') === 'on',
  };
  close(own);
  return run;
}

/** The difference is always withMso less independent; a file may say so, nothing else. */
function readCompare(top: Section): void {
  const own = child(top, 'compare', true);
  if (own === null) return;
  readOptional(own, 'baseline', (at) => word(at, ['independent']), 'independent');
  readOptional(own, 'treatment', (at) => word(at, ['withMso']), 'withMso');
  close(own);
}
