/** Positions by their symbols, bound where a symbol is met first. */
export class Positions {
  readonly #bound = new Map<string, bigint>();

  /** Whether a symbol may stand for a position: the same for the same, another for another. */
  fits(symbol: string, position: bigint): boolean {
    const known = this.#bound.get(symbol);
    if (known !== undefined) return known === position;
    if ([...this.#bound.values()].includes(position)) return false;
    this.#bound.set(symbol, position);
    return true;
  }

  /** Whether the symbols are in the recorded order: "p1 < … < p3", "p2 < p3 < p1". */
  areInOrder(order: string | undefined): boolean {
    if (order === undefined) return true;
    const named = order.split(' < ').flatMap((symbol, i, all) => {
      if (symbol !== '…') return [symbol];
      const [from, to] = [all[i - 1], all[i + 1]].map((s) => Number(s?.slice(1)));
      const between = Math.max(0, (to ?? 0) - (from ?? 0) - 1);
      return Array.from({ length: between }, (_, k) => `p${(from ?? 0) + 1 + k}`);
    });
    const values = named.flatMap((symbol) => this.#bound.get(symbol) ?? []);
    return values.every((value, i) => i === 0 || (values[i - 1] ?? 0n) < value);
  }
}

/** A matcher of a placeholder: the recorded text, and whether an answer may stand in its place. */
type Placeholder = readonly [recorded: RegExp, fits: (actual: unknown) => boolean];

const isText = (actual: unknown): actual is string => typeof actual === 'string';

/** One matcher for each placeholder of the recording (its "reading" says what they stand for). */
const PLACEHOLDERS: readonly Placeholder[] = [
  [/^number$/, (actual) => typeof actual === 'number' || actual === 'number'],
  [/^bigint$/, (actual) => isText(actual) && /^\d+n$|^bigint$/.test(actual)],
  [/^<uuid>$/, (actual) => isText(actual) && /^[0-9a-f-]{36}$/.test(actual)],
  [/^<time>$/, (actual) => isText(actual) && !Number.isNaN(Date.parse(actual))],
  [/^<17 digits>$/, (actual) => isText(actual) && /^\d{17}$/.test(actual)],
  [/^<bits>$/, (actual) => isText(actual) && /^-?\d{1,19}$/.test(actual)],
  [/^<timeStamp>$/, (actual) => isText(actual) && /^\d{13,20}$/.test(actual)],
  // Times of one run: only that the deadline is told.
  [
    /^(?:4 DEADLINE_EXCEEDED: )?Deadline exceeded after/,
    (actual) => isText(actual) && actual.includes('Deadline exceeded after'),
  ],
  // Which of the ways in which Node says that nobody listens depends on timing.
  [
    /No connection established/,
    (actual) => isText(actual) && actual.includes('No connection established'),
  ],
];

/** Where and how an answer differs from the recorded one; null when it equals it. */
export function difference(
  recorded: unknown,
  actual: unknown,
  positions: Positions,
  path = '',
): string | null {
  if (typeof recorded === 'string') return ofText(recorded, actual, positions, path);
  if (Array.isArray(recorded)) {
    if (!Array.isArray(actual) || actual.length !== recorded.length)
      return told(path, recorded, actual);
    for (const [i, one] of recorded.entries()) {
      const found = difference(one, actual[i], positions, `${path}[${i}]`);
      if (found !== null) return found;
    }
    return null;
  }
  if (typeof recorded === 'object' && recorded !== null) {
    if (typeof actual !== 'object' || actual === null) return told(path, recorded, actual);
    const [a, b] = [recorded, actual] as Record<string, unknown>[];
    for (const key of new Set([...Object.keys(a ?? {}), ...Object.keys(b ?? {})])) {
      const found = difference(a?.[key], b?.[key], positions, `${path}.${key}`);
      if (found !== null) return found;
    }
    return null;
  }
  return recorded === actual ? null : told(path, recorded, actual);
}

function ofText(
  recorded: string,
  actual: unknown,
  positions: Positions,
  path: string,
): string | null {
  const symbol = /^(.*?)\b(p\d+)$/s.exec(recorded);
  if (symbol !== null && isText(actual)) {
    const [, before = '', name = ''] = symbol;
    const digits = actual.startsWith(before) ? /^\d+$/.exec(actual.slice(before.length)) : null;
    if (digits !== null)
      return positions.fits(name, BigInt(digits[0])) ? null : told(path, recorded, actual);
  }
  const placeholder = PLACEHOLDERS.find(([form]) => form.test(recorded));
  if (placeholder !== undefined && placeholder[1](actual)) return null;
  return recorded === actual ? null : told(path, recorded, actual);
}

const told = (path: string, recorded: unknown, actual: unknown): string =>
  `${path}: recorded ${text(recorded)}, got ${text(actual)}`;

function text(value: unknown): string {
  const json = JSON.stringify(value, (_, v: unknown) => (typeof v === 'bigint' ? `${v}n` : v));
  return json === undefined ? 'nothing' : json.slice(0, 300);
}
