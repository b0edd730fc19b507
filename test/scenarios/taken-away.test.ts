// Effects that take a share of a level away: of a level recorded with an MSO they cannot take all.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readScenario } from '../../scenarios/file/read-scenario.ts';
import type { ScenarioProblem } from '../../scenarios/file/problems.ts';
import { sha256 } from '../../src/audit/sha256.node.ts';
import { isFeeworthError } from '../../src/error.ts';

const library = (name: string): string =>
  readFileSync(new URL(`../../scenarios/library/${name}.yaml`, import.meta.url), 'utf8');
const STAY = library('stay-or-leave');
const JOIN = library('join');

/** A shipped scenario with other denials: what is wrong with it. */
function problemsWith(denials: string, of: string): ScenarioProblem[] {
  const text = of.replace(/ {2}denials: \{[^}]*\}/, `  denials: { ${denials}, grade: entered }`);
  expect(text).not.toBe(of);
  try {
    readScenario('own.yaml', () => text, sha256);
    return [];
  } catch (error) {
    if (!isFeeworthError(error)) throw error;
    return error.details['problems'] as ScenarioProblem[];
  }
}

describe('denials that an MSO ends', () => {
  it.each(['value: 100%', 'low: 0%, central: 50%, high: 100%', 'value: 96%'])(
    'leave something of a rate that was recorded with it: %s',
    (denials) => {
      const line = 1 + STAY.split('\n').findIndex((l) => l.startsWith('  denials:'));
      const expected = [{ code: 'E-RANGE', at: 'parameters.denials', line }];
      expect(problemsWith(denials, STAY)).toMatchObject(expected);
      expect(problemsWith(denials, STAY)).toHaveLength(1);
    },
  );

  it('may be all but a twentieth of it, and all of a rate without an MSO', () => {
    expect(problemsWith('value: 95%', STAY)).toEqual([]);
    expect(problemsWith('value: 100%', JOIN)).toEqual([]);
  });
});
