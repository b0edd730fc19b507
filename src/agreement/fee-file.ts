import { money, moneyText, rate, rateText, whole, word, wordOf } from './agreement-units.ts';
import { COST_POOLS } from './cost-pools.ts';
import { SERVICE_CODES } from './services.ts';
import * as T from './terms.ts';
import type { AllocationKey, AtRisk, Escalator, FeeBase, FeeComponent, Limits } from './terms.ts';
import { below, child, children, close, has, written, writtenList } from './yaml-section.ts';
import type { Section } from './yaml-section.ts';

// What is missing or wrong has been reported; the text that stands in for it is never used.
const NONE = '0';

/**
 * Reads the `fee` section: keyed `components`, or one component written straight into it (it is
 * called `fee`). Problems go to the section's source.
 */
export function readFee(section: Section): T.FeeTerms {
  const year = word(section, 'year', T.FEE_YEARS, 'fee-year', 'contract') ?? 'contract';
  if (has(section, 'components')) {
    const list = child(section, 'components');
    const components = (list ? children(list) : []).flatMap(({ key, section: own }) => {
      const component = readComponent(own, key);
      close(own);
      return component ? [component] : [];
    });
    const limits = readLimits(section);
    close(section);
    return { year, components, ...(limits ? { limits } : {}) };
  }
  const before = new Map(section.source.offsets);
  const component = readComponent(section, 'fee');
  // Checks speak of fee.components.fee.…; the file says fee.….
  const own = Array.from(section.source.offsets).filter(
    ([path]) => !before.has(path) && path.startsWith(`${section.path}.`),
  );
  for (const [path, offset] of own)
    section.source.offsets.set(`fee.components.fee${path.slice(section.path.length)}`, offset);
  close(section);
  return { year, components: component ? [component] : [] };
}

function readComponent(section: Section, code: string): FeeComponent | null {
  const kind = word(section, 'kind', T.COMPONENT_KINDS, 'kind');
  const label = written(section, 'label', true);
  const services = readWords(section, 'services', SERVICE_CODES, 'service');
  const limits = readLimits(section);
  const atRisk = child(section, 'atRisk', true);
  const escalator = child(section, 'escalator', true);
  const common = {
    code,
    ...(label ? { label: label.text } : {}),
    ...(services ? { services } : {}),
    proration: word(section, 'proration', T.PRORATIONS, 'proration', 'days') ?? 'days',
    ...(limits ? { limits } : {}),
    ...(escalator && kind ? { escalator: readEscalator(escalator, kind, section) } : {}),
    ...(atRisk ? { atRisk: readAtRisk(atRisk) } : {}),
  };
  switch (kind) {
    case 'flat': {
      const per = word(section, 'per', T.FLAT_PER, 'unit', 'month') ?? 'month';
      return { ...common, kind, amount: money(section, 'amount', { per: 'month' }) ?? NONE, per };
    }
    case 'percent':
      return { ...common, kind, base: readBase(section), rate: rate(section, 'rate') ?? NONE };
    case 'tiered': {
      const mode = word(section, 'mode', T.TIER_MODES, 'mode', 'marginal') ?? 'marginal';
      return { ...common, kind, base: readBase(section), mode, tiers: readTiers(section) };
    }
    case 'cost-plus': {
      const markup = rate(section, 'markup') ?? NONE;
      const allocation = readAllocation(section, 'allocation');
      const costs = readWords(section, 'costs', COST_POOLS, 'cost');
      const own = { cost: pool(section), ...(costs && { costs }) };
      return { ...common, kind, ...own, markup, ...(allocation && { allocation }) };
    }
    case 'per-unit': {
      const unit = word(section, 'unit', T.UNITS, 'unit') ?? 'claim';
      const price = money(section, 'price', { per: unit, places: 4 }) ?? NONE;
      return { ...common, kind, unit, price };
    }
    case 'pass-through': {
      const allocation = readAllocation(section, 'allocation');
      return { ...common, kind, cost: pool(section), ...(allocation && { allocation }) };
    }
    default:
      return null;
  }
}

const pool = (section: Section): string => written(section, 'cost')?.text ?? '';

/** A base: `base`, `month` (accrual unless said), `line` and `budget` beside each other. */
export function readBase(section: Section): FeeBase {
  const kind = word(section, 'base', T.BASE_KINDS, 'base') ?? 'cash-collections';
  const month = word(section, 'month', T.BASE_MONTHS, 'month', 'accrual') ?? 'accrual';
  const line = written(section, 'line', true);
  const budget = money(section, 'budget', { per: 'month', isOptional: true });
  return {
    kind,
    month,
    ...(line ? { line: line.text } : {}),
    ...(budget === undefined ? {} : { budget }),
  };
}

