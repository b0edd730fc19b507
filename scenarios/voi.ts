import { aboutQuestion } from './about-run.ts';
import type { AboutQuestion } from './about-run.ts';
import { FeeworthError } from '../src/error.ts';
import type { Sha256 } from '../src/numeric/stream.ts';
import type { MeanAnswer } from './answer.ts';
import type { Comparison } from './compare.ts';
import { PARAMETER_IDS, PARAMETER_INDEX } from './effects.ts';
import type { ParameterId } from './effects.ts';
import { partialInformation, perfectInformation } from './information-value.ts';
import type { InformationValue } from './information-value.ts';
import { meanAnswer, replicatesOf, whole } from './mean-answer.ts';
import type { Grade } from './plan.ts';
import { specOf, valuesOfRun } from './run-range.ts';
import { pathsOfSpec, rangeTasks } from './runner.ts';
import type { TaskPool } from './runner.ts';
import { isVarying } from './parameters.ts';
import { column } from './statistics.ts';

export const VOI_FIGURES = ['cash', 'npv'] as const;
export type VoiFigure = (typeof VOI_FIGURES)[number];

/** What knowing something before choosing is worth, in whole cents. */
export interface Worth {
  /** The estimate, a little high. */
  readonly cents: number;
  /** What a rule fitted to other paths gains, a little low. */
  readonly byRuleCents: number;
  readonly standardErrorCents: number;
}

/** Parameters that would be known together, and what that is worth. */
export interface WorthOfKnowing extends Worth {
  readonly ids: readonly string[];
  /** Of a single parameter; null for a group. */
  readonly grade: Grade | null;
}

/** What to find out first, before choosing between the MSO and independence. */
export interface ValueOfInformation extends AboutQuestion {
  readonly figure: VoiFigure;
  /** What is right on what is known now, and by how much. */
  readonly choice: 'withMso' | 'independent';
  readonly gain: MeanAnswer;
  /** With everything known, luck too: nothing can be worth more. */
  readonly everything: Worth;
  /** With all parameters known and luck not; null where none varies. */
  readonly parameters: Worth | null;
  /** By parameter, the one to find out first at the top. */
  readonly inputs: readonly WorthOfKnowing[];
  readonly groups: readonly WorthOfKnowing[];
  readonly fixed: readonly string[];
}

/** Fewer paths leave nothing to fit a curve to. */
export const LEAST_PATHS = 64;

/**
 * Expected value of information about the choice between the two arms, from one run's paths (see
 * information-value.ts): of everything, of all parameters, of each, and of groups that are named.
 * Who chooses is taken to go by the mean. Throws `scenario/no-such-parameter`.
 */
export async function valueOfInformation(
  comparison: Comparison,
  asked: { readonly figure: VoiFigure; readonly groups: readonly (readonly string[])[] },
  pool: TaskPool,
  sha256: Sha256,
  onProgress?: (done: number, of: number) => void,
): Promise<ValueOfInformation> {
  const { plan, parameters, paths, sampling } = comparison;
  const varying = parameters.filter(isVarying);
  const ids = varying.map(({ id }) => id);
  const groups = asked.groups.map((group) => group.map((name) => varyingNamed(name, ids)));
  const spec = specOf(comparison);
  const tasks = rangeTasks(0, paths);
  const results = await pool.run([spec], tasks, (done) => onProgress?.(done, tasks.length));
  const run = pathsOfSpec(0, plan.months, tasks, results);
  const gains = column(run, asked.figure === 'cash' ? 'deltaCash' : 'pvDelta');
  const columns = columnsOf(ids, paths, valuesOfRun(spec, sha256));
  const known = (some: readonly ParameterId[]): Worth =>
    worthOf(
      partialInformation(
        gains,
        some.flatMap((id) => columns.get(id) ?? []),
      ),
    );
  const gain = meanAnswer(gains, replicatesOf(sampling));
  return {
    figure: asked.figure,
    ...aboutQuestion(comparison),
    choice: gain.cents > 0 ? 'withMso' : 'independent',
    gain,
    everything: worthOf(perfectInformation(gains)),
    parameters: ids.length === 0 ? null : known(ids),
    inputs: varying
      .map(({ id, grade }) => ({ ids: [id], grade, ...known([id]) }))
      .toSorted((a, b) => b.cents - a.cents || b.byRuleCents - a.byRuleCents),
    groups: groups.map((group) => ({ ids: group, grade: null, ...known(group) })),
    fixed: parameters.filter((p) => !varying.includes(p)).map(({ id }) => id),
  };
}

const worthOf = ({ value, byRule, standardError }: InformationValue): Worth => ({
  cents: whole(value),
  byRuleCents: whole(byRule),
  standardErrorCents: whole(standardError),
});

/** Values of parameters by path. */
function columnsOf(
  ids: readonly ParameterId[],
  paths: number,
  source: ReturnType<typeof valuesOfRun>,
): ReadonlyMap<ParameterId, Float64Array> {
  const columns = new Map(ids.map((id) => [id, new Float64Array(paths)]));
  const values = new Float64Array(PARAMETER_IDS.length);
  for (let path = 0; path < paths; path++) {
    source.fill(path, values);
    for (const [id, own] of columns) own[path] = values[PARAMETER_INDEX[id]] as number;
  }
  return columns;
}

function varyingNamed(name: string, ids: readonly ParameterId[]): ParameterId {
  const found = ids.find((id) => id === name.trim());
  if (found !== undefined) return found;
  throw new FeeworthError(
    'scenario/no-such-parameter',
    'usage',
    `"${name.trim()}" is no parameter of this scenario that varies`,
    { hint: ids.length === 0 ? 'none varies' : `choose of ${ids.join(', ')}` },
  );
}
