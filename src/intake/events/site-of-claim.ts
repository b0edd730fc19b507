import type { Raw } from '../raw.ts';
import { reveal } from '../raw.ts';
import type { IntakeContext } from './fact.ts';
import { sitesOfEntity } from './setting.ts';

/**
 * The site of a claim. X12 remittances name none, so it is told by how the claim's number begins
 * (`claimPrefixes` in book.yaml), by the rendering NPI where it is a site's, or because the entity
 * has one site only. The same in every file, whatever came first; unknown stays unknown.
 */
export function siteOfClaim(
  context: IntakeContext,
  control: Raw | null,
  npis: readonly (string | null)[] = [],
): string | undefined {
  if (context.site !== undefined) return context.site;
  const sites = sitesOfEntity(context.setting, context.entity);
  if (sites.length === 1) return sites[0]?.id;
  const number = control === null ? '' : reveal(control).trim().toUpperCase();
  let best: { readonly id: string; readonly length: number } | undefined;
  for (const { id, claimPrefixes } of sites) {
    for (const prefix of claimPrefixes) {
      if (number.startsWith(prefix.toUpperCase()) && prefix.length > (best?.length ?? 0)) {
        best = { id, length: prefix.length };
      }
    }
  }
  if (best) return best.id;
  return sites.find((site) => site.npi !== undefined && npis.includes(site.npi))?.id;
}
