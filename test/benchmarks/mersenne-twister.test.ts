import { describe, expect, it } from 'vitest';
import { MersenneTwister } from '../../benchmarks/support/mersenne-twister.ts';

describe('MersenneTwister', () => {
  // The C++ standard, [rand.predef]: the 10,000th output of a default mt19937.
  it('gives the published words of seed 5489', () => {
    const generator = MersenneTwister.ofWord(5489);
    const words = Array.from({ length: 10_000 }, () => generator.word());
    expect(words.slice(0, 3)).toEqual([3_499_211_612, 581_869_302, 3_890_346_734]);
    expect(words.at(-1)).toBe(4_123_659_995);
  });

  // python3 -c "import random; r = random.Random(1); print(r.random(), r.random(), r.random())"
  it('draws as CPython does', () => {
    const generator = MersenneTwister.ofPython(1);
    const drawn = [generator.random(), generator.random(), generator.random()];
    expect(drawn).toEqual([0.13436424411240122, 0.8474337369372327, 0.763774618976614]);
  });
});
