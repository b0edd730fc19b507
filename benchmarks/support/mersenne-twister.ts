/**
 * MT19937 (M. Matsumoto, T. Nishimura 1998) as CPython's `random.Random(seed)` uses it, so that a
 * journal made up in Python can be made up here, draw by draw. For made-up data only.
 */
export class MersenneTwister {
  readonly #state = new Uint32Array(624);
  #at = 624;

  /** The reference's `init_genrand`: the state of C++'s `mt19937(seed)`. */
  static ofWord(seed: number): MersenneTwister {
    const made = new MersenneTwister();
    made.#fill(seed);
    return made;
  }

  /** The state of `random.Random(seed)` for a whole number below 2^32: `init_by_array([seed])`. */
  static ofPython(seed: number): MersenneTwister {
    const made = MersenneTwister.ofWord(19_650_218);
    made.#mix(seed);
    return made;
  }

  /** 32 bits. */
  word(): number {
    if (this.#at === 624) this.#twist();
    let y = this.#state[this.#at++] ?? 0;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  /** In [0, 1) with 53 bits: CPython's `random()`. */
  random(): number {
    const high = this.word() >>> 5;
    const low = this.word() >>> 6;
    return (high * 67_108_864 + low) / 9_007_199_254_740_992;
  }

  #fill(seed: number): void {
    const state = this.#state;
    state[0] = seed;
    for (let i = 1; i < 624; i++) {
      const last = state[i - 1] ?? 0;
      state[i] = Math.imul(1_812_433_253, last ^ (last >>> 30)) + i;
    }
  }

  #mix(key: number): void {
    const state = this.#state;
    let i = 1;
    const next = (): void => {
      i += 1;
      if (i < 624) return;
      state[0] = state[623] ?? 0;
      i = 1;
    };
    const spread = (factor: number): number => {
      const last = state[i - 1] ?? 0;
      return (state[i] ?? 0) ^ Math.imul(last ^ (last >>> 30), factor);
    };
    for (let k = 0; k < 624; k++, next()) state[i] = spread(1_664_525) + key;
    for (let k = 0; k < 623; k++, next()) state[i] = spread(1_566_083_941) - i;
    state[0] = 0x80000000;
  }

  #twist(): void {
    const state = this.#state;
    for (let i = 0; i < 624; i++) {
      const y = ((state[i] ?? 0) & 0x80000000) | ((state[(i + 1) % 624] ?? 0) & 0x7fffffff);
      const far = state[(i + 397) % 624] ?? 0;
      state[i] = far ^ (y >>> 1) ^ ((y & 1) === 0 ? 0 : 0x9908b0df);
    }
    this.#at = 0;
  }
}
