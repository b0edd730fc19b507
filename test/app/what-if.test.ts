import { describe, expect, it } from 'vitest';
import { readScenarioText, scenarioPath } from '../../app/compare.ts';
import { whatIf } from '../../app/what-if.ts';
import { readScenario } from '../../scenarios/file/read-scenario.ts';
import type { ReadScenario } from '../../scenarios/file/read-scenario.ts';
import { sha256 } from '../../src/audit/sha256.node.ts';
import { isFeeworthError } from '../../src/error.ts';

const BASE = scenarioPath('stay-or-leave');

function set(...sets: string[]): ReadScenario {
  const { path, load } = whatIf(BASE, sets, readScenarioText);
  return readScenario(path, load, sha256);
}

function refusal(...sets: string[]): string {
  try {
    set(...sets);
  } catch (error) {
    if (isFeeworthError(error)) return `${error.code}: ${error.message}`;
    throw error;
  }
  return '';
}

const drawOf = ({ scenario }: ReadScenario, id: string) =>
  scenario.parameters.find((p) => p.id === id);

describe('what is set on the command line', () => {
  it('is what a file that extends the scenario would say', () => {
    const file = [
      'schema: feeworth-scenario/1',
      `extends: ${BASE}`,
      'title: Stay with the MSO or leave, with timeline.months=60, volume=3%',
      'set:',
      '  parameters.volume: { value: 3%, grade: entered, source: --set }',
      '  timeline.months: 60',
    ].join('\n');
    const load = (path: string): string => (path === 'own.yaml' ? file : readScenarioText(path));
    const { digest } = readScenario('own.yaml', load, sha256);
    expect(set('volume=3%', 'timeline.months=60').digest).toBe(digest);
    expect(set('timeline.months = 60', 'parameters.volume=3%').scenario.timeline.months).toBe(60);
  });

  it('fixes a parameter, as entered by whoever set it, in whatever order', () => {
    const both = set('volume=-2.5%', 'fee-level=80%');
    expect(drawOf(both, 'volume')).toEqual({
      id: 'volume',
      draw: { kind: 'point', value: -0.025 },
      unit: 'share',
      grade: 'entered',
      source: '--set',
    });
    // The shipped file leaves this one out.
    expect(drawOf(set(), 'fee-level')).toBe(undefined);
    expect(drawOf(both, 'fee-level')?.draw).toEqual({ kind: 'point', value: 0.8 });
    expect(set('fee-level=80%', 'volume=-2.5%').digest).toBe(both.digest);
    expect(both.scenario.title).toBe(
      'Stay with the MSO or leave, with fee-level=80%, volume=-2.5%',
    );
  });

  it('takes a distribution as a file has it, and a part of the one that is there', () => {
    const own = set('volume={low: 0%, central: 1%, high: 2%, grade: entered}');
    expect(drawOf(own, 'volume')?.draw).toEqual({
      kind: 'triangular',
      min: 0,
      mode: 0.01,
      max: 0.02,
    });
    const part = set('parameters.volume.central=5%');
    expect(drawOf(part, 'volume')?.draw).toMatchObject({ min: -0.02, mode: 0.05, max: 0.1 });
    expect(drawOf(part, 'volume')?.grade).toBe('E');
  });

  it('is one value, whatever is written in it', () => {
    for (const value of [
      '5%, grade: A, source: "Smith 2024" } #',
      '5% } #',
      '&a 5%',
      '*a',
      '!!str 5%',
      '5%: 6%',
    ])
      expect(refusal(`volume=${value}`), value).toContain('parameters.volume.value is');
    for (const value of ['{value: 5%} # x', '{value: &a 5%}', '{value: 5%', '[1', '{low: *a}'])
      expect(refusal(`volume=${value}`), value).toContain('usage/bad-value');
    expect(set('volume="5%"').scenario.parameters).toEqual(set('volume=5%').scenario.parameters);
    expect(drawOf(set('volume.central=5%'), 'volume')?.draw).toMatchObject({ mode: 0.05 });
  });

  it('leaves a scenario alone when nothing is set', () => {
    const { path, load } = whatIf(BASE, [], readScenarioText);
    expect([path, load]).toEqual([BASE, readScenarioText]);
  });

  it('is refused with a word that helps', () => {
    expect(refusal('volume')).toBe('usage/bad-value: --set wants a path and what it is set to');
    expect(refusal('=3%')).toContain('usage/bad-value');
    expect(refusal('volume=3%\nseed: 1')).toContain('usage/bad-value');
    expect(refusal('volum=3%')).toContain('did you mean "volume"?');
    expect(refusal('volume=three')).toContain('write something like 8%, with its unit');
    expect(refusal('timeline.month=3')).toContain('did you mean "months"?');
    expect(refusal('volume=3%', 'parameters.volume=4%')).toContain('is set twice');
    expect(refusal('fee=3%')).toContain('fee-level');
  });
});
