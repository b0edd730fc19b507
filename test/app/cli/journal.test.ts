import { describe, expect, it } from 'vitest';
import { BOOK_YAML, file, folder } from '../support.ts';
import { run } from './run.ts';

const ENTRY = `schema: feeworth-journal/1
entity: practice
date: 2026-02-03
memo: Accrue legal fees of January
approver: lee
lines:
  - { account: 6510, debit: '6000.00', site: north }
  - { account: 2020, credit: '6000.00' }
`;
const NIGHT = '2026-02-08T04:10:00.000Z';

describe('feeworth journal', () => {
  it('shows an entry, records it once, and the audit sees when and by whom', async () => {
    const at = folder();
    const book = ['--book', `${at}/book.db`];
    const now = { now: '2026-02-05T09:00:00.000Z' };
    expect((await run(['init', file('book.yaml', BOOK_YAML, at), ...book], now)).code).toBe(0);
    const entry = file('entry.yaml', ENTRY, at);
    const shown = await run(['journal', entry, ...book], { now: NIGHT });
    expect(shown.out).toContain('nothing is recorded yet');
    expect(shown.out).toContain('6510 General-And-Professional  north  6,000.00');
    const done = await run(['journal', entry, '--commit', ...book], { now: NIGHT });
    expect([done.code, done.err]).toEqual([0, '']);
    expect(done.out).toContain('Prepared by tester, approved by lee');
    const again = await run(['journal', entry, '--commit', '--json', ...book], { now: NIGHT });
    expect(JSON.parse(again.out)).toMatchObject({
      ok: true,
      data: { status: 'already-recorded', preparer: 'tester' },
    });
    const audit = ['audit', 'odd-hours', 'closed-days', 'approvals', 'round-amounts', '--csv'];
    const { out } = await run([...audit, '--offset', '-06:00', ...book]);
    expect(out.split('\r\n').map((line) => line.split(',')[0])).toEqual([
      'test',
      'round-amounts',
      'closed-days',
      'odd-hours',
      '',
    ]);
    expect(out).toContain('recorded at 22:10 on 2026-02-07');
  });

  it('wants a second person to take out what a second person let in', async () => {
    const at = folder();
    const book = ['--book', `${at}/book.db`];
    await run(['init', file('book.yaml', BOOK_YAML, at), ...book], { now: NIGHT });
    const entry = file('entry.yaml', ENTRY, at);
    const done = await run(['journal', entry, '--commit', '--json', ...book], { now: NIGHT });
    const { data } = JSON.parse(done.out) as { data: { event: string } };
    const reverse = ['reverse', data.event, '--reason', 'wrong month', ...book];
    const alone = await run(reverse, { now: NIGHT });
    expect([alone.code, alone.err]).toEqual([3, expect.stringContaining('approval/missing')]);
    const own = await run([...reverse, '--approver', 'Tester'], { now: NIGHT });
    expect(own.err).toContain('approval/own-work');
    const both = await run([...reverse, '--approver', 'lee'], { now: NIGHT });
    expect([both.code, both.err]).toEqual([0, '']);
  });

  it('refuses with code, place and remedy', async () => {
    const at = folder();
    const book = ['--book', `${at}/book.db`];
    await run(['init', file('book.yaml', BOOK_YAML, at), ...book], { now: NIGHT });
    const entry = file('entry.yaml', ENTRY.replace('approver: lee\n', 'approver: tester\n'), at);
    const { code, err } = await run(['journal', entry, '--commit', ...book], { now: NIGHT });
    expect(code).toBe(3);
    expect(err).toContain('error[approval/own-work]');
    expect(err).toContain('help: let somebody else approve it');
    const lost = await run(['journal', `${at}/nowhere.yaml`, ...book]);
    expect([lost.code, lost.err]).toEqual([6, expect.stringContaining('journal/cannot-open')]);
  });
});
