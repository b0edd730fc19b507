import type { Layout } from './layout.ts';
import { sameValue } from './same-value.ts';
import type { ColumnShape } from './shapes.ts';
import type { Target, TargetField } from './target.ts';
import { TARGETS } from './targets.ts';
import { isBirthHeader, isForbiddenAsText } from './personal.ts';

/** A column that a field may come from. */
export interface Match {
  readonly field: TargetField;
  /** 0-based. */
  readonly index: number;
  /** 1 for the field's usual name and fitting cells; below SURE it is only a suggestion. */
  readonly score: number;
}

/** From this score on a column is proposed for import; below it a person has to say. */
export const SURE = 0.8;
const POSSIBLE = 0.45;

/** The best one-to-one assignment of columns to the fields of a target, greedily by score. */
export function matchColumns(layout: Layout, target: Target): readonly Match[] {
  const all: Match[] = [];
  for (const field of target.fields) {
    layout.names.forEach((name, index) => {
      const shape = layout.columns[index];
      if (!shape) return;
      const score = nameScore(name, field) * fit(name, field, shape);
      if (score >= POSSIBLE) all.push({ field, index, score });
    });
  }
  all.sort((a, b) => b.score - a.score || a.index - b.index);
  const fields = new Set<string>();
  const columns = new Set<number>();
  return all.filter(({ field, index }) => {
    if (fields.has(field.name) || columns.has(index)) return false;
    fields.add(field.name);
    columns.add(index);
    return true;
  });
}

/** The target whose fields the columns fit best, required fields counting double. */
export function bestTarget(layout: Layout): Target | undefined {
  let best: Target | undefined;
  let most = 0;
  for (const target of TARGETS) {
    const matches = matchColumns(layout, target);
    const required = target.fields.filter((f) => f.required);
    const found = matches.filter((m) => m.field.required).length;
    const sum = matches.reduce((total, m) => total + m.score * (m.field.required ? 2 : 1), 0);
    const score = sum * (required.length === 0 ? 1 : found / required.length);
    if (score > most) {
      most = score;
      best = target;
    }
  }
  return best;
}

function nameScore(name: string, field: TargetField): number {
  const wanted = sameValue(name.replace(/[_/]+/g, ' '));
  if (wanted === '') return 0;
  const own = sameValue(field.name.replace(/([A-Z])/g, ' $1'));
  const words = [own, ...(field.synonyms ?? [])];
  const at = words.indexOf(wanted);
  if (at >= 0) return 1 - at * 0.005;
  const inside = words.some((w) => w.length > 3 && ` ${wanted} `.includes(` ${w} `));
  return inside ? 0.7 : 0;
}

// How well the cells fit the kind: an empty column says nothing, a wrong one rules it out.
function fit(name: string, field: TargetField, shape: ColumnShape): number {
  const isText = field.kind === 'text';
  if (isText && isForbiddenAsText(name)) return 0;
  if (field.kind === 'date' && isBirthHeader(name)) return 0;
  if (shape.filled === 0) return 0.7;
  switch (field.kind) {
    case 'date':
    case 'month':
      return shape.dateFormats.length > 0 ? 1 : 0;
    case 'money':
    case 'signed-money':
    case 'quantity':
    case 'rate':
      return shape.numeric > 0.98 ? 1 : shape.numeric > 0.8 ? 0.75 : 0;
    case 'count':
      return shape.numeric > 0.98 && !shape.hasFractions ? 1 : 0;
    case 'code':
      return shape.numeric > 0.5 || shape.distinct.size > 40 ? 0.5 : 1;
    default:
      return shape.dateFormats.length > 0 && shape.numeric < 1 ? 0.5 : 1;
  }
}
