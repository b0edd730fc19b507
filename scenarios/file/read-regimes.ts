import type { Month } from '../../src/calendar.ts';
import { BILLING_IN } from '../../src/agreement/terms.ts';
import { SERVICE_CODES } from '../../src/agreement/services.ts';
import type { ServiceCode } from '../../src/agreement/services.ts';
import { readFeeOf } from './read-fee.ts';
import { startOr } from './read-levers.ts';
import type { AgreementSource, Change, ChangeCost } from './scenario.ts';
import { child, close, has, refuse, refuseSection, treeAt, value, values } from './section.ts';
import type { Section, Value } from './section.ts';
import { amount, month, ratio, readOptional, span, whole, word } from './units.ts';

export interface Regimes {
  readonly recorded: 'independent' | 'withMso';
  readonly change: Change;
  readonly agreement: AgreementSource;
  readonly costToServe: number;
}

const NO_CHANGE: Change = {
  effective: 'start',
  rampMonths: 0,
  dipMonths: 0,
  cost: { kind: 'amount', cents: 0 },
};

/**
 * Reads `regimes:`. The one with an effective month is what changes; the other is the regime the
 * levels were recorded under. Joining changes withMso, leaving changes independent.
 */
export function readRegimes(
  section: Section,
  of: { readonly currency: string; readonly practices: readonly string[] },
): Regimes {
  const independent = child(section, 'independent');
  const withMso = child(section, 'withMso');
  const isLeaving = independent !== null && has(independent, 'effective');
  const isJoining = withMso !== null && has(withMso, 'effective');
  if (independent && withMso && isLeaving === isJoining) {
    refuseSection(
      section,
      'E-REGIME',
      isLeaving ? 'both regimes have an effective month' : 'no regime has an effective month',
      'give it to the one that changes: withMso to join, independent to leave',
    );
  }
  let change = NO_CHANGE;
  if (independent && isLeaving) change = readChange(independent, 'exit', of.currency);
  if (withMso && isJoining) change = readChange(withMso, 'joining', of.currency);
  const agreement = withMso ? readAgreementSource(withMso, of) : BOOK;
  const costToServe = withMso
    ? readOptional(withMso, 'costToServe', (at) => ratio(at, { min: 0, max: 5 }), 0.75)
    : 0.75;
  if (independent) close(independent);
  if (withMso) close(withMso);
  close(section);
  return { recorded: isLeaving ? 'withMso' : 'independent', change, agreement, costToServe };
}

const BOOK: AgreementSource = { kind: 'book' };
const MONTHS_OF_FEE = /^(\d{1,3}) months? of fee$/;

function readChange(section: Section, cost: 'joining' | 'exit', currency: string): Change {
  const outlay = (key: string): ChangeCost =>
    readOptional(section, key, (at) => costOf(at, currency), { kind: 'amount', cents: 0 });
  const change = {
    effective: readOptional(section, 'effective', startOr, 'start' as const),
    rampMonths: readOptional(section, 'ramp', spanOf, 0),
    dipMonths: readOptional(section, 'dip', spanOf, 0),
    cost: outlay(cost),
  };
  if (cost === 'exit' || !has(section, 'leaves')) return change;
  // An MSO that is joined may be left again.
  const from = value(section, 'leaves');
  const leaves = from && leavesOf(from);
  const fadeMonths = readOptional(section, 'fade', spanOf, 0);
  return leaves === undefined
    ? change
    : { ...change, leaves: { from: leaves, fadeMonths, cost: outlay('exit') } };
}

const spanOf = (at: Value): number | undefined => span(at, 'months', { min: 0, max: 60 });

/** A month, or how long the MSO is kept: `after 18 months`. */
function leavesOf(at: Value): Month | { readonly afterMonths: number } | undefined {
  const [, months] = /^after (\d{1,3}) months?$/.exec(at.text) ?? [];
  return months === undefined ? month(at) : { afterMonths: Number(months) };
}

function costOf(at: Value, currency: string): ChangeCost | undefined {
  const months = MONTHS_OF_FEE.exec(at.text)?.[1];
  if (months !== undefined) return { kind: 'months-of-fee', months: Number(months) };
  const cents = amount(at, { currency });
  return cents === undefined ? undefined : { kind: 'amount', cents };
}

function readAgreementSource(
  section: Section,
  of: { readonly currency: string; readonly practices: readonly string[] },
): AgreementSource {
  const isBook = has(section, 'agreement');
  const isInline = has(section, 'msa');
  if (isBook === isInline) {
    refuseSection(
      section,
      'E-REGIME',
      isBook ? 'both agreement and msa are written' : 'there is no agreement',
      'write agreement: of the book, or msa: with its fee',
    );
    return BOOK;
  }
  if (isBook) {
    const at = value(section, 'agreement');
    if (at && at.text !== 'of the book') {
      refuse(at, 'E-WORD', `${at.path}: "${at.text.slice(0, 40)}" is not known`, 'of the book');
    }
    return BOOK;
  }
  const msa = child(section, 'msa');
  return msa === null ? BOOK : readMsa(msa, of);
}

function readMsa(
  section: Section,
  of: { readonly currency: string; readonly practices: readonly string[] },
): AgreementSource {
  const listed = values(section, 'services', true) ?? [];
  const services = listed.flatMap((at): ServiceCode[] => {
    const service = word(at, SERVICE_CODES);
    return service === undefined ? [] : [service];
  });
  const scope = { ...of, services: services.length > 0 ? services : SERVICE_CODES };
  const fee = readFeeOf(section.reading, treeAt(section, 'fee'), `${section.path}.fee`, scope);
  const billing = child(section, 'billing', true);
  const terms = {
    in: billing ? readOptional(billing, 'in', (at) => word(at, BILLING_IN), 'arrears') : 'arrears',
    dueDays: billing
      ? readOptional(billing, 'dueDays', (at) => whole(at, { min: 0, max: 120 }), 15)
      : 15,
  } as const;
  if (billing) close(billing);
  close(section);
  return {
    kind: 'inline',
    fee: fee ?? { year: 'contract', components: [] },
    billing: terms,
    services: scope.services,
  };
}
