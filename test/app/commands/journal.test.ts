import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { closePeriod, reopenPeriod } from '../../../app/commands/close.ts';
import { initBook } from '../../../app/commands/init.ts';
import { planJournal, recordJournal } from '../../../app/commands/journal.ts';
import { openBook } from '../../../app/book.ts';
import type { Book } from '../../../app/book.ts';
import { manualClock } from '../../../app/clock.ts';
import { reverseEvent } from '../../../app/commands/reverse.ts';
import { cashFlow } from '../../../projections/cash-flow.ts';
import { project } from '../../../projections/projection.ts';
import { parseDay } from '../../../src/calendar.ts';
import { isFeeworthError } from '../../../src/error.ts';
import type { FeeworthError } from '../../../src/error.ts';
import { draft } from '../../../src/events/draft.ts';
import { balances, BOOK_YAML, codeOf, events, KEY, NOW, testBook } from '../support.ts';

const page = readFileSync(new URL('../../../docs/journal-entries.md', import.meta.url), 'utf8');
const [, FROM_THE_PAGE = ''] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];

interface Of {
  readonly date?: string;
  readonly entity?: string;
  readonly approver?: string;
  readonly lines?: readonly string[];
  readonly more?: string;
}

const yaml = ({ date = '2026-02-03', entity = 'practice', approver, lines, more = '' }: Of = {}) =>
  [
    'schema: feeworth-journal/1',
    `entity: ${entity}`,
    `date: ${date}`,
    'memo: Accrue legal fees',
    ...(approver === undefined ? [] : [`approver: ${approver}`]),
    ...(more === '' ? [] : [more]),
    'lines:',
    ...(lines ?? ["{ account: 6510, debit: '100.00' }", "{ account: 2020, credit: '100.00' }"]).map(
      (line) => `  - ${line}`,
    ),
    '',
  ].join('\n');

const pair = (amount: string): readonly string[] => [
  `{ account: 6510, debit: '${amount}' }`,
  `{ account: 2020, credit: '${amount}' }`,
];

const plan = (text: string, book: Book) => planJournal({ file: 'entry.yaml', text }, book);
const record = (text: string, book: Book) => recordJournal({ file: 'entry.yaml', text }, book);

