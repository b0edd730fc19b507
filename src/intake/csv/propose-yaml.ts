import type { Layout } from './layout.ts';
import type { Match } from './match-columns.ts';
import { MAPPING_SCHEMA } from './mapping-schema.ts';
import { isSafeCategory } from './personal.ts';
import type { Extras } from './propose-extras.ts';
import { sameValue } from './same-value.ts';
import { negativesOf } from './shapes.ts';
import type { Target, TargetField } from './target.ts';

export interface ProposalParts {
  readonly layout: Layout;
  readonly target: Target;
  readonly system: string;
  readonly sure: readonly Match[];
  readonly unsure: readonly Match[];
  readonly missing: readonly string[];
  readonly extras: Extras;
}

/** A text in double quotes, as YAML and JSON both take it; nothing in it ends the line. */
const quoted = (text: string): string =>
  JSON.stringify(text).replace(
    /[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\uffff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** A text for a comment: one line, nothing that could end it. */
const inComment = (text: string): string => text.replace(/[^\x20-\x7e\u00a0-\u2027]/g, '.');

/** Writes the proposal as a commented mapping file. */
export function writeProposal(parts: ProposalParts): string {
  const { layout, target, system, missing } = parts;
  return [
    `# Proposed from the header and ${layout.data.length} rows. Read it, correct it, then import.`,
    ...missing.map((name) => `# Needed and not found: ${name}. Add it under columns.`),
    `schema: ${MAPPING_SCHEMA}`,
    `target: ${target.name}`,
    `system: ${system}   # part of every id: keep it for all files of this system`,
    ...dialectLines(layout),
    ...numberLines(parts),
    ...dateLines(parts),
    ...headerLines(parts),
    ...(layout.hasRaggedRows
      ? ['raggedRows: refuse   # some rows have other widths; `pad` if only empty cells differ']
      : []),
    ...extraLines(parts),
    ...columnLines(parts),
    ...ignoreLines(parts),
    '',
  ].join('\n');
}

function dialectLines({ encoding, dialect }: Layout): string[] {
  const { delimiter, quote } = dialect;
  return [
    `encoding: ${encoding.encoding}${encoding.note === undefined ? '' : `   # ${encoding.note}`}`,
    `delimiter: ${delimiter === '\t' ? 'tab' : quoted(delimiter)}`,
    ...(quote === undefined ? ['quote: none'] : []),
  ];
}

function numberLines({ layout }: ProposalParts): string[] {
  const { decimal, thousands } = layout.style;
  const cells = layout.data.flatMap((r) => r.cells.filter((_, i) => isNumeric(layout, i)));
  const negatives = negativesOf(cells, layout.style);
  return [
    `decimal: ${quoted(decimal)}`,
    `thousands: ${quoted(thousands)}`,
    `negative: [${negatives.join(', ')}]`,
  ];
}

const isNumeric = (layout: Layout, index: number): boolean =>
  (layout.columns[index]?.numeric ?? 0) > 0.8;

function dateLines({ layout, sure }: ProposalParts): string[] {
  const formats = new Set<string>();
  let doubt = '';
  for (const { field, index } of sure) {
    if (field.kind !== 'date' && field.kind !== 'month') continue;
    const shape = layout.columns[index];
    for (const format of shape?.dateFormats ?? []) formats.add(format);
    if (shape?.otherDateFormat !== undefined) {
      doubt = `   # every cell also reads as ${shape.otherDateFormat}: make sure`;
    }
  }
  // A mapping must say how dates are written even before its date column is named.
  if (formats.size === 0) return ['dateFormats: ["YYYY-MM-DD"]   # no column of dates was found'];
  const list = [...formats];
  return [
    `dateFormats: [${list.map(quoted).join(', ')}]${doubt}`,
    ...(list.some((f) => /(?<!Y)YY(?!Y)/.test(f)) ? ['century: 2000   # 26 means 2026'] : []),
  ];
}

function headerLines({ layout, sure }: ProposalParts): string[] {
  const { header, names } = layout;
  if (!header) return ['header: none   # no row looks like a header; columns go by number'];
  const known = sure.map((m) => names[m.index] ?? '').filter((n) => n !== '');
  if (header.line === 1 || known.length < 2) return [`header: { line: ${header.line} }`];
  return [`header: { find: [${known.slice(0, 4).map(quoted).join(', ')}] }`];
}

// A column by its name when that is enough, with the occurrence when it is not, else by number.
function columnRef({ names }: Layout, index: number): string {
  const name = names[index] ?? '';
  if (name === '') return String(index + 1);
  const same = names.flatMap((n, i) => (n === name ? [i] : []));
  return same.length === 1
    ? quoted(name)
    : `{ column: ${quoted(name)}, occurrence: ${same.indexOf(index) + 1} }`;
}

function extraLines({ layout, extras }: ProposalParts): string[] {
  const ref = (index: number): string => columnRef(layout, index);
  const lines: string[] = [];
  const { section, totals, debitCredit, balance } = extras;
  if (section) {
    lines.push(
      'sections:',
      `  - { field: ${section.field}, column: ${ref(section.index)}, pattern: ${quoted(`^${section.label}\\s*[:-]\\s*(.+)$`)} }`,
    );
  }
  const pattern = quoted('^(grand |sub|report )?-?\\s?totals?\\b');
  if (totals && totals.check.length > 0) {
    lines.push(
      'totals:   # checked against the rows, then dropped',
      `  - { column: ${ref(totals.index)}, pattern: ${pattern}, check: [${totals.check.map(ref).join(', ')}] }`,
    );
  } else if (totals) {
    lines.push('skip:', `  - { column: ${ref(totals.index)}, pattern: ${pattern}, reason: total }`);
  }
  if (debitCredit) {
    const sign = debitCredit.isNegative ? ', debitIs: negative' : '';
    lines.push(
      `debitCredit: { debit: ${ref(debitCredit.debit)}, credit: ${ref(debitCredit.credit)}${sign} }`,
    );
  }
  if (balance) {
    lines.push(`runningBalance: { column: ${ref(balance.index)}, order: ${balance.order} }`);
  }
  return lines;
}

function columnLines(parts: ProposalParts): string[] {
  const { layout, sure } = parts;
  if (sure.length === 0) return ['columns: {}'];
  return ['columns:', ...sure.flatMap((m) => columnLine(layout, m))];
}

function columnLine(layout: Layout, { field, index }: Match): string[] {
  const shape = layout.columns[index];
  const fill = shape ? `   # ${shape.filled} of ${shape.rows} filled` : '';
  const ref = columnRef(layout, index);
  if (field.kind !== 'code') return [`  ${field.name}: ${ref}${fill}`];
  const [name, occurrence] = ref.startsWith('{') ? ref.slice(2, -2).split(', occurrence: ') : [];
  return [
    `  ${field.name}:${fill}`,
    `    column: ${name === undefined ? ref : name.slice('column: '.length)}`,
    ...(occurrence === undefined ? [] : [`    occurrence: ${occurrence}`]),
    '    otherwise: suspense',
    ...mapLines(layout, field, index),
  ];
}

// Raw values that come again are listed so that a person can place them; none that may be a name.
function mapLines(layout: Layout, field: TargetField, index: number): string[] {
  const name = layout.names[index] ?? '';
  const values = [...(layout.columns[index]?.distinct ?? [])];
  if (values.length > 40) return [];
  const known: string[] = [];
  const open: string[] = [];
  const seen = new Set<string>();
  let hidden = 0;
  for (const [value, count] of values) {
    if (seen.has(sameValue(value))) continue;
    seen.add(sameValue(value));
    const code = codeFor(value, field);
    if (code !== undefined) {
      if (code !== value) known.push(`      ${quoted(value)}: ${code}`);
    } else if (count > 1 && isSafeCategory(name, value)) {
      open.push(`      # ${inComment(quoted(value))}: ?`);
    } else hidden += 1;
  }
  if (hidden > 0) open.push(`      # and ${hidden} more that stand once or may name a person`);
  if (known.length + open.length === 0) return [];
  const codes = open.length === 0 ? [] : [`    # codes: ${(field.codes ?? []).join(', ')}`];
  return [...codes, known.length === 0 ? '    # map:' : '    map:', ...known, ...open];
}

// Only the code's own words, in singular or plural: "Gift Card Sales" is gift-card-sale.
function codeFor(value: string, field: TargetField): string | undefined {
  const slug = (text: string): string =>
    text
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .replace(/s$/, '');
  return field.codes?.find((c) => slug(c) === slug(value));
}

function ignoreLines({ layout, sure, unsure, extras }: ProposalParts): string[] {
  const used = new Set([...sure.map((m) => m.index), ...extras.columns]);
  const left = layout.names.map((_, i) => i).filter((i) => !used.has(i));
  if (left.length === 0) return [];
  return [
    "ignore:   # don't import",
    ...left.map((i) => {
      const shape = layout.columns[i];
      const maybe = unsure.find((m) => m.index === i);
      const fill = `${shape?.filled ?? 0} of ${shape?.rows ?? 0} filled`;
      return `  - ${columnRef(layout, i)}   # ${fill}${maybe ? `; perhaps ${maybe.field.name}` : ''}`;
    }),
  ];
}
