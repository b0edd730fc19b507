// Writes projections/cash-flow.generated.ts: which rows move cash, on which line of the statement.
import { ROW_KINDS } from '../src/batch/layout.ts';
import type { RowKind } from '../src/batch/layout.ts';
import { invariant } from '../src/error.ts';
import type { CashLine, CashRef } from '../src/events/declare.ts';
import { CASH_ACCOUNT, choicesOf, ruleOf } from '../projections/posting-rules.ts';
import type { CashPolicy, RuleLeg } from '../projections/posting-rules.ts';
import {
  byNumber,
  CASH,
  CLASS_AT,
  CLASSES,
  codeText,
  fieldText,
  lineIndex,
} from './cash-source.ts';
import { NO_LINE, NO_POOL, OTHER, poolIndex, POOLS, Source, WIDTH } from './cash-source.ts';
import { nonCashLines } from './non-cash-source.ts';
import { kindNames, noticeOf, POLICIES, sumText } from './switch-source.ts';

/** Lines that resolve a suspended amount into an account of investing or financing. */
const RESOLVED: Readonly<Record<number, CashLine>> = {
  1220: 'affiliate-loans-made',
  1510: 'equipment',
  2420: 'affiliate-loans-taken',
  2510: 'loans',
  3010: 'capital',
  3020: 'distributions',
};

/** The text of cash-flow.generated.ts. */
export function cashFlowSource(): string {
  const source = new Source();
  const cases = ROW_KINDS.map((kind) => caseOf(kind, source)).filter((text) => text !== '');
  return `${noticeOf('generate-cash-flow.ts')}
import type { EventBatch } from '../src/batch/columns.ts';
import type { CashFoldState } from './cash-flow-state.ts';
import { checkKinds, outsideMonths, table } from './posting-state.ts';

/** Cells of an entity, month and site: a line of the statement each, then one for no line. */
export const WIDTH = ${WIDTH};
/** Further cells of an entity and month: accounts ${POOLS.join(', ')}, none; then classes ${CLASSES.join(', ')}. */
export const OTHER = ${OTHER};
export const CLASS_AT = ${CLASS_AT};

function byAccount(rest: number, values: Readonly<Record<number, number>>): Uint8Array {
  const into = new Uint8Array(16_384).fill(rest);
  for (const [number, value] of Object.entries(values)) into[Number(number)] = value;
  return into;
}

${source.tables.text()}

checkKinds('projections/cash-flow.generated.ts', '${kindNames()}');

/** Adds the cash of rows [from, to) to the lines of the statement. */
export function foldCash(s: CashFoldState, batch: EventBatch, from: number, to: number): void {
  const { cells, other, months, sites, firstDay, monthOfDay, isBank } = s;
  const { entity, site, party, kind, code, effective, sequence } = batch;
  const { amount0: a0, amount1: a1, amount2: a2, amount3: a3 } = batch;
  const cash = isBank ? ${poolIndex(CASH_ACCOUNT.bank)} : ${poolIndex(CASH_ACCOUNT.document)};
  const suspense = isBank ? ${lineIndex('suspense')} : ${NO_LINE};
${source.tables.choices()}
  for (let i = from; i < to; i++) {
    const month = monthOfDay[effective[i]! - firstDay]!;
    if (month === undefined) outsideMonths(batch.firstSequence + sequence[i]!);
    const m = entity[i]! * months + month;
    switch (kind[i]!) {
${cases.join('\n')}
    }
  }
}
`;
}

