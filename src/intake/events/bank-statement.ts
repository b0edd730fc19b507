import type { BANK_CODES } from '../csv/targets.ts';
import { formatCents } from '../../money.ts';
import type { Row } from './csv-record.ts';
import type { Fact, IntakeContext } from './fact.ts';
import { agreementOn } from './setting.ts';

type BankCode = (typeof BANK_CODES)[number];

/**
 * Lines of a bank account, the statement they stand on, and, for lines that are the only record of
 * what happened (a loan payment, a tax deposit, the MSO's fee), that document, caused by its line.
 * Receipts and payments that other files document yield no second one: they are matched.
 */
export function fromBankStatement(rows: readonly Row[], context: IntakeContext): Fact[] {
  const facts: Fact[] = [];
  const accounts = new Map<string, Row[]>();
  for (const row of rows) {
    const account = accountOf(row, context);
    accounts.set(account, [...(accounts.get(account) ?? []), row]);
  }
  for (const [account, own] of accounts) {
    facts.push(...statementOf(account, own));
    for (const row of own) facts.push(...lineFacts(row, account, context));
  }
  return facts;
}

/** The account of a row: named, or the only one of the entity. */
function accountOf(row: Row, context: IntakeContext): string {
  const known = context.setting.entities.get(context.entity)?.bankAccounts ?? [];
  const named = row.text('account') ?? (known.length === 1 ? known[0] : undefined);
  if (named === undefined || !known.includes(named))
    throw row.refuse('import/unknown-bank-account', `names no bank account of ${context.entity}`);
  return named;
}

/** Opening and closing balance, where every line shows its balance; in whichever order. */
function statementOf(account: string, rows: readonly Row[]): Fact[] {
  const all = rows.map((row) => row.text('balance'));
  if (rows.length === 0 || all.includes(undefined)) return [];
  const isNewestFirst = (rows[0]?.must('date') ?? '') > (rows.at(-1)?.must('date') ?? '');
  const ordered = isNewestFirst ? rows.toReversed() : rows;
  const first = ordered[0];
  const last = ordered.at(-1);
  if (!first || !last) return [];
  const dates = rows.map((row) => row.must('date')).sort();
  const toOn = dates.at(-1) ?? '';
  return [
    first.fact(
      'BankStatementRecorded',
      toOn,
      {
        bankAccount: account,
        fromOn: dates[0] ?? '',
        toOn,
        opening: formatCents(first.cents('balance') - first.cents('amount')),
        closing: formatCents(last.cents('balance')),
      },
      { site: undefined, part: 'statement' },
    ),
  ];
}

function lineFacts(row: Row, account: string, context: IntakeContext): Fact[] {
  const on = row.must('date');
  const cents = row.cents('amount');
  const trace = row.text('trace') ?? row.text('reference');
  const code = row.record.suspense ? undefined : (row.text('code') as BankCode | undefined);
  const line = row.fact(
    'BankLineRecorded',
    on,
    { bankAccount: account, amount: formatCents(cents), trace, rule: code },
    { site: undefined },
  );
  const document =
    code === undefined ? undefined : documentOf(row, code, { on, cents, trace, line, context });
  return document ? [line, document] : [line];
}

interface BankLine {
  readonly on: string;
  readonly cents: number;
  readonly trace: string | undefined;
  readonly line: Fact;
  readonly context: IntakeContext;
}

/** What a line documents by itself; undefined where another file does, or nobody knows. */
function documentOf(row: Row, code: BankCode, bank: BankLine): Fact | undefined {
  const { on, cents, trace: reference, line, context } = bank;
  const amount = formatCents(Math.abs(cents));
  const isIn = cents > 0;
  const by = { site: undefined, causedBy: line.id, part: 'document' };
  const loan = `loan-${context.entity}`;
  const toMso = (): { agreement: string; place: typeof by & { counterparty: string } } => {
    const { id, mso } = agreementOn(context.setting, context.entity, on, context.agreement);
    return { agreement: id, place: { ...by, counterparty: mso } };
  };
  switch (code) {
    case 'management-fee': {
      // In a practice's account a deposit is a fee paid back; the MSO's book has the pair of each.
      if (isIn && context.setting.entities.get(context.entity)?.kind === 'mso') return undefined;
      const paid = { agreement: toMso().agreement, reference, amount: formatCents(-cents) };
      return row.fact('ManagementFeeSettled', on, paid, toMso().place);
    }
    case 'affiliate': {
      if (isIn) return undefined;
      const { agreement, place } = toMso();
      return row.fact('AffiliateCostSettled', on, { agreement, reference, amount }, place);
    }
    case 'payroll-tax':
      return isIn ? undefined : row.fact('PayrollTaxDeposited', on, { reference, amount }, by);
    case 'sales-tax': {
      const state = context.setting.entities.get(context.entity)?.state ?? '';
      const paid = { state, amount, discount: '0.00', reference };
      return isIn ? undefined : row.fact('SalesTaxRemitted', on, paid, by);
    }
    case 'income-tax':
      return isIn ? undefined : row.fact('IncomeTaxPaid', on, { amount }, by);
    case 'loan':
      return isIn
        ? row.fact('LoanReceived', on, { loan, amount, reference }, by)
        : row.fact('LoanPrincipalPaid', on, { loan, amount, reference }, by);
    case 'interest':
      return isIn ? undefined : row.fact('LoanInterestPaid', on, { loan, amount, reference }, by);
    case 'bank-fee':
      return row.fact(
        'CostPaid',
        on,
        { category: 'bank-fees', amount: formatCents(-cents), reference },
        by,
      );
    case 'equipment': {
      const asset = reference ?? `equipment-${on}`;
      const bought = { asset, paid: amount, financed: '0.00', onAccount: '0.00' };
      return isIn ? undefined : row.fact('EquipmentPurchased', on, bought, by);
    }
    case 'capital':
      return isIn ? row.fact('CapitalContributed', on, { amount, reference }, by) : undefined;
    case 'distribution':
      return isIn ? undefined : row.fact('OwnerDistributionPaid', on, { amount, reference }, by);
    case 'chargeback': {
      const dispute = reference ?? `dispute-${on}`;
      return isIn
        ? row.fact('ChargebackWon', on, { dispute, amount }, by)
        : row.fact('ChargebackReceived', on, { dispute, amount, fee: '0.00' }, by);
    }
    case 'payer-receipt':
    case 'card-settlement':
    case 'financing-or-reward':
    case 'deposit':
    case 'payroll':
    case 'vendor':
    case 'rent':
    case 'refund':
    case 'transfer':
    case 'other':
      return undefined;
  }
}
