import { FeeworthError, isFeeworthError } from '../../error.ts';
import type { Place } from '../../error.ts';
import { compileDateFormat } from './date.ts';
import type { DateFormat } from './date.ts';
import type { Encoding } from './decode.ts';
import { checkMapping } from './mapping-checks.ts';
import { mappingSchema } from './mapping-schema.ts';
import type { AnyColumn, MappingFile } from './mapping-schema.ts';
import type { NumberStyle } from './number.ts';
import { readYaml, reportIssues } from './positions.ts';
import type { Path, Positions } from './positions.ts';
import { sameValue } from './same-value.ts';
import { collectProblems, refuseIfAny } from './problems.ts';
import type { Problems } from './problems.ts';
import type { Target } from './target.ts';
import { findTarget } from './targets.ts';

/** A column as a mapping names it; `path` leads back to the place in the mapping file. */
export interface ColumnName {
  readonly column: string | number;
  readonly occurrence?: number;
  readonly path: Path;
}

/** Codes (or site ids) by the raw values of the file, compared without case and extra blanks. */
export type CodeMap = ReadonlyMap<string, string>;

/** Where the value of one field comes from. */
export interface FieldSource {
  readonly field: string;
  readonly from: { readonly column: ColumnName } | { readonly constant: string };
  readonly map?: CodeMap;
  readonly otherwise: 'suspense' | 'refuse';
  readonly isNegated: boolean;
  readonly isPercent: boolean;
  readonly path: Path;
}

export interface SectionRule {
  readonly field: string;
  readonly column: ColumnName;
  readonly pattern: RegExp;
  readonly map?: CodeMap;
  readonly path: Path;
}

export interface SkipRule {
  readonly column: ColumnName;
  readonly pattern: RegExp;
  readonly reason: string;
}

export interface TotalRule {
  readonly column: ColumnName;
  readonly pattern: RegExp;
  readonly check: readonly ColumnName[];
  readonly scope: 'file' | 'section' | 'since-last';
}

export interface BankRules {
  readonly column: ColumnName;
  readonly match: readonly {
    readonly pattern: RegExp;
    readonly code: string;
    readonly direction?: 'in' | 'out';
  }[];
  readonly otherwise: 'suspense' | 'refuse';
}

/** A mapping file, checked and ready to read with. */
export interface Mapping {
  readonly file: string;
  readonly target: Target;
  /** Which system wrote the files; part of every imported id (settled.md §1.5). */
  readonly system: string;
  readonly encoding: Encoding;
  readonly delimiter: string;
  readonly quote: string | undefined;
  readonly numbers: NumberStyle;
  readonly currency: { readonly code: string; readonly column?: ColumnName };
  readonly dates: readonly DateFormat[];
  /** Cells that mean nothing is there, such as "-" or "n/a". */
  readonly empty: ReadonlySet<string>;
  readonly header: MappingFile['header'];
  readonly padsRaggedRows: boolean;
  readonly fields: readonly FieldSource[];
  readonly sections: readonly SectionRule[];
  readonly skip: readonly SkipRule[];
  readonly totals: readonly TotalRule[];
  readonly ignore: readonly ColumnName[];
  readonly debitCredit?: {
    readonly debit: ColumnName;
    readonly credit: ColumnName;
    readonly debitIs: 'positive' | 'negative';
  };
  readonly runningBalance?: {
    readonly column: ColumnName;
    readonly toleranceCents: number;
    readonly order: 'oldest-first' | 'newest-first';
  };
  readonly rules?: BankRules;
  /** Where a part of the mapping stands, for errors that only a file brings to light. */
  at(path: Path): Place;
}

/**
 * Reads a mapping file. Everything wrong with it is thrown at once (`mapping/...`, with file, line,
 * column and a suggestion; see problemsOf). Required fields that are not mapped yet are no error
 * here: a proposed mapping may be previewed before it is complete; reading refuses it.
 */
