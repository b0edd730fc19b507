// Lives of claims and of what patients paid ahead, as an orderly practice has them: decided once for
// their charge, used no further than bought, nothing paid that has not come in. Laws about signs hold
// for these; a made-up heap of events need not keep them.
import fc from 'fast-check';
import { formatDay } from '../../src/calendar.ts';
import type { Day } from '../../src/calendar.ts';
import type { Json } from '../../src/event.ts';
import { formatCents } from '../../src/money.ts';
import { FIRST_DAY } from '../projections/any-event.ts';
import type { LooseEvent } from '../projections/any-event.ts';

/** Something that happened on a day after the first, with what it brought or took in cash. */
export interface Happening {
  readonly day: number;
  readonly type: string;
  readonly data: Readonly<Record<string, Json>>;
  readonly cashCents: number;
}

export const LAST_DAY = 180;
const cents = (most: number): fc.Arbitrary<number> => fc.integer({ min: 1, max: most });
const day = fc.integer({ min: 0, max: LAST_DAY - 60 });
const gap = fc.integer({ min: 1, max: 30 });
const percent = fc.integer({ min: 0, max: 100 });
const share = (amount: number, of: number): number => Math.floor((amount * of) / 100);

let named = 0;
const name = (kind: string): string => `${kind}-${named++}`;
const on = (
  at: number,
  type: string,
  data: Readonly<Record<string, Json>>,
  cashCents = 0,
): Happening => ({ day: at, type, data, cashCents });
const tender = 'check';

/** Charged, and perhaps decided: paid, shifted to the patient, cut to the contract, or given up. */
const claim = fc
  .record({
    gross: cents(90_000),
    expected: percent,
    start: day,
    gap,
    fate: fc.constantFrom('open', 'paid', 'paid', 'given-up'),
    cut: percent,
    paid: percent,
    patientPays: percent,
  })
  .map((life): Happening[] => {
    const id = { claim: name('claim'), payer: 'aetna' };
    const expected = share(life.gross, life.expected);
    const charge = { ...id, payerClass: 'commercial', serviceLine: 'medical' };
    const amounts = { gross: formatCents(life.gross), expectedContractual: formatCents(expected) };
    const charged = on(life.start, 'ChargePosted', { ...charge, ...amounts });
    const decided = life.start + life.gap;
    if (life.fate === 'open') return [charged];
    if (life.fate === 'given-up') {
      const net = formatCents(life.gross - expected);
      const lost = { ...id, reason: 'denial', released: formatCents(expected), net };
      return [charged, on(decided, 'DenialWrittenOff', lost)];
    }
    const contractual = share(life.gross, life.cut);
    const paid = share(life.gross - contractual, life.paid);
    const patientShare = life.gross - contractual - paid;
    const remittance = name('remittance');
    const nothing = Object.fromEntries(
      ['denied', 'deniedOpen', 'coordination', 'deniedLineCharges'].map((field) => [field, '0.00']),
    );
    const decision = {
      ...id,
      ...nothing,
      remittance,
      payerClass: 'commercial',
      status: '1',
      rank: 'primary',
      outcome: 'paid',
      serviceOn: dayText(life.start),
      charge: formatCents(life.gross),
      paid: formatCents(paid),
      patientShare: formatCents(patientShare),
      contractual: formatCents(contractual),
      released: formatCents(expected),
      adjustments: [],
    };
    const received = { remittance, payer: 'aetna', method: 'ACH', isBalanced: true };
    const amount = formatCents(paid);
    const fromPatient = share(patientShare, life.patientPays);
    const payment = { claim: id.claim, tender, amount: formatCents(fromPatient) };
    return [
      charged,
      on(decided, 'ClaimAdjudicated', decision),
      on(decided, 'RemittanceReceived', { ...received, amount, difference: '0.00' }, paid),
      on(decided + life.gap, 'PatientPaymentReceived', payment, fromPatient),
    ];
  });

