import { describe, expect, it } from 'vitest';
import { runSolve } from '../../../app/solve.ts';
import { leftText, progressOf } from '../../../app/cli/progress.ts';

/** Says how far work is at these seconds; gives what was said. */
function said(steps: readonly (readonly [second: number, done: number])[], of = 100): string[] {
  const lines: string[] = [];
  let second = 0;
  const quiet = { write: () => undefined };
  const now = () => new Date(second * 1000).toISOString();
  const io = { stdout: quiet, stderr: quiet, env: {}, cwd: '.', now };
  const tell = progressOf('Working', { io, progress: (text) => lines.push(text) });
  for (const [at, done] of steps) {
    second = at;
    tell(done, of);
  }
  return lines;
}

describe('progress', () => {
  it('says how long the rest takes at the pace since its first word', () => {
    // 20 of 100 in 10 s from the first word on: the other 70 take 35 s.
    expect(
      said([
        [100, 10],
        [110, 30],
      ]),
    ).toEqual(['Working: 10 %', 'Working: 30 %, about 35 s left']);
    expect(
      said(
        [
          [0, 1],
          [300, 2],
        ],
        200,
      )[1],
    ).toBe('Working: 1 %, about 16 h 30 min left');
  });

  it('says no time where nothing tells it, and none at the end', () => {
    expect(
      said([
        [0, 10],
        [0, 20],
        [5, 10],
        [9, 100],
      ]),
    ).toEqual(['Working: 10 %', 'Working: 20 %', 'Working: 10 %', 'Working: 100 %']);
    expect(said([[0, 0]], 0)).toEqual(['Working: 0 %']);
  });

  it.each([
    [1, 'about 1 s'],
    [59_001, 'about 1 min 0 s'],
    [61_000, 'about 1 min 10 s'],
    [3_599_000, 'about 1 h 0 min'],
    [3_661_000, 'about 1 h 2 min'],
  ])('%d ms is %s', (ms, text) => {
    expect(leftText(ms)).toBe(text);
  });
});

describe('progress of a search', () => {
  it('goes on over its rounds: ten points, and eight more for a crossing', async () => {
    const search = async (target: number) => {
      const told: (readonly [done: number, of: number])[] = [];
      const request = { parameter: 'fee-level', from: '50%', to: '150%', figure: 'cash' } as const;
      const { solution } = await runSolve(
        { ...request, target },
        {
          scenario: 'join',
          set: ['timeline.months=3'],
          paths: 2,
          workers: 1,
          onProgress: (done, of) => told.push([done, of]),
        },
        null,
      );
      return { solution, told };
    };
    const none = await search(1e15);
    expect(none.told.at(-1)).toEqual([10, 18]);
    const [low, high] = none.solution.ends;
    const { solution, told } = await search(Math.round((low + high) / 2));
    expect(solution.crossings).toHaveLength(1);
    expect(told.at(-1)).toEqual([18, 18]);
    const done = told.map(([at]) => at);
    expect(done).toEqual(done.toSorted((a, b) => a - b));
  });
});
