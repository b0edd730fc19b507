import { canonicalJson } from '../../src/audit/canonical.ts';
import { toHex } from '../../src/audit/merkle.ts';
import { SERVICES } from '../../src/events/shared.ts';
import type { Json } from '../../src/event.ts';
import type { Sha256 } from '../../src/numeric/stream.ts';
import { DEFAULTS_KINDS } from '../defaults.ts';
import { centralOf, quantileOf } from '../draw.ts';
import { readChain } from './extend.ts';
import type { Load } from './extend.ts';
import { refuseProblems } from './problems.ts';
import { readAdditions } from './read-additions.ts';
import { readAsserts } from './read-asserts.ts';
import { readCorrelations } from './read-correlations.ts';
import { checkHistory, idsFromLog, readHistory } from './read-history.ts';
import { readHazards } from './read-hazards.ts';
import { readLevers } from './read-levers.ts';
import { readOpenings } from './read-openings.ts';
import { readParameters } from './read-parameters.ts';
import { readRegimes } from './read-regimes.ts';
import { readServices } from './read-services.ts';
import { readCash, readSites } from './read-sites.ts';
import { SCENARIO_SCHEMA } from './scenario.ts';
import type { Levels, Run, Scenario } from './scenario.ts';
import {
  child,
  close,
  has,
  isSound,
  refuse,
  refuseSection,
  sectionOf,
  treeAt,
  value,
} from './section.ts';
import type { Section } from './section.ts';
import { newReading } from './tree.ts';
import { amount, day, month, ratio, read, readOptional, whole, word, yearlyRate } from './units.ts';

/** A scenario with the digest of what it says; comments and layout do not count. */
export interface ReadScenario {
  readonly scenario: Scenario;
  /** The resolved document as canonical JSON; fractions are texts. */
  readonly document: string;
  /** SHA-256 of the document, hex. */
  readonly digest: string;
}

/**
 * Reads a scenario file and those it extends. `load` gives the text of a path; everything that is
 * wrong is listed at once in one `scenario/invalid` with file, line, column and a suggestion.
 */
