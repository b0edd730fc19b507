import { accountOf } from '../../chart.ts';
import type { OPENING_ITEMS } from '../../events/journal.ts';
import { formatCents } from '../../money.ts';
import type { Row } from './csv-record.ts';
import { makeFact } from './fact.ts';
import type { Fact, IntakeContext } from './fact.ts';
import { expectedContractual, resolvePayer } from './payers.ts';

type Kind = (typeof OPENING_ITEMS)[number];

/**
 * The trial balance a practice starts with, on the book's opening day: one event. An account that
 * the chart has not, or balances that do not add up to zero, refuse the file.
 */
export function fromOpeningBalances(rows: readonly Row[], context: IntakeContext): Fact[] {
  const [first] = rows;
  if (!first) return [];
  const lines = rows
    .map((row) => {
      const account = Number(row.must('account'));
      if (accountOf(account) === undefined)
        throw row.refuse('import/unknown-account', 'names an account that the chart has not');
      return { account, amountCents: row.cents('debit') - row.cents('credit') };
    })
    .filter((line) => line.amountCents !== 0);
  const sum = lines.reduce((total, line) => total + line.amountCents, 0);
  if (sum !== 0)
    throw first.refuse('import/does-not-add-up', 'belongs to balances that are not zero together');
  const data = {
    lines: lines.map(({ account, amountCents }) => ({ account, amount: formatCents(amountCents) })),
    items: [],
  };
  return [whole(first, rows, context, undefined, data)];
}

/** The open items behind those balances: one event per site. */
export function fromOpeningItems(rows: readonly Row[], context: IntakeContext): Fact[] {
  const bySite = new Map<string | undefined, Row[]>();
  for (const row of rows) {
    if (row.record.suspense) throw row.refuse('import/unknown-code', 'is of a kind unknown here');
    const own = bySite.get(row.site);
    if (own) own.push(row);
    else bySite.set(row.site, [row]);
  }
  return [...bySite].flatMap(([site, own]) => {
    const [first] = own;
    if (!first) return [];
    const items = own.map((row) => itemOf(row, context));
    return [whole(first, own, context, site, { lines: [], items })];
  });
}

function whole(
  first: Row,
  rows: readonly Row[],
  context: IntakeContext,
  site: string | undefined,
  data: Parameters<typeof makeFact<'OpeningBalanceRecorded'>>[4],
): Fact {
  const record = rows.map((row) => row.origin.record).join('\n');
  return makeFact(
    context,
    { ...first.origin, record },
    { on: context.setting.opening, site },
    'OpeningBalanceRecorded',
    data,
  );
}

function itemOf(row: Row, context: IntakeContext) {
  const kind = row.must('kind') as Kind;
  const amountCents = row.cents('amount');
  const units = row.count('count');
  const base = {
    kind,
    subject: row.must('id'),
    amount: formatCents(amountCents),
    from: row.must('date'),
    ...(units === undefined ? {} : { units }),
  };
  if (kind === 'claim') {
    const payer = resolvePayer(context, [row.must('payer')], row.origin.sourceRecord);
    return {
      ...base,
      party: payer.id,
      payerClass: payer.payerClass,
      expectedContractual: formatCents(expectedContractual(amountCents, payer)),
    };
  }
  const party = row.text('party');
  if (party === undefined) return base;
  return { ...base, party: kind === 'bill' ? context.tokenise('vendor', party) : party };
}
