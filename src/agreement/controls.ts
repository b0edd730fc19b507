/**
 * What a management company must leave to the licensee: the union of California SB 351 with the
 * Medical Board's guidance and Oregon SB 951 (mso.md §4.1), and the practice's bank account.
 */
export const CONTROLS = {
  'medical-records': 'Owns medical records or decides their content.',
  'clinician-hiring': 'Hires, ends, schedules, pays or judges the competency of clinicians.',
  'clinical-staffing': 'Sets clinical staffing levels, time per patient or number of patients.',
  'clinical-decisions': 'Decides which tests, referrals or treatments are given.',
  'coding-billing': 'Decides coding and billing.',
  prices: "Sets prices of the licensee's services.",
  'payer-contracts': 'Sets terms of payer contracts, negotiates or ends them.',
  'clinical-equipment': 'Selects or approves medical equipment and supplies.',
  'clinical-standards': 'Sets clinical standards or policies.',
  advertising: "Advertises the practice under the MSO's name.",
  ownership: 'Shares owners or officers, votes, or controls transfer of shares or dividends.',
  'restrictive-covenants': 'Binds clinicians by non-compete or non-disparagement clauses.',
  'practice-account': "Controls the practice's bank account or its revenue.",
} as const;

/** Code of a control the MSO may hold: `prices`, `coding-billing` … */
export type ControlCode = keyof typeof CONTROLS;
export const CONTROL_CODES = Object.keys(CONTROLS) as readonly ControlCode[];

/** Who stands behind the MSO; SB 351 is about the first two. */
export const INVESTOR_KINDS = ['private-equity', 'hedge-fund', 'physicians', 'other'] as const;
export type InvestorKind = (typeof INVESTOR_KINDS)[number];
