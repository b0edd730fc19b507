import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openBook } from '../../../app/book.ts';
import { amendAgreement, showAgreements, signAgreement } from '../../../app/commands/agreement.ts';
import { draft } from '../../../src/events/draft.ts';
import type { EventDraft } from '../../../src/events/draft.ts';
import { closePeriod, reopenPeriod } from '../../../app/commands/close.ts';
import { resolveSuspense } from '../../../app/commands/suspense.ts';
import { reverseEvent } from '../../../app/commands/reverse.ts';
import {
  AGREEMENT_YAML,
  balances,
  codeOf,
  csv,
  events,
  folder,
  KEY,
  POS_HEAD,
  posLine,
  take,
  testBook,
} from '../support.ts';

const sign = { file: 'msa.yaml', text: AGREEMENT_YAML };
const SHEET = csv(
  POS_HEAD,
  posLine({ Amount: '1000.00' }),
  posLine({ Ticket: 'T2', Line: 'package-sale', Amount: '600.00', Card: 'PK1', Sessions: '6' }),
  posLine({
    Ticket: 'T3',
    Line: 'package-redemption',
    Amount: '100.00',
    Tender: '',
    Card: 'PK1',
    Sessions: '1',
  }),
  posLine({ Ticket: 'T4', Line: 'membership', Amount: '129.00', Card: 'M1', Date: '2026-01-01' }),
);

const AT_RISK_YAML = `flat:
      kind: flat
      amount: 9000 USD/month
      atRisk:
        share: 10%
        standards:
          calls: { label: Answer 90 % of calls }
          claims: { label: Bill within 3 days }
          books: { label: Close by the 10th }
          people: { label: No vacancy over 60 days }`;

