import type { BookContext } from '../../src/batch/book-context.ts';
import { accountOf } from '../../src/chart.ts';
import type { RecordedEvent } from '../../src/event.ts';
import { COST_ACCOUNTS } from '../../src/events/shared.ts';
import { parseCents } from '../../src/money.ts';
import { CASH_ACCOUNT } from '../posting-rules.ts';
import { postingsOf } from '../postings.ts';
import type { Posting } from '../postings.ts';
import { FEE, OTHER, UNKNOWN } from './owed.ts';
import type { Pools } from './owed.ts';
import { Pool } from './pools.ts';
import type { Names, Owed, Settled } from './pools.ts';
import { BY_PURPOSE, INSTEAD, NO_ENTRY, OF_TYPE } from './rules.ts';
import type { Spoken } from './spoken.ts';

/** An amount that settles something, and where it goes as far as nothing is known to be owed. */
interface Settlement {
  readonly cents: number;
  readonly names: Names;
  readonly rest: number;
  readonly restOther?: number | undefined;
}

/** What has been settled so far, and with it the entries of the events to come. */
export class CashBooks implements Pools {
  readonly #cash: number;
  readonly #policy: BookContext['cashPolicy'];
  readonly #pools = new Map<string, Pool>();
  readonly #entries = new Map<string, readonly Posting[]>();
  readonly #settled = new Map<
    string,
    { readonly pool: Pool; readonly parts: readonly Settled[] }
  >();
  /** Suspended records that moved no money. */
  readonly #unpaid = new Set<string>();

  constructor({ cashPolicy }: BookContext) {
    this.#policy = cashPolicy;
    this.#cash = CASH_ACCOUNT[cashPolicy];
  }

  vendor = (entity: string, vendor: string): Pool => this.#pool(`vendor ${entity} ${vendor}`);
  wages = (entity: string): Pool => this.#pool(`wages ${entity}`);
  payrollTaxes = (entity: string): Pool => this.#pool(`taxes ${entity}`);
  affiliate = (entity: string, other: string): Pool => this.#pool(`affiliate ${entity} ${other}`);
  patients = (entity: string): Pool => this.#pool(`patients ${entity}`);

