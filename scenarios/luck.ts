import { fillUniforms, streamKey } from '../src/numeric/stream.ts';
import type { Sha256, StreamKey } from '../src/numeric/stream.ts';
import type { Model } from './model.ts';
import { INDEPENDENT } from './value-source.ts';
import type { Sampling } from './value-source.ts';
import { standardNormalTable, tabulated } from '../src/numeric/quantile-table.ts';

/** Draws a site-month takes, each with a fixed place: adding one at the end moves no other. */
export const SITE_DRAWS = 16;
/** Those of them that are wanted as normals: the site's own shock, and its payers' delays. */
export const NORMAL_DRAWS = { shock: 0, delay: [4, 7, 10, 13] } as const;
const AS_NORMALS = [NORMAL_DRAWS.shock, ...NORMAL_DRAWS.delay];
/** Draws the whole group takes a month. */
export const GROUP_DRAWS = 4;

/** Draws that a hazard takes a site-month: whether it strikes, and what it costs. */
export const HAZARD_DRAWS = 2;

/** The random numbers of one path: shared by every arm, so that only the regime differs. */
export interface Luck {
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
    group: new Float64Array(months * GROUP_DRAWS),
    uniform: new Float64Array(siteIds.length * months * SITE_DRAWS),
    normal: new Float64Array(siteIds.length * months * SITE_DRAWS),
    hazards: new Float64Array(siteIds.length * months * hazardDraws),
  };
  const perHazardSite = months * hazardDraws;
  const hazardKeys =
    hazardDraws === 0 ? [] : siteIds.map((id) => streamKey(seed, `hazards/${id}`, sha256));
  const perSite = months * SITE_DRAWS;
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
        for (const draw of AS_NORMALS) {
          luck.normal[at + draw] = tabulated(table, luck.uniform[at + draw] as number);
        }
      }
      if (isTurned) turnOver(luck);
      return luck;
    },
  };
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
