import { describe, expect, it } from 'vitest';
import {
  DEFAULTS_KINDS,
  central,
  defaultParameters,
  seasonIndex,
} from '../../scenarios/defaults.ts';
import { EFFECTS, LINES, OPERATING, SERVICE_COSTS } from '../../scenarios/defaults-tables.ts';
import { METRICS, METRIC_INDEX } from '../../scenarios/metrics.ts';
import { planFromDefaults } from '../../scenarios/plan-from-defaults.ts';
import { rangeRunner } from '../../scenarios/run-range.ts';
import { sha256 } from '../../src/audit/sha256.node.ts';
import { parseMonth } from '../../src/calendar.ts';
import { INDEPENDENT } from '../../scenarios/value-source.ts';

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

describe('the documented defaults', () => {
  it('have low <= central <= high in every column', () => {
    for (const [name, row] of [...Object.entries(OPERATING), ...Object.entries(EFFECTS)]) {
      for (const kind of DEFAULTS_KINDS) {
        const [low, middle, high] = row.of[kind];
        expect(low <= middle && middle <= high, `${name} ${kind}`).toBe(true);
      }
      expect(row.source).not.toBe('');
    }
  });

  it('add up as mso.md §1.2 and §1.6 say', () => {
    expect(sum(LINES.map((l) => l.share[1]))).toBeCloseTo(1, 12);
    expect(sum(LINES.map((l) => l.share[1] * l.productCost[1]))).toBeCloseTo(0.302, 3);
    expect(sum(seasonIndex())).toBeCloseTo(12, 12);
  });

  it('hold the thirteen services at 16.0 % of a million, 7.3 % without the manager', () => {
    expect(SERVICE_COSTS).toHaveLength(13);
    const total = sum(SERVICE_COSTS.map((s) => s.standAlone[1]));
    const manager = SERVICE_COSTS.find((s) => s.service === 'practice-manager')?.standAlone[1] ?? 0;
    // "About $160k": the manager is $72k and 20 %.
    expect(total / 1e6).toBeCloseTo(0.16, 2);
    expect((total - manager) / 1e6).toBeCloseTo(0.073, 3);
  });

  it.each(DEFAULTS_KINDS)('replace the overhead of mso.md §7.2 when 75 %% goes: %s', (kind) => {
    const { plan } = planFromDefaults(kind, { start: parseMonth('2027-01'), months: 1 });
    const services = plan.sites[0]?.services ?? [];
    const others = services.filter((s) => s.removedBy === 'removed.overhead');
    const yearly = (sum(others.map((s) => s.standAloneMonthlyCents)) * 12 * 0.75) / 100;
    expect(yearly / central(OPERATING.revenuePerSite, kind)).toBeCloseTo(
      central(EFFECTS.replacedOverhead, kind),
      3,
    );
  });

  it.each(DEFAULTS_KINDS)('leave the margin that mso.md §7.1 checks by: %s', (kind) => {
    const { plan } = planFromDefaults(kind, { start: parseMonth('2027-01'), months: 12 });
    const one = plan.sites.slice(0, 1);
    const alone = { ...plan, sites: one, opening: [], practices: [one[0]?.entity ?? ''] };
    const runner = rangeRunner(
      {
        plan: { ...alone, agreements: {} },
        parameters: [],
        sampling: INDEPENDENT,
        seed: 's',
        fixed: 'all',
        isNoisy: false,
      },
      sha256,
    );
    const { metrics } = runner.run(0, 1);
    const margin =
      (metrics[METRIC_INDEX.ebitdaIndependent] ?? 0) /
      (100 * 12 * central(OPERATING.visits, kind) * central(OPERATING.ticket, kind));
    expect(METRICS).toContain('ebitdaIndependent');
    expect(Math.abs(margin - central(OPERATING.ebitda, kind))).toBeLessThan(0.012);
  });

  it('grade every parameter and never let a default effect be better than its source', () => {
    const solo = defaultParameters('solo');
    expect(solo.every((p) => p.source !== '')).toBe(true);
    expect(solo.find((p) => p.id === 'removed.manager')?.draw).toEqual({ kind: 'point', value: 0 });
    expect(solo.find((p) => p.id === 'volume')?.draw).toEqual({
      kind: 'triangular',
      min: -0.02,
      mode: 0.03,
      max: 0.1,
    });
  });
});
