import { describe, expect, it } from 'vitest';
import { set835, set837p, x12Text } from '../../support/x12-builder.ts';
import type { BilledClaimSpec } from '../../support/x12-builder.ts';
import { balances, csv, events, take, testBook } from '../support.ts';

const claim = (
  more: Partial<BilledClaimSpec> & { readonly cents?: number } = {},
): BilledClaimSpec => ({
  control: 'N100',
  lines: [{ code: '99213', charge: more.cents ?? 20000 }],
  ...more,
});
const sent = (on: string, ...claims: BilledClaimSpec[]): string =>
  x12Text(set837p({ submitted: on, claims }), { control: `0000${on.slice(-5)}` });

const ORIGINAL = sent('20260110', claim());
const REPLACED = sent('20260120', claim({ frequency: '7', original: 'ICN1', cents: 25000 }));
const VOIDED = sent('20260125', claim({ frequency: '8', original: 'ICN1' }));

async function after(...files: readonly string[]): Promise<Record<number, number>> {
  const { book } = await testBook();
  for (const text of files) await take(book, text);
  return balances(book);
}

describe('submitted claims', () => {
  it('post the charge on the day of service, with its expected contractual part', async () => {
    const { book } = await testBook();
    await take(book, ORIGINAL);
    const [charge] = await events(book, 'ChargePosted');
    expect(charge?.meta).toMatchObject({ occurredOn: '2026-01-05', site: 'north' });
    expect(await balances(book)).toEqual({ 1110: 20000, 1180: -8000, 4010: -20000, 4110: 8000 });
  });

  it('are charged once: by the latest submission, in whichever order they come', async () => {
    const replaced = { 1110: 25000, 1180: -10000, 4010: -25000, 4110: 10000 };
    expect(await after(ORIGINAL, REPLACED)).toEqual(replaced);
    expect(await after(REPLACED, ORIGINAL)).toEqual(replaced);
    expect(await after(ORIGINAL, REPLACED, VOIDED)).toEqual({});
    expect(await after(VOIDED, REPLACED, ORIGINAL)).toEqual({});
    expect(await after(ORIGINAL, sent('20260118', claim()))).toEqual(await after(ORIGINAL));
  });

  it('leave out encounters, later payers and what the opening balances hold', async () => {
    const { book } = await testBook();
    await take(book, x12Text(set837p({ isEncounter: true, claims: [claim()] })));
    await take(book, sent('20260111', claim({ control: 'N101', rank: 'S' })));
    const before = claim({
      control: 'N102',
      lines: [{ code: '99213', charge: 5000, on: '20251230' }],
    });
    await take(book, sent('20260112', before));
    expect(await events(book, 'ClaimSubmitted')).toHaveLength(2);
    expect(await balances(book)).toEqual({});
  });

  it('count once in a file that holds an interchange twice', async () => {
    const { book } = await testBook();
    const { records, notices } = await take(book, ORIGINAL + ORIGINAL);
    expect(records).toBe(1);
    expect(await events(book, 'ClaimSubmitted')).toHaveLength(1);
    expect(notices.map(({ code }) => code)).toContain('transaction-repeated');
  });

  it('refuse a file that sends one claim twice with different charges', async () => {
    const { book } = await testBook();
    const text = sent('20260110', claim(), claim({ cents: 21000 }));
    await expect(take(book, text)).rejects.toMatchObject({ code: 'import/claim-twice' });
  });

  it('meet their remittance and their write-off, whatever came first', async () => {
    const denied = x12Text(
      set835({
        claims: [{ control: 'n100 ', charge: 20000, paid: 0, cas: [['CO', ['197', 20000]]] }],
      }),
    );
    const results: Record<number, number>[] = [];
    for (const order of [
      [ORIGINAL, denied],
      [denied, ORIGINAL],
    ]) {
      const { book } = await testBook();
      for (const text of order) await take(book, text);
      await take(
        book,
        csv('Date,Claim,Amount,Reason', '2026-01-31,N100,200.00,denial'),
        'writeOffs',
      );
      results.push(await balances(book));
      const tokens = (await events(book))
        .map((event) => (event.data as { claim?: string }).claim)
        .filter((token) => token !== undefined);
      expect(new Set(tokens).size).toBe(1);
    }
    // The whole charge, less the estimate that was taken already, is a denial (4125).
    expect(results[0]).toEqual({ 4010: -20000, 4110: 8000, 4125: 12000 });
    expect(results[1]).toEqual(results[0]);
  });
});
