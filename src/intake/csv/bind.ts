import { FeeworthError } from '../../error.ts';
import type { ColumnName, FieldSource, Mapping } from './mapping.ts';
import { didYouMean } from './nearest.ts';
import { isBirthHeader, isForbiddenAsText } from './personal.ts';
import type { Problems } from './problems.ts';
import { tidy } from './same-value.ts';
import type { Row } from './scan.ts';
import { looksLikeData } from './shapes.ts';
import type { TargetField } from './target.ts';

/** One field of the target and the column of this file it is read from. */
export interface BoundField {
  readonly field: TargetField;
  readonly source: FieldSource;
  /** 0-based; absent for constants. */
  readonly index?: number;
}

/** A mapping laid on the header of one file: names have become positions. */
export interface Bound {
  /** Names for messages: as in the header, or "column 3". */
  readonly names: readonly string[];
  readonly width: number;
  readonly headerCells: readonly string[] | undefined;
  readonly fields: readonly BoundField[];
  /** Position of a column; every name was found when the file was bound. */
  index(name: ColumnName): number;
}

/** Lays a mapping on a header row; columns that are missing or in doubt go to `problems`. */
export function bindColumns(
  mapping: Mapping,
  header: Row | undefined,
  width: number,
  file: string,
  problems: Problems,
): Bound {
  const headerCells = header?.cells.map(tidy);
  // A row of data in the header's place would put a person's name into every message.
  const isDoubtful = headerCells?.some(looksLikeData) === true;
  const isWritten = (name: string): boolean =>
    columnsOf(mapping).some((c) => typeof c.column === 'string' && tidy(c.column) === name);
  const names = Array.from({ length: width }, (_, i) => {
    const name = headerCells?.[i] ?? '';
    return name === '' || (isDoubtful && !isWritten(name)) ? `column ${i + 1}` : name;
  });
  const indexes = new Map<string, number>();
  // A column that a field and a control total name is missing once.
  const resolved = new Set<string>();
  const problem = (code: string, message: string, hint: string, at?: ColumnName): void =>
    problems.add(
      new FeeworthError(code, 'input', message, {
        place: header ? { file, line: header.line } : { file, line: 1 },
        hint: at ? `${hint} (${where(mapping, at)})` : hint,
      }),
    );
  const resolve = (name: ColumnName): void => {
    if (resolved.has(keyOf(name))) return;
    resolved.add(keyOf(name));
    const found = locate(name, headerCells, width);
    if (typeof found === 'number') indexes.set(keyOf(name), found);
    else problem(found.code, found.message, found.hint, name);
  };
  for (const name of columnsOf(mapping)) resolve(name);
  for (const name of mapping.ignore) {
    const found = locate(name, headerCells, width);
    if (typeof found === 'number') indexes.set(keyOf(name), found);
  }
  const index = (name: ColumnName): number => indexes.get(keyOf(name)) ?? -1;
  const fields: BoundField[] = [];
  for (const field of mapping.target.fields) {
    const source = mapping.fields.find((f) => f.field === field.name);
    if (!source) continue;
    if ('constant' in source.from) fields.push({ field, source });
    else {
      const at = index(source.from.column);
      fields.push({ field, source, index: at });
      const name = names[at] ?? '';
      const isForbidden =
        (field.kind === 'text' && isForbiddenAsText(name)) ||
        (field.kind === 'date' && isBirthHeader(name));
      if (isForbidden) {
        problem(
          'import/personal-column',
          `column "${name}" may hold personal data and cannot become "${field.name}"`,
          'leave it out, or map it to a field that becomes a token',
          source.from.column,
        );
      }
    }
  }
  reportUnmapped(mapping, problems);
  return { names, width, headerCells, fields, index };
}

function locate(
  name: ColumnName,
  header: readonly string[] | undefined,
  width: number,
): number | { code: string; message: string; hint: string } {
  const { column, occurrence } = name;
  if (typeof column === 'number') {
    if (column <= width) return column - 1;
    return {
      code: 'import/missing-column',
      message: `there is no column ${column}: the file has ${width}`,
      hint: 'correct the number in the mapping',
    };
  }
  if (!header) {
    return {
      code: 'import/missing-column',
      message: `column "${column}" cannot be found: the mapping says there is no header`,
      hint: 'name columns by number, or say where the header is',
    };
  }
  const wanted = tidy(column);
  const at = header.flatMap((h, i) => (h === wanted ? [i] : []));
  const only = occurrence === undefined ? at[0] : at[occurrence - 1];
  if (only !== undefined && (at.length === 1 || occurrence !== undefined)) return only;
  if (at.length > 1) {
    return {
      code: 'import/ambiguous-column',
      message: `column "${column}" stands ${at.length} times, as columns ${at.map((i) => i + 1).join(', ')}`,
      hint: `say which with \`occurrence: 1\` to ${at.length}`,
    };
  }
  // Only a near name is repeated: a file without a header would show its first patient here.
  return {
    code: 'import/missing-column',
    message: `the header has no column "${column}".${didYouMean(wanted, header)}`,
    hint: 'the export may have changed, or the mapping is for another file',
  };
}

function columnsOf(mapping: Mapping): readonly ColumnName[] {
  const { debitCredit, runningBalance, rules, currency } = mapping;
  return [
    ...mapping.fields.flatMap((f) => ('column' in f.from ? [f.from.column] : [])),
    ...mapping.sections.map((s) => s.column),
    ...mapping.skip.map((s) => s.column),
    ...mapping.totals.flatMap((t) => [t.column, ...t.check]),
    ...(debitCredit ? [debitCredit.debit, debitCredit.credit] : []),
    ...(runningBalance ? [runningBalance.column] : []),
    ...(rules ? [rules.column] : []),
    ...(currency.column ? [currency.column] : []),
  ];
}

/** Names of required fields, and groups of which one is required, that no part of it fills. */
export function unmappedFields(mapping: Mapping): readonly string[] {
  const filled = new Set([
    ...mapping.fields.map((f) => f.field),
    ...mapping.sections.map((s) => s.field),
    ...(mapping.debitCredit ? ['amount'] : []),
    ...(mapping.rules ? ['code'] : []),
  ]);
  const { target } = mapping;
  return [
    ...target.fields.filter((f) => f.required && !filled.has(f.name)).map((f) => f.name),
    ...(target.oneOf ?? [])
      .filter((group) => !group.some((name) => filled.has(name)))
      .map((group) => group.join(' or ')),
  ];
}

function reportUnmapped(mapping: Mapping, problems: Problems): void {
  for (const name of unmappedFields(mapping)) {
    problems.add(
      new FeeworthError(
        'mapping/missing-field',
        'input',
        `the mapping does not say where "${name}" comes from`,
        {
          place: mapping.at(['columns']),
          hint: `${mapping.target.name} needs it: name its column under \`columns\`, or a constant`,
        },
      ),
    );
  }
}

const keyOf = (name: ColumnName): string =>
  `${typeof name.column} ${name.column} ${name.occurrence ?? ''}`;

function where(mapping: Mapping, name: ColumnName): string {
  const { file, line } = mapping.at(name.path);
  return `${file ?? mapping.file}:${line ?? 1}`;
}
