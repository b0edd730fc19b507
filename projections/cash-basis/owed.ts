import { COST_ACCOUNTS } from '../../src/events/shared.ts';
import { WAGE_ACCOUNTS } from '../../src/events/people.ts';
import type { Pool } from './pools.ts';
import type { Spoken } from './spoken.ts';

/** Who owes whom: pools by entity and by what, made when first asked for. */
export interface Pools {
  vendor(entity: string, vendor: string): Pool;
  wages(entity: string): Pool;
  payrollTaxes(entity: string): Pool;
  /** Of a practice towards its MSO. */
  affiliate(entity: string, counterparty: string): Pool;
  /** What patients owe. */
  patients(entity: string): Pool;
}

/** Fees and everything else between affiliates are settled by different events. */
export const FEE = 'fee';
export const OTHER = 'other';

/** Owed from before the book began: what for is told by its payment, if at all. */
export const UNKNOWN = 0;

/** Puts what an event makes owed into its pool; it has no entry until it is settled. */
export function owe(e: Spoken, pools: Pools): void {
  const { entity, counterparty } = e;
  const put = (
    pool: Pool,
    account: number,
    cents: number,
    key = '',
    otherAccount?: number,
  ): void => {
    if (cents === 0) return;
    const more = otherAccount === undefined ? {} : { otherAccount };
    pool.owe({ account, cents, key, day: e.day, event: e.id, ...more });
  };
  const affiliate = (account: number, otherAccount: number, cents: number, key = OTHER): void =>
    put(pools.affiliate(entity, counterparty), account, cents, key, otherAccount);
  switch (e.type) {
    case 'VendorBillRecorded': {
      const account = COST_ACCOUNTS[e.word('category') as keyof typeof COST_ACCOUNTS];
      put(pools.vendor(entity, e.word('vendor')), account, e.cents('amount'), e.word('bill'));
      return;
    }
    case 'InventoryReceived':
      put(pools.vendor(entity, e.word('vendor')), 5010, e.cents('amount'), e.word('bill'));
      return;
    case 'VendorRebateApplied':
      put(pools.vendor(entity, e.word('vendor')), 5010, 0 - e.cents('amount'));
      return;
    case 'PayrollAccrued': {
      const account = WAGE_ACCOUNTS[e.word('role') as keyof typeof WAGE_ACCOUNTS];
      put(pools.wages(entity), account, e.cents('wages'));
      put(pools.payrollTaxes(entity), 6020, e.cents('employerTaxes'));
      return;
    }
    case 'TipsPaid':
      put(pools.wages(entity), 2140, e.cents('amount'));
      put(pools.payrollTaxes(entity), 6020, e.cents('employerTaxes'));
      return;
    case 'PayrollPaid':
      put(pools.payrollTaxes(entity), 2120, e.cents('withheld'));
      return;
    case 'ServiceSoldOnAccount':
      put(pools.patients(entity), 4020, e.cents('amount'));
      return;
    case 'ClaimAdjudicated':
      if (e.word('rank') === 'primary')
        put(pools.patients(entity), 4010, e.cents('patientShare'), e.word('claim'));
      else
        put(
          pools.patients(entity),
          4010,
          0 - e.cents('paid') - e.cents('contractual'),
          e.word('claim'),
        );
      return;
    case 'PatientBalanceConceded': {
      const given = e.cents('estimated') + e.cents('excess');
      put(pools.patients(entity), 4010, 0 - given, e.word('claim'));
      return;
    }
    case 'CreditLossWrittenOff':
      put(pools.patients(entity), 4010, 0 - e.cents('amount'), e.word('claim'));
      return;
    case 'ManagementFeeAccrued':
      return affiliate(6110, 4510, e.cents('amount'), FEE);
    case 'ManagementFeeCredited':
      return affiliate(6110, 4510, 0 - e.cents('amount'), FEE);
    case 'AffiliateRentAccrued':
      return affiliate(6220, 4520, e.cents('amount'));
    case 'SuppliesSoldToAffiliate':
      return affiliate(5010, 4530, e.cents('price'));
    case 'StaffLeaseAccrued':
    case 'LicenceFeeAccrued':
      return affiliate(6120, 4540, e.cents('amount'));
    case 'PassThroughCostPaid':
      // The MSO laid it out: the practice's cost at once, a debt until it is paid back.
      return affiliate(2410, 1210, e.cents('amount'));
    case 'OpeningBalanceRecorded':
      for (const item of e.items('items')) {
        const { kind, party, subject } = item as Record<string, string>;
        const cents = e.centsOf(item['amount']);
        if (kind === 'bill') put(pools.vendor(entity, party ?? ''), UNKNOWN, cents, subject);
        if (kind === 'patient-balance') put(pools.patients(entity), UNKNOWN, cents, subject);
      }
      for (const line of e.items('lines'))
        if (line['account'] === 2120)
          put(pools.payrollTaxes(entity), 2120, 0 - e.centsOf(line['amount']));
      return;
    default:
  }
}
