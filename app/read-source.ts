import { sha256 } from '../src/audit/sha256.node.ts';
import { readScenario } from '../scenarios/file/read-scenario.ts';
import type { ReadScenario } from '../scenarios/file/read-scenario.ts';
import { faultOfAssert } from './asserts.ts';
import type { ScenarioSource } from './run-document.ts';

/** Reads a scenario from where it is, its asserts held to the figures that a comparison has. */
export function readSource({ path, load, typed }: ScenarioSource): ReadScenario {
  return readScenario(path, load, sha256, { faultOf: faultOfAssert, typed });
}
