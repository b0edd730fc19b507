// What to find out first, as it is asked at a prompt; "join" needs no book.
import { describe, expect, it } from 'vitest';
import type { ValueOfInformation } from '../../../scenarios/voi.ts';
import { withoutBook } from '../../../app/cli/without-book.ts';
import { voiReport } from '../../../app/reports/voi.ts';
import { run } from './run.ts';

const ASK = ['voi', 'join', '--book', 'nowhere.db', '--paths', '64', '--workers', '1'];
const SHORT = ['--set', 'timeline.months=6'];

interface Printed {
  readonly data: {
    readonly title: string;
    readonly valueOfInformation: ValueOfInformation;
    readonly tables: readonly { readonly rows: readonly Record<string, string>[] }[];
  };
}

describe('the value of information at a prompt', () => {
  it('is said in words and money, the first to find out at the top', async () => {
    const argv = [...ASK, '--set', 'fee-level={low: 40%, central: 60%, high: 90%, grade: entered}'];
    const more = ['--together', 'volume,fee-level'];
    const json = await run([...argv, ...more, '--json']);
    expect(json.code, json.err).toBe(0);
    const { title, valueOfInformation, tables } = (JSON.parse(json.out) as Printed).data;
    const [first] = valueOfInformation.inputs;
    expect(first?.cents).toBeGreaterThan(100);
    expect(title).toContain(`Knowing ${first?.ids[0] ?? '?'} first is worth at most`);
    const known = tables[0]?.rows.map((row) => row['known']) ?? [];
    expect(known.slice(0, 8)).toEqual(valueOfInformation.inputs.map(({ ids }) => ids[0]));
    expect(known.slice(8)).toEqual([
      'volume and fee-level together',
      'all parameters, not luck',
      'everything, luck too',
    ]);
    const csv = await run([...argv, ...more, '--csv']);
    expect(csv.out.trim().split('\r\n')).toHaveLength(1 + known.length);
    const text = await run([...argv, ...more]);
    expect(text.out.startsWith(title)).toBe(true);
    // The same worth with an error as large is no reason to find anything out.
    const dearest = { ...first, ids: ['volume'], cents: 64_00, standardErrorCents: 225_00 };
    const vague = { ...valueOfInformation, inputs: [{ ...dearest, grade: null, byRuleCents: 0 }] };
    expect(voiReport(vague, withoutBook()).title).toMatch(
      /^No single assumption is clearly worth .*: the dearest, volume, at most \$64, give or take \$441;/,
    );
  });

  it('says when nothing is worth finding out', async () => {
    const { out, code } = await run([...ASK, ...SHORT, 'regimes.withMso.joining=900000 USD']);
    expect(code).toBe(0);
    expect(out).toContain('Nothing is worth finding out first: staying independent is right');
  });

  it('refuses too few paths for a curve', async () => {
    const { err } = await run(['voi', 'join', '--book', 'nowhere.db', '--paths', '20']);
    expect(err).toContain('usage/bad-value');
  });
});
