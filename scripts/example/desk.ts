// The front desks: visits, tickets, packages, gift cards and memberships, day by day.
import type { Day } from '../../src/calendar.ts';
import { weekday } from '../../src/calendar.ts';
import { groupBy } from './book.ts';
import type { TicketLine } from './book.ts';
import { compact, first, indexOf, on, openDays, openOnOrAfter, period } from './days.ts';
import { share } from './dollars.ts';
import type { PatientPayment } from './adjudicate.ts';
import { isWave, providerOf, taxRate, tenderFor } from './desk-rules.ts';
import type { Draft } from './desk-rules.ts';
import { demandAt, SITES } from './group.ts';
import type { Site, SiteId } from './group.ts';
import { BUNDLES, DUES, GOODS, treatment, VISIT_MIX } from './menu.ts';
import type { Bundle, Line } from './menu.ts';
import { balanceOn, sessionValue } from './prepaid.ts';
import type { GiftCard, Package } from './prepaid.ts';
import { luck } from './random.ts';
import type { Luck } from './random.ts';

export interface Desk {
  readonly lines: TicketLine[];
  readonly packages: Package[];
  readonly cards: GiftCard[];
  /** Self-pay visits by site and day. */
  readonly visits: Map<string, number>;
  readonly members: Map<string, number>;
}

/** The sale that a terminal without a network kept to itself until June. */
const LATE = on(2025, 2, 26);
/** The package that is refunded: sold, used twice, given back less a fee of a tenth. */
const GIVEN_BACK = {
  sold: on(2025, 12, 9),
  used: [on(2026, 1, 13), on(2026, 2, 17)],
  back: on(2026, 3, 18),
};
const FORGOTTEN = on(2024, 12, 14);

export function runDesks(payments: readonly PatientPayment[]): Desk {
  const desk: Desk = { lines: [], packages: [], cards: [], visits: new Map(), members: new Map() };
  for (const site of SITES) {
    const own = payments.filter((p) => p.claim.site === site.id);
    new SiteDesk(
      site,
      desk,
      groupBy(own, (p) => p.day),
    ).run();
  }
  return desk;
}

/** Tickets are numbered through the whole system; each site has its own block. */
const FIRST_TICKET: Readonly<Record<SiteId, number>> = {
  austin: 10_000,
  dallas: 40_000,
  phoenix: 70_000,
};

class SiteDesk {
  private readonly site: Site;
  private readonly desk: Desk;
  private readonly payments: Map<Day, PatientPayment[]>;
  private ticket: number;
  private patients = 1_400;
  private packages = 0;
  private cards = 0;

  constructor(site: Site, desk: Desk, payments: Map<Day, PatientPayment[]>) {
    this.site = site;
    this.ticket = FIRST_TICKET[site.id];
    this.desk = desk;
    this.payments = payments;
  }

  run(): void {
    this.openingPlans();
    for (let m = -1; m < 24; m++) {
      const rng = luck(`desk/${this.site.id}/${period(m)}`);
      const days = openDays(m);
      const monthly = share(196_000, this.site.demand * demandAt(m), 1_000_000);
      days.forEach((day, i) => {
        if (i === 0) this.dues(day, m);
        for (const payment of this.payments.get(day) ?? []) this.patientPayment(payment);
        const busy = weekday(day) === 6 ? 1180 : weekday(day) === 1 ? 880 : 1000;
        let visits = Math.max(
          2,
          Math.round((monthly * busy) / 1_000_000 / days.length) + rng.int(-2, 2),
        );
        if (isWave(this.site.id, day)) visits = Math.floor((visits * 58) / 100);
        this.desk.visits.set(`${this.site.id}/${day}`, visits);
        for (let v = 0; v < visits; v++) this.visit(day, m, rng);
        this.arranged(day);
      });
      this.returnGoods(m, rng);
      this.duesEarned(days.at(-1) as Day, m);
    }
  }

