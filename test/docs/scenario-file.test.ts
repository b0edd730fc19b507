import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { comparisonOf, ownStartingPoint } from '../../scenarios/comparison-of.ts';
import { LEVER_TARGETS } from '../../scenarios/plan.ts';
import { readScenario } from '../../scenarios/file/read-scenario.ts';
import { DRAW_KEYS } from '../../scenarios/draw.ts';
import { SCENARIO } from '../../scripts/scenario-schema.ts';
import { sha256 } from '../../src/audit/sha256.node.ts';

const ROOT = new URL('../../', import.meta.url);
const text = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8');
const PAGE = text('docs/scenario-file.md');
const blocks = [...PAGE.matchAll(/```yaml\n([^`]*)```/g)].map(([, block]) => block ?? '');

describe('docs/scenario-file.md', () => {
  it.each(blocks)('shows files that can be compared', (block) => {
    const load = (path: string): string =>
      path === 'own.yaml' ? block : text(`scenarios/library/${path}.yaml`);
    const read = readScenario('own.yaml', load, sha256);
    const from = ownStartingPoint(read.scenario);
    // What asks the log starts from a book.
    if (read.scenario.fromLog === undefined) {
      expect(from && comparisonOf(read, from).plan.months).toBe(36);
    } else expect([read.scenario.levels.kind, from]).toEqual(['recorded', null]);
    expect(SCENARIO.safeParse(parse(block)).success).toBe(true);
  });

  it('names every lever and every distribution', () => {
    for (const target of LEVER_TARGETS) expect(PAGE).toMatch(new RegExp(`\\b${target}\\b`));
    for (const kind of Object.keys(DRAW_KEYS)) {
      if (kind === 'point' || kind === 'triangular') continue;
      expect(PAGE).toContain(`dist: ${kind.replace('-range', '')}`);
    }
    expect(blocks.length).toBeGreaterThan(4);
  });
});
