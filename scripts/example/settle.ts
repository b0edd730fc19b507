// How sales become money at the bank: card batches, cash deposits, financing and rewards.
import type { Day } from '../../src/calendar.ts';
import { groupBy } from './book.ts';
import type { Journal, TicketLine } from './book.ts';
import { bankingAfter, bankingOnOrAfter, compact, first, indexOf, period } from './days.ts';
import { share, sum } from './dollars.ts';
import { PRACTICES, practiceOf, SITES } from './group.ts';
import type { PracticeId, SiteId } from './group.ts';

export interface CardBatch {
  readonly id: string;
  readonly practice: PracticeId;
  readonly site: SiteId;
  readonly day: Day;
  readonly items: number;
  readonly sales: number;
  readonly refunds: number;
  readonly fee: number;
  readonly fundedOn: Day;
}

export interface PartnerPayment {
  readonly practice: PracticeId;
  readonly partner: 'CareFlex Finance' | 'Maker Rewards';
  readonly reference: string;
  readonly soldOn: Day;
  readonly gross: number;
  readonly discount: number;
  readonly fundedOn: Day;
}

export interface CashDeposit {
  readonly practice: PracticeId;
  readonly site: SiteId;
  readonly reference: string;
  readonly day: Day;
  readonly amount: number;
  readonly depositedOn: Day;
}

export interface Settlements {
  readonly batches: CardBatch[];
  readonly partners: PartnerPayment[];
  readonly deposits: CashDeposit[];
}

/** What the patient handed over: price, tax and tip. */
export const tendered = (l: TicketLine): number => l.price + l.tax + l.tip;

export function settleSales(lines: readonly TicketLine[], journal: Journal): Settlements {
  const result: Settlements = { batches: [], partners: [], deposits: [] };
  const paid = lines.filter((l) => l.tender !== 'none');
  for (const site of SITES) {
    const own = paid.filter((l) => l.site === site.id).sort((a, b) => a.day - b.day);
    for (const [day, ofDay] of groupBy(own, (l) => l.day)) {
      const at = { practice: site.practice, site: site.id, day } as const;
      const cards = ofDay.filter((l) => l.tender === 'card');
      if (cards.length > 0) result.batches.push(batchOf(at, site.code, cards));
      const cash = sum(
        ofDay.filter((l) => l.tender === 'cash' || l.tender === 'check').map(tendered),
      );
      if (cash > 0) {
        const depositedOn = bankingAfter(day, 1);
        const reference = `DEP${site.code}${compact(day).slice(2)}`;
        result.deposits.push({ ...at, reference, amount: cash, depositedOn });
      }
      for (const l of ofDay.filter((x) => x.tender === 'financing')) {
        const gross = tendered(l);
        result.partners.push({
          practice: site.practice,
          partner: 'CareFlex Finance',
          reference: `CF${site.code}${l.ticket}`,
          soldOn: day,
          gross,
          discount: share(gross, 69, 1000),
          fundedOn: bankingAfter(day, 2),
        });
      }
    }
  }
  for (const practice of PRACTICES) result.partners.push(...rewardsOf(practice.id, paid));
  bank(result, journal);
  return result;
}

function batchOf(
  at: { practice: PracticeId; site: SiteId; day: Day },
  code: string,
  cards: readonly TicketLine[],
): CardBatch {
  const amounts = cards.map(tendered);
  const sales = sum(amounts.filter((a) => a > 0));
  const refunds = sum(amounts.filter((a) => a < 0));
  return {
    ...at,
    id: `CB${code}${compact(at.day).slice(2)}`,
    items: cards.length,
    sales,
    refunds,
    fee: share(sales, 259, 10_000) + 10 * cards.length,
    fundedOn: bankingAfter(at.day, 1),
  };
}

/** The makers repay a month's rewards on the 15th of the next, in full. */
function rewardsOf(practice: PracticeId, paid: readonly TicketLine[]): PartnerPayment[] {
  const own = paid.filter((l) => l.tender === 'reward' && practiceOf(l.site) === practice);
  return [...groupBy(own, (l) => indexOf(l.day))]
    .sort(([a], [b]) => a - b)
    .map(([m, lines]) => ({
      practice,
      partner: 'Maker Rewards',
      reference: `RW${practice.slice(0, 2).toUpperCase()}${period(m).replace('-', '')}`,
      soldOn: (first(m + 1) - 1) as Day,
      gross: sum(lines.map(tendered)),
      discount: 0,
      fundedOn: bankingOnOrAfter((first(m + 1) + 14) as Day),
    }));
}

function bank({ batches, partners, deposits }: Settlements, journal: Journal): void {
  for (const b of batches) {
    const amount = b.sales + b.refunds - b.fee;
    if (amount <= 0) throw new Error(`batch ${b.id} is not a deposit`);
    journal.bank.push({
      practice: b.practice,
      day: b.fundedOn,
      description: 'PRISMPAY MERCHANT DEPOSIT',
      reference: b.id,
      amount,
      document: 'cards',
    });
  }
  for (const p of partners) {
    journal.bank.push({
      practice: p.practice,
      day: p.fundedOn,
      description: p.partner.toUpperCase(),
      reference: p.reference,
      amount: p.gross - p.discount,
      document: 'partners',
    });
  }
  for (const d of deposits) {
    journal.bank.push({
      practice: d.practice,
      day: d.depositedOn,
      description: 'COUNTER DEPOSIT',
      reference: d.reference,
      amount: d.amount,
      document: 'day-sheets',
    });
  }
}
