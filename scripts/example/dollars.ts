// Integer cents only; the generator rounds half away from zero and keeps its own arithmetic.

/** 1234.56, the plainest form. */
export function plain(cents: number): string {
  const abs = Math.abs(cents);
  const text = `${Math.floor(abs / 100)}.${String(abs % 100).padStart(2, '0')}`;
  return cents < 0 ? `-${text}` : text;
}

/** 1,234.56 with thousands separators. */
export function grouped(cents: number): string {
  const [whole = '', rest = ''] = plain(Math.abs(cents)).split('.');
  const text = `${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${rest}`;
  return cents < 0 ? `-${text}` : text;
}

/** (1,234.56) below zero, as accountants write it. */
export const parenthesised = (cents: number): string =>
  cents < 0 ? `(${grouped(-cents)})` : grouped(cents);

/** X12 R numbers: 541, 541.5, 541.25. */
export function shortest(cents: number): string {
  return plain(cents).replace(/\.?0+$/, '');
}

/** amount × numerator / denominator in whole cents, half away from zero. */
export function share(amount: number, numerator: number, denominator: number): number {
  const scaled = Math.abs(amount) * numerator;
  const rounded = Math.floor((scaled * 2 + denominator) / (denominator * 2));
  return amount < 0 ? -rounded : rounded;
}

export const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
