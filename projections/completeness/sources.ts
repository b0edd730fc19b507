import { kindOf } from '../../src/batch/layout.ts';

/** A kind of file that a practice's systems write month by month. */
export interface Source {
  readonly name: string;
  /** Whether each site has its own, or the whole practice one. */
  readonly per: 'site' | 'entity';
  /** Events that only such a file brings. */
  readonly kinds: readonly string[];
}

/** What a complete month consists of; judged from the events that came, not from file names. */
export const SOURCES = [
  { name: 'bank statement', per: 'entity', kinds: ['BankLineRecorded', 'BankStatementRecorded'] },
  { name: 'payroll', per: 'entity', kinds: ['PayrollAccrued', 'PayrollPaid'] },
  { name: 'remittances', per: 'entity', kinds: ['RemittanceReceived'] },
  { name: 'claims', per: 'site', kinds: ['ClaimSubmitted'] },
  { name: 'edit report', per: 'entity', kinds: ['ClaimEdited'] },
  { name: 'day sheets', per: 'site', kinds: ['PointOfSaleCompleted'] },
  { name: 'card batches', per: 'entity', kinds: ['CardBatchSettled'] },
  { name: 'bills', per: 'entity', kinds: ['VendorBillRecorded'] },
  { name: 'inventory', per: 'entity', kinds: ['InventoryReceived', 'InventoryConsumed'] },
  { name: 'appointments', per: 'site', kinds: ['AppointmentsCounted'] },
  { name: 'MSO invoice', per: 'entity', kinds: ['ManagementFeeInvoiced'] },
] as const satisfies readonly Source[];
export type SourceName = (typeof SOURCES)[number]['name'];

/** Number of the source of a row kind, from 1; 0 is none. */
export const SOURCE_OF = new Uint8Array(256);
SOURCES.forEach(({ kinds }, i) => {
  for (const kind of kinds) SOURCE_OF[kindOf(kind)] = i + 1;
});
/** A source that says itself which month it is for. */
export const INVOICED = kindOf('ManagementFeeInvoiced');
