import { parseDay } from '../src/calendar.ts';
import { FeeworthError } from '../src/error.ts';
import { MODEL_VERSION } from '../scenarios/model.ts';
import type { View } from './cli/view.ts';
import { runComparison } from './compare.ts';
import type { CompareOptions, ComparisonRun } from './compare.ts';
import type { KnownRun } from './indexes/runs.ts';
import { promiseIn } from './promise-in-run.ts';
import { runPromise } from './promise.ts';
import type { PromisedMonth } from '../scenarios/promise.ts';
import { headlineOf, partDifferences, partsOf } from './run-parts.ts';
import type { Headline, PartDifference } from './run-parts.ts';

/** A recorded run that was run again. */
export interface Rerun {
  readonly run: KnownRun;
  readonly made: ComparisonRun;
  /** The book as the run knew it. */
  readonly view: View;
  /** Headline figures first, then parts of the document by their digests; empty when all is same. */
  readonly differences: readonly PartDifference[];
}

/**
 * Runs a recorded run again: its own scenario, seed and paths, from what the book knew then. What
 * came later changes nothing. Throws `run/other-model` (exit code 8), `run/no-document` for runs that
 * were recorded without their scenario, and `run/other-root` where the book is not the one it knew.
 */
export async function rerun(
  run: KnownRun,
  view: View,
  options: Pick<CompareOptions, 'workers' | 'onProgress'>,
): Promise<Rerun> {
  const { data } = run;
  mustBeOurModel(run);
  if (data.document === undefined || data.asOf === undefined || data.parts === undefined) {
    throw new FeeworthError(
      'run/no-document',
      'input',
      'The run was recorded without its scenario',
      {
        place: { at: run.stream },
        hint: 'run the scenario again and record it: feeworth compare FILE --record',
      },
    );
  }
  const knownAt = Number(data.basedOn);
  await mustBeItsBook(run, knownAt, view);
  const then = await view.at({ knownAt, asOf: parseDay(data.asOf) });
  const asked = { recorded: data.document, paths: Number(data.paths), ...options };
  const made = await runComparison(asked, then);
  const { answer } = made;
  const digests = partDifferences(data.parts as Record<string, string>, partsOf(answer));
  const headline = partDifferences(data.headline as Headline, headlineOf(answer));
  const recorded = { resultDigest: data.resultDigest, scenarioDigest: data.scenarioDigest };
  const own = { resultDigest: answer.digest, scenarioDigest: answer.scenarioDigest };
  return {
    run,
    made,
    view: then,
    differences: [
      ...headline,
      ...partDifferences(recorded, own),
      ...digests,
      ...(await promiseDifferences(run, made, options)),
    ],
  };
}

/** What was promised is what comes out again. */
async function promiseDifferences(
  { data }: KnownRun,
  { comparison }: ComparisonRun,
  options: Pick<CompareOptions, 'workers'>,
): Promise<readonly PartDifference[]> {
  const promised = promiseIn(data);
  if (promised === null) return [];
  const now = await runPromise(comparison, options);
  const byMonth = (months: readonly PromisedMonth[]): Record<string, string> =>
    Object.fromEntries(
      months.map(({ month, net, cumulative, fee, daysInArGross }) => [
        `promised ${month}`,
        JSON.stringify({ net, cumulative, fee, daysInArGross }),
      ]),
    );
  return partDifferences(byMonth(promised.months), byMonth(now.months));
}

function mustBeOurModel({ stream, data }: KnownRun): void {
  if (data.modelVersion === MODEL_VERSION) return;
  const { modelVersion, programVersion } = data;
  const version = programVersion ?? `with model ${modelVersion}`;
  throw new FeeworthError(
    'run/other-model',
    'version',
    `The run is of model ${modelVersion}, and this is model ${MODEL_VERSION}`,
    {
      place: { at: stream },
      hint: `install the version that ran it: feeworth ${version}`,
      details: { modelVersion, programVersion },
    },
  );
}

async function mustBeItsBook(
  { stream, data }: KnownRun,
  knownAt: number,
  view: View,
): Promise<void> {
  const { size } = view.columns;
  const place = { at: stream };
  if (knownAt > size) {
    throw new FeeworthError(
      'run/other-root',
      'integrity',
      `The run knew ${knownAt} events, and the book has ${size}`,
      { place, hint: 'open the book that the run was recorded in, or a later copy of it' },
    );
  }
  const { root } = await view.store.rootAt(knownAt);
  if (root === data.root) return;
  throw new FeeworthError(
    'run/other-root',
    'integrity',
    `After ${knownAt} events the book has another root than the run knew`,
    {
      place,
      hint: 'run "feeworth verify", and open the book that the run was recorded in',
      details: { recorded: data.root, now: root },
    },
  );
}
