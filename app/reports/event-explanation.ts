import { accountLabel } from '../../src/chart.ts';
import type { View } from '../cli/view.ts';
import type { EventExplanation } from '../explain/event.ts';
import { text } from './columns.ts';
import type { Touch, TouchedFigure } from '../explain/touched.ts';
import type { Cell, Column, Report, Row, Table } from './document.ts';
import { counted } from './words.ts';

const MONEY = (key: string, label: string): Column => ({ key, label, unit: 'cents' });

/** An event as a document: what it is, what it posts, and every figure that it is behind. */
export function eventReport(
  explained: EventExplanation,
  view: View,
  { isWhole }: { readonly isWhole: boolean },
): Report {
  const { sequence, type, whyNot, figures } = explained;
  const title =
    whyNot === null
      ? `Event ${sequence}, ${type}, is behind ${behind(figures.length)}`
      : `Event ${sequence}, ${type}, counts for nothing: ${whyNot}`;
  const [whole, ...short] = figures.length > 0 ? figuresTables(explained, isWhole) : [];
  return {
    schema: 'feeworth.event-explanation/1',
    title,
    tables: [
      ...(whole === undefined ? [] : [whole]),
      aboutTable(explained),
      ...linksTable(explained),
      ...postingsTable(explained),
      ...cashTable(explained),
      ...short,
    ],
    notes: notesOf(explained),
    provenance: view.provenance,
    data: { event: explained },
  };
}

const behind = (count: number): string =>
  count === 0 ? 'no figure that has a name' : counted(count, 'figure');

/** Who, when and where from; never what its record says of a patient. */
function aboutTable({ sequence, id, type, meta, source, whyNot }: EventExplanation): Table {
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Sequence', String(sequence)],
    ['Id', id],
    ['Type', type],
    ['Entity', meta.entity],
    ['Other book', meta.counterparty],
    ['Site', meta.site],
    ['Happened on', meta.occurredOn],
    ['Counts on', meta.effectiveOn],
    ['Counts at the cut', whyNot === null ? 'yes' : `no: ${whyNot}`],
    ['Recorded at', meta.recordedAt],
    ['Actor', `${meta.actor} (${meta.actorKind})`],
    ['Approver', meta.approvedBy],
    ['Posting policy', meta.policy],
    ['File', source?.file],
    ['Record', source?.record],
    ['Digest', source?.digest],
  ];
  return {
    name: 'event',
    title: 'The event',
    columns: [text('what', 'What'), text('value', 'Value')],
    rows: facts.flatMap(([what, value]): Row[] =>
      value === undefined || value === '' ? [] : [{ cells: [what, value] }],
    ),
  };
}

function linksTable({ links }: EventExplanation): Table[] {
  if (links.length === 0) return [];
  return [
    {
      name: 'links',
      title: 'Events that it is tied to',
      columns: [
        text('how', 'How'),
        text('sequence', 'Sequence'),
        text('event', 'Event'),
        text('effectiveOn', 'Counts on'),
        text('id', 'Id'),
      ],
      rows: links.map((l) => ({
        cells: [l.words, String(l.sequence), l.type, l.effectiveOn, l.id],
      })),
    },
  ];
}

function postingsTable({ postings, meta }: EventExplanation): Table[] {
  if (postings.length === 0) return [];
  return [
    {
      name: 'postings',
      title: `Its entry, by the rules of policy ${meta.policy}`,
      columns: [
        text('entity', 'Book'),
        text('account', 'Account'),
        MONEY('debit', 'Debit'),
        MONEY('credit', 'Credit'),
        text('rule', 'Rule'),
        text('fields', 'From its fields, debits less credits'),
      ],
      rows: postings.map(({ entity, account, amountCents, rule, fields }) => ({
        cells: [entity, accountLabel(account), ...sides(amountCents), rule, fields],
      })),
    },
  ];
}

