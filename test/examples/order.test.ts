// The order of files between two closes, and how often they come, changes no figure.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { recordExample } from '../../app/demo/record-example.ts';
import { cashFlow } from '../../projections/cash-flow.ts';
import { FEE_BASES, feeBaseCents, foldFeeBase, startFeeBase } from '../../projections/fee-base.ts';
import { ledger } from '../../projections/ledger.ts';
import { managementFee } from '../../projections/management-fee.ts';
import { prepaid } from '../../projections/prepaid.ts';
import { revenueCycle } from '../../projections/revenue-cycle.ts';
import type { EventStore } from '../../src/store/port.ts';
import { openStore } from '../../src/store/open.ts';
import { withFolder } from '../support/book-stores.ts';
import { foldedStore } from '../support/folded-book.ts';
import type { FoldedBook } from '../support/folded-book.ts';
import { copyOfExample, EXAMPLE, EXAMPLE_ENDS, exampleBook } from '../support/recorded-example.ts';
import { shuffledExample } from './shuffled.ts';

/** Every figure of a book, by projection. */
async function figuresOf(store: EventStore): Promise<Readonly<Record<string, unknown>>> {
  const book = await foldedStore(store, EXAMPLE_ENDS);
  return {
    ledger: netLedger(book),
    cashFlow: book.figures(cashFlow),
    revenueCycle: book.figures(revenueCycle),
    prepaid: book.figures(prepaid),
    managementFee: book.figures(managementFee),
    feeBase: basesOf(book),
  };
}

/**
 * Balances without gross debits and credits: a write-off that came before its claim is reversed and
 * booked again when the claim comes, and a reversal adds to both sides.
 */
function netLedger(book: FoldedBook): unknown {
  const { entities, ...figures } = book.figures(ledger);
  return {
    ...figures,
    entities: entities.map((e) => ({
      ...e,
      trialBalance: e.trialBalance.map(({ account, balanceCents }) => [account, balanceCents]),
    })),
  };
}

function basesOf(book: FoldedBook): unknown {
  const { context, columns, cut } = book;
  const state = startFeeBase(context);
  for (const { batch, from, to } of columns.feed(cut)) foldFeeBase(state, batch, from, to);
  return ['tx-practice', 'az-practice'].map((practice) =>
    FEE_BASES.map((base) =>
      Array.from({ length: context.monthCount }, (_, m) =>
        feeBaseCents(state, base, book.entity(practice), m),
      ),
    ),
  );
}

async function recorded<T>(
  root: string,
  upTo: string | undefined,
  use: (store: EventStore) => Promise<T>,
): Promise<T> {
  const limit = upTo === undefined ? {} : { upTo };
  const { book } = await recordExample({ root, url: 'memory:', ...limit });
  try {
    return await use(book.store);
  } finally {
    await book.close();
  }
}

test('files of four months in another order (seeds 1 and 2) change no figure', async () => {
  const upTo = '2025-02';
  const plain = await recorded(EXAMPLE, upTo, figuresOf);
  for (const seed of [1, 2]) {
    await withFolder(async (folder) => {
      const other = await recorded(shuffledExample(folder, seed), upTo, figuresOf);
      for (const name of Object.keys(plain))
        expect(other[name], `${name}, seed ${seed}`).toEqual(plain[name]);
    });
  }
});

test('all files in another order (seed 24) change no figure', async () => {
  const store = await openStore(await exampleBook(), { readOnly: true });
  const plain = await figuresOf(store);
  await store.close();
  await withFolder(async (folder) => {
    const other = await recorded(shuffledExample(folder, 24), undefined, figuresOf);
    for (const name of Object.keys(plain)) expect(other[name], name).toEqual(plain[name]);
  });
});

test('all files a second time add no event and leave the root', async () => {
  await withFolder(async (folder) => {
    const url = await copyOfExample(folder);
    const before = await openStore(url, { readOnly: true });
    const root = await before.root();
    await before.close();
    const again = await recordExample({ root: EXAMPLE, url });
    expect(again).toMatchObject({ imported: 0, alreadyImported: 817, events: 0, size: root.size });
    expect(await again.book.store.root()).toEqual(root);
    await again.book.close();
  });
});

test('the same files give the same root in another book', async () => {
  const roots = await Promise.all(
    [1, 2].map(() => recorded(EXAMPLE, '2024-12', (store) => store.root())),
  );
  expect(roots[0]).toEqual(roots[1]);
  await withFolder(async (folder) => {
    const url = join(folder, 'book.db');
    const { book } = await recordExample({ root: EXAMPLE, url, upTo: '2024-12' });
    expect(await book.store.root()).toEqual(roots[0]);
    await book.close();
  });
});
