import type { Day } from '../../src/calendar.ts';
import { civilOf } from '../../src/calendar.ts';
import type { Journal, TicketLine } from './book.ts';
import { bankingAfter, bankingOnOrBefore, first, indexOf, last, period } from './days.ts';
import { share, sum } from './dollars.ts';
import { PRACTICES } from './group.ts';
import type { Practice, PracticeId, SiteId } from './group.ts';

interface Post {
  readonly title: string;
  readonly kind: 'Provider' | 'Staff' | 'Manager';
  /** Twice a month, in cents. */
  readonly base: number;
  /** Share of the site's production in the half month before, in thousandths. */
  readonly commission: number;
  readonly takesTips: boolean;
}

const SITE_POSTS: readonly Post[] = [
  { title: 'Nurse injector', kind: 'Provider', base: 130_000, commission: 45, takesTips: false },
  { title: 'Nurse injector', kind: 'Provider', base: 130_000, commission: 45, takesTips: false },
  { title: 'Laser technician', kind: 'Provider', base: 170_000, commission: 0, takesTips: false },
  { title: 'Aesthetician', kind: 'Provider', base: 150_000, commission: 18, takesTips: true },
  { title: 'Medical assistant', kind: 'Staff', base: 150_000, commission: 0, takesTips: false },
  { title: 'Front desk', kind: 'Staff', base: 140_000, commission: 0, takesTips: false },
  { title: 'Front desk', kind: 'Staff', base: 140_000, commission: 0, takesTips: false },
];
const MANAGER: Post = {
  title: 'Practice manager',
  kind: 'Manager',
  base: 285_000,
  commission: 0,
  takesTips: false,
};

export interface PayLine {
  readonly site: SiteId;
  readonly employee: string;
  readonly title: string;
  readonly kind: Post['kind'];
  readonly regular: number;
  readonly commission: number;
  readonly tips: number;
  readonly federal: number;
  readonly fica: number;
  readonly state: number;
  readonly net: number;
  readonly employerFica: number;
  readonly unemployment: number;
}

export interface PayRun {
  readonly practice: PracticeId;
  readonly id: string;
  readonly day: Day;
  readonly lines: readonly PayLine[];
}

export interface TaxDeposit {
  readonly practice: PracticeId;
  readonly day: Day;
  readonly run: string;
  readonly authority: string;
  readonly reference: string;
  readonly amount: number;
}

export interface Payroll {
  readonly runs: PayRun[];
  readonly taxes: TaxDeposit[];
}

/** Two runs a month; production and tips of the half month before are paid out. */
export function runPayroll(lines: readonly TicketLine[], journal: Journal): Payroll {
  const production = new Map<string, number>();
  const tips = new Map<string, number>();
  const add = (map: Map<string, number>, key: string, n: number): void => {
    map.set(key, (map.get(key) ?? 0) + n);
  };
  for (const l of lines) {
    const key = halfKey(l.site, l.day);
    if (['service', 'package-use', 'gift-card-use'].includes(l.category))
      add(production, key, l.price);
    add(tips, key, l.tip);
  }
  const payroll: Payroll = { runs: [], taxes: [] };
  for (const practice of PRACTICES) {
    for (let m = -1; m < 24; m++) {
      for (const half of [1, 2] as const) {
        if (m === -1 && half === 1) continue;
        const run = payRun({ practice, m, half, production, tips });
        payroll.runs.push(run);
        payroll.taxes.push(...depositsOf(practice, run));
      }
    }
  }
  bank(payroll, journal);
  return payroll;
}

export const halfKey = (site: SiteId, day: Day): string =>
  `${site}/${indexOf(day)}/${civilOf(day).day <= 15 ? 1 : 2}`;

function payRun(g: {
  practice: Practice;
  m: number;
  half: 1 | 2;
  production: Map<string, number>;
  tips: Map<string, number>;
}): PayRun {
  const { practice, m, half } = g;
  const day = bankingOnOrBefore(half === 1 ? ((first(m) + 14) as Day) : last(m));
  const raise = 1000 + (m >= 2 ? 30 : 0) + (m >= 14 ? 30 : 0);
  const lines: PayLine[] = [];
  for (const site of practice.sites) {
    const key = half === 1 ? `${site.id}/${m - 1}/2` : `${site.id}/${m}/1`;
    const made = g.production.get(key) ?? 0;
    const posts = site === practice.sites[0] ? [...SITE_POSTS, MANAGER] : SITE_POSTS;
    posts.forEach((post, i) => {
      const regular = share(post.base, raise, 1000);
      const commission = share(made, post.commission, 1000);
      const tips = post.takesTips ? (g.tips.get(key) ?? 0) : 0;
      const taxed = regular + commission + tips;
      const federal = share(taxed, 118, 1000);
      const fica = share(taxed, 765, 10_000);
      const state = practice.state === 'AZ' ? share(taxed, 25, 1000) : 0;
      lines.push({
        site: site.id,
        employee: `${site.code}-${String(i + 1).padStart(2, '0')}`,
        title: post.title,
        kind: post.kind,
        regular,
        commission,
        tips,
        federal,
        fica,
        state,
        net: taxed - federal - fica - state,
        employerFica: fica,
        unemployment: share(taxed, 11, 1000),
      });
    });
  }
  return {
    practice: practice.id,
    id: `${practice.code}${period(m).replace('-', '')}${half}`,
    day,
    lines,
  };
}

/** Federal taxes three banking days after a run, state taxes the day after. */
function depositsOf(practice: Practice, run: PayRun): TaxDeposit[] {
  const total = (f: (l: PayLine) => number): number => sum(run.lines.map(f));
  const at = { practice: practice.id, run: run.id } as const;
  return [
    {
      ...at,
      day: bankingAfter(run.day, 3),
      authority: 'IRS 941',
      reference: `EFT${run.id}`,
      amount: total((l) => l.federal + l.fica + l.employerFica),
    },
    {
      ...at,
      day: bankingAfter(run.day, 4),
      authority: practice.state === 'TX' ? 'TX unemployment' : 'AZ withholding and unemployment',
      reference: `ST${run.id}`,
      amount: total((l) => l.state + l.unemployment),
    },
  ];
}

export const netOf = (run: PayRun): number => sum(run.lines.map((l) => l.net));

function bank({ runs, taxes }: Payroll, journal: Journal): void {
  for (const run of runs) {
    journal.bank.push({
      practice: run.practice,
      day: run.day,
      description: 'PAYROLL NET PAY',
      reference: run.id,
      amount: -netOf(run),
      document: 'payroll',
    });
  }
  for (const t of taxes) {
    journal.bank.push({
      practice: t.practice,
      day: t.day,
      description:
        t.authority === 'IRS 941' ? 'IRS USATAXPYMT' : `STATE TAX ${t.authority.slice(0, 2)}`,
      reference: t.reference,
      amount: -t.amount,
      document: 'payroll-taxes',
    });
  }
}
