import type { STAFF_ROLES } from '../../events/people.ts';
import { formatCents } from '../../money.ts';
import type { Row } from './csv-record.ts';
import type { Fact } from './fact.ts';

/** Roles of a register and those of the vocabulary. */
const ROLES: Readonly<Record<string, (typeof STAFF_ROLES)[number]>> = {
  provider: 'provider',
  'front-desk': 'front-desk',
  manager: 'practice-manager',
  billing: 'billing',
  marketing: 'marketing',
  administration: 'bookkeeping',
  staff: 'other',
};

/**
 * A register: wages are owed at the end of the period worked, by employee; the run is paid on its
 * pay date. Tips in gross pay were owed to staff already (2140) and are passed on, no wages.
 */
export function fromPayroll(rows: readonly Row[]): Fact[] {
  const facts: Fact[] = [];
  const runs = new Map<string, Row[]>();
  for (const row of rows) {
    const payDate = row.must('payDate');
    const earnedOn = row.text('periodEnd') ?? payDate;
    const tips = row.cents('tips');
    if (row.cents('gross') - row.cents('withheld') !== row.cents('net'))
      throw row.refuse('import/does-not-add-up', 'pays out other than gross less withheld');
    facts.push(
      row.fact('PayrollAccrued', earnedOn, {
        employee: row.must('employee'),
        // A role nobody mapped changes no money, only the account of the wages.
        role: ROLES[row.text('role') ?? ''] ?? 'other',
        wages: formatCents(row.cents('gross') - tips),
        employerTaxes: formatCents(row.cents('employerTaxes')),
      }),
    );
    if (tips !== 0) {
      const amount = formatCents(tips);
      facts.push(
        row.fact('TipsPaid', earnedOn, { amount, employerTaxes: '0.00' }, { part: 'tips' }),
      );
    }
    const run = `${payDate} ${row.text('checkNumber') ?? ''}`;
    runs.set(run, [...(runs.get(run) ?? []), row]);
  }
  return [...facts, ...[...runs.values()].flatMap(paid)];
}

/** One payment per run: the bank shows one line. */
function paid(run: readonly Row[]): Fact[] {
  const [first] = run;
  if (!first) return [];
  const sum = (field: string): number => run.reduce((total, row) => total + row.cents(field), 0);
  return [
    first.fact(
      'PayrollPaid',
      first.must('payDate'),
      {
        reference: first.text('checkNumber'),
        gross: formatCents(sum('gross')),
        withheld: formatCents(sum('withheld')),
      },
      { site: undefined, part: 'run' },
    ),
  ];
}
