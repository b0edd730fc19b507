// The position on 2024-10-31: a trial balance per practice and the items behind it.
import { row, write } from './book.ts';
import type { Journal } from './book.ts';
import { indexOf, iso, OPENING } from './days.ts';
import { plain, share, sum } from './dollars.ts';
import type { ClaimStory } from './adjudicate.ts';
import { balanceOn, planValueOn, sessionsLeftOn } from './prepaid.ts';
import type { Desk } from './desk.ts';
import { halfKey } from './payroll.ts';
import type { Office } from './files-office.ts';
import { isOpenClaim, patientDebt } from './stories.ts';
import { payerOf, PRACTICES, practiceOf } from './group.ts';
import type { PayerId, Practice, PracticeId } from './group.ts';

export interface OpeningItem {
  readonly kind: string;
  readonly id: string;
  readonly party: string;
  readonly date: string;
  readonly site: string;
  readonly count: number | '';
  readonly amount: number;
  readonly payer: string;
}

export interface Opening {
  readonly practice: PracticeId;
  readonly accounts: readonly (readonly [string, number])[];
  readonly items: readonly OpeningItem[];
}

export function openBooks(
  stories: readonly ClaimStory[],
  desk: Desk,
  office: Office,
  rates: Readonly<Record<PayerId, number>>,
  journal: Journal,
): Opening[] {
  return PRACTICES.map((practice) => {
    const items = itemsOf(practice, stories, desk, office);
    const accounts = trialBalance(practice, items, desk, office, rates);
    write(journal, `opening/${practice.id}-trial-balance.csv`, balanceText(accounts));
    write(journal, `opening/${practice.id}-open-items.csv`, itemsText(items));
    return { practice: practice.id, accounts, items };
  });
}

function itemsOf(
  practice: Practice,
  stories: readonly ClaimStory[],
  desk: Desk,
  office: Office,
): OpeningItem[] {
  const items: OpeningItem[] = [];
  const base = { count: '', payer: '' } as const;
  const debtors = new Map<string, ClaimStory[]>();
  for (const s of stories.filter((x) => x.claim.practice === practice.id)) {
    const { number: id, account: party, site, payer, charge } = s.claim;
    const date = iso(s.claim.servedOn);
    if (isOpenClaim(s)) {
      items.push({ ...base, kind: 'Claim', id, party, date, site, amount: charge, payer });
    } else if (s.claim.servedOn <= OPENING && patientDebt(s) > 0) {
      debtors.set(party, [...(debtors.get(party) ?? []), s]);
    }
  }
  for (const [party, own] of debtors) {
    const [first] = own as [ClaimStory];
    const at = { id: party, party, date: iso(first.claim.servedOn), site: first.claim.site };
    items.push({ ...base, ...at, kind: 'Patient balance', amount: sum(own.map(patientDebt)) });
  }
  for (const p of desk.packages.filter((x) => practiceOf(x.site) === practice.id)) {
    const count = sessionsLeftOn(p, OPENING);
    const at = { id: p.id, party: p.account, date: iso(p.soldOn), site: p.site };
    if (count > 0)
      items.push({ ...base, ...at, kind: 'Package', count, amount: planValueOn(p, OPENING) });
  }
  for (const c of desk.cards.filter((x) => practiceOf(x.site) === practice.id)) {
    const amount = balanceOn(c, OPENING);
    const at = { id: c.id, party: '', date: iso(c.soldOn), site: c.site };
    if (amount > 0) items.push({ ...base, ...at, kind: 'Gift card', amount });
  }
  for (const b of office.bills) {
    if (b.practice !== practice.id || indexOf(b.enteredOn) >= 0 || b.paidOn <= OPENING) continue;
    const at = { id: b.number, party: b.vendor, date: iso(b.billedOn), site: b.site ?? '' };
    items.push({ ...base, ...at, kind: 'Vendor bill', amount: b.amount });
  }
  return items;
}

const total = (items: readonly OpeningItem[], kind: string): number =>
  sum(items.filter((i) => i.kind === kind).map((i) => i.amount));