function readTiers(section: Section): T.Tier[] {
  const list = child(section, 'tiers');
  return (list ? children(list) : []).map(({ section: own }, i) => {
    const upTo = money(own, 'upTo', { per: 'month', isOptional: true });
    const tier = { rate: rate(own, 'rate') ?? NONE, ...(upTo === undefined ? {} : { upTo }) };
    close(own);
    for (const key of ['rate', 'upTo']) alias(own, key, `${below(section, 'tiers')}.${i}.${key}`);
    section.source.offsets.set(`${below(section, 'tiers')}.${i}`, own.offset);
    return tier;
  });
}

/** Checks name list items by number; the file by key. */
function alias(own: Section, key: string, path: string): void {
  const offset = own.source.offsets.get(below(own, key));
  if (offset !== undefined) own.source.offsets.set(path, offset);
}

/** `floor`, `cap`, `floorPerYear`, `capPerYear`, `capPercentOf`, `carryForward` of a section. */
function readLimits(section: Section): Limits | undefined {
  const floor = money(section, 'floor', { per: 'month', isOptional: true });
  const cap = money(section, 'cap', { per: 'month', isOptional: true });
  const floorYear = money(section, 'floorPerYear', { per: 'year', isOptional: true });
  const capYear = money(section, 'capPerYear', { per: 'year', isOptional: true });
  const carry = has(section, 'carryForward')
    ? word(section, 'carryForward', T.CARRY_FORWARDS, 'carry-forward')
    : undefined;
  const parts = child(section, 'capPercentOf', true);
  const capPercentOf =
    parts &&
    children(parts).map(({ section: own }) => {
      const share = { base: readBase(own), rate: rate(own, 'rate') ?? NONE };
      close(own);
      return share;
    });
  const limits: Limits = {
    ...(floor === undefined ? {} : { floorPerMonth: floor }),
    ...(cap === undefined ? {} : { capPerMonth: cap }),
    ...(capPercentOf ? { capPercentOf } : {}),
    ...(floorYear === undefined ? {} : { floorPerYear: floorYear }),
    ...(capYear === undefined ? {} : { capPerYear: capYear }),
    ...(carry === undefined ? {} : { carryForward: carry }),
  };
  const keys = [
    ['floor', 'floorPerMonth'],
    ['cap', 'capPerMonth'],
    ['floorPerYear', 'floorPerYear'],
    ['capPerYear', 'capPerYear'],
    ['carryForward', 'carryForward'],
  ] as const;
  for (const [key, name] of keys) alias(section, key, `${below(section, 'limits')}.${name}`);
  return Object.keys(limits).length === 0 ? undefined : limits;
}

/** Yearly: `rate` and `from`; steps: a map of dates to the new price. */
function readEscalator(
  section: Section,
  kind: FeeComponent['kind'],
  component: Section,
): Escalator {
  if (!has(section, 'steps')) {
    const yearly = rate(section, 'rate') ?? NONE;
    const from = written(section, 'from')?.text ?? '';
    close(section);
    return { kind: 'annual', rate: yearly, from };
  }
  const list = child(section, 'steps');
  const unit = component.entries.has('unit') ? written(component, 'unit')?.text : undefined;
  const steps = [...(list?.entries.keys() ?? [])].map((from, i) => {
    const value = list ? written(list, from) : undefined;
    if (list) alias(list, from, `${below(section, 'steps')}.${i}`);
    if (value === undefined) return { from, value: NONE };
    const { source } = section;
    const read =
      kind === 'flat'
        ? moneyText(source, value, 'month', 2)
        : kind === 'per-unit'
          ? moneyText(source, value, unit, 4)
          : rateText(source, value);
    return { from, value: read ?? NONE };
  });
  close(section);
  return { kind: 'steps', steps };
}

function readAtRisk(section: Section): AtRisk {
  const share = rate(section, 'share') ?? NONE;
  const list = child(section, 'standards');
  const standards = (list ? children(list) : []).map(({ key, section: own }) => {
    const label = written(own, 'label')?.text ?? '';
    const weight = whole(own, 'weight', true);
    close(own);
    return { code: key, label, ...(weight === undefined ? {} : { weight }) };
  });
  close(section);
  return { share, standards };
}

/** `allocation: {by: collections}` or `{by: fixed, shares: {a: 60%, b: 40%}}`. */
export function readAllocation(section: Section, key: string): AllocationKey | undefined {
  const own = child(section, key, true);
  if (!own) return undefined;
  const by = word(own, 'by', T.ALLOCATION_KEYS, 'allocation-key') ?? 'sites';
  const list = child(own, 'shares', true);
  close(own);
  if (!list) return { by };
  const shares = [...list.entries.keys()].map((practice) => [
    practice,
    rate(list, practice) ?? NONE,
  ]);
  return { by, shares: Object.fromEntries(shares) as Record<string, string> };
}

/** A list of known words; undefined when the key is not written. */
export function readWords<const W extends string>(
  section: Section,
  key: string,
  known: readonly W[],
  what: string,
): W[] | undefined {
  if (!has(section, key)) return undefined;
  return writtenList(section, key).flatMap((value) => {
    const found = wordOf(section.source, value, known, what);
    return found === undefined ? [] : [found];
  });
}
