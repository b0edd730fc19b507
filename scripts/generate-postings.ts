// Writes the declared legs of row kinds as one switch: all kinds, for the rows of any batch
// (projections/postings.generated.ts), and those that the practice model writes, with what the fee
// may be taken of, for the rows of the future that is being lived (scenarios/folds.generated.ts).
import { createHash } from 'node:crypto';
import { ROW_KINDS } from '../src/batch/layout.ts';
import type { RowKind } from '../src/batch/layout.ts';
import { ACCOUNTS } from '../src/chart.ts';
import { FeeworthError, invariant } from '../src/error.ts';
import { FEE_ROLES, rolesOf } from '../projections/fee-base.ts';
import type { FeeRole } from '../projections/fee-base.ts';
import { accountSlot, isBalancedByRow, ruleOf } from '../projections/posting-rules.ts';
import type { RuleLeg, Term } from '../projections/posting-rules.ts';
import { K } from '../scenarios/kinds.ts';
import {
  accountText,
  indexOf,
  kindNames,
  NOWHERE,
  noticeOf,
  sumText,
  Tables,
} from './switch-source.ts';

/** Closing entries are kept apart, so that a closed year still has an income statement. */
const CLOSING = 'FiscalYearClosed';

/** The text of projections/postings.generated.ts. Fails when a declaration cannot balance. */
export function postingsSource(): string {
  const text = switchSource();
  const digest = createHash('sha256').update(text).digest('hex');
  return `${text}
/** Digest of the text above: sums made by other rules are not these. */
export const RULES = '${digest}';
`;
}

function switchSource(): string {
  const parts = partsOf(ROW_KINDS);
  return `${NOTICE}
import type { EventBatch } from '../src/batch/columns.ts';
import { checkKinds, outsideMonths, table, unbalanced } from './posting-state.ts';
import type { PostingState } from './posting-state.ts';

/** Dense indexes: 73 accounts, then one slot for what no account takes; two numbers each. */
export const SLOTS = ${NOWHERE + 1};
export const NOWHERE = ${NOWHERE};
export const STRIDE = SLOTS * 2;

/** Index of an account by its number. */
export const ACCOUNTS = new Uint8Array(16_384).fill(NOWHERE);
[${ACCOUNTS.map((a) => a.number).join(', ')}].forEach((number, index) => {
  ACCOUNTS[number] = index;
});
${parts.tables}

checkKinds('projections/postings.generated.ts', '${kindNames()}');

/** Adds the postings of rows [from, to) to the cells: debits and credits by account, in cents. */
export function foldPostings(s: PostingState, batch: EventBatch, from: number, to: number): void {
${columns('  ')}
${loopOf(parts)}
}
`;
}

/** The text of scenarios/folds.generated.ts. A kind that is not the model's is refused there. */
export function futureFoldsSource(): string {
  const written = new Set<number>(Object.values(K));
  const parts = partsOf(
    ROW_KINDS.filter(({ number }) => written.has(number)),
    rolesOf,
  );
  const without = [...written].filter((number) => !parts.cases.has(number));
  const rest = `${without.map((number) => `      case ${number}:`).join('\n')}
        break; // These post nothing.
      default:
        foreignKind(kind[i]!);
`;
  return `${NOTICE}
import type { FeeBaseState } from '../projections/fee-base.ts';
import { checkKinds, outsideMonths, table, unbalanced } from '../projections/posting-state.ts';
import type { PostingState } from '../projections/posting-state.ts';
import { ACCOUNTS } from '../projections/postings.generated.ts';
import { foreignKind, ROWS as batch } from './row-writer.ts';

${columns('')}
${parts.tables}

checkKinds('scenarios/folds.generated.ts', '${kindNames()}');

/**
 * What foldPostings and foldFeeBase do one after the other, for rows [from, to) of the future that is
 * being lived; \`cents\` are a fee base's, of the same context.
 */
export function foldFuture(
  s: PostingState,
  from: number,
  to: number,
  cents: FeeBaseState['cents'],
): void {
${loopOf(parts, rest)}
}
`;
}

const NOTICE = noticeOf('generate-postings.ts');

/** What a switch over some kinds consists of. */
interface SwitchParts {
  /** By number of the kind: those that post something. */
  readonly cases: ReadonlyMap<number, string>;
  /** Tables of codes, and the choice between those of the two cash policies. */
  readonly tables: string;
  readonly choices: string;
}

function partsOf(kinds: readonly RowKind[], added: typeof rolesOf = () => []): SwitchParts {
  const tables = new Tables('TO');
  const choose: Choose = (byPolicy) =>
    tables.byPolicy(byPolicy.map((values) => tables.add(values, NOWHERE)));
  const cases = new Map<number, string>();
  for (const kind of kinds) {
    const text = caseOf(kind, choose, added(kind.number));
    if (text !== '') cases.set(kind.number, text);
  }
  return { cases, tables: tables.text(), choices: tables.choices() };
}

const columns = (indent: string): string =>
  `${indent}const { entity, party, kind, code, effective, sequence } = batch;
${indent}const { amount0: a0, amount1: a1, amount2: a2, amount3: a3 } = batch;`;

