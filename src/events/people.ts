import {
  code,
  count,
  cr,
  declare,
  dr,
  flag,
  money,
  optional,
  signedMoney,
  token,
} from './declare.ts';

export const STAFF_ROLES = [
  'provider',
  'medical-director',
  'front-desk',
  'practice-manager',
  'billing',
  'marketing',
  'bookkeeping',
  'other',
] as const;

/** Providers' pay is 5110, everybody else's 6010 (ledger.md §2.7). */
export const WAGE_ACCOUNTS = {
  provider: 5110,
  'medical-director': 5110,
  'front-desk': 6010,
  'practice-manager': 6010,
  billing: 6010,
  marketing: 6010,
  bookkeeping: 6010,
  other: 6010,
} as const;

export const PayrollAccrued = declare({
  type: 'PayrollAccrued',
  family: 'people',
  doc: 'Work was done: gross wages and employer taxes are owed.',
  isReturn: true,
  fields: {
    employee: optional(token('Employee.')),
    role: code('Role.', STAFF_ROLES),
    wages: signedMoney('Gross wages, commission and bonus.'),
    employerTaxes: signedMoney('Employer FICA, FUTA, SUTA.'),
  },
  rows: [
    {
      subject: 'employee',
      code: ['role'],
      amounts: ['wages', 'employerTaxes'],
      posts: [
        dr({ field: 'role', accounts: WAGE_ACCOUNTS }, 'wages'),
        dr(6020, 'employerTaxes'),
        cr(2110, 'wages'),
        cr(2120, 'employerTaxes'),
      ],
    },
  ],
});

export const PayrollPaid = declare({
  type: 'PayrollPaid',
  family: 'people',
  doc: 'Net pay left the bank; what was withheld is owed to the state.',
  isReturn: true,
  fields: {
    reference: optional(token('Payroll run, as the bank line names it.')),
    gross: signedMoney('Gross wages paid out of what was accrued.'),
    withheld: signedMoney('Taxes withheld.'),
  },
  cash: 'payroll',
  rows: [
    {
      subject: 'reference',
      amounts: ['gross', 'withheld'],
      posts: [dr(2110, 'gross'), cr(2120, 'withheld'), cr('cash', 'gross'), dr('cash', 'withheld')],
    },
  ],
});

export const PayrollTaxDeposited = declare({
  type: 'PayrollTaxDeposited',
  family: 'people',
  doc: 'Withheld and employer payroll taxes were deposited.',
  fields: { reference: optional(token('Payment reference.')), amount: money('Amount.') },
  cash: 'payroll-taxes',
  rows: [
    {
      subject: 'reference',
      amounts: ['amount'],
      posts: [dr(2120, 'amount'), cr('cash', 'amount')],
    },
  ],
});

export const PtoAccrued = declare({
  type: 'PtoAccrued',
  family: 'people',
  doc: 'Paid time off earned and not taken (ASC 710-10-25).',
  isReturn: true,
  fields: { amount: signedMoney('Amount.') },
  rows: [{ amounts: ['amount'], posts: [dr(6020, 'amount'), cr(2110, 'amount')] }],
});

export const StaffHired = declare({
  type: 'StaffHired',
  family: 'people',
  doc: 'Somebody joined; with StaffDeparted it gives turnover and vacancy.',
  fields: {
    employee: token('Employee.'),
    role: code('Role.', STAFF_ROLES),
    isClinical: flag('Clinical staff are the licensee’s to hire (docs/sources.md#state-rules).'),
  },
  rows: [{ subject: 'employee', code: ['role'], amounts: [] }],
});

export const StaffDeparted = declare({
  type: 'StaffDeparted',
  family: 'people',
  doc: 'Somebody left.',
  fields: {
    employee: token('Employee.'),
    role: code('Role.', STAFF_ROLES),
    isClinical: flag('Clinical or not.'),
    vacantDays: optional(count('Days until the place was filled.')),
  },
  rows: [{ subject: 'employee', code: ['role'], amounts: ['vacantDays'] }],
});