describe('close', () => {
  it('records the fee due, what was earned and breakage, then closes', async () => {
    const { book } = await testBook();
    await signAgreement(sign, book);
    await take(book, SHEET, 'pos');
    const { entities } = await closePeriod({ period: '2026-01' }, book);
    const own = entities.find((e) => e.entity === 'practice');
    expect(own?.derived).toEqual([
      // 10 % of 1,000.00 + 600.00 + 129.00 collected.
      { type: 'ManagementFeeAccrued', count: 1, amount: '172.90' },
      { type: 'MembershipEarned', count: 1, amount: '129.00' },
      // 100.00 used at 8 %: 100 × 0.08 / 0.92.
      { type: 'PackageBreakageRecognized', count: 1, amount: '8.70' },
    ]);
    expect(await balances(book)).toMatchObject({ 6110: 17290, 2410: -17290, 2310: -49130 });
    expect(await balances(book, { entity: 'mso' })).toMatchObject({ 1210: 17290, 4510: -17290 });
    const size = (await events(book)).length;
    const again = await closePeriod({ period: '2026-01' }, book);
    expect(again.entities.map((e) => e.status)).toEqual(['already-closed', 'already-closed']);
    expect(await events(book)).toHaveLength(size);
  });

  it.each(['revision', 'record', 'append'] as const)(
    'finds a month already closed that somebody else closed before its %s',
    async (step) => {
      const url = join(folder(), 'book.db');
      const { book, clock } = await testBook(url);
      await signAgreement(sign, book);
      await take(book, SHEET, 'pos');
      const rival = await openBook(url, { clock, actor: 'lee', key: KEY });
      const { store } = book;
      const revision = store.revision.bind(store);
      const record = book.record.bind(book);
      const append = store.append.bind(store);
      const overtake = async (): Promise<void> => {
        store.revision = revision;
        book.record = record;
        store.append = append;
        await closePeriod({ period: '2026-01' }, rival);
      };
      if (step === 'revision') store.revision = (name) => overtake().then(() => revision(name));
      else if (step === 'append') store.append = (...all) => overtake().then(() => append(...all));
      else book.record = (...all) => overtake().then(() => record(...all));
      const { entities } = await closePeriod({ period: '2026-01' }, book);
      expect(entities.map((e) => e.status)).toEqual(['already-closed', 'already-closed']);
      expect(await events(book, 'PeriodClosed')).toHaveLength(2);
      await rival.close();
      await book.close();
    },
  );

  it('keeps months in order and never closes one that is not over', async () => {
    const { book } = await testBook();
    expect(await codeOf(closePeriod({ period: '2026-02' }, book))).toBe('period/not-over');
    const { book: lastDay, clock: evening } = await testBook();
    evening.set('2026-02-28T23:00:00.000Z');
    expect(await codeOf(closePeriod({ period: '2026-02' }, lastDay))).toBe('period/not-over');
    const { book: later, clock } = await testBook();
    clock.set('2026-03-05T09:00:00.000Z');
    expect(await codeOf(closePeriod({ period: '2026-02' }, later))).toBe('period/earlier-open');
    expect(await codeOf(closePeriod({ period: '2026-01', entity: 'x' }, later))).toBe(
      'period/unknown-entity',
    );
  });

  it('warns of unmatched bank lines, or blocks when so asked', async () => {
    const { book } = await testBook();
    await take(
      book,
      csv('Date,Text,Amount,Balance,Reference', '2026-01-21,ODD,33.00,33.00,X'),
      'bank',
    );
    const options = { period: '2026-01', beyondLimit: 'block' } as const;
    expect(await codeOf(closePeriod(options, book))).toBe('period/unmatched-lines');
    const { entities } = await closePeriod({ ...options, limit: '50.00' }, book);
    expect(entities.find((e) => e.entity === 'practice')?.warnings).toEqual([]);
  });

  it('blocks while a bank account is not reconciled where the book demands it', async () => {
    const { book } = await testBook('memory:', {}, 'openReconciliation: block\n');
    const mso = await closePeriod({ period: '2026-01', entity: 'mso' }, book);
    expect(mso.entities[0]?.status).toBe('closed');
    const options = { period: '2026-01', entity: 'practice', beyondLimit: 'warn' } as const;
    // No statement at all; then one with a line that nothing explains.
    expect(await codeOf(closePeriod(options, book))).toBe('period/unmatched-lines');
    const line = '2026-01-21,ODD,33.00,33.00,X';
    await take(book, csv('Date,Text,Amount,Balance,Reference', line), 'bank');
    expect(await codeOf(closePeriod(options, book))).toBe('period/unmatched-lines');
    const [waiting] = await events(book, 'BankLineRecorded');
    const reason = 'interest, see letter';
    await resolveSuspense({ event: waiting?.id ?? '', account: 4610, reason }, book);
    const { entities } = await closePeriod(options, book);
    expect(entities[0]?.status).toBe('closed');
  });

  it('trues the fee up when a month is reopened and closed again', async () => {
    const { book } = await testBook();
    await signAgreement(sign, book);
    await take(book, SHEET, 'pos');
    await closePeriod({ period: '2026-01' }, book);
    expect(await codeOf(reopenPeriod({ period: '2026-01', reason: 'x', approver: '' }, book))).toBe(
      'period/no-approver',
    );
    await reopenPeriod({ period: '2026-01', reason: 'a sheet was missing', approver: 'lee' }, book);
    await take(book, csv(POS_HEAD, posLine({ Ticket: 'T8', Amount: '100.00' })), 'pos');
    const { entities } = await closePeriod({ period: '2026-01' }, book);
    expect(entities.find((e) => e.entity === 'practice')?.derived).toEqual([
      { type: 'ManagementFeeAccrued', count: 1, amount: '10.00' },
    ]);
    expect(
      await codeOf(reopenPeriod({ period: '2026-02', reason: 'x', approver: 'lee' }, book)),
    ).toBe('period/not-closed');
  });

  it('sets apart what was paid over due, and puts it back once the MSO paid it back', async () => {
    const { book, clock } = await testBook();
    await signAgreement(sign, book);
    await take(book, SHEET, 'pos');
    const fee = csv('Date,Text,Amount,Balance,Reference', '2026-01-28,MSO FEE,-200.00,-200.00,F1');
    await take(book, fee, 'bank');
    const { entities } = await closePeriod({ period: '2026-01' }, book);
    expect(entities.find((e) => e.entity === 'practice')?.derived).toContainEqual({
      type: 'FeeOverpaymentReclassified',
      count: 1,
      amount: '27.10',
    });
    // Due 172.90, paid 200.00: nothing is owed, and the MSO owes 27.10.
    expect(await balances(book)).toMatchObject({ 1210: 2710 });
    expect((await balances(book))[2410]).toBeUndefined();
    const mso = await balances(book, { entity: 'mso' });
    expect(mso).toMatchObject({ 2410: -2710 });
    expect(mso[1210]).toBeUndefined();
    clock.set('2026-03-05T09:00:00.000Z');
    const back = csv('Date,Text,Amount,Balance,Reference', '2026-02-20,MSO FEE,27.10,-172.90,F2');
    await take(book, back, 'bank');
    const again = await closePeriod({ period: '2026-02' }, book);
    expect(again.entities.find((e) => e.entity === 'practice')?.derived).toContainEqual({
      type: 'FeeOverpaymentReclassified',
      count: 1,
      amount: '-27.10',
    });
    for (const entity of ['practice', 'mso']) {
      const left = await balances(book, { entity });
      expect([left[1210], left[2410]], entity).toEqual([undefined, undefined]);
    }
  });

  it('credits what the terms say of a missed standard, and no more than a memo left to', async () => {
    const { book, clock } = await testBook();
    const text = AGREEMENT_YAML.replace(/share:[^]*rate: 10%/, AT_RISK_YAML);
    await signAgreement({ ...sign, text }, book);
    await take(book, SHEET, 'pos');
    const on = '2026-02-04';
    const by = { actor: 'dana', actorKind: 'person' } as const;
    const meta = {
      occurredOn: on,
      effectiveOn: on,
      entity: 'practice',
      counterparty: 'mso',
      ...by,
    };
    const record = async (made: EventDraft): Promise<void> => {
      const id = book.derivedId('test', made.type);
      await book.record(`test-${made.type}`.toLowerCase(), 'none', [{ id, draft: made }]);
    };
    const own = async (period: string) => {
      const { entities } = await closePeriod({ period }, book);
      return entities
        .find((e) => e.entity === 'practice')
        ?.derived.filter((d) => /Fee/.test(d.type));
    };
    const accrued = { type: 'ManagementFeeAccrued', count: 1, amount: '9000.00' };
    expect(await own('2026-01')).toEqual([accrued]);
    const missed = { agreement: 'msa', forMonth: '2026-01', standard: 'calls', isMet: false };
    await record(draft('PerformanceMeasured', missed, meta));
    clock.set('2026-04-05T09:00:00.000Z');
    const credit = { type: 'ManagementFeeCredited', count: 1, amount: '225.00' };
    expect(await own('2026-02')).toEqual([accrued, credit]);
    expect(await balances(book)).toMatchObject({ 6110: 1_777_500, 2410: -1_777_500 });
    expect(await balances(book, { entity: 'mso' })).toMatchObject({ 4510: -1_777_500 });
    // The MSO's own memo for it comes late: the closing takes back what it credited itself.
    const memo = { agreement: 'msa', forMonth: '2026-01', amount: '225.00', reason: 'missed' };
    await record(draft('ManagementFeeCredited', memo, { ...meta, effectiveOn: '2026-03-04' }));
    expect(await own('2026-03')).toEqual([accrued, { ...credit, amount: '-225.00' }]);
    expect(await balances(book)).toMatchObject({ 6110: 2_677_500 });
  });

  it('reverses on the day of the original, after closing on the first open one, and only once', async () => {
    const { book } = await testBook();
    await take(book, SHEET, 'pos');
    const [sale, other] = await events(book, 'PointOfSaleCompleted');
    const first = await reverseEvent({ event: sale?.id ?? '', reason: 'twice' }, book);
    expect(first.effectiveOn).toBe('2026-01-10');
    expect((await balances(book))[4020]).toBeUndefined();
    expect(other).toBeUndefined();
    const again = { event: sale?.id ?? '', reason: 'again' };
    expect(await codeOf(reverseEvent(again, book))).toBe('event/already-reversed');
    expect(await codeOf(reverseEvent({ event: first.event, reason: 'x' }, book))).toBe(
      'event/not-reversible',
    );
    await closePeriod({ period: '2026-01' }, book);
    const [sold] = await events(book, 'PackageSold');
    const late = await reverseEvent({ event: sold?.id ?? '', reason: 'never paid' }, book);
    expect(late.effectiveOn).toBe('2026-02-01');
    expect(await codeOf(reverseEvent({ event: 'ffffff', reason: 'x' }, book))).toBe(
      'book/no-event',
    );
  });
});