export function parseMapping(text: string, options: { readonly file: string }): Mapping {
  const { file } = options;
  const problems = collectProblems();
  const positions = readYaml(file, text, problems);
  refuseIfAny(problems, 'mapping', file);
  const parsed = mappingSchema.safeParse(positions.value);
  if (!parsed.success) {
    reportIssues(parsed.error.issues, positions, problems, keysAt);
    refuseIfAny(problems, 'mapping', file);
  }
  const written = parsed.data;
  const target = written && findTarget(written.target);
  if (!written || !target) {
    throw new FeeworthError('mapping/bad-value', 'input', `${file} is not a mapping`, {
      place: { file },
    });
  }
  checkMapping(written, target, positions, problems);
  const mapping = compile(written, target, positions, problems);
  refuseIfAny(problems, 'mapping', file);
  return mapping;
}

function compile(
  written: MappingFile,
  target: Target,
  positions: Positions,
  problems: Problems,
): Mapping {
  const regex = (pattern: string, path: Path): RegExp => {
    try {
      return new RegExp(pattern, 'iu');
    } catch (cause) {
      problems.add(
        new FeeworthError('mapping/bad-pattern', 'input', 'the pattern is no regular expression', {
          place: positions.at(path),
          hint: 'put a backslash before . ( ) [ ] + * ? that stand for themselves',
          cause,
        }),
      );
      return /$^/;
    }
  };
  const fields = Object.entries(written.columns).map(([field, spec]) =>
    fieldSource(field, spec, target),
  );
  const { currency, debitCredit, runningBalance, rules } = written;
  return {
    file: positions.file,
    target,
    system: written.system,
    encoding: written.encoding,
    delimiter: written.delimiter === 'tab' ? '\t' : written.delimiter,
    quote: written.quote === 'none' ? undefined : written.quote,
    numbers: {
      decimal: written.decimal,
      thousands: written.thousands ?? (written.decimal === '.' ? ',' : '.'),
      negative: typeof written.negative === 'string' ? [written.negative] : written.negative,
    },
    currency:
      typeof currency === 'string'
        ? { code: currency }
        : { code: currency.code, column: columnName(currency.column, ['currency', 'column']) },
    dates: compileDates(written, positions, problems),
    empty: new Set(written.empty.map(sameValue)),
    header: written.header,
    padsRaggedRows: written.raggedRows === 'pad',
    fields,
    sections: written.sections.map((rule, i) => ({
      field: rule.field,
      column: columnName(rule.column, ['sections', i, 'column']),
      pattern: regex(rule.pattern, ['sections', i, 'pattern']),
      ...(rule.map ? { map: codeMap(rule.map) } : {}),
      path: ['sections', i],
    })),
    skip: written.skip.map((rule, i) => ({
      column: columnName(rule.column, ['skip', i, 'column']),
      pattern: regex(rule.pattern, ['skip', i, 'pattern']),
      reason: rule.reason ?? `skip rule ${i + 1}`,
    })),
    totals: written.totals.map((rule, i) => ({
      column: columnName(rule.column, ['totals', i, 'column']),
      pattern: regex(rule.pattern, ['totals', i, 'pattern']),
      check: rule.check.map((c, j) => columnName(c, ['totals', i, 'check', j])),
      scope: rule.scope,
    })),
    ignore: written.ignore.map((c, i) => columnName(c, ['ignore', i])),
    ...(debitCredit
      ? {
          debitCredit: {
            debit: columnName(debitCredit.debit, ['debitCredit', 'debit']),
            credit: columnName(debitCredit.credit, ['debitCredit', 'credit']),
            debitIs: debitCredit.debitIs,
          },
        }
      : {}),
    ...(runningBalance
      ? {
          runningBalance: {
            column: columnName(runningBalance.column, ['runningBalance', 'column']),
            toleranceCents: Math.round(runningBalance.tolerance * 100),
            order: runningBalance.order,
          },
        }
      : {}),
    ...(rules
      ? {
          rules: {
            column: columnName(rules.column, ['rules', 'column']),
            match: rules.match.map((rule, i) => ({
              pattern: regex(rule.pattern, ['rules', 'match', i, 'pattern']),
              code: rule.code,
              ...(rule.direction ? { direction: rule.direction } : {}),
            })),
            otherwise: rules.otherwise,
          },
        }
      : {}),
    at: (path) => positions.at(path),
  };
}

