import type { Explanation, SumExplanation, TermsExplanation } from '../explain/explanation.ts';
import { fieldsPostedTo } from '../../projections/posting-rules.ts';
import type { CashPolicy } from '../../projections/posting-rules.ts';
import { accountLabel } from '../../src/chart.ts';
import type { Column, Provenance, Report, Row, Table, Unit } from './document.ts';
import { display } from './numbers.ts';
import { counted } from './words.ts';

/** Source records a person is shown unless all are asked for. */
export const LISTED = 20;

/** An explanation as a document: the figure, its parts by kind of event, its source records. */
export function explanationReport(
  explanation: Explanation,
  { provenance, cashPolicy }: { readonly provenance: Provenance; readonly cashPolicy: CashPolicy },
  { isWhole }: { readonly isWhole: boolean },
): Report {
  const { figure, label, unit, value, definition } = explanation;
  return {
    schema: 'feeworth.explanation/1',
    title: `${figure}: ${label} is ${display(value, unit)}${unitWord(unit)}`,
    tables: once(tablesOf(explanation, { isWhole, cashPolicy })),
    notes: [definition, ...formulas(explanation), ...digestNote(explanation)],
    provenance,
    data: { explanation },
  };
}

/** Numerator and denominator may end in the same events and parameters: they are shown once. */
function once(tables: readonly Table[]): Table[] {
  return [...new Map(tables.map((table) => [JSON.stringify(table), table])).values()];
}

/** How to find the file again: names repeat from folder to folder, digests do not. */
function digestNote(explanation: Explanation): string[] {
  return hasSources(explanation)
    ? ['Digest: the first 12 digits of the SHA-256 of the whole file (sha256sum FILE).']
    : [];
}

function hasSources(explanation: Explanation): boolean {
  switch (explanation.kind) {
    case 'sum':
    case 'terms':
      return explanation.parts.some((part) => part.source !== null && part.source !== undefined);
    case 'ratio':
      return hasSources(explanation.numerator) || hasSources(explanation.denominator);
    case 'rule':
      return explanation.from.some(hasSources);
    case 'quantile':
    case 'scenario':
      return false;
  }
}

function unitWord(unit: Unit): string {
  if (unit === 'cents') return ' dollars';
  return unit === 'days' || unit === 'months' ? ` ${unit}` : '';
}

function formulas(explanation: Explanation): string[] {
  switch (explanation.kind) {
    case 'sum':
    case 'terms':
      return [];
    case 'ratio':
      return [
        `Formula: ${explanation.formula}`,
        ...formulas(explanation.numerator),
        ...formulas(explanation.denominator),
      ];
    case 'rule':
      return [`Formula: ${explanation.formula}`, ...explanation.from.flatMap(formulas)];
    case 'quantile':
    case 'scenario':
      return [`Formula: ${explanation.formula}`];
  }
}

/** How an explanation is printed. */
interface How {
  readonly isWhole: boolean;
  readonly cashPolicy: CashPolicy;
}

function tablesOf(explanation: Explanation, how: How): Table[] {
  switch (explanation.kind) {
    case 'sum':
      return sumTables(explanation, how);
    case 'terms':
      return [termsTable(explanation)];
    case 'ratio':
      return [...tablesOf(explanation.numerator, how), ...tablesOf(explanation.denominator, how)];
    case 'rule':
      return [
        ...stepsTable(explanation),
        ...explanation.from.flatMap((part) => tablesOf(part, how)),
      ];
    case 'scenario':
      return [...stepsTable(explanation), ...syntheticTables(explanation)];
    case 'quantile': {
      const { lower, upper, weight, unit, figure } = explanation;
      const paths: Table = {
        name: `paths-${figure}`,
        title: `${figure} lies between two of the simulated futures`,
        columns: [
          TEXT('path', 'Path'),
          { key: 'value', label: 'Value', unit },
          NUMBER('weight', 'Weight'),
        ],
        rows: [
          { cells: [String(lower.path), lower.value, 1 - weight] },
          { cells: [String(upper.path), upper.value, weight] },
        ],
      };
      return [paths, ...syntheticTables(explanation)];
    }
  }
}

const TEXT = (key: string, label: string): Column => ({ key, label, unit: 'text' });
const NUMBER = (key: string, label: string): Column => ({ key, label, unit: 'factor' });
const COUNT = (key: string, label: string): Column => ({ key, label, unit: 'count' });
const MONEY = (key: string, label: string): Column => ({ key, label, unit: 'cents' });

function stepsTable(explanation: Extract<Explanation, { kind: 'rule' | 'scenario' }>): Table[] {
  const { figure, steps } = explanation;
  if (steps.length === 0) return [];
  return [
    {
      name: `steps-${figure}`,
      title: `How ${figure} comes about`,
      columns: [TEXT('step', 'Step'), MONEY('amount', 'Amount')],
      rows: steps.map(({ words, amount }) => ({ cells: [words, amount] })),
    },
  ];
}

