import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSteps } from '../../../app/demo/steps.ts';
import { recordExample } from '../../../app/demo/record-example.ts';
import { openBook } from '../../../app/book.ts';
import { readKey } from '../../../app/book-key.ts';
import { manualClock } from '../../../app/clock.ts';
import { closePeriod } from '../../../app/commands/close.ts';
import { importFile } from '../../../app/commands/import.ts';
import { initBook } from '../../../app/commands/init.ts';
import { balances, folder } from '../support.ts';

const ROOT = 'examples/three-sites';
const ENTITIES = ['tx-practice', 'az-practice'];

async function record(url: string, upTo = '2024-12') {
  return recordExample({ root: ROOT, url, upTo });
}

describe('the example', () => {
  it('is the same book however often it is recorded', async () => {
    const url = join(folder(), 'example.db');
    const first = await record(url);
    const root = await first.book.store.root();
    await first.book.close();
    expect(first.events).toBe(first.size);
    const second = await record(url);
    expect(second).toMatchObject({ events: 0, imported: 0, size: first.size });
    expect(await second.book.store.root()).toEqual(root);
    await second.book.close();
    const elsewhere = await record('memory:');
    expect(await elsewhere.book.store.root()).toEqual(root);
  });

  it('has the same figures when the files between two closes come in another order', async () => {
    const whole = await record('memory:');
    const clock = manualClock('2025-01-20T09:00:00.000Z');
    const key = readKey(join(ROOT, 'book.key'));
    const book = await openBook('memory:', { clock, actor: 'demo', create: true, key });
    await initBook({ book: join(ROOT, 'book.yaml') }, book);
    const steps = readSteps(ROOT).filter((step) => step.period <= '2024-12');
    const close = steps.findIndex((step) => step.action === 'close');
    const groups = [steps.slice(0, close), steps.slice(close + 1)];
    for (const group of groups) {
      const files = group.filter((step) => step.action === 'import').toReversed();
      for (const { file, mapping, entity, site } of files) {
        const map = mapping === undefined ? undefined : join(ROOT, 'mappings', mapping);
        await importFile({ file: join(ROOT, file), map, entity, site }, book);
      }
      const [period] = [group === groups[0] ? '2024-11' : '2024-12'];
      await closePeriod({ period }, book);
    }
    for (const entity of ENTITIES) {
      for (const asOf of ['2024-11-30', '2024-12-31'])
        expect(await balances(book, { entity, asOf })).toEqual(
          await balances(whole.book, { entity, asOf }),
        );
    }
  });

  it('has the bank’s own balance in its ledger, and nothing in remittance clearing', async () => {
    const { book } = await record('memory:');
    // Closing balances of the statements of December 2024.
    const closing = { 'tx-practice': 0, 'az-practice': 0 };
    for (const event of await statements(book))
      closing[event.entity as keyof typeof closing] = event.cents;
    for (const entity of ENTITIES) {
      const own = await balances(book, { entity, asOf: '2024-12-31' });
      expect(own[1010]).toBe(closing[entity as keyof typeof closing]);
      expect(own[1035]).toBeUndefined();
    }
  });
});

async function statements(book: Awaited<ReturnType<typeof record>>['book']) {
  const found: { entity: string; cents: number }[] = [];
  for await (const page of book.store.readPages({ filter: { types: ['BankStatementRecorded'] } }))
    for (const { meta, data } of page.events)
      if (meta.occurredOn.startsWith('2024-12'))
        found.push({
          entity: meta.entity,
          cents: Math.round(Number((data as { closing: string }).closing) * 100),
        });
  return found;
}