function fieldSource(
  field: string,
  spec: MappingFile['columns'][string],
  target: Target,
): FieldSource {
  const path: Path = ['columns', field];
  const full = typeof spec === 'object' ? spec : { column: spec };
  const isCode = target.fields.some((f) => f.name === field && f.kind === 'code');
  return {
    field,
    from:
      'constant' in full && full.constant !== undefined
        ? { constant: full.constant }
        : { column: columnName({ column: full.column ?? 1, occurrence: full.occurrence }, path) },
    ...(full.map ? { map: codeMap(full.map) } : {}),
    otherwise: full.otherwise ?? (isCode ? 'suspense' : 'refuse'),
    isNegated: full.negate ?? false,
    isPercent: full.percent ?? false,
    path,
  };
}

function columnName(
  ref: AnyColumn | { column: string | number; occurrence?: number | undefined },
  path: Path,
): ColumnName {
  if (typeof ref !== 'object') return { column: ref, path };
  const { column, occurrence } = ref;
  return occurrence === undefined ? { column, path } : { column, occurrence, path };
}

const codeMap = (map: Readonly<Record<string, string>>): CodeMap =>
  new Map(Object.entries(map).map(([raw, code]) => [sameValue(raw), code]));

function compileDates(
  written: MappingFile,
  positions: Positions,
  problems: Problems,
): readonly DateFormat[] {
  const formats: DateFormat[] = [];
  (written.dateFormats ?? []).forEach((pattern, i) => {
    const place = positions.at(['dateFormats', i]);
    try {
      const format = compileDateFormat(pattern, written.century);
      formats.push(format);
      if (format.hasTwoDigitYear && written.century === undefined) {
        problems.add(
          new FeeworthError(
            'mapping/missing-key',
            'input',
            `"${pattern}" has years of two digits but the mapping has no "century"`,
            { place, hint: 'write `century: 2000` if 26 means 2026' },
          ),
        );
      }
    } catch (error) {
      if (!isFeeworthError(error)) throw error;
      problems.add(
        new FeeworthError(error.code, 'input', error.message, {
          place,
          ...(error.hint === undefined ? {} : { hint: error.hint }),
        }),
      );
    }
  });
  return formats;
}

// The keys a block of the mapping may hold, for suggestions.
function keysAt(path: Path): readonly string[] {
  if (path.length === 0) return Object.keys(mappingSchema.shape);
  const { debitCredit, runningBalance, rules, sections, skip, totals } = mappingSchema.shape;
  const shapes: Record<string, readonly string[]> = {
    columns: ['column', 'occurrence', 'constant', 'map', 'otherwise', 'negate', 'percent'],
    header: ['line', 'find'],
    currency: ['code', 'column'],
    sections: Object.keys(sections.unwrap().element.shape),
    skip: Object.keys(skip.unwrap().element.shape),
    totals: Object.keys(totals.unwrap().element.shape),
    debitCredit: Object.keys(debitCredit.unwrap().shape),
    runningBalance: Object.keys(runningBalance.unwrap().shape),
    rules:
      path.length === 1
        ? Object.keys(rules.unwrap().shape)
        : Object.keys(rules.unwrap().shape.match.element.shape),
  };
  const last = path.at(-1);
  if (last === 'column' || last === 'debit' || last === 'credit') return ['column', 'occurrence'];
  return shapes[String(path[0])] ?? ['column', 'occurrence'];
}