export function readScenario(path: string, load: Load, sha256: Sha256): ReadScenario {
  const reading = newReading();
  const tree = readChain(reading, path, load);
  const scenario = tree && readTop(sectionOf(reading, tree, ''));
  refuseProblems(reading.problems);
  if (scenario === null) throw new TypeError('a scenario without problems was read');
  const document = canonicalJson(exact(scenario));
  return { scenario, document, digest: toHex(sha256(new TextEncoder().encode(document))) };
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

function readTop(top: Section): Scenario {
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
    asserts: readAsserts(top, currency),
  };
  readCompare(top);
  close(top);
  checkWhole(top, scenario);
  return scenario;
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

/** Without a book there is no log to ask. */
function checkFromLog(top: Section, { levels, fromLog }: Scenario): void {
  if (levels.kind === 'recorded') return;
  const section = child(top, 'parameters', true);
  for (const id of fromLog?.asked ?? []) {
    const own = section && child(section, id);
    const are = levels.kind === 'defaults' ? 'documented defaults' : 'written in the file';
    const message = `parameters.${id} is asked of the log, but levels are ${are}`;
    const hint = 'write levels: recorded and name a book with --book, or give it a range';
    if (own) refuseSection(own, 'E-LOG', message, hint);
  }
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

/** A line's own removed share is a factor on removed.overhead; the manager's is the parameter. */
function checkRemoved(top: Section, { services, parameters }: Scenario): void {
  const overhead = parameters.find((p) => p.id === 'removed.overhead');
  for (const { service, removed, removedBy } of services) {
    if (removed === null) continue;
    if (removedBy === 'removed.manager') {
      const hint = 'set parameters.removed.manager instead';
      refuseSection(top, 'E-REGIME', `services.${service} has a removed share of its own`, hint);
    } else if (overhead === undefined || centralOf(overhead.draw) === 0) {
      const hint = 'give parameters.removed.overhead a central value above 0';
      refuseSection(
        top,
        'E-REGIME',
        `services.${service}.removed has nothing to stand against`,
        hint,
      );
    }
  }
}

/** Effects that take a share of a level away, up to all of it. */
const TAKES_AWAY: ReadonlySet<string> = new Set(['denials', 'no-shows', 'compliance']);
/** What they may take at most of a level that was recorded with the MSO. */
const TAKEN_MAX = 0.95;

/**
 * What an MSO left of a level is divided by the share that it left, to know the level without it:
 * where it left nothing, nothing can be known. One path in a thousand may lie further out.
 */
function checkTaken(top: Section, { parameters }: Scenario): void {
  const section = child(top, 'parameters');
  for (const { id, draw } of parameters) {
    if (!TAKES_AWAY.has(id) || quantileOf(draw, 0.999) <= TAKEN_MAX) continue;
    const own = section && child(section, id);
    const message = `parameters.${id} leaves nothing of a level recorded with the MSO`;
    if (own) refuseSection(own, 'E-RANGE', message, 'allowed with such levels: up to 95 %');
  }
}

/** Levels that a file writes out itself need all thirteen lines with a cost: nothing fills them. */
function checkServices(top: Section, { levels, services }: Scenario): void {
  if (levels.kind !== 'inline') return;
  const entered = services.filter((s) => s.standAloneMonthlyCents !== null).map((s) => s.service);
  const isKnown = (service: string): boolean =>
    entered.some((s) => s === service) || !isSound(top, `services.${service}`);
  const absent = SERVICES.filter((service) => !isKnown(service));
  if (absent.length === 0) return;
  const hint = 'enter each of the thirteen services, standAlone: 0 USD/month where there is none';
  refuseSection(top, 'E-MISSING', `services without a cost: ${absent.join(', ')}`, hint);
}

/** What only the whole can tell, as far as its parts are sound: months, services, agreement. */
function checkWhole(top: Section, scenario: Scenario): void {
  const { levels, timeline } = scenario;
  const are = (...paths: readonly string[]): boolean => paths.every((path) => isSound(top, path));
  if (are('timeline', 'regimes')) checkEffective(top, scenario);
  const ends = scenario.services.some((s) => s.from !== null);
  if (are('regimes') && scenario.recorded === 'withMso' && ends) {
    const hint = 'leave it out: on leaving, costs come back over the ramp';
    refuseSection(top, 'E-REGIME', 'services have a month they end, but the MSO is left', hint);
  }
  if (are('parameters', 'regimes') && scenario.recorded === 'withMso') checkTaken(top, scenario);
  if (are('parameters', 'services')) checkRemoved(top, scenario);
  if (isSaid(top, 'services')) checkServices(top, scenario);
  if (are('parameters', 'levels')) checkFromLog(top, scenario);
  if (are('parameters', 'history')) checkHistory(top, scenario);
  if (levels.kind === 'recorded' || !are('levels')) return;
  if (are('timeline') && timeline.start === 'after-book') {
    const hint = 'write start: 2027-01';
    refuseSection(top, 'E-DATE', 'timeline.start is after the book, but levels need none', hint);
  }
  if (are('regimes') && scenario.agreement.kind === 'book') {
    const hint = 'write msa: with its fee below regimes.withMso';
    refuseSection(top, 'E-REGIME', 'the agreement is of a book, but levels need none', hint);
  }
}

/** Whether a section stands there as one, whatever is wrong inside it. */
const isSaid = (top: Section, key: string): boolean =>
  top.map.entries.get(key)?.value.kind === 'map';

function checkEffective(top: Section, { timeline, change }: Scenario): void {
  const { start, months } = timeline;
  const { effective } = change;
  if (start === 'after-book' || effective === 'start') return;
  if (effective >= start && effective < start + months) return;
  const hint = 'write one of its months, or start';
  refuseSection(top, 'E-DATE', 'the effective month lies outside the timeline', hint);
}
