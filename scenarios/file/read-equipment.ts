import type { EquipmentPlan } from '../equipment.ts';
import type { IncomeTaxPlan } from '../income-tax.ts';
import type { Grade } from '../plan.ts';
import { roundModelCents } from '../../src/money.ts';
import { readProvenance } from './read-parameters.ts';
import { children, close, has, refuseSection, value, values } from './section.ts';
import type { Section, Value } from './section.ts';
import { amount, month, ratio, read, readOptional, span, yearlyRate } from './units.ts';

/** Equipment with the site that buys it. */
export interface EquipmentEntry {
  readonly plan: EquipmentPlan;
  readonly site: string;
  readonly grade: Grade;
  readonly source: string;
}

/** A month has room for the rows of so many purchases. */
const MOST_ITEMS = 40;
const SHARE = { min: 0, max: 1 };
const MONTHS = { min: 1, max: 480 };

/** Reads `equipment:`, what a site buys in the horizon, how it is paid and how long it serves. */
export function readEquipment(section: Section, currency: string): EquipmentEntry[] {
  const items = children(section);
  if (items.length > MOST_ITEMS) {
    const message = `${section.path} has ${items.length} entries`;
    const hint = `allowed: up to ${MOST_ITEMS}; put small ones together`;
    refuseSection(section, 'E-RANGE', message, hint);
  }
  return items.flatMap(({ key, section: own }) => readItem(own, key, currency));
}

function readItem(section: Section, id: string, currency: string): EquipmentEntry[] {
  const money = (at: Value): number | undefined => amount(at, { currency });
  const months = (at: Value): number | undefined => span(at, 'months', MONTHS);
  const bought = read(section, 'bought', month);
  const priceCents = read(section, 'price', money) ?? 0;
  const financed = readOptional(section, 'financed', (at) => ratio(at, SHARE), 0);
  const isFinanced = financed > 0;
  if (!isFinanced && (has(section, 'rate') || has(section, 'term'))) {
    const hint = 'write financed: 80%, or leave rate and term out';
    refuseSection(section, 'E-MISSING', `${section.path} has a loan without its share`, hint);
  }
  const site = value(section, 'site')?.text ?? '';
  const item = {
    id,
    priceCents,
    financedCents: roundModelCents(priceCents * financed),
    rateAnnual: isFinanced
      ? (read(section, 'rate', (at) => yearlyRate(at, { min: 0, max: 1 })) ?? 0)
      : 0,
    termMonths: isFinanced ? (read(section, 'term', months) ?? 1) : 1,
    lifeMonths: read(section, 'life', months) ?? 1,
    salvageCents: readOptional(section, 'salvage', money, 0),
  };
  const provenance = readProvenance(section);
  if (item.salvageCents > priceCents) {
    const hint = 'allowed: from 0 to the price';
    refuseSection(section, 'E-RANGE', `${section.path}.salvage is above the price`, hint);
  }
  close(section);
  return bought === undefined ? [] : [{ plan: { ...item, bought }, site, ...provenance }];
}

/** Reads `incomeTax:`, a flat rate on what a practice earns. */
export function readIncomeTax(section: Section, currency: string): IncomeTaxPlan {
  const tax: IncomeTaxPlan = {
    rate: read(section, 'rate', (at) => ratio(at, SHARE)) ?? 0,
    lossesCents: readOptional(section, 'losses', (at) => amount(at, { currency }), 0),
    lossLimit: readOptional(section, 'lossLimit', (at) => ratio(at, SHARE), 1),
    practices: has(section, 'practices')
      ? (values(section, 'practices') ?? []).map(({ text }) => text)
      : null,
    ...readProvenance(section),
  };
  close(section);
  return tax;
}
