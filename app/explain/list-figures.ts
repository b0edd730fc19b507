import type { View } from '../cli/view.ts';
import { display } from '../reports/numbers.ts';
import type { Column, Provenance, Report, Row } from '../reports/document.ts';
import type { ComparisonFigures } from './comparison-figure.ts';
import { COMPARISON_KINDS } from './comparison-kinds.ts';
import { bare, figureName } from './figure.ts';
import type { FigureArgs } from './figure.ts';
import { listNames } from './list-names.ts';
import { valuesOf } from './named.ts';
import { FAMILIES } from './registry.ts';
import { noSuchFigure } from './no-such-figure.ts';

/** Names a person is shown unless all are asked for. */
const MOST = 200;

const isOfComparison = (name: string): boolean =>
  COMPARISON_KINDS.some((kind) => kind.name === name);

const TEXT = (key: string, label: string): Column => ({ key, label, unit: 'text' });

/** Every kind of figure with an example of its name and that one's value, of a run as far as kept. */
export function listFigures(view: View, figures: ComparisonFigures | undefined): Report {
  const rows: Row[] = FAMILIES.flatMap((family) =>
    family.kinds.map((kind): Row => {
      const required = kind.keys.filter((key) => !key.endsWith('?'));
      const pattern = [kind.name, ...kind.keys.map((key) => bare(key).toUpperCase())].join('/');
      let args: FigureArgs = {};
      for (const key of required) {
        const value = valuesOf(view, { family, kind, args }, key).at(-1);
        if (value !== undefined) args = { ...args, [bare(key)]: value };
      }
      const isNamed = Object.keys(args).length === required.length;
      const shown = { value: isNamed ? family.value(view, kind, args) : null, unit: kind.unit };
      const example = isNamed ? figureName(kind, args) : '';
      return { cells: [pattern, kind.label, example, shown, kind.nature, kind.definition] };
    }),
  );
  for (const { name, label, unit, nature, definition } of COMPARISON_KINDS) {
    const own = [...(figures?.values() ?? [])].find(
      (figure) => figure.name === name || figure.name.startsWith(`${name}/`),
    );
    const shown = { value: own?.value ?? null, unit: own?.unit ?? unit };
    const pattern = own === undefined || own.name === name ? name : `${name}/…`;
    rows.push({ cells: [pattern, label, own?.name ?? name, shown, nature, definition] });
  }
  return {
    schema: 'feeworth.figures/1',
    title: `${rows.length} kinds of figures can be explained in this book`,
    tables: [
      {
        name: 'figures',
        title: 'Name, with the parts that follow it',
        columns: [
          TEXT('name', 'Name'),
          TEXT('label', 'What it is'),
          TEXT('example', 'Try'),
          { key: 'value', label: 'Now', unit: 'cents' },
          TEXT('nature', 'Nature'),
          TEXT('definition', 'Definition'),
        ],
        rows,
      },
    ],
    notes: [
      'Parts at the end may be left out where a figure stands for all practices.',
      '"feeworth explain --list fee/due" lists the names that begin so, with their values.',
      ...(figures === undefined
        ? ['No comparison of this book is kept: "feeworth compare" makes one.']
        : []),
    ],
    provenance: view.provenance,
  };
}

/** The names that begin with a text, each with its value now; without a book, of a run alone. */
export function listNamed(
  view: View | null,
  prefix: string,
  figures: ComparisonFigures | undefined,
  { isWhole, provenance }: { readonly isWhole: boolean; readonly provenance: Provenance },
): Report {
  const rows: Row[] = [];
  const add = (name: string, label: string, value: number | null, unit: Column['unit']): void => {
    rows.push({ cells: [name, label, { value, figure: name, unit }] });
  };
  for (const { name, kind, value } of listNames(view, prefix))
    add(name, kind.label, value, kind.unit);
  for (const { name, label, value, unit } of figures?.values() ?? []) {
    if (name.startsWith(prefix)) add(name, label, value, unit);
  }
  if (rows.length === 0) {
    const names = [...FAMILIES.flatMap((family) => family.kinds), ...COMPARISON_KINDS];
    throw noSuchFigure(
      prefix,
      names.map((kind) => kind.name),
      (one) => listNames(view, one).next().done === false || isOfComparison(one),
    );
  }
  const shown = isWhole ? rows : rows.slice(0, MOST);
  return {
    schema: 'feeworth.figure-names/1',
    title: `${display(rows.length, 'count')} figures have a name that begins with ${prefix}`,
    tables: [
      {
        name: 'figures',
        title: 'Each can be explained',
        columns: [
          TEXT('name', 'Name'),
          TEXT('label', 'What it is'),
          { key: 'value', label: 'Now', unit: 'cents' },
        ],
        rows: shown,
        ...(shown.length < rows.length
          ? { notes: [`and ${rows.length - shown.length} more (--all)`] }
          : {}),
      },
    ],
    notes: [],
    provenance,
  };
}
