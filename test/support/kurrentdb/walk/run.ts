import type { TestServer } from '../server.ts';
import type { AnyClient } from './client.ts';
import { genericCall } from './generic.ts';
import { difference, Positions } from './match.ts';
import {
  asRecorded,
  variantsOf,
  type Outcome,
  type Scenario,
  type Step,
  type Variant,
} from './recording.ts';
import { Walk } from './walk.ts';

/** What a script makes of a step: its outcome, or that this step is left out. */
export type Answer = Outcome | 'left out';

/** The calls of a scenario that are not written in the common form. */
export interface Script {
  /** More for the connection string. */
  readonly connection?: string;
  /** Has a client of its own, since it does not leave it as it was. */
  readonly isAlone?: boolean;
  /** Has a server of its own, which it stops and starts. */
  readonly hasOwnServer?: boolean;
  readonly repeated?: { readonly type: string; readonly data: unknown };
  /** Before the first step. */
  readonly before?: (walk: Walk) => Promise<void>;
  /** The answer to a step; undefined for one in the common form. */
  readonly step?: (walk: Walk, step: Step, index: number) => Promise<Answer | undefined>;
  /** Where timing decides: whether an answer is one of those that may come. */
  readonly race?: (recorded: Outcome, actual: Outcome, index: number) => boolean | null;
}

/** What came of walking a scenario in a variant. */
export interface Walked {
  readonly scenario: Scenario;
  readonly variant: Variant;
  readonly walked: number;
  readonly leftOut: number;
  readonly differences: readonly string[];
}

/** Makes the calls of a scenario and compares each answer, field by field. */
export async function walkScenario(
  shared: TestServer,
  scenario: Scenario,
  variant: Variant,
  script: Script = {},
  clients?: Map<string, AnyClient>,
): Promise<Walked> {
  const isAlone = script.isAlone === true || script.hasOwnServer === true;
  const server = script.hasOwnServer === true ? await shared.another().start() : shared;
  const walk = new Walk(server, variant, {
    ...(script.connection === undefined ? {} : { more: script.connection }),
    ...(clients === undefined || isAlone ? {} : { shared: clients }),
  });
  const { steps, positions: order } = asRecorded(scenario, variant);
  const positions = new Positions();
  const differences: string[] = [];
  const sent = new Set<string>();
  let walked = 0;
  try {
    await script.before?.(walk);
    for (const [index, step] of steps.entries()) {
      const answer = await answerTo(walk, step, index, script, sent);
      if (answer === 'left out') continue;
      walked += 1;
      const { call: _, ...recorded } = step;
      const verdict = script.race?.(recorded as Outcome, answer, index) ?? null;
      if (verdict === true) continue;
      const found = difference(recorded, answer, positions);
      if (found !== null) differences.push(`${step.call}${found}`);
    }
    if (!positions.areInOrder(order)) differences.push(`positions are not ${order}`);
  } catch (error) {
    differences.push(`the walk itself: ${String(error)}`);
  } finally {
    await walk.end();
    if (server !== shared) await server.stop();
  }
  return { scenario, variant, walked, leftOut: steps.length - walked, differences };
}

async function answerTo(
  walk: Walk,
  step: Step,
  index: number,
  script: Script,
  sent: Set<string>,
): Promise<Answer> {
  const own = await script.step?.(walk, step, index);
  if (own !== undefined) return own;
  const form = script.repeated === undefined ? {} : { repeated: script.repeated };
  const call = genericCall(walk, step.call, form, sent);
  if (call === null) throw new Error(`nobody knows how to do "${step.call}"`);
  return walk.outcome(call);
}

/** Number of recorded calls: a step counts once for each variant. */
export function callsOf(scenario: Scenario): number {
  return scenario.steps.length * variantsOf(scenario).length;
}
