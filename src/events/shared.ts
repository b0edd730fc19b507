import type { AccountRef } from './declare.ts';

/** How a patient pays; a gift card or a package is no tender but an event of its own. */
export const TENDERS = ['card', 'cash', 'check', 'ach', 'financing', 'reward'] as const;

/** Where money of each tender stands until it reaches the bank (ledger.md §2.5, mso.md §1.3). */
export const TENDER_ACCOUNTS = {
  card: 1030,
  cash: 'cash',
  check: 'cash',
  ach: 'cash',
  financing: 1050,
  reward: 1050,
} as const;

export const byTender: AccountRef = { field: 'tender', accounts: TENDER_ACCOUNTS };

/** Service lines of a medical spa (mso.md §1.2), and medical visits billed to insurance. */
export const SERVICE_LINES = [
  'neurotoxin',
  'filler',
  'laser',
  'body',
  'facial',
  'retail',
  'weight-loss',
  'wellness',
  'medical',
  'other',
] as const;

/** Who pays for insured care; every KPI is split by it (revenue-cycle.md §1.9). */
export const PAYER_CLASSES = [
  'commercial',
  'medicare',
  'medicaid',
  'workers-comp',
  'other',
  'self-pay',
] as const;

/** The thirteen services an MSO may take over (mso.md §2.3). */
export const SERVICES = [
  'billing',
  'hr-payroll',
  'marketing',
  'compliance',
  'accounting',
  'payer-contracting',
  'credentialing',
  'recruitment',
  'it',
  'practice-manager',
  'supply-chain',
  'branding',
  'space-equipment',
] as const;

/** What a vendor's bill is for: the thirteen services on their own, then other costs. */
export const COST_CATEGORIES = [
  ...SERVICES,
  'rent',
  'equipment-lease',
  'equipment-service',
  'advertising',
  'insurance',
  'medical-director',
  'software',
  'supplies',
  'utilities',
  'professional-fees',
  'joining',
  'exit',
  'bank-fees',
  'licences',
  'general',
] as const;

/** Expense account of each cost category. */
export const COST_ACCOUNTS: Readonly<Record<(typeof COST_CATEGORIES)[number], number>> = {
  billing: 6510,
  'hr-payroll': 6510,
  marketing: 6310,
  compliance: 6510,
  accounting: 6510,
  'payer-contracting': 6510,
  credentialing: 6510,
  recruitment: 6510,
  it: 6510,
  'practice-manager': 6010,
  'supply-chain': 6510,
  branding: 6310,
  'space-equipment': 6210,
  rent: 6210,
  'equipment-lease': 6210,
  'equipment-service': 6510,
  advertising: 6310,
  insurance: 6510,
  'medical-director': 5110,
  software: 6510,
  supplies: 5010,
  utilities: 6510,
  'professional-fees': 6510,
  joining: 6510,
  exit: 6510,
  'bank-fees': 6410,
  licences: 6510,
  general: 6510,
};

/** Why a balance is written off; only the first two are denials (revenue-cycle.md §1.0). */
export const WRITE_OFF_REASONS = [
  'denial',
  'timely-filing',
  'small-balance',
  'charity',
  'courtesy',
  'prompt-pay',
  'bad-debt',
  'sequestration',
  'capitation',
  'other',
] as const;