/** Debits above zero. Retained earnings are what is left, so that the books balance. */
function trialBalance(
  practice: Practice,
  items: readonly OpeningItem[],
  desk: Desk,
  office: Office,
  rates: Readonly<Record<PayerId, number>>,
): [string, number][] {
  const own = <T extends { practice: PracticeId }>(list: readonly T[]): T[] =>
    list.filter((x) => x.practice === practice.id);
  const before = (day: number, later: number): boolean => day <= OPENING && later > OPENING;
  const { batches, partners, deposits } = office.settlements;
  const stock = office.stock.filter((s) => practiceOf(s.site) === practice.id && s.m === 0);
  const tips = desk.lines.filter(
    (l) => practiceOf(l.site) === practice.id && halfKey(l.site, l.day).endsWith('/-1/2'),
  );
  const estimate = sum(
    items
      .filter((i) => i.kind === 'Claim')
      .map((i) => share(i.amount, rates[payerOf(i.payer as PayerId).id], 10_000)),
  );
  const loan = office.treasury.loans.find((l) => l.practice === practice.id)?.balances[0] ?? 0;
  const isTexas = practice.code === 'TX';
  const accounts: [string, number][] = [
    ['Operating checking', practice.openingCash],
    [
      'Undeposited cash',
      sum(
        own(deposits)
          .filter((d) => before(d.day, d.depositedOn))
          .map((d) => d.amount),
      ),
    ],
    [
      'Card processor clearing',
      sum(
        own(batches)
          .filter((b) => before(b.day, b.fundedOn))
          .map((b) => b.sales + b.refunds),
      ),
    ],
    [
      'Financing and rewards receivable',
      sum(
        own(partners)
          .filter((p) => before(p.soldOn, p.fundedOn))
          .map((p) => p.gross),
      ),
    ],
    ['Insurance receivable', total(items, 'Claim')],
    ['Patient receivable', total(items, 'Patient balance')],
    ['Contractual allowance', -estimate],
    ['Inventory', sum(stock.map((s) => s.opening))],
    ['Equipment', isTexas ? 41_250_000 : 16_800_000],
    ['Accumulated depreciation', isTexas ? -15_310_000 : -6_120_000],
    ['Accounts payable', -total(items, 'Vendor bill')],
    [
      'Payroll taxes payable',
      -sum(
        own(office.payroll.taxes)
          .filter((t) => isOctober(t.run) && t.day > OPENING)
          .map((t) => t.amount),
      ),
    ],
    ['Tips payable', -sum(tips.map((l) => l.tip))],
    ['Sales tax payable', -(office.treasury.tax.get(`${practice.id}/-1`) ?? 0)],
    ['Package deposits', -total(items, 'Package')],
    ['Gift cards outstanding', -total(items, 'Gift card')],
    ['Equipment note', -loan],
    ['Contributed capital', isTexas ? -25_000_000 : -12_000_000],
  ];
  return [...accounts, ['Retained earnings', -sum(accounts.map(([, n]) => n))]];
}

const isOctober = (run: string): boolean => run.slice(2, 8) === '202410';

function balanceText(accounts: readonly (readonly [string, number])[]): string {
  const rows = accounts.map(([name, n]) =>
    row([name, n >= 0 ? plain(n) : '', n < 0 ? plain(-n) : '']),
  );
  const debit = sum(accounts.map(([, n]) => Math.max(0, n)));
  const credit = sum(accounts.map(([, n]) => Math.max(0, -n)));
  return `${[
    'Trial balance as of 10/31/2024',
    'Account,Debit,Credit',
    ...rows,
    row(['TOTAL', plain(debit), plain(credit)]),
  ].join('\n')}\n`;
}

function itemsText(items: readonly OpeningItem[]): string {
  const rows = items.map((i) =>
    row([i.kind, i.id, i.party, i.date, i.site, i.payer, i.count, plain(i.amount)]),
  );
  return `${['Kind,Reference,Party,Date,Site,Payer,Sessions,Open Amount', ...rows].join('\n')}\n`;
}
