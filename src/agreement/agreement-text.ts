import { Decimal } from '../money.ts';
import { AGREEMENT_FORMAT, LEGAL_ANSWERS } from './agreement-file.ts';
import type { AgreementTerms, AllocationKey, FeeBase, FeeComponent, Limits } from './terms.ts';

type Tree = { readonly [key: string]: Tree | string | readonly string[] | undefined };

/** Writes terms as an agreement file that reads back to the same terms; for people to read. */
export function agreementText(terms: AgreementTerms, currency = 'USD'): string {
  const { renewal, termination, fmvRange, legal } = terms;
  const { withoutCause, exitFee } = termination;
  const write = writer(currency);
  const bound = (text: string): string =>
    fmvRange?.base ? percent(text) : write.money(text, 'month');
  return yaml({
    format: AGREEMENT_FORMAT,
    id: terms.id,
    title: quotedIf(terms.title),
    practices: terms.practices,
    mso: terms.mso,
    signedOn: terms.signedOn,
    effectiveFrom: terms.effectiveFrom,
    term: `${terms.termMonths} months`,
    renewal:
      renewal.kind === 'none'
        ? undefined
        : { term: `${renewal.months} months`, notice: `${renewal.noticeDays} days` },
    termination: {
      cure: `${termination.cureDays} days`,
      withoutCause: { by: withoutCause.by, notice: `${withoutCause.noticeDays} days` },
      exitFee:
        exitFee.kind === 'none'
          ? 'none'
          : exitFee.kind === 'amount'
            ? write.money(exitFee.amount)
            : `${exitFee.months} months of fee`,
    },
    services: terms.services,
    fee: {
      year: terms.fee.year,
      components: Object.fromEntries(
        terms.fee.components.map((component) => [component.code, write.component(component)]),
      ),
      ...write.limits(terms.fee.limits),
    },
    billing: { in: terms.billing.in, dueDays: String(terms.billing.dueDays) },
    fmvRange: fmvRange && {
      ...(fmvRange.base ? write.base(fmvRange.base) : {}),
      low: bound(fmvRange.low),
      high: bound(fmvRange.high),
      opinionOn: fmvRange.opinionOn,
    },
    allocationKey: allocation(terms.allocationKey),
    legal: legal && {
      controls: legal.controls,
      msoControlledBy: legal.msoControlledBy,
      ...Object.fromEntries(
        LEGAL_ANSWERS.map((key) => [
          key,
          legal[key] === undefined ? undefined : String(legal[key]),
        ]),
      ),
    },
  });
}

const percent = (rate: string): string => `${new Decimal(rate).times(100).toString()}%`;

function allocation(key: AllocationKey | undefined): Tree | undefined {
  if (!key) return undefined;
  const shares = Object.entries(key.shares ?? {}).map(([k, share]) => [k, percent(share)]);
  return { by: key.by, shares: key.shares && (Object.fromEntries(shares) as Tree) };
}

interface Writer {
  money(text: string, per?: string): string;
  base(base: FeeBase): Tree;
  limits(limits: Limits | undefined): Tree;
  component(component: FeeComponent): Tree;
}

function writer(currency: string): Writer {
  const money: Writer['money'] = (text, per) =>
    `${text} ${currency}${per === undefined ? '' : `/${per}`}`;
  const optional = (text: string | undefined, per: string): string | undefined =>
    text === undefined ? undefined : money(text, per);
  const base: Writer['base'] = (b) => ({
    base: b.kind,
    month: b.month,
    line: quotedIf(b.line),
    budget: optional(b.budget, 'month'),
  });
  const limits: Writer['limits'] = (l) => ({
    floor: optional(l?.floorPerMonth, 'month'),
    cap: optional(l?.capPerMonth, 'month'),
    floorPerYear: optional(l?.floorPerYear, 'year'),
    capPerYear: optional(l?.capPerYear, 'year'),
    capPercentOf:
      l?.capPercentOf &&
      Object.fromEntries(
        l.capPercentOf.map((c, i) => [`part${i + 1}`, { ...base(c.base), rate: percent(c.rate) }]),
      ),
    carryForward: l?.carryForward,
  });
  const component: Writer['component'] = (c) => ({
    kind: c.kind,
    label: quotedIf(c.label),
    services: c.services,
    ...own(c, { money, base }),
    proration: c.proration,
    ...limits(c.limits),
    escalator: escalator(c, money),
    atRisk: c.atRisk && {
      share: percent(c.atRisk.share),
      standards: Object.fromEntries(
        c.atRisk.standards.map((s) => [
          s.code,
          { label: quotedIf(s.label), weight: s.weight === undefined ? undefined : `${s.weight}` },
        ]),
      ),
    },
  });
  return { money, base, limits, component };
}

function own(c: FeeComponent, { money, base }: Pick<Writer, 'money' | 'base'>): Tree {
  switch (c.kind) {
    case 'flat':
      return { amount: money(c.amount, 'month'), per: c.per };
    case 'percent':
      return { ...base(c.base), rate: percent(c.rate) };
    case 'tiered': {
      const tiers = c.tiers.map((tier, i) => [
        `t${i + 1}`,
        {
          upTo: tier.upTo === undefined ? undefined : money(tier.upTo, 'month'),
          rate: percent(tier.rate),
        },
      ]);
      return { ...base(c.base), mode: c.mode, tiers: Object.fromEntries(tiers) as Tree };
    }
    case 'cost-plus':
      return {
        cost: quotedIf(c.cost),
        costs: c.costs,
        markup: percent(c.markup),
        allocation: allocation(c.allocation),
      };
    case 'per-unit':
      return { unit: c.unit, price: money(c.price, c.unit) };
    default:
      return { cost: quotedIf(c.cost), allocation: allocation(c.allocation) };
  }
}

function escalator(c: FeeComponent, money: Writer['money']): Tree | undefined {
  if (!c.escalator) return undefined;
  if (c.escalator.kind === 'annual')
    return { rate: percent(c.escalator.rate), from: c.escalator.from };
  const value = (text: string): string =>
    c.kind === 'flat'
      ? money(text, 'month')
      : c.kind === 'per-unit'
        ? money(text, c.unit)
        : percent(text);
  const steps = c.escalator.steps.map((step) => [step.from, value(step.value)]);
  return { steps: Object.fromEntries(steps) as Tree };
}

/** Free text in quotes unless it is a plain name, so that it reads back as the same text. */
function quotedIf(text: string | undefined): string | undefined {
  return text === undefined || /^[a-z][a-z0-9-]*$/.test(text) ? quotedWord(text) : quote(text);
}
const quote = (text: string): string => JSON.stringify(text);
const WORDS = new Set(['true', 'false', 'null']);
const quotedWord = (text: string | undefined): string | undefined =>
  text !== undefined && WORDS.has(text) ? quote(text) : text;

/** Block maps, flow lists; every other text was quoted by its writer where it needs to be. */
function yaml(tree: Tree, indent = ''): string {
  let text = '';
  for (const [key, value] of Object.entries(tree)) {
    if (value === undefined) continue;
    if (typeof value === 'string') text += `${indent}${key}: ${value}\n`;
    else if (isList(value)) text += `${indent}${key}: [${value.join(', ')}]\n`;
    else {
      const inner = yaml(value, `${indent}  `);
      if (inner !== '') text += `${indent}${key}:\n${inner}`;
    }
  }
  return text;
}

const isList = (value: Tree | readonly string[]): value is readonly string[] =>
  Array.isArray(value);
