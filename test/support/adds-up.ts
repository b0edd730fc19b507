import type { Explanation, SumExplanation } from '../../app/explain/explanation.ts';

const near = (a: number, b: number): boolean =>
  Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(a), Math.abs(b));
const total = (amounts: readonly number[]): number => amounts.reduce((sum, a) => sum + a, 0);

/**
 * What is wrong with an explanation by its kind (settled.md §6.8); nothing when sums and the parts
 * of ratios add up to the cent, quantiles lie between their paths, and all of it ends in events.
 */
export function faultsOf(explanation: Explanation): string[] {
  const { figure, value } = explanation;
  const faults: string[] = [];
  const hold = (isTrue: boolean, words: string): void => {
    if (!isTrue) faults.push(`${figure}: ${words}`);
  };
  switch (explanation.kind) {
    case 'sum':
      hold(total(explanation.parts.map((p) => p.amount)) === (value ?? 0), 'events do not add up');
      for (const { postings } of explanation.parts) {
        hold(total(postings.map((p) => p.amountCents)) === 0, 'an entry does not balance');
      }
      hold(summaryOf(explanation) === summed(explanation), 'sums are not those of its events');
      return faults;
    case 'terms':
      hold(explanation.parts.length > 0, 'no event has set the terms');
      return faults;
    case 'ratio': {
      const { numerator, denominator, times = 1, isBound } = explanation;
      const ratio = (times * (numerator.value ?? 0)) / (denominator.value ?? 0);
      if (value !== null && isBound !== true) hold(near(ratio, value), 'is not its ratio');
      return [...faults, ...faultsOf(numerator), ...faultsOf(denominator)];
    }
    case 'rule': {
      const { steps, from, unit } = explanation;
      const sum = total(steps.map((step) => step.amount));
      if (unit === 'cents' && value !== null) hold(sum === value, 'steps do not add up');
      if (value !== null && value !== 0) hold(from.length > 0, 'ends in no events');
      return [...faults, ...from.flatMap(faultsOf)];
    }
    case 'quantile': {
      const { lower, upper, weight } = explanation;
      const between = (lower.value ?? 0) + weight * ((upper.value ?? 0) - (lower.value ?? 0));
      if (value === null) hold(lower.value === null, 'has a value on its path');
      else hold(Math.abs(between - value) <= 0.51, 'does not lie between its paths');
      break;
    }
    case 'scenario': {
      const sum = total(explanation.steps.map((step) => step.amount));
      if (explanation.unit === 'cents') hold(sum === value, 'steps do not add up');
    }
  }
  const { synthetic, parameters } = explanation;
  hold(synthetic.length > 0, 'ends in no made-up events');
  hold(
    parameters.length > 0 && parameters.every(({ grade, source }) => grade !== '' && source !== ''),
    'names no parameters with their provenance',
  );
  return faults;
}

/** What is said of all events of a sum, in one text. */
const summaryOf = ({ events, byType, posted }: SumExplanation): string =>
  JSON.stringify([
    events,
    byType.map((t) => `${t.type} ${t.isReversal} ${t.events} ${t.amount}`).sort(),
    posted.map((p) => `${p.entity} ${p.account} ${p.amountCents}`).sort(),
  ]);

/** The same from its events, all of which are listed: added up one by one. */
function summed({ parts }: SumExplanation): string {
  const types = new Map<string, [number, number]>();
  const cents = new Map<string, number>();
  for (const { type, isReversal, amount, postings } of parts) {
    const [events, sum] = types.get(`${type} ${isReversal}`) ?? [0, 0];
    types.set(`${type} ${isReversal}`, [events + 1, sum + amount]);
    for (const { entity, account, amountCents } of postings)
      cents.set(`${entity} ${account}`, (cents.get(`${entity} ${account}`) ?? 0) + amountCents);
  }
  return JSON.stringify([
    parts.length,
    [...types].map(([type, sums]) => `${type} ${sums.join(' ')}`).sort(),
    [...cents]
      .filter(([, sum]) => sum !== 0)
      .map(([place, sum]) => `${place} ${sum}`)
      .sort(),
  ]);
}
