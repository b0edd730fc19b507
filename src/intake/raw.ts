const HIDDEN = '[raw]';

/**
 * An identifier as another system wrote it: a patient control number, a member id, a payer claim
 * number. It may identify a person (45 CFR 164.514(b)(2)), so it shows itself nowhere: printing,
 * logging, inspecting or serialising it gives "[raw]". Only `reveal` opens it, and only
 * tokenising has a reason to.
 */
export class Raw {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  toString(): string {
    return HIDDEN;
  }

  toJSON(): string {
    return HIDDEN;
  }

  [Symbol.toPrimitive](): string {
    return HIDDEN;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return HIDDEN;
  }

  static open(raw: Raw): string {
    return raw.#value;
  }
}

/** The identifier itself, for tokenising and nothing else; never put it into a message. */
export function reveal(raw: Raw): string {
  return Raw.open(raw);
}