/** Only where it says something else than the accrual entry. */
function cashTable({ postings, cashPostings }: EventExplanation): Table[] {
  if (cashPostings === null || sameEntry(postings, cashPostings)) return [];
  const title =
    cashPostings.length === 0 ? 'On the cash basis it has no entry' : 'Its entry on the cash basis';
  return [
    {
      name: 'cash-basis',
      title,
      columns: [
        text('entity', 'Book'),
        text('account', 'Account'),
        MONEY('debit', 'Debit'),
        MONEY('credit', 'Credit'),
      ],
      rows: cashPostings
        .filter(({ amountCents }) => amountCents !== 0)
        .map(({ entity, account, amountCents }) => ({
          cells: [entity, accountLabel(account), ...sides(amountCents)],
        })),
    },
  ];
}

const sides = (cents: number): [number | string, number | string] =>
  cents < 0 ? ['', 0 - cents] : [cents, ''];

type Entry = EventExplanation['cashPostings'] & {};

function sameEntry(one: Entry, other: Entry): boolean {
  const net = new Map<string, number>();
  const add = ({ entity, account, amountCents }: Entry[number], sign: 1 | -1): void => {
    const key = `${entity} ${account}`;
    net.set(key, (net.get(key) ?? 0) + sign * amountCents);
  };
  for (const posting of one) add(posting, 1);
  for (const posting of other) add(posting, -1);
  return [...net.values()].every((cents) => cents === 0);
}

const SHOWN = 12;

/** Each figure in a row of its own; for people one of each kind, unless all are asked for. */
function figuresTables({ figures }: EventExplanation, isWhole: boolean): Table[] {
  const rows = figures.flatMap((figure) => figure.touches.map((touch) => ({ figure, touch })));
  const whole: Table = {
    name: 'figures',
    title: 'Figures that it is behind, by the names that explain takes',
    columns: [...COLUMNS, AMOUNT, text('unit', 'Unit')],
    rows: rows.map((row) => ({
      cells: [...cellsOf(row), amountOf(row), UNITS[row.touch.unit] ?? ''],
    })),
  };
  if (isWhole || rows.length <= SHOWN) return [whole];
  const alike = Map.groupBy(rows, ({ figure: { kind, args }, touch }) => {
    const { account = '', agreement = '', extra = '', part = '' } = args;
    return [kind, account, agreement, extra, part, touch.how, touch.amount].join(' ');
  });
  const short: Table = {
    name: 'figures-in-short',
    title: 'Figures that it is behind, one of each by the name that explain takes',
    columns: [...COLUMNS, { key: 'alike', label: 'Others alike', unit: 'count' }, AMOUNT],
    rows: [...alike.values()].flatMap((own): Row[] => {
      const [first] = own;
      return first === undefined
        ? []
        : [{ cells: [...cellsOf(first), own.length - 1, amountOf(first)] }];
    }),
    notes: ['Alike: other months and windows, all practices or one, a site. --all lists each.'],
  };
  return [{ ...whole, isForMachines: true }, short];
}

interface Touched {
  readonly figure: TouchedFigure;
  readonly touch: Touch;
}

const COLUMNS = [text('figure', 'Figure'), text('label', 'What it is'), text('how', 'How')];
const AMOUNT: Column = { key: 'amount', label: 'Amount', unit: 'cents' };
const UNITS: Readonly<Record<string, string>> = { cents: 'usd', count: 'count' };
const cellsOf = ({ figure, touch }: Touched): Cell[] => [figure.figure, figure.label, touch.how];
const amountOf = ({ touch: { amount, unit } }: Touched): Cell =>
  amount === null ? { value: null, words: '' } : { value: amount, unit };

function notesOf({ type, cashPostings, whyNot, source }: EventExplanation): string[] {
  return [
    ...(source === null ? [] : ['Digest: the SHA-256 of the whole file (sha256sum FILE).']),
    ...(cashPostings === null
      ? [
          `What a ${type} is on the cash basis hangs on what others left open: --basis cash works it ` +
            'out from the whole book.',
        ]
      : []),
    ...(whyNot === null
      ? ['Figures of a comparison rest on the book as a whole: "feeworth explain --list compare".']
      : []),
  ];
}