  private ring(day: Day, drafts: readonly Draft[], isVisit: boolean, isLate = false): void {
    this.ticket += 1;
    drafts.forEach((draft, i) => {
      this.desk.lines.push({
        site: this.site.id,
        day,
        ticket: this.ticket,
        line: i + 1,
        account: draft.account,
        provider: draft.provider ?? '',
        category: draft.category,
        service: draft.service ?? 'none',
        item: draft.item,
        price: draft.price,
        tax: draft.tax ?? 0,
        tip: draft.tip ?? 0,
        tender: draft.tender,
        reference: draft.reference ?? '',
        sessions: draft.sessions ?? 0,
        visit: isVisit && i === 0 ? 1 : 0,
        ...(isLate ? { isLate } : {}),
      });
    });
  }

  private account(rng: Luck): string {
    const isNew = rng.chance(330);
    if (isNew) this.patients += 1;
    const n = isNew ? this.patients : rng.int(1, this.patients);
    return `${this.site.code[0] ?? 'X'}${String(100_000 + n)}`;
  }

  private visit(day: Day, m: number, rng: Luck): void {
    const line = rng.weighted(VISIT_MIX);
    const plan = line === 'laser' || line === 'facial' ? this.openPlan(line, day, rng) : null;
    const account = plan?.account ?? this.account(rng);
    const provider = providerOf(line, rng);
    const drafts: Draft[] = [];
    if (plan) {
      drafts.push(this.useOf(plan, day, provider));
    } else if ((line === 'laser' && rng.chance(170)) || (line === 'facial' && rng.chance(60))) {
      const bundle = rng.pick(BUNDLES.filter((b) => b.line === line));
      const sold = this.sellPlan(bundle, account, day, rng);
      drafts.push(this.saleOf(sold, rng), this.useOf(sold, day, provider));
    } else {
      drafts.push(...this.serviceOf({ line, account, provider, m, day, rng }));
    }
    if (rng.chance(290)) drafts.push(this.goods(account, day, rng));
    if (rng.chance(indexOf(day) % 12 <= 1 ? 55 : 9)) drafts.push(this.sellCard(account, day, rng));
    this.ring(day, drafts, true);
  }

  private serviceOf(g: {
    line: Line;
    account: string;
    provider: string;
    m: number;
    day: Day;
    rng: Luck;
  }): Draft[] {
    const { line, account, provider, m, day, rng } = g;
    const { item, price } = treatment(line, m, rng);
    const base = { account, service: line, item, provider } as const;
    const tip =
      (line === 'facial' && rng.chance(560)) || (line === 'laser' && rng.chance(400))
        ? Math.round((price * rng.int(12, 20)) / 10_000) * 100
        : 0;
    const card = this.usableCard(day, rng);
    if (card && line === 'facial') {
      const amount = Math.min(price, balance(card));
      card.usedOn.push({ day, amount });
      const use: Draft = {
        ...base,
        category: 'gift-card-use',
        price: amount,
        tender: 'none',
        reference: card.id,
      };
      if (amount === price) return [use];
      return [use, { ...base, category: 'service', price: price - amount, tip, tender: 'card' }];
    }
    if ((line === 'neurotoxin' || line === 'filler') && rng.chance(110)) {
      const reward = rng.pick([2_000, 4_000, 6_000]);
      return [
        { ...base, category: 'service', price: price - reward, tender: tenderFor(price, rng) },
        { ...base, category: 'service', item: 'Maker reward', price: reward, tender: 'reward' },
      ];
    }
    return [
      {
        ...base,
        category: 'service',
        price,
        tip,
        tender: tip > 0 ? 'card' : tenderFor(price, rng),
      },
    ];
  }

  private goods(account: string, day: Day, rng: Luck): Draft {
    const { item, price } = rng.pick(GOODS);
    const tax = share(price, taxRate(this.site.id, day), 100_000);
    const tender = rng.chance(80) ? 'cash' : 'card';
    return { account, category: 'retail', service: 'retail', item, price, tax, tender };
  }