/** Bought, used session by session at its share of the price, and perhaps refunded for the rest. */
const pack = fc
  .record({
    price: cents(200_000),
    sessions: fc.integer({ min: 1, max: 6 }),
    start: day,
    uses: fc.array(gap, { maxLength: 6 }),
    isRefunded: fc.boolean(),
  })
  .map((life): Happening[] => {
    const { price, sessions } = life;
    const id = { package: name('package'), tender };
    const upTo = (n: number): number => Math.floor((price * n) / sessions);
    const sold = { ...id, serviceLine: 'laser', price: formatCents(price), sessions };
    const all = [on(life.start, 'PackageSold', sold, price)];
    const uses = life.uses.slice(0, sessions);
    let at = life.start;
    uses.forEach((wait, n) => {
      at += wait;
      const used = { package: id.package, serviceLine: 'laser', sessions: 1, breakage: '0.00' };
      const amount = formatCents(upTo(n + 1) - upTo(n));
      all.push(on(at, 'PackageSessionRedeemed', { ...used, amount }));
    });
    const left = price - upTo(uses.length);
    if (life.isRefunded && left > 0) {
      const back = { ...id, refund: formatCents(left), feeKept: '0.00' };
      const refunded = { ...back, sessions: sessions - uses.length };
      all.push(on(at + 1, 'PackageRefunded', refunded, 0 - left));
    }
    return all;
  });

const giftCard = fc
  .record({ amount: cents(50_000), start: day, uses: fc.array(fc.tuple(gap, percent)) })
  .map((life): Happening[] => {
    const id = { giftCard: name('card') };
    const sold = { ...id, tender, amount: formatCents(life.amount) };
    const all = [on(life.start, 'GiftCardSold', sold, life.amount)];
    let [at, left] = [life.start, life.amount];
    for (const [wait, of] of life.uses.slice(0, 4)) {
      at += wait;
      const amount = share(left, of);
      left -= amount;
      const used = { ...id, serviceLine: 'facial', amount: formatCents(amount), breakage: '0.00' };
      all.push(on(at, 'GiftCardRedeemed', used));
    }
    return all;
  });

/** A cost or a draw that is wished for; it is paid as far as there is cash. */
const spending = fc.record({ day, type: fc.constantFrom('rent', 'draw'), wanted: cents(300_000) });

/** Everything that happened, in order of days; nothing is spent or given back that is not there. */
export const orderlyLives: fc.Arbitrary<readonly Happening[]> = fc
  .tuple(fc.array(fc.oneof(claim, pack, giftCard), { minLength: 1 }), fc.array(spending))
  .map(([lives, wishes]) => {
    const spent = wishes.map(({ day: at, type, wanted }): Happening => {
      if (type === 'rent')
        return on(at, 'CostPaid', { category: 'rent', amount: '0.00' }, 0 - wanted);
      return on(at, 'OwnerDistributionPaid', { amount: '0.00' }, 0 - wanted);
    });
    const all = [...lives.flat(), ...spent].toSorted((a, b) => a.day - b.day);
    let cash = 0;
    return all.flatMap((happening): Happening[] => {
      const isSpending = happening.data['amount'] === '0.00' && happening.cashCents < 0;
      const paid = isSpending ? Math.min(cash, 0 - happening.cashCents) : 0 - happening.cashCents;
      // A refund waits for ever when there is no money for it.
      if (paid > cash || (isSpending && paid === 0)) return [];
      cash -= paid;
      if (!isSpending) return [happening];
      return [{ ...happening, data: { ...happening.data, amount: formatCents(paid) } }];
    });
  });

const dayText = (at: number): string => formatDay((FIRST_DAY + at) as Day);

/** A happening as an event of the practice. */
export function eventOf({ day: at, type, data }: Happening): LooseEvent {
  return {
    id: name('event'),
    type,
    data,
    stream: 'test',
    meta: {
      schema: '1',
      occurredOn: dayText(at),
      effectiveOn: dayText(at),
      recordedAt: '2025-12-01T00:00:00.000Z',
      entity: 'pc',
      actor: 'test',
      actorKind: 'rule',
      policy: '1',
    },
  };
}