function syntheticTables({
  synthetic,
  parameters,
}: Extract<Explanation, { kind: 'quantile' | 'scenario' }>): Table[] {
  return [
    {
      name: 'synthetic-events',
      title: 'Made-up events by kind: what the model wrote on the path, per arm',
      columns: [
        TEXT('kind', 'Kind'),
        TEXT('path', 'Path'),
        COUNT('independent', 'Independent'),
        COUNT('withMso', 'With MSO'),
        MONEY('independentCash', 'Cash independent'),
        MONEY('withMsoCash', 'Cash with MSO'),
      ],
      rows: synthetic.map((s) => ({
        cells: [
          s.kind,
          String(s.path),
          s.independentEvents,
          s.withMsoEvents,
          s.independentCents,
          s.withMsoCents,
        ],
      })),
    },
    {
      name: 'parameters',
      title: 'Parameters, how each is drawn, and how far to trust it',
      columns: [
        TEXT('parameter', 'Parameter'),
        TEXT('draw', 'Drawn as'),
        TEXT('grade', 'Grade'),
        TEXT('source', 'Source'),
      ],
      rows: parameters.map((p) => ({ cells: [p.id, p.draw, p.grade, p.source] })),
    },
  ];
}

function sumTables(explanation: SumExplanation, { isWhole, cashPolicy }: How): Table[] {
  return [byType(explanation, cashPolicy), ...postings(explanation), records(explanation, isWhole)];
}

function termsTable({ figure, label, parts }: TermsExplanation): Table {
  return {
    name: `terms-${figure}`,
    title: `${label}, as they were recorded`,
    columns: [
      TEXT('sequence', 'Sequence'),
      TEXT('event', 'Event'),
      TEXT('effectiveOn', 'Counts on'),
      TEXT('id', 'Id'),
    ],
    rows: parts.map(({ sequence, type, effectiveOn, id }) => ({
      cells: [String(sequence), type, effectiveOn, id],
    })),
  };
}

/** What those events post, whole entries by book and account: they balance. */
function postings({ figure, posted }: SumExplanation): Table[] {
  const rows = posted
    .map(({ entity, account, amountCents }): [string, string, number] => [
      entity,
      accountLabel(account),
      amountCents,
    ])
    .sort((a, b) => (a.join('\t') < b.join('\t') ? -1 : 1))
    .map((cells): Row => ({ cells }));
  if (rows.length === 0) return [];
  const total = posted.reduce((sum, { amountCents }) => sum + amountCents, 0);
  return [
    {
      name: `postings-${figure}`,
      title: 'What those events post, debits less credits',
      columns: [TEXT('entity', 'Book'), TEXT('account', 'Account'), MONEY('amount', 'Amount')],
      rows: [...rows, { kind: 'total', cells: ['Total', '', total] }],
    },
  ];
}

/** Parts by kind of event; they add up to the figure. Of an account, with the fields posted there. */
function byType(explanation: SumExplanation, cashPolicy: CashPolicy): Table {
  const { figure, unit, events, byType: types, value, account } = explanation;
  const rule = (type: string): string[] =>
    account === undefined ? [] : [fieldsPostedTo(type, account, cashPolicy)];
  const rows: Row[] = types
    .toSorted((a, b) => Math.abs(b.amount) - Math.abs(a.amount))
    .map(({ type, isReversal, events: count, amount }) => {
      const words = isReversal ? `${type} (reversal)` : type;
      return { cells: [words, ...rule(type), count, amount] };
    });
  return {
    name: `by-type-${figure}`,
    title: `${figure} comes from ${counted(events, 'event')} and adds up exactly`,
    columns: [
      TEXT('type', 'Event'),
      ...(account === undefined ? [] : [TEXT('fields', 'From its fields')]),
      COUNT('events', 'Events'),
      { key: 'amount', label: 'Amount', unit },
    ],
    rows: [
      ...rows,
      {
        kind: 'total',
        cells: ['Total', ...(account === undefined ? [] : ['']), events, value],
      },
    ],
  };
}

/** Events with the file and record each came from; the largest first for people. */
function records(
  { figure, unit, parts, events, byType: types }: SumExplanation,
  isWhole: boolean,
): Table {
  const sorted = parts.toSorted(
    (a, b) => Math.abs(b.amount) - Math.abs(a.amount) || a.sequence - b.sequence,
  );
  const shown = isWhole ? sorted : sorted.slice(0, LISTED);
  const others = events - shown.length;
  const sumOf = (of: readonly { readonly amount: number }[]): number =>
    of.reduce((sum, { amount }) => sum + amount, 0);
  const more: Row[] =
    others === 0
      ? []
      : [
          {
            cells: [
              '',
              `and ${counted(others, 'more event')} (--all)`,
              '',
              '',
              '',
              '',
              sumOf(types) - sumOf(shown),
            ],
          },
        ];
  return {
    name: `records-${figure}`,
    title: 'Source records, largest first',
    columns: [
      TEXT('sequence', 'Sequence'),
      TEXT('event', 'Event'),
      TEXT('effectiveOn', 'Counts on'),
      TEXT('file', 'File'),
      TEXT('record', 'Record'),
      TEXT('digest', 'Digest'),
      { key: 'amount', label: 'Amount', unit },
    ],
    rows: [
      ...shown.map((part): Row => ({
        cells: [
          String(part.sequence),
          part.type,
          part.effectiveOn,
          part.source?.file ?? 'entered',
          part.source?.record ?? '',
          part.source?.digest.slice(0, 12) ?? '',
          part.amount,
        ],
      })),
      ...more,
    ],
  };
}
