// What the answer owes to each assumption, as it is asked at a prompt; "join" needs no book.
import { describe, expect, it } from 'vitest';
import type { Sensitivity } from '../../../scenarios/sensitivity.ts';
import { run } from './run.ts';

const ASK = [
  'sensitivity',
  'join',
  '--points',
  '2',
  '--set',
  'timeline.months=6',
  '--book',
  'nowhere.db',
];

interface Printed {
  readonly data: {
    readonly title: string;
    readonly sensitivity: Sensitivity;
    readonly tables: readonly { readonly rows: readonly Record<string, number | string>[] }[];
  };
}

describe('sensitivity at a prompt', () => {
  it.each(['sobol', 'shapley', 'morris'])(
    'prints the measures of %s in all forms',
    async (method) => {
      const argv = [...ASK, '--method', method, '--of', 'npv'];
      const [text, json, csv] = [
        await run([...argv, '--workers', '1']),
        await run([...argv, '--workers', '2', '--json']),
        await run([...argv, '--workers', '1', '--csv']),
      ];
      for (const { code, err } of [text, json, csv]) expect(code, err).toBe(0);
      const { title, sensitivity, tables } = (JSON.parse(json.out) as Printed).data;
      expect(sensitivity).toMatchObject({ method, figure: 'npv', months: 6 });
      expect(text.out.startsWith(title)).toBe(true);
      expect(title).toContain(sensitivity.inputs[0]?.id);
      expect(text.out).toContain(`${sensitivity.evaluations} futures were run`);
      expect(tables[0]?.rows.map((row) => row['parameter'])).toEqual(
        sensitivity.inputs.map(({ id }) => id),
      );
      const lines = csv.out.trim().split('\r\n');
      expect(lines).toHaveLength(1 + sensitivity.inputs.length);
      // Machines get the ends of intervals in columns of their own, people in one.
      const [name = ''] = { sobol: ['first'], shapley: ['share'], morris: ['mean'] }[method] ?? [];
      expect(lines[0]).toContain(`${name}Low`);
      expect(text.out).not.toContain('low (95 %)');
    },
  );

  it('refuses what is no method, no figure and no power of two', async () => {
    for (const more of [
      ['--method', 'guess'],
      ['--of', 'happiness'],
      ['--points', '48'],
    ]) {
      const { err, code } = await run([...ASK, ...more]);
      expect(code).not.toBe(0);
      expect(err).toContain('usage/bad-value');
    }
  });

  it('says when nothing that varies moves the figure', async () => {
    const sets = ['supply-price', 'volume', 'denials', 'payer-speed', 'dip'];
    const { out, code } = await run([
      ...ASK,
      '--workers',
      '1',
      '--set',
      'fee-level=100%',
      'removed.overhead=75%',
      'growth=0%/yr',
      ...sets.map((id) => `${id}=0%`),
    ]);
    expect(code).toBe(0);
    expect(out).toContain('Nothing that varies moves the cash difference');
  });
});
