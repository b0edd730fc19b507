/**
 * The thirteen services a management services organization may take over, in the order of
 * mso.md §2.3; the text is what a reader of an agreement should understand by each.
 */
export const MANAGED_SERVICES = {
  billing: 'Billing and collection of insured claims, denials and patient balances.',
  'hr-payroll': 'Payroll, benefits and personnel administration of non-clinical staff.',
  marketing: 'Management of advertising, campaigns and referral channels.',
  compliance: 'Privacy, workplace safety and state compliance programmes.',
  accounting: 'Bookkeeping, month end, reporting and financial advice.',
  'payer-contracting': 'Preparation of payer contracts; the licensee decides their terms.',
  credentialing: 'Enrolment of providers with payers and its renewal.',
  recruitment: 'Finding candidates; hiring clinicians stays with the licensee.',
  it: 'Medical record system, devices, security and support.',
  'practice-manager': 'A manager for the daily business of the site.',
  'supply-chain': 'Purchasing and stock of drugs, products and supplies.',
  branding: 'Name, website and design, with the licence to use them.',
  'space-equipment': 'Rental of space and equipment at fair market value.',
} as const;

/** Code of a managed service: `billing`, `hr-payroll` … */
export type ServiceCode = keyof typeof MANAGED_SERVICES;

/** All thirteen codes in their order. */
export const SERVICE_CODES = Object.keys(MANAGED_SERVICES) as readonly ServiceCode[];