function loopOf({ cases, choices }: SwitchParts, rest = ''): string {
  const switched = [...cases.values()].join('\n');
  const closings = switched.includes('closings[') ? ' closings,' : '';
  return `  const { cells,${closings} open, months, firstDay, monthOfDay, isBank } = s;
  const accounts = ACCOUNTS;
  const cash = isBank ? ${indexOf(1036)} : ${indexOf(1010)};
${choices}
  let sum = open[0]!;
  let of = open[1]!;
  for (let i = from; i < to; i++) {
    const month = monthOfDay[effective[i]! - firstDay]!;
    if (month === undefined) outsideMonths(batch.firstSequence + sequence[i]!);
    const at = entity[i]! * months + month;
    const b = at * ${(NOWHERE + 1) * 2};
    switch (kind[i]!) {
${switched}
${rest}    }
  }
  open[0] = sum;
  open[1] = of;`;
}

type Choose = (byPolicy: readonly (readonly number[])[]) => string;

function caseOf(kind: RowKind, choose: Choose, roles: readonly FeeRole[]): string {
  const { declaration, spec } = kind;
  const isList = declaration.rows.some(
    (row) => row.each !== undefined && !balances(row, declaration.type),
  );
  const rule = ruleOf(kind);
  const body: string[] = [];
  if (kind.isHead && isList) {
    body.push('if (sum !== 0) unbalanced(of, sum);', 'of = batch.firstSequence + sequence[i]!;');
  }
  if (rule.length > 0) {
    const isListed = spec.each !== undefined && !isBalancedByRow(kind);
    if (!isBalancedByRow(kind) && !isListed) {
      throw new FeeworthError(
        'internal/unbalanced-rule',
        'internal',
        `${kind.name} cannot balance`,
      );
    }
    body.push(...amountLines(kind, rule), ...postingLines(kind, rule, choose));
    if (isListed) body.push(`sum += ${rule.map((leg) => sumText(leg.terms)).join(' + ')};`);
  }
  for (const { slot, role } of roles) {
    invariant(
      body.some((line) => line.startsWith(`const x${slot} =`)),
      'what is posted is read',
    );
    body.push(`cents[at * ${FEE_ROLES} + ${role}]! += x${slot};`);
  }
  if (body.length === 0) return '';
  const lines = declaration.onlyUnder === 'bank' ? ['if (!isBank) break;', ...body] : body;
  return `      case ${kind.number}: {
        // ${kind.name}
${lines.map((line) => `        ${line}`).join('\n')}
        break;
      }`;
}

function balances(row: { readonly posts?: readonly unknown[] }, type: string): boolean {
  const kinds = ROW_KINDS.filter((k) => k.declaration.type === type && k.spec === row);
  return kinds.every(isBalancedByRow);
}

function amountLines(kind: RowKind, rule: readonly RuleLeg[]): string[] {
  const slots = new Set(rule.flatMap((leg) => leg.terms.map((t) => t.slot)));
  for (const { account } of rule) {
    if (typeof account !== 'object' || !('accountField' in account)) continue;
    const slot = accountSlot(kind, account.accountField);
    if (slot !== 'code') slots.add(slot);
  }
  return [...slots].sort((a, b) => a - b).map((slot) => `const x${slot} = a${slot}[i]!;`);
}

function postingLines(kind: RowKind, rule: readonly RuleLeg[], choose: Choose): string[] {
  const lines: string[] = [];
  if (rule.some((leg) => leg.book === 'other')) {
    lines.push(`const o = (party[i]! * months + month) * ${(NOWHERE + 1) * 2};`);
  }
  const amounts = new Map<string, AmountLegs>();
  rule.forEach((leg, n) => {
    const account = accountText(leg.account, kind, choose);
    const base = leg.book === 'own' ? 'b' : 'o';
    const isFixed = /^\d+$/.test(account);
    if (!isFixed) lines.push(`const c${n} = ${base} + ${account} * 2;`);
    const at = isFixed ? `${base} + ${Number(account) * 2}` : `c${n}`;
    const isCredit = (leg.terms[0]?.sign ?? 1) < 0;
    const text = sumText(isCredit ? leg.terms.map(turned) : leg.terms);
    const amount = amounts.get(text) ?? { text, legs: [] };
    amounts.set(text, amount);
    amount.legs.push({ at, isCredit });
    if (!isFixed && kind.declaration.type === CLOSING) {
      lines.push(`closings[c${n} >> 1]! += ${sumText(leg.terms)};`);
    }
  });
  [...amounts.values()].forEach((amount, n) => lines.push(...addLines(amount, n)));
  return lines;
}

/** Legs of a row of one amount, up to its sign. */
interface AmountLegs {
  readonly text: string;
  readonly legs: { readonly at: string; readonly isCredit: boolean }[];
}

const turned = ({ slot, sign }: Term): Term => ({ slot, sign: sign < 0 ? 1 : -1 });

/** Adds an amount to the sides of its legs: a debit of less than nothing is a credit. */
function addLines({ text, legs }: AmountLegs, n: number): string[] {
  const isColumn = /^x\d$/.test(text);
  const amount = isColumn ? text : `v${n}`;
  const add = (isLess: boolean): string[] =>
    legs.map(({ at, isCredit }) => {
      const side = isCredit === isLess ? at : `${at} + 1`;
      return `  cells[${side}]! ${isLess ? '-' : '+'}= ${amount};`;
    });
  return [
    ...(isColumn ? [] : [`const ${amount} = ${text};`]),
    `if (${amount} < 0) {`,
    ...add(true),
    '} else {',
    ...add(false),
    '}',
  ];
}
