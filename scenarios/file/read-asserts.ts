import type { ScenarioCode } from './problems.ts';
import { refuse, values } from './section.ts';
import type { Section, Value } from './section.ts';

/** Something a file says its answer must hold to, such as `npv >= 0 USD`. */
export interface Assert {
  /** As it is written. */
  readonly text: string;
  /** Name of a figure of the comparison, without `compare/`. */
  readonly figure: string;
  readonly operator: Operator;
  readonly value: number;
  readonly unit: 'cents' | 'share' | 'days' | 'months' | 'count';
}

/** An assert and where it is written; no part of what the scenario says. */
export interface WrittenAssert {
  readonly assert: Assert;
  readonly at: Value;
}

/** What is wrong with an assert that is well written: its figure is none, or in another unit. */
export interface AssertFault {
  readonly code: ScenarioCode;
  readonly message: string;
  readonly hint: string;
}

export const OPERATORS = ['>=', '<=', '==', '>', '<'] as const;
export type Operator = (typeof OPERATORS)[number];

const ASSERT = /^([a-z0-9][a-z0-9/-]*)\s*(>=|<=|==|>|<)\s*(.+)$/;
const AMOUNT =
  /^([+-]?)(\d{1,3}(?:,\d{3})+|\d{1,12})(?:\.(\d{1,6}))?\s*(%|[A-Z]{3}|days?|months?)?$/;

/**
 * Reads `asserts:`, a list of sentences: a figure, how it compares, and to what. `faultOf` knows the
 * figures that there are.
 */
export function readAsserts(
  section: Section,
  currency: string,
  faultOf: (assert: Assert) => AssertFault | undefined,
): WrittenAssert[] {
  return (values(section, 'asserts', true) ?? []).flatMap((at) => {
    const assert = readAssert(at, currency);
    const fault = assert && faultOf(assert);
    if (fault) refuse(at, fault.code, fault.message, fault.hint);
    return assert === undefined ? [] : [{ assert, at }];
  });
}

function readAssert(at: Value, currency: string): Assert | undefined {
  const [, figure = '', operator, amount = ''] = ASSERT.exec(at.text) ?? [];
  const [, sign, whole = '', fraction = '0', unit = ''] = AMOUNT.exec(amount.trim()) ?? [];
  if (operator === undefined || whole === '') {
    const hint = 'write "npv >= 0 USD", "p-better > 25%" or "days-in-ar-net/with-mso < 60 days"';
    return refuse(at, 'E-TYPE', `${at.path} is no figure with what it must be`, hint);
  }
  if (/^[A-Z]{3}$/.test(unit) && unit !== currency) {
    const hint = `the scenario is in ${currency}`;
    return refuse(at, 'E-CURRENCY', `${at.path} is in ${unit}`, hint);
  }
  const shift = unit === '%' ? 'e-2' : /^[A-Z]{3}$/.test(unit) ? 'e2' : '';
  const value = Number(`${whole.replaceAll(',', '')}.${fraction}${shift}`);
  return {
    text: at.text,
    figure,
    operator: operator as Operator,
    value: sign === '-' ? -value : value,
    unit: unitOf(unit),
  };
}

function unitOf(unit: string): Assert['unit'] {
  if (unit === '%') return 'share';
  if (unit.startsWith('day')) return 'days';
  if (unit.startsWith('month')) return 'months';
  return unit === '' ? 'count' : 'cents';
}
