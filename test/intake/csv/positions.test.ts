import { describe, expect, it } from 'vitest';
import { readYaml } from '../../../src/intake/csv/positions.ts';
import { collectProblems } from '../../../src/intake/csv/problems.ts';

const read = (text: string): { codes: string[]; value: unknown } => {
  const problems = collectProblems();
  const { value } = readYaml('map.yaml', text, problems);
  return { codes: problems.found.map((p) => p.code), value };
};

describe('readYaml', () => {
  it('refuses aliases that would grow without end, and those that name nothing', () => {
    const nine = (name: string): string => Array.from({ length: 9 }, () => name).join(', ');
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]'];
    for (const [of, to] of ['ab', 'bc', 'cd', 'de', 'ef']) {
      bomb.push(`${to ?? ''}: &${to ?? ''} [${nine(`*${of ?? ''}`)}]`);
    }
    expect(read(bomb.join('\n'))).toEqual({ codes: ['mapping/not-yaml'], value: undefined });
    expect(read('a: *nothing')).toEqual({ codes: ['mapping/not-yaml'], value: undefined });
  });

  it('follows an alias used as people use them', () => {
    expect(read('a: &a [x]\nb: *a').value).toEqual({ a: ['x'], b: ['x'] });
  });
});