  private sellPlan(bundle: Bundle, account: string, day: Day, rng: Luck): Package {
    this.packages += 1;
    const plan: Package = {
      id: `PK-${this.site.code}-${String(this.packages).padStart(4, '0')}`,
      site: this.site.id,
      account,
      bundle,
      soldOn: day,
      usedOn: [],
      stopsAfter: rng.chance(170) ? rng.int(1, bundle.sessions - 1) : bundle.sessions,
      refundedOn: null,
    };
    this.desk.packages.push(plan);
    return plan;
  }

  private saleOf(plan: Package, rng: Luck): Draft {
    const { bundle, account, id } = plan;
    return {
      account,
      category: 'package-sale',
      service: bundle.line,
      item: bundle.item,
      price: bundle.price,
      tender: tenderFor(bundle.price, rng),
      reference: id,
      sessions: bundle.sessions,
    };
  }

  private useOf(plan: Package, day: Day, provider: string): Draft {
    plan.usedOn.push(day);
    return {
      account: plan.account,
      category: 'package-use',
      service: plan.bundle.line,
      item: plan.bundle.item,
      price: sessionValue(plan, plan.usedOn.length),
      tender: 'none',
      reference: plan.id,
      sessions: 1,
      provider,
    };
  }

  /** A package whose owner comes back today, three weeks or more after the last session. */
  private openPlan(line: Line, day: Day, rng: Luck): Package | null {
    const open = this.desk.packages.filter(
      (p) =>
        p.site === this.site.id &&
        p.bundle.line === line &&
        p.refundedOn === null &&
        p.usedOn.length < p.stopsAfter &&
        (p.usedOn.at(-1) ?? p.soldOn) + 21 <= day,
    );
    const perMille = line === 'laser' ? 480 : 170;
    return open.length > 0 && rng.chance(perMille) ? rng.pick(open.slice(0, 24)) : null;
  }

  private sellCard(account: string, day: Day, rng: Luck, value?: number): Draft {
    this.cards += 1;
    const card: GiftCard = {
      id: `GC-${this.site.code}-${String(this.cards).padStart(4, '0')}`,
      site: this.site.id,
      soldOn: day,
      value: value ?? rng.pick([10_000, 15_000, 20_000, 25_000, 50_000]),
      usedOn: [],
      isForgotten: value !== undefined || rng.chance(70),
    };
    this.desk.cards.push(card);
    return {
      account,
      category: 'gift-card-sale',
      item: 'Gift card',
      price: card.value,
      tender: rng.chance(60) ? 'cash' : 'card',
      reference: card.id,
    };
  }

  private usableCard(day: Day, rng: Luck): GiftCard | null {
    const open = this.desk.cards.filter(
      (c) => c.site === this.site.id && !c.isForgotten && c.soldOn + 14 <= day && balance(c) > 0,
    );
    return open.length > 0 && rng.chance(120) ? rng.pick(open.slice(0, 12)) : null;
  }

  private patientPayment(p: PatientPayment): void {
    const { account } = p.claim;
    const draft: Draft = {
      account,
      category: 'patient-payment',
      service: 'medical',
      item: 'Balance payment',
      price: p.amount,
      tender: p.tender,
    };
    this.ring(p.day, [draft], false);
  }

  private dues(day: Day, m: number): void {
    const members = this.site.members + Math.floor((m + 1) / 3);
    this.desk.members.set(`${this.site.id}/${m}`, members);
    for (let i = 1; i <= members; i++) {
      const account = `${this.site.code[0] ?? 'X'}${String(700_000 + i)}`;
      const draft: Draft = {
        account,
        category: 'membership',
        service: 'facial',
        item: 'Glow Club dues',
        price: DUES,
        tender: 'card',
        reference: `MB-${this.site.code}-${String(i).padStart(3, '0')}`,
      };
      this.ring(day, [draft], false);
    }
  }

  /** The system's month-end line: dues are earned in the month they are charged for. */
  private duesEarned(day: Day, m: number): void {
    const members = this.desk.members.get(`${this.site.id}/${m}`) ?? 0;
    const draft: Draft = {
      account: '',
      category: 'membership-earned',
      service: 'facial',
      item: 'Glow Club month',
      price: members * DUES,
      tender: 'none',
      reference: `MB-${this.site.code}-ALL`,
    };
    this.ring(day, [draft], false);
  }

