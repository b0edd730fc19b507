import { lookAt } from './layout.ts';
import type { Layout } from './layout.ts';
import { bestTarget, matchColumns, SURE } from './match-columns.ts';
import type { Match } from './match-columns.ts';
import { writeProposal } from './propose-yaml.ts';
import { proposeExtras } from './propose-extras.ts';
import type { CsvSource } from './source.ts';
import type { Target } from './target.ts';
import { POINT_OF_SALE } from './targets.ts';

/** A mapping for one file, to be read and corrected by a person before it is used. */
export interface Proposal {
  readonly target: Target;
  /** The mapping file: YAML with a comment where something is in doubt; parseMapping takes it. */
  readonly yaml: string;
  /** Columns proposed for import. */
  readonly sure: readonly Match[];
  /** Columns that may belong to a field, proposed as not imported. */
  readonly unsure: readonly Match[];
  /** Required fields that no column was found for; the mapping cannot be read with before. */
  readonly missing: readonly string[];
}

/**
 * Proposes a mapping from the header and the first thousand rows of a file. Columns it is not sure
 * of are left out and said to be. Without a `target` the one that fits best is taken.
 */
export function proposeMapping(
  source: CsvSource,
  options: { readonly target?: Target; readonly system?: string } = {},
): Proposal {
  const layout: Layout = lookAt(source);
  const target = options.target ?? bestTarget(layout) ?? POINT_OF_SALE;
  const matches = matchColumns(layout, target);
  const extras = proposeExtras(layout, target, matches);
  const isTaken = (m: Match): boolean =>
    extras.columns.has(m.index) || extras.fields.has(m.field.name);
  const sure = matches.filter((m) => m.score >= SURE && !isTaken(m));
  const unsure = matches.filter((m) => m.score < SURE && !isTaken(m));
  const filled = new Set([...sure.map((m) => m.field.name), ...extras.fields]);
  const missing = [
    ...target.fields.filter((f) => f.required && !filled.has(f.name)).map((f) => f.name),
    ...(target.oneOf ?? [])
      .filter((group) => !group.some((name) => filled.has(name)))
      .map((group) => group.join(' or ')),
  ];
  const system = slug(options.system ?? '') || 'unnamed-system';
  const yaml = writeProposal({ layout, target, system, sure, unsure, missing, extras });
  return { target, yaml, sure, unsure, missing };
}

const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
