import type { Mapping } from '../csv/mapping.ts';
import type { CsvRecord } from '../csv/target.ts';
import { fromAppointments } from './appointments.ts';
import { fromBankStatement } from './bank-statement.ts';
import { fromBillPayments, fromBills, fromReceipts } from './bills.ts';
import { fromCardBatches } from './cards.ts';
import { fromClaimEdits, fromWriteOffs } from './claims-office.ts';
import { Row } from './csv-record.ts';
import type { FromRows } from './csv-record.ts';
import { FeeworthError } from '../../error.ts';
import type { Fact, IntakeContext } from './fact.ts';
import { fromMsoInvoice } from './mso-invoice.ts';
import { fromOpeningBalances, fromOpeningItems } from './opening.ts';
import { fromPayroll } from './payroll.ts';
import { fromPointOfSale } from './point-of-sale.ts';
import { fromUsage } from './stock.ts';

/** What each target becomes, and which columns two exports of one record may differ in. */
const READERS: Readonly<Record<string, { of: FromRows; leftOut?: readonly string[] }>> = {
  'point-of-sale': { of: fromPointOfSale },
  payroll: { of: fromPayroll },
  'vendor-bill': { of: fromBills },
  'bill-payment': { of: fromBillPayments, leftOut: ['purpose'] },
  'mso-invoice': { of: fromMsoInvoice },
  // Banks restate balances when a line is added in between.
  'bank-statement': { of: fromBankStatement, leftOut: ['balance', 'code'] },
  'card-batch': { of: fromCardBatches, leftOut: ['kind'] },
  'claim-edit-report': { of: fromClaimEdits },
  'write-off': { of: fromWriteOffs },
  'inventory-usage': { of: fromUsage },
  'inventory-receipt': { of: fromReceipts },
  appointments: { of: fromAppointments },
  'opening-balances': { of: fromOpeningBalances },
  'opening-items': { of: fromOpeningItems },
};

/** The events of a file read by a mapping, in the order of its rows. */
export function fromCsv(
  records: Iterable<CsvRecord>,
  mapping: Mapping,
  context: IntakeContext,
): Fact[] {
  const { target, system } = mapping;
  const reader = READERS[target.name];
  if (reader === undefined) {
    throw new FeeworthError(
      'import/unknown-target',
      'input',
      `Nothing is recorded of files of kind ${target.name}`,
      { place: { file: context.file }, hint: 'use a target of docs/import-templates/README.md' },
    );
  }
  const rows = [...records].map(
    (record) => new Row(context, system, target.name, record, reader.leftOut),
  );
  if (AT_A_SITE.has(target.name)) sayWithoutSite(rows, context);
  return reader.of(rows, context);
}

/** What they tell of happens at some site; without it no site's figures have it. */
const AT_A_SITE: ReadonlySet<string> = new Set([
  'point-of-sale',
  'appointments',
  'inventory-usage',
]);

const LINES_SHOWN = 3;

function sayWithoutSite(rows: readonly Row[], context: IntakeContext): void {
  const sites = [...context.setting.sites.values()].filter((s) => s.entity === context.entity);
  const without = rows.filter((row) => !row.saysSite);
  if (sites.length === 0 || without.length === 0) return;
  const lines = without.slice(0, LINES_SHOWN).map((row) => row.record.line);
  const more = without.length > lines.length ? ' and more' : '';
  const ways = sites.map(({ id }) => `--site ${id}`).join(' or ');
  context.notice({
    code: 'no-site',
    words:
      `${without.length} of ${rows.length} records have no site and count in the figures of none; ` +
      `say ${ways} if all are of one, or map a column: "site: Location" below columns`,
    where: `lines ${lines.join(', ')}${more}`,
  });
}
