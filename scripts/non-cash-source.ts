// Code for what moves between operating, investing and financing without cash.
import type { RowKind } from '../src/batch/layout.ts';
import { invariant } from '../src/error.ts';
import { CASH_CLASS } from '../src/events/declare.ts';
import type { CashLine } from '../src/events/declare.ts';
import { CASH_ACCOUNT, choicesOf, ruleOf } from '../projections/posting-rules.ts';
import type { CashPolicy, RuleLeg, Term } from '../projections/posting-rules.ts';
import {
  byNumber,
  CASH,
  CLASS_AT,
  classIndex,
  CLASSES,
  codeText,
  fieldText,
} from './cash-source.ts';
import type { Source } from './cash-source.ts';
import { POLICIES, sumText } from './switch-source.ts';

/**
 * What moves between operating, investing and financing without cash (ASC 230-10-50-3): for
 * each class, what its accounts gave less the cash on its lines. Mostly nothing, so no code.
 */
export function nonCashLines(kind: RowKind, source: Source): string[] {
  const { declaration } = kind;
  if (declaration.type === 'FiscalYearClosed' || declaration.onlyUnder === 'bank') return [];
  const rule = ruleOf(kind);
  const isDynamic = rule.some((l) => typeof l.account === 'object' && 'accountField' in l.account);
  if (isDynamic) return dynamicNonCash(kind, rule, source);
  const field = fieldOfChoice(kind, rule);
  const codes = field === undefined ? [0] : choiceCodes(kind, field.name);
  const books = ['own', 'other'] as const;
  return books.flatMap((book) => {
    const legs = rule.filter((l) => l.book === book);
    const residuals = POLICIES.map((policy) =>
      codes.map((code) =>
        residualOf(kind, field !== undefined && code === 0 ? [] : legs, policy, code),
      ),
    );
    const [document, bank] = residuals;
    invariant(JSON.stringify(document) === JSON.stringify(bank), `${kind.name}: one residual`);
    if (document === undefined || document.every((byClass) => byClass.every(isZero))) return [];
    return CLASSES.flatMap((_, c) =>
      [0, 1, 2, 3].flatMap((slot) => {
        const values = document.map((byClass) => byClass[c]?.[slot] ?? 0);
        if (values.every((v) => v === 0)) return [];
        const target = `other[${book === 'own' ? 'e' : 'eo'} + ${CLASS_AT + c}]!`;
        if (field === undefined) return [`${target} += ${values[0] ?? 0} * x${slot};`];
        const name = source.tables.add(
          values.map((v) => v + 8),
          8,
        );
        return [`${target} += (${name}[${codeText(field.shift)}]! - 8) * x${slot};`];
      }),
    );
  });
}

const isZero = (bySlot: readonly number[]): boolean => bySlot.every((v) => v === 0);

/** Coefficients by class and amount column of what a row moves without cash, for one code. */
function residualOf(
  kind: RowKind,
  legs: readonly RuleLeg[],
  policy: CashPolicy,
  code: number,
): number[][] {
  const byClass = CLASSES.map(() => [0, 0, 0, 0]);
  for (const leg of legs) {
    const account = accountFor(leg, kind, policy, code);
    if (account === undefined) continue;
    const at = CASH[policy].includes(account)
      ? CLASSES.indexOf(CASH_CLASS[lineFor(leg, kind, account, code)])
      : classIndex(account);
    const bySlot = byClass[at];
    invariant(bySlot, 'every account has a class');
    for (const { slot, sign } of leg.terms) bySlot[slot] = (bySlot[slot] ?? 0) - sign;
  }
  return byClass;
}

function accountFor(
  leg: RuleLeg,
  kind: RowKind,
  policy: CashPolicy,
  code: number,
): number | undefined {
  const { account } = leg;
  if (typeof account === 'number') return account;
  if (account === 'cash') return CASH_ACCOUNT[policy];
  invariant('accounts' in account, 'accounts named by a field are handled apart');
  const to = choicesOf(kind, account.field, account.accounts).byCode[code];
  return to === 'cash' ? CASH_ACCOUNT[policy] : to;
}

function lineFor(leg: RuleLeg, kind: RowKind, account: number, code: number): CashLine {
  if (account === 1090) return 'suspense';
  const ref = leg.book === 'own' ? kind.declaration.cash : kind.declaration.cashOther;
  invariant(ref !== undefined, `${kind.name} says on which line its cash belongs`);
  if (typeof ref === 'string') return ref;
  return choicesOf(kind, ref.field, ref.lines).byCode[code] ?? 'other-operating';
}

function fieldOfChoice(
  kind: RowKind,
  rule: readonly RuleLeg[],
): { readonly name: string; readonly shift: number } | undefined {
  const names = new Set<string>();
  for (const { account } of rule) {
    if (typeof account === 'object' && 'accounts' in account) names.add(account.field);
  }
  for (const ref of [kind.declaration.cash, kind.declaration.cashOther]) {
    if (typeof ref === 'object' && rule.length > 0) names.add(ref.field);
  }
  invariant(names.size <= 1, `${kind.name} chooses by one field`);
  const [name] = names;
  if (name === undefined) return undefined;
  return { name, shift: choicesOf(kind, name, anything).shift };
}

const anything = new Proxy<Readonly<Record<string, string>>>({}, { has: () => true });

const choiceCodes = (kind: RowKind, name: string): number[] =>
  choicesOf(kind, name, anything).byCode.map((_, code) => code);

/** Rows whose account is a field: its class by table; cash has the class of its line. */
function dynamicNonCash(kind: RowKind, rule: readonly RuleLeg[], source: Source): string[] {
  const { cash } = kind.declaration;
  invariant(typeof cash === 'string', `${kind.name} says on which line its cash belongs`);
  const classes = POLICIES.map((policy) =>
    byNumber((n) => {
      const line = n === 1090 && cash !== 'opening' ? 'suspense' : cash;
      return (
        CLASS_AT + (CASH[policy].includes(n) ? CLASSES.indexOf(CASH_CLASS[line]) : classIndex(n))
      );
    }),
  );
  const byAccount = source.choose(classes, CLASS_AT, 16_384);
  // Under `bank` what is resolved changes class with its line, and nothing is left without cash.
  const guard = kind.name === 'SuspenseResolved' ? 'if (!isBank) ' : '';
  return rule.map((leg) => {
    const { account } = leg;
    const at =
      typeof account === 'object' && 'accountField' in account
        ? `${byAccount}[${fieldText(kind, account.accountField)}]!`
        : String(CLASS_AT + CLASSES.indexOf('O'));
    invariant(typeof account !== 'number' || account === 1090, 'suspense is operating');
    return `${guard}other[e + ${at}]! -= ${parenthesised(leg.terms)};`;
  });
}

const parenthesised = (terms: readonly Term[]): string =>
  terms.length === 1 && terms[0]?.sign === 1 ? sumText(terms) : `(${sumText(terms)})`;