  /** One jar a month comes back, with its tax. */
  private returnGoods(m: number, rng: Luck): void {
    const sold = this.desk.lines.filter(
      (l) =>
        l.site === this.site.id &&
        indexOf(l.day) === m &&
        l.category === 'retail' &&
        l.tender === 'card' &&
        l.day <= first(m) + 20,
    );
    if (sold.length === 0) return;
    const original = rng.pick(sold);
    const day = openOnOrAfter((original.day + 4) as Day);
    const draft: Draft = {
      account: original.account,
      category: 'refund',
      service: 'retail',
      item: original.item,
      price: -original.price,
      tax: -original.tax,
      tender: 'card',
    };
    this.ring(day, [draft], false);
  }

  /** What must happen at a given desk on a given day, whatever luck says. */
  private arranged(day: Day): void {
    const rng = luck(`arranged/${this.site.id}/${compact(day)}`);
    if (this.site.id === 'austin' && day === FORGOTTEN) {
      this.ring(day, [{ ...this.sellCard('A100777', day, rng, 50_000), tender: 'card' }], false);
    }
    if (this.site.id === 'dallas') this.arrangedPackage(day, rng);
    if (this.site.id === 'phoenix' && day === LATE) {
      for (const account of ['P100312', 'P100845', 'P101207']) {
        const draft = { ...this.goods(account, day, rng), tender: 'card' } as const;
        const facial = treatment('facial', 3, rng);
        const service: Draft = {
          account,
          category: 'service',
          service: 'facial',
          tender: 'card',
          ...facial,
        };
        this.ring(day, [service, draft], true, true);
      }
    }
  }

  private arrangedPackage(day: Day, rng: Luck): void {
    const bundle = BUNDLES[0] as Bundle;
    if (day === GIVEN_BACK.sold) {
      const plan = { ...this.sellPlan(bundle, 'D100456', day, rng), stopsAfter: 0 };
      this.desk.packages[this.desk.packages.length - 1] = plan;
      this.ring(day, [{ ...this.saleOf(plan, rng), tender: 'card' }], false);
    }
    const plan = this.desk.packages.find((p) => p.site === 'dallas' && p.stopsAfter === 0);
    if (plan && GIVEN_BACK.used.includes(day))
      this.ring(day, [this.useOf(plan, day, 'LAS1')], true);
    if (plan && day === GIVEN_BACK.back) {
      plan.refundedOn = day;
      const left = bundle.sessions - plan.usedOn.length;
      const draft: Draft = {
        account: plan.account,
        category: 'package-refund',
        service: bundle.line,
        item: `${bundle.item} refund`,
        price: -share(share(bundle.price, left, bundle.sessions), 90, 100),
        tender: 'card',
        reference: plan.id,
        sessions: left,
      };
      this.ring(day, [draft], false);
    }
  }

  /** Packages and gift cards sold before the history, partly used. */
  private openingPlans(): void {
    const rng = luck(`opening/${this.site.id}`);
    const from = first(-9);
    for (let i = 0; i < 46; i++) {
      const soldOn = openOnOrAfter((from + rng.int(0, 235)) as Day);
      const bundle = rng.pick(BUNDLES);
      const plan = this.sellPlan(bundle, this.account(rng), soldOn, rng);
      const used = Math.min(plan.stopsAfter, rng.int(1, bundle.sessions - 1));
      for (let n = 0; n < used; n++) plan.usedOn.push((soldOn + n) as Day);
    }
    for (let i = 0; i < 22; i++) {
      const soldOn = openOnOrAfter((from + rng.int(0, 235)) as Day);
      this.sellCard('', soldOn, rng);
      const card = this.desk.cards.at(-1) as GiftCard;
      if (!card.isForgotten && rng.chance(300)) {
        card.usedOn.push({ day: (soldOn + 1) as Day, amount: share(card.value, 2, 5) });
      }
    }
  }
}

const balance = (card: GiftCard): number => balanceOn(card, 1_000_000 as Day);