  #pool(name: string): Pool {
    const known = this.#pools.get(name);
    if (known !== undefined) return known;
    const made = new Pool();
    this.#pools.set(name, made);
    return made;
  }

  /** The entry of an event; a reversal is the exact negation of what its original came to. */
  postingsOf(event: RecordedEvent, spoken: Spoken): readonly Posting[] {
    const { reverses = '', day } = spoken;
    const original = this.#entries.get(reverses);
    const entry =
      original?.map((p) => ({ ...p, amountCents: 0 - p.amountCents })) ??
      this.#entry(event, spoken);
    this.#entries.set(event.id, entry);
    // What was settled is owed again.
    const { pool, parts = [] } = this.#settled.get(reverses) ?? {};
    for (const part of parts) pool?.owe({ ...part, day, key: '', event: event.id });
    return entry;
  }

  #entry(event: RecordedEvent, e: Spoken): readonly Posting[] {
    if (NO_ENTRY.has(e.type)) return [];
    const { entity, counterparty } = e;
    const own = (account: number, amountCents: number): Posting => ({
      entity,
      account,
      amountCents,
    });
    switch (e.type) {
      case 'ClaimAdjudicated': {
        const paid = e.cents('paid');
        // What a payer takes back is shown gross: receipts stay, the refund stands beside them.
        const isTakeback = e.reverses === undefined ? paid < 0 : paid > 0;
        return [own(1035, paid), own(isTakeback ? 4115 : 4010, 0 - paid)];
      }
      case 'VendorPaid':
        return this.#settle(e, this.vendor(entity, e.word('vendor')), {
          cents: e.cents('amount'),
          names: namesOf(e, 'bill'),
          rest: BY_PURPOSE[e.word('purpose')] ?? 6510,
        });
      case 'PayrollPaid':
        return [
          ...this.#settle(e, this.wages(entity), {
            cents: e.cents('gross'),
            names: {},
            rest: 6010,
          }),
          own(2120, 0 - e.cents('withheld')),
          own(this.#cash, e.cents('withheld')),
        ];
      case 'PayrollTaxDeposited':
        return this.#settle(e, this.payrollTaxes(entity), {
          cents: e.cents('amount'),
          names: {},
          rest: 6020,
        });
      case 'ManagementFeeSettled':
      case 'AffiliateCostSettled': {
        const isFee = e.type === 'ManagementFeeSettled';
        return this.#settle(e, this.affiliate(entity, counterparty), {
          cents: e.cents('amount'),
          names: { ...namesOf(e), key: isFee ? FEE : OTHER },
          rest: isFee ? 6110 : 6120,
          restOther: isFee ? 4510 : 4540,
        });
      }
      case 'PatientPaymentReceived':
        return this.#received(event, e, namesOf(e, 'claim'));
      case 'PatientDepositApplied':
        return e.word('use') === 'balance'
          ? this.#received(event, e, {})
          : substituted(this.#accrual(event), e.type);
      case 'PrepaidPaid': {
        const account = COST_ACCOUNTS[e.word('category') as keyof typeof COST_ACCOUNTS];
        return [own(account, e.cents('amount')), own(this.#cash, 0 - e.cents('amount'))];
      }
      case 'PassThroughCostPaid':
        return this.#accrual(event);
      case 'OpeningBalanceRecorded':
        return opened(this.#accrual(event));
      case 'RecordSuspended': {
        const entry = this.#accrual(event);
        if (!entry.some((p) => INSTEAD.has(p.account))) return entry;
        this.#unpaid.add(e.id);
        return [];
      }
      case 'SuspenseResolved':
        if (this.#unpaid.has(e.word('suspended'))) return [];
        return substituted(this.#accrual(event), e.type);
      case 'JournalEntryRecorded':
      case 'ErrorRestated': {
        const entry = this.#accrual(event);
        const isAccrual = entry.some((p) => INSTEAD.has(p.account)) && !entry.some(isKept);
        return isAccrual ? [] : substituted(entry, e.type);
      }
      default:
        return substituted(this.#accrual(event), e.type);
    }
  }

  #accrual(event: RecordedEvent): readonly Posting[] {
    return postingsOf(event, this.#policy);
  }

  /** A payment: what it settles is a cost now, in the other book income. */
  #settle(e: Spoken, pool: Pool, { cents, names, rest, restOther }: Settlement): Posting[] {
    const { entity, counterparty } = e;
    const parts = this.#parts(e, pool, { cents, names, rest, restOther });
    const isBoth = restOther !== undefined;
    return [
      ...parts.map(({ account, cents: c }) => ({ entity, account, amountCents: c })),
      { entity, account: this.#cash, amountCents: 0 - cents },
      ...(isBoth ? [{ entity: counterparty, account: this.#cash, amountCents: cents }] : []),
      ...(isBoth
        ? parts.map(({ otherAccount = restOther, cents: c }) => ({
            entity: counterparty,
            account: otherAccount,
            amountCents: 0 - c,
          }))
        : []),
    ];
  }

  /** A receipt of what patients owe: income by what they owed it for. */
  #received(event: RecordedEvent, e: Spoken, names: Names): Posting[] {
    const cents = e.cents('amount');
    const parts = this.#parts(e, this.patients(e.entity), { cents, names, rest: 4010 });
    return [
      ...this.#accrual(event).filter((p) => p.account !== 1120),
      ...parts.map((part) => ({
        entity: e.entity,
        account: part.account,
        amountCents: 0 - part.cents,
      })),
    ];
  }

  /** What an amount settles, with a rest for which nothing is known to be owed. */
  #parts(e: Spoken, pool: Pool, { cents, names, rest, restOther }: Settlement): Settled[] {
    const other = restOther === undefined ? {} : { otherAccount: restOther };
    const known = cents > 0 ? pool.settle(cents, names) : [];
    const left = cents - known.reduce((sum, part) => sum + part.cents, 0);
    const parts = known.map((part) =>
      part.account === UNKNOWN ? { ...part, account: rest, ...other } : part,
    );
    if (left !== 0) parts.push({ account: rest, cents: left, ...other });
    // Money given back: what it had paid is owed again.
    if (cents < 0) pool.owe({ account: rest, cents: 0 - cents, ...other, ...placeOf(e) });
    this.#settled.set(e.id, { pool, parts });
    return parts;
  }
}

function namesOf(e: Spoken, field?: string): Names {
  const key = field === undefined ? '' : e.word(field);
  const applies = e.items('applies').map((item) => ({
    event: item['event'] as string,
    cents: parseCents(item['amount'] as string),
  }));
  return { applies, ...(key === '' ? {} : { key }) };
}

const isKept = ({ account }: Posting): boolean =>
  !INSTEAD.has(account) && !['Income', 'Expenses'].includes(accountOf(account)?.type ?? '');

/** Lines on accounts that the cash basis has not stand for income or cost. */
function substituted(entry: readonly Posting[], type: string): Posting[] {
  const own = OF_TYPE[type];
  return entry.map((p) => ({
    ...p,
    account: own?.[p.account] ?? INSTEAD.get(p.account) ?? p.account,
  }));
}

/** What was owed or earned before the book began was no income on the cash basis yet. */
function opened(entry: readonly Posting[]): Posting[] {
  return entry.map((p) => ({
    ...p,
    account: isKept(p) && p.account !== 1210 && p.account !== 2410 ? p.account : 3900,
  }));
}

const placeOf = ({ day, id }: Spoken): Pick<Owed, 'day' | 'key' | 'event'> => ({
  day,
  key: '',
  event: id,
});
