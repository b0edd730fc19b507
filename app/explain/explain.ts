import { FeeworthError } from '../../src/error.ts';
import type { View } from '../cli/view.ts';
import type { Report } from '../reports/document.ts';
import { COMPARISON_KINDS } from './comparison-kinds.ts';
import type { Explanation } from './explanation.ts';
import { bare } from './figure.ts';
import { FAMILIES, figureNamed, valuesOf } from './registry.ts';

/** Explains a figure by name. Throws `explain/no-such-figure` with the nearest name it knows. */
export async function explainNamed(view: View, name: string): Promise<Explanation> {
  const named = figureNamed(view, name);
  if (named === undefined) throw unknownFigure(name);
  return named.family.explain(view, named.kind, named.args);
}

function unknownFigure(name: string): FeeworthError {
  const kinds = FAMILIES.flatMap((family) => family.kinds.map((kind) => kind.name));
  const [first = ''] = name.split('/');
  const near = kinds.filter((kind) => kind.startsWith(first.slice(0, 4)));
  return new FeeworthError('explain/no-such-figure', 'usage', `No figure is called "${name}"`, {
    hint:
      near.length > 0
        ? `near it: ${near.slice(0, 6).join(', ')}; "feeworth explain" lists all`
        : '"feeworth explain" without a name lists them all',
  });
}

/** Every kind of figure of the book with an example of its name. */
export function listFigures(view: View): Report {
  const rows = FAMILIES.flatMap((family) =>
    family.kinds.map((kind) => {
      const keys = kind.keys.map((key) => valuesOf(view, family, key).at(-1) ?? '…');
      const required = kind.keys.filter((key) => !key.endsWith('?')).length;
      const example = [kind.name, ...keys.slice(0, required)].join('/');
      const pattern = [kind.name, ...kind.keys.map((key) => bare(key).toUpperCase())].join('/');
      return { cells: [pattern, kind.label, kind.nature, example, kind.definition] };
    }),
  );
  for (const kind of COMPARISON_KINDS) {
    rows.push({ cells: [kind.name, kind.label, kind.nature, kind.name, kind.definition] });
  }
  return {
    schema: 'feeworth.figures/1',
    title: `${rows.length} kinds of figures can be explained in this book`,
    tables: [
      {
        name: 'figures',
        title: 'Name, with the parts that follow it',
        columns: [
          { key: 'name', label: 'Name', unit: 'text' },
          { key: 'label', label: 'What it is', unit: 'text' },
          { key: 'nature', label: 'Nature', unit: 'text' },
          { key: 'example', label: 'Try', unit: 'text' },
          { key: 'definition', label: 'Definition', unit: 'text' },
        ],
        rows,
      },
    ],
    notes: ['Parts at the end may be left out where a figure stands for all practices.'],
    provenance: view.provenance,
  };
}
