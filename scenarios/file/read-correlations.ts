import { invariant } from '../../src/error.ts';
import { cholesky } from '../../src/numeric/cholesky.ts';
import { factorCorrelation } from '../../src/numeric/nearest-correlation.ts';
import { spearmanOfPearson } from '../../src/numeric/correlation.ts';
import type { ParameterId } from '../effects.ts';
import { correlatedIds, latentMatrix } from '../value-source.ts';
import type { Correlation } from '../value-source.ts';
import { isSound, refuse, refuseAt, rows } from './section.ts';
import type { Section, Value } from './section.ts';
import { plainNumber, word } from './units.ts';

/** Nearer to 1 than this, two parameters are one. */
const STRONGEST = 0.99;

/**
 * Reads `correlations:`, a list of [parameter, parameter, Spearman's rho]. Pairs that are not listed
 * have none. What cannot stand together is refused, never repaired; the nearest is shown.
 */
export function readCorrelations(top: Section, ids: readonly ParameterId[]): Correlation[] {
  const lists = rows(top, 'correlations');
  // Which parameters there are cannot be known: what follows from a fault is no fault of its own.
  if (!isSound(top, 'parameters')) return [];
  const found = lists.flatMap((row): Correlation[] => readOne(row.values, row.place, ids) ?? []);
  const pairs = found.map(({ between }) => between.toSorted().join(' and '));
  const twice = pairs.find((pair, i) => pairs.indexOf(pair) !== i);
  if (twice !== undefined) {
    refuseAll(top, `correlations says ${twice} twice`, 'say each pair once');
    return [];
  }
  return isPossible(top, found) ? found : [];
}

function readOne(
  values: readonly Value[],
  place: Value,
  ids: readonly ParameterId[],
): Correlation[] | undefined {
  const [one, other, third] = values;
  if (one === undefined || other === undefined || third === undefined || values.length > 3) {
    const hint = 'write [denials, payer-speed, 0.35]';
    return refuse(place, 'E-TYPE', `${place.path} is no pair with its correlation`, hint);
  }
  const first = word(one, ids);
  const second = word(other, ids);
  const rho = plainNumber(third, { min: -STRONGEST, max: STRONGEST });
  if (first === undefined || second === undefined || rho === undefined) return undefined;
  if (first === second) {
    return refuse(other, 'E-PSD', `${place.path} is ${first} with itself`, 'name two parameters');
  }
  return [{ between: [first, second], rho }];
}

function isPossible(top: Section, correlations: readonly Correlation[]): boolean {
  const ids = correlatedIds(correlations);
  const pairs = new Set(
    correlations.flatMap(({ between: [one, other] }) => [`${one} ${other}`, `${other} ${one}`]),
  );
  const isUnnamed = (i: number, j: number) => i !== j && !pairs.has(`${ids[i]} ${ids[j]}`);
  const result = factorCorrelation(latentMatrix(correlations), isUnnamed);
  if (result.status === 'valid') return true;
  invariant(result.status === 'not positive definite', 'pairs that were read are from -1 to 1');
  const nearest = rounded(correlations, ([one, other]) => {
    return result.nearest[ids.indexOf(one)]?.[ids.indexOf(other)] ?? 0;
  }).map(({ between, rho }) => `[${between.join(', ')}, ${rho}]`);
  const message = 'correlations contradict each other: no parameters can have them all';
  refuseAll(top, message, `the nearest that can stand: ${nearest.join(', ')}`);
  return false;
}

/** The same pairs with what can stand of Pearson's r, to three decimals of Spearman's rho. */
function rounded(
  correlations: readonly Correlation[],
  pearson: (between: Correlation['between']) => number,
): Correlation[] {
  // Rounding may leave what can stand, and the nearest what is taken; nearer to none of them, all can.
  for (let share = 1; ; share -= 0.005) {
    const found = correlations.map(({ between }): Correlation => ({
      between,
      rho: round3(spearmanOfPearson(pearson(between) * share)),
    }));
    const areTaken = found.every(({ rho }) => Math.abs(rho) <= STRONGEST);
    if (areTaken && cholesky(latentMatrix(found)).status === 'positive definite') return found;
  }
}

const refuseAll = (top: Section, message: string, hint: string): void =>
  refuseAt(top, 'correlations', { code: 'E-PSD', message, hint });

const round3 = (r: number): number => Math.trunc(r * 1000) / 1000;