function caseOf(kind: RowKind, source: Source): string {
  const lines = [
    ...(kind.name === 'ClaimAdjudicated' ? claimLines(kind) : []),
    ...cashLines(kind, source),
    ...nonCashLines(kind, source),
  ];
  if (lines.length === 0) return '';
  const body = lines.join('\n');
  const used = [0, 1, 2, 3].filter((slot) => body.includes(`x${slot}`));
  const head = [
    ...(body.includes('[b +') ? [`const b = (m * sites + site[i]!) * ${WIDTH};`] : []),
    ...(body.includes('[e +') ? [`const e = m * ${OTHER};`] : []),
    ...(/\[(bo|eo) \+/.test(body) ? ['const n = party[i]! * months + month;'] : []),
    ...(body.includes('[bo +') ? [`const bo = n * sites * ${WIDTH};`] : []),
    ...(body.includes('[eo +') ? [`const eo = n * ${OTHER};`] : []),
    ...used.map((slot) => `const x${slot} = a${slot}[i]!;`),
  ];
  const guard = kind.declaration.onlyUnder === 'bank' ? ['if (!isBank) break;'] : [];
  return `      case ${kind.number}: {
        // ${kind.name}
${[...guard, ...head, ...lines].map((line) => `        ${line}`).join('\n')}
        break;
      }`;
}

/** What a claim was paid is its site's part of receipts; the remittance's cash has no site. */
function claimLines(kind: RowKind): string[] {
  const paid = `x${kind.spec.amounts.indexOf('paid')}`;
  const line = lineIndex('payer-receipts');
  return [`cells[b + ${line}]! += ${paid};`, `cells[m * sites * ${WIDTH} + ${line}]! -= ${paid};`];
}

function cashLines(kind: RowKind, source: Source): string[] {
  if (kind.declaration.type === 'FiscalYearClosed') return [];
  const isInternal = kind.declaration.onlyUnder === 'bank';
  return ruleOf(kind).flatMap((leg) => {
    const pool = poolText(leg, kind, source);
    if (pool === undefined) return [];
    const isOwn = leg.book === 'own';
    const line = isInternal ? undefined : lineText(leg, kind, source);
    const add = sumText(leg.terms);
    return [
      ...(line === undefined ? [] : [`cells[${isOwn ? 'b' : 'bo'} + ${line}]! += ${add};`]),
      `other[${isOwn ? 'e' : 'eo'} + ${pool}]! += ${add};`,
    ];
  });
}

/** Index of the account whose balance a leg moves, if it can be one of cash. */
function poolText(leg: RuleLeg, kind: RowKind, source: Source): string | undefined {
  const { account } = leg;
  if (account === 'cash') return 'cash';
  if (typeof account === 'number') {
    return POOLS.includes(account) ? String(poolIndex(account)) : undefined;
  }
  if ('accountField' in account) {
    const byAccount = source.tables.byAccount(byNumber(poolIndex));
    return `${byAccount}[${fieldText(kind, account.accountField)}]!`;
  }
  const { shift, byCode } = choicesOf(kind, account.field, account.accounts);
  const values = POLICIES.map((policy) =>
    byCode.map((to) => poolIndex(to === 'cash' ? CASH_ACCOUNT[policy] : to)),
  );
  if (values.every((v) => v.every((at) => at === NO_POOL))) return undefined;
  return `${source.choose(values, NO_POOL, 256)}[${codeText(shift)}]!`;
}

/** Index of the line a leg belongs to, as an expression. */
function lineText(leg: RuleLeg, kind: RowKind, source: Source): string {
  const { account } = leg;
  const { cash, cashOther } = kind.declaration;
  const ref = leg.book === 'own' ? cash : cashOther;
  if (account === 1090) return suspenseText(kind, source);
  if (account === 'cash' || typeof account === 'number') {
    invariant(ref !== undefined, `${kind.name} says on which line its cash belongs`);
    return refText(ref, kind, source);
  }
  if ('accountField' in account) {
    invariant(typeof ref === 'string', `${kind.name} says on which line its cash belongs`);
    const byPolicy = POLICIES.map((policy) =>
      byNumber((number) => lineOfAccount(number, policy, ref)),
    );
    return `${source.choose(byPolicy, NO_LINE, 16_384)}[${fieldText(kind, account.accountField)}]!`;
  }
  const { shift, byCode } = choicesOf(kind, account.field, account.accounts);
  const lines = lineByCode(ref, kind, account.field);
  const values = POLICIES.map((policy) =>
    byCode.map((to, code) => {
      const number = to === 'cash' ? CASH_ACCOUNT[policy] : to;
      if (number === undefined || !CASH[policy].includes(number)) return NO_LINE;
      return lineIndex(number === 1090 ? 'suspense' : lines(code));
    }),
  );
  return `${source.choose(values, NO_LINE, 256)}[${codeText(shift)}]!`;
}

/** Legs on 1090 are cash under `bank` only; what a person resolves goes where they say. */
function suspenseText(kind: RowKind, source: Source): string {
  if (kind.name !== 'SuspenseResolved') return 'suspense';
  const byPolicy = POLICIES.map((policy) =>
    byNumber((n) => (policy === 'bank' ? lineIndex(RESOLVED[n] ?? 'suspense') : NO_LINE)),
  );
  return `${source.choose(byPolicy, NO_LINE, 16_384)}[${fieldText(kind, 'account')}]!`;
}

function lineOfAccount(number: number, policy: CashPolicy, line: CashLine): number {
  if (!CASH[policy].includes(number)) return NO_LINE;
  return lineIndex(number === 1090 && line !== 'opening' ? 'suspense' : line);
}

function refText(ref: CashRef, kind: RowKind, source: Source): string {
  if (typeof ref === 'string') return String(lineIndex(ref));
  const { shift, byCode } = choicesOf(kind, ref.field, ref.lines);
  const name = source.tables.add(byCode.map(lineIndex), NO_LINE);
  return `${name}[${codeText(shift)}]!`;
}

function lineByCode(
  ref: CashRef | undefined,
  kind: RowKind,
  field: string,
): (code: number) => CashLine | undefined {
  if (ref === undefined || typeof ref === 'string') return () => ref;
  invariant(ref.field === field, `${kind.name} chooses account and line by one field`);
  const { byCode } = choicesOf(kind, field, ref.lines);
  return (code) => byCode[code];
}
