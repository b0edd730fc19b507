import { exp } from '../src/numeric/elementary.ts';
import { fillUniforms, streamKey } from '../src/numeric/stream.ts';
import type { Sha256, StreamKey } from '../src/numeric/stream.ts';
import type { Model } from './model.ts';
import { INDEPENDENT } from './value-source.ts';
import type { Plan } from './plan.ts';
import type { Sampling } from './value-source.ts';
import { standardNormalTable, tabulated } from '../src/numeric/quantile-table.ts';

/** Draws a site-month takes, each with a fixed place: adding one at the end moves no other. */
export const SITE_DRAWS = 16;
/** Those of them that are wanted as normals: the site's own shock, and its payers' delays. */
export const NORMAL_DRAWS = { shock: 0, delay: [4, 7, 10, 13] } as const;
const AS_NORMALS = [NORMAL_DRAWS.shock, ...NORMAL_DRAWS.delay];
/** Payer groups a site may have: each takes three of the site's draws. */
export const PAYERS_MAX = NORMAL_DRAWS.delay.length;
/** Draws the whole group takes a month. */
export const GROUP_DRAWS = 4;

/** Draws that a hazard takes a site-month: whether it strikes, and what it costs. */
export const HAZARD_DRAWS = 2;

/**
 * The random numbers of one path, and what they mean for demand and payers: shared by every arm, so
 * that only the regime differs.
 */
export interface Luck {
  /** Factor on a site's demand, lognormal with mean 1, by [site × months + month]. */
  readonly shock: Float64Array;
  /** Factor on a payer's days by [(site × months + month) × PAYERS_MAX + payer]. */
  readonly stretch: Float64Array;
  /** Standard normals of the group by [month × GROUP_DRAWS + draw]. */
  readonly group: Float64Array;
  /** Uniforms by [(site × months + month) × SITE_DRAWS + draw]. */
  readonly uniform: Float64Array;
  /** The same as standard normals, where they are wanted as such: NORMAL_DRAWS. */
  readonly normal: Float64Array;
  /** Uniforms of rare losses by [((site × months + month) × hazards + hazard) × 2 + draw]. */
  readonly hazards: Float64Array;
}

export interface LuckSource {
  /** Fills the luck of a path; the same numbers whoever asks, whatever was asked before. */
  fill(path: number): Luck;
}

/**
 * Addresses random numbers by seed, site id, path and month (settled.md §5.3). With luck mirrored,
 * a path that is an odd point of its replicate has that of the point before it turned over.
 */
export function luckSource(
  { plan }: Pick<Model, 'plan'>,
  seed: string,
  sha256: Sha256,
  sampling: Sampling = INDEPENDENT,
): LuckSource {
  const { months } = plan;
  const siteIds = plan.sites.map(({ id }) => id);
  const hazardDraws = (plan.hazards?.length ?? 0) * HAZARD_DRAWS;
  const groupKey = streamKey(seed, 'demand/group', sha256);
  const siteKeys: StreamKey[] = siteIds.map((id) => streamKey(seed, `site/${id}`, sha256));
  const table = standardNormalTable();
  const luck: Luck = {
    shock: new Float64Array(siteIds.length * months),
    stretch: new Float64Array(siteIds.length * months * PAYERS_MAX),
    group: new Float64Array(months * GROUP_DRAWS),
    uniform: new Float64Array(siteIds.length * months * SITE_DRAWS),
    normal: new Float64Array(siteIds.length * months * SITE_DRAWS),
    hazards: new Float64Array(siteIds.length * months * hazardDraws),
  };
  const perHazardSite = months * hazardDraws;
  const hazardKeys =
    hazardDraws === 0 ? [] : siteIds.map((id) => streamKey(seed, `hazards/${id}`, sha256));
  const perSite = months * SITE_DRAWS;
  const payers = Math.max(0, ...plan.sites.map((site) => site.payers.length));
  const { replicates } = sampling;
  const isMirrored = sampling.luck === 'mirrored';
  return {
    fill(asked) {
      const isTurned = isMirrored && Math.floor(asked / replicates) % 2 === 1;
      const path = isTurned ? asked - replicates : asked;
      fillUniforms(luck.group, 0, luck.group.length, groupKey, { path, entity: 0, draw: 0 });
      for (let i = 0; i < luck.group.length; i++) {
        luck.group[i] = tabulated(table, luck.group[i] as number);
      }
      siteKeys.forEach((key, site) => {
        fillUniforms(luck.uniform, site * perSite, perSite, key, { path, entity: 0, draw: 0 });
      });
      hazardKeys.forEach((key, site) => {
        const from = site * perHazardSite;
        fillUniforms(luck.hazards, from, perHazardSite, key, { path, entity: 0, draw: 0 });
      });
      for (let at = 0; at < luck.uniform.length; at += SITE_DRAWS) {
        for (let i = 0; i < 1 + payers; i++) {
          const draw = at + (AS_NORMALS[i] as number);
          luck.normal[draw] = tabulated(table, luck.uniform[draw] as number);
        }
      }
      if (isTurned) turnOver(luck);
      felt(plan.noise, months, payers, luck);
      return luck;
    },
  };
}

/** What normals of a path mean: once for all its arms. */
function felt(noise: Plan['noise'], months: number, payers: number, luck: Luck): void {
  const { shock, stretch, group, normal } = luck;
  const half = 0.5 * (noise.group * noise.group + noise.site * noise.site);
  for (let place = 0; place < shock.length; place++) {
    const at = place * SITE_DRAWS;
    const common = group[(place % months) * GROUP_DRAWS] as number;
    const own = normal[at + NORMAL_DRAWS.shock] as number;
    shock[place] = exp(noise.group * common + noise.site * own - half);
    for (let p = 0; p < payers; p++) {
      const z = normal[at + (NORMAL_DRAWS.delay[p] as number)] as number;
      stretch[place * PAYERS_MAX + p] = noise.lag === 0 ? 1 : exp(noise.lag * z);
    }
  }
}

/** The same luck from the other side: u becomes 1 − u, and a normal its opposite. */
function turnOver({ group, uniform, normal, hazards }: Luck): void {
  for (const normals of [group, normal]) {
    for (let i = 0; i < normals.length; i++) normals[i] = 0 - (normals[i] as number);
  }
  for (const uniforms of [uniform, hazards]) {
    for (let i = 0; i < uniforms.length; i++) uniforms[i] = 1 - (uniforms[i] as number);
  }
}