describe('agreement', () => {
  it('is signed once, amended by date, and shown with what state rules say', async () => {
    const { book } = await testBook();
    expect((await signAgreement(sign, book)).status).toBe('signed');
    expect((await signAgreement(sign, book)).status).toBe('already-signed');
    const text = AGREEMENT_YAML.replace('10%', '8%');
    expect(await codeOf(signAgreement({ ...sign, text }, book))).toBe('agreement/already-signed');
    await amendAgreement({ file: 'msa.yaml', text, from: '2026-03-01', reason: 'new price' }, book);
    const rateOn = async (asOf: string): Promise<unknown> =>
      (await showAgreements({ asOf }, book))[0]?.terms?.fee.components[0];
    expect(await rateOn('2026-02-28')).toMatchObject({ rate: '0.1' });
    expect(await rateOn('2026-03-01')).toMatchObject({ rate: '0.08' });
  });

  it('is refused where a rule blocks it, unless somebody says why not', async () => {
    const { book } = await testBook();
    const text = `${AGREEMENT_YAML.replace('accounting]', 'marketing]')}legal:\n  federalProgramRevenue: true\n`;
    const blocked = { file: 'msa.yaml', text };
    expect(await codeOf(signAgreement(blocked, book))).toBe('agreement/blocked');
    await signAgreement({ ...blocked, override: 'counsel read it on 2025-12-01' }, book);
    expect(await events(book, 'DecisionTaken')).toHaveLength(1);
  });

  it('names parties the book knows', async () => {
    const { book } = await testBook();
    const text = AGREEMENT_YAML.replace('mso: mso', 'mso: other');
    expect(await codeOf(signAgreement({ ...sign, text }, book))).toBe('agreement/unknown-party');
  });
});