async function errorOf(done: Promise<unknown>): Promise<FeeworthError> {
  try {
    await done;
  } catch (error) {
    if (isFeeworthError(error)) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('a manual entry', () => {
  it('of the page is shown, then recorded once', async () => {
    const { book } = await testBook();
    const shown = await plan(FROM_THE_PAGE, book);
    expect(shown).toMatchObject({ preparer: 'dana', approver: 'lee', amountCents: 600_000 });
    expect(await events(book, 'JournalEntryRecorded')).toEqual([]);
    expect((await record(FROM_THE_PAGE, book)).isRecorded).toBe(false);
    expect((await record(FROM_THE_PAGE, book)).isRecorded).toBe(true);
    expect((await plan(FROM_THE_PAGE, book)).isRecorded).toBe(true);
    const [event, ...others] = await events(book, 'JournalEntryRecorded');
    expect(others).toEqual([]);
    expect(event?.meta).toMatchObject({
      actor: 'dana',
      actorKind: 'person',
      approvedBy: 'lee',
      occurredOn: '2026-01-31',
      effectiveOn: '2026-02-03',
    });
    expect(event?.meta.sourceFile).toMatch(/^[0-9a-f]{64}$/);
    expect(await balances(book)).toEqual({ 6510: 600_000, 2020: -600_000 });
  });

  it('is reversed like any other, and its file stays known', async () => {
    const { book } = await testBook();
    const { event } = await record(yaml(), book);
    await reverseEvent({ event, reason: 'wrong account' }, book);
    expect(await balances(book)).toEqual({});
    expect((await record(yaml(), book)).isRecorded).toBe(true);
  });

  it('moves cash between sites in one entry', async () => {
    const { book } = await testBook();
    const lines = [
      "{ account: 1010, debit: '80.00', site: north }",
      "{ account: 1010, credit: '80.00', site: south }",
    ];
    const { notices } = await record(yaml({ lines }), book);
    expect(notices).toEqual([expect.stringContaining('bank lines')]);
    const columns = await book.columns;
    const cut = { asOf: parseDay('2026-12-31'), knownAt: columns.size };
    const [spans] = [columns.feed(cut)];
    const bySite = new Map<string, number>();
    for (const { batch, from, to } of spans)
      for (let i = from; i < to; i++) {
        const amount = batch.amount0[i] ?? 0;
        const site = columns.names.nameOf('site', batch.site[i] ?? 0);
        if (batch.code[i] === 1010) bySite.set(site, amount);
      }
    expect(bySite).toEqual(
      new Map([
        ['north', 8_000],
        ['south', -8_000],
      ]),
    );
    const { entities } = project(cashFlow, columns.context(cut), columns.feed(cut), cut);
    const practice = entities.find((e) => e.entity === 'practice');
    expect(practice?.bySite.map((s) => [s.site, s.lines.map((l) => l.totalCents)])).toEqual([
      ['north', [8_000]],
      ['south', [-8_000]],
    ]);
  });

  it('with one site throughout is an event of that site', async () => {
    const { book } = await testBook();
    await record(yaml({ more: 'site: south' }), book);
    const [event] = await events(book, 'JournalEntryRecorded');
    expect(event?.meta.site).toBe('south');
    expect(JSON.stringify(event?.data)).not.toContain('site');
  });
});

describe('it is refused', () => {
  it.each<[string, Of, string, number]>([
    [
      'out of balance',
      { lines: [...pair('100.00').slice(0, 1), "{ account: 2020, credit: '99.99' }"] },
      'journal/unbalanced',
      6,
    ],
    [
      'an unknown account',
      { lines: ["{ account: 6511, debit: '1.00' }", "{ account: 2020, credit: '1.00' }"] },
      'journal/unknown-account',
      6,
    ],
    [
      'an account of the other book',
      { lines: ["{ account: 4510, debit: '1.00' }", "{ account: 2020, credit: '1.00' }"] },
      'journal/other-book',
      6,
    ],
    [
      'both sides',
      { lines: ["{ account: 6510, debit: '1.00', credit: '1.00' }", ...pair('1.00')] },
      'journal/one-side',
      6,
    ],
    ['neither side', { lines: ['{ account: 6510 }', ...pair('1.00')] }, 'journal/one-side', 6],
    [
      'an amount that is none',
      { lines: ["{ account: 6510, debit: '1.0' }", ...pair('1.00')] },
      'journal/bad-value',
      6,
    ],
    [
      'an amount without quotes',
      { lines: ['{ account: 6510, debit: 1.50 }', ...pair('1.00')] },
      'journal/bad-value',
      6,
    ],
    ['an unknown entity', { entity: 'nobody' }, 'journal/unknown-entity', 2],
    ['an unknown site', { more: 'site: west' }, 'journal/unknown-site', 5],
    ['a site of nobody', { entity: 'mso', more: 'site: north' }, 'journal/unknown-site', 5],
    ['an unknown key', { more: 'aprover: lee' }, 'journal/unknown-key', 5],
    ['no date', { date: '2026-02-30' }, 'journal/bad-value', 3],
  ])('%s', async (_what, of, code, line) => {
    const { book } = await testBook();
    for (const act of [plan, record]) {
      const error = await errorOf(act(yaml(of), book));
      const first = (error.details['problems'] as FeeworthError[] | undefined)?.[0] ?? error;
      expect([first.code, first.place.line]).toEqual([code, line]);
      expect(first.place.file).toBe('entry.yaml');
    }
    expect(await events(book, 'JournalEntryRecorded')).toEqual([]);
  });

  it('a file that is something else, without repeating it', async () => {
    const { book } = await testBook();
    const error = await errorOf(plan('name: JANE DOE\n', book));
    expect(error.code).toBe('journal/other-file');
    expect(JSON.stringify([error.message, error.hint])).not.toContain('JANE');
  });

  it('in a closed month, with the first open date, also when only shown', async () => {
    const { book } = await testBook();
    await closePeriod({ period: '2026-01' }, book);
    for (const act of [plan, record]) {
      const error = await errorOf(act(yaml({ date: '2026-01-31' }), book));
      expect(error).toMatchObject({ code: 'period/closed', place: { line: 3 } });
      expect(error.hint).toContain('2026-02-01');
    }
  });

  it('what was recorded before its month was closed is found recorded', async () => {
    const { book } = await testBook();
    await record(yaml({ date: '2026-01-31' }), book);
    await closePeriod({ period: '2026-01' }, book);
    expect((await record(yaml({ date: '2026-01-31' }), book)).isRecorded).toBe(true);
  });
});

describe('a second person', () => {
  it.each<[string, string, string | undefined, string]>([
    ['at the limit none', '5000.00', undefined, 'no error'],
    ['a cent above it', '5000.01', undefined, 'approval/missing'],
    ['not the preparer', '5000.01', 'dana', 'approval/own-work'],
    ['nor the preparer in capitals', '5000.01', 'DANA', 'approval/own-work'],
    ['somebody else', '5000.01', 'lee', 'no error'],
    ['below the limit whoever likes', '4999.99', 'dana', 'no error'],
  ])('%s', async (_what, amount, approver, code) => {
    const { book } = await testBook();
    const text = yaml({ lines: pair(amount), ...(approver === undefined ? {} : { approver }) });
    expect(await codeOf(plan(text, book))).toBe(code);
    expect(await codeOf(record(text, book))).toBe(code);
  });

  it('is asked for above the limit that book.yaml says', async () => {
    const clock = manualClock(NOW);
    const book = await openBook('memory:', { clock, actor: 'dana', create: true, key: KEY });
    const text = BOOK_YAML.replace('entities:', "approvalLimit: '50.00'\nentities:");
    await initBook({ book: 'book.yaml', text }, book);
    expect((await initBook({ book: 'book.yaml', text }, book)).status).toBe('already-open');
    expect(await codeOf(record(yaml({ lines: pair('50.00') }), book))).toBe('no error');
    expect(await codeOf(record(yaml({ lines: pair('50.01') }), book))).toBe('approval/missing');
  });

  it('reopens a period, never who records it', async () => {
    const { book } = await testBook();
    await closePeriod({ period: '2026-01' }, book);
    const options = { period: '2026-01', reason: 'late bill' };
    expect(await codeOf(reopenPeriod({ ...options, approver: 'Dana ' }, book))).toBe(
      'approval/own-work',
    );
    expect(await codeOf(reopenPeriod({ ...options, approver: 'lee' }, book))).toBe('no error');
  });

  it('changes a policy and restates an error', async () => {
    const { book } = await testBook();
    const meta = {
      occurredOn: '2026-02-05',
      entity: 'practice',
      actor: 'dana',
      actorKind: 'person',
    } as const;
    const write = async (
      made: Parameters<typeof book.stamped>[0][number]['draft'],
    ): Promise<string> =>
      codeOf(book.stamped([{ id: book.derivedId('test', made.type), draft: made }]));
    const policy = { fromOn: '2026-03-01', policyAfter: 'gaap@2', reason: 'why', preparer: 'kim' };
    const restated = (approver: string, amount: string) =>
      draft(
        'ErrorRestated',
        {
          corrects: '2025-12',
          reason: 'why',
          approver,
          effectByAccount: [
            { account: 6510, amount },
            { account: 3900, amount: `-${amount}` },
          ],
        },
        meta,
      );
    expect(await write(draft('PolicyChanged', policy, meta))).toBe('approval/missing');
    for (const [approver, code] of [
      ['kim', 'approval/own-work'],
      ['dana', 'approval/own-work'],
      ['lee', 'no error'],
    ] as const)
      expect(await write(draft('PolicyChanged', { ...policy, approver }, meta))).toBe(code);
    expect(await write(restated('dana', '5000.01'))).toBe('approval/own-work');
    expect(await write(restated('lee', '5000.01'))).toBe('no error');
  });

  it('is named with code, place and remedy when missing', async () => {
    const { book } = await testBook();
    const error = await errorOf(record(yaml({ lines: pair('9000.00') }), book));
    expect(error.message).toContain('9000.00');
    expect(error.message).toContain('5000.00');
    expect(error.place.at).toBe('JournalEntryRecorded of 2026-02-03');
    expect(error.hint).toContain('second person');
  });
});
