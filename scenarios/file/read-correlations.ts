import { factorCorrelation } from '../../src/numeric/nearest-correlation.ts';
import { spearmanOfPearson } from '../../src/numeric/correlation.ts';
import type { ParameterId } from '../effects.ts';
import { correlatedIds, latentMatrix } from '../value-source.ts';
import type { Correlation } from '../value-source.ts';
import { isSound, refuse, rows } from './section.ts';
import type { Section, Value } from './section.ts';
import { report } from './tree.ts';
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
  const matrix = latentMatrix(correlations);
  const result = factorCorrelation(matrix);
  if (result.status === 'valid') return true;
  const ids = correlatedIds(correlations);
  const nearest =
    result.status === 'not positive definite'
      ? correlations.map(({ between: [one, other] }) => {
          const r = result.nearest[ids.indexOf(one)]?.[ids.indexOf(other)] ?? 0;
          return `[${one}, ${other}, ${round3(spearmanOfPearson(r))}]`;
        })
      : [];
  const message = 'correlations contradict each other: no parameters can have them all';
  refuseAll(top, message, `the nearest that can stand: ${nearest.join(', ')}`);
  return false;
}

/** At the list itself, which may stand in another file than the rest. */
function refuseAll(top: Section, message: string, hint: string): void {
  const place = top.map.entries.get('correlations')?.value.place ?? top.map.place;
  report(top.reading, place, { code: 'E-PSD', at: 'correlations', message, hint });
}

/** Towards zero: rounding up could leave what can stand. */
const round3 = (r: number): number => Math.trunc(r * 1000) / 1000;
