/** What a number of a report is counted in. Money is integer cents. */
export type Unit =
  'cents' | 'count' | 'share' | 'days' | 'months' | 'factor' | 'text' | 'month' | 'quantity';

/** A figure inside a sentence: as it is written there, and the name `explain` takes. */
export interface Mention {
  readonly text: string;
  readonly figure: string;
  readonly value: number | null;
  readonly unit: Unit;
}

/** Words with the figures they mention. */
export interface Said {
  readonly text: string;
  readonly mentions: readonly Mention[];
}

/** A number that can be explained by name, a bare number, or words. Null prints as "n/a". */
export type Cell =
  | string
  | number
  | null
  | Said
  | {
      readonly value: number | null;
      /** Name that `explain` takes; settled.md §6.8. */
      readonly figure?: string;
      /** Words instead of the value where there is none: "n/a (no fee)". */
      readonly words?: string;
      /** Where rows of one column are counted in different things. */
      readonly unit?: Unit;
    };

export interface Column {
  /** Stable name in CSV and JSON. */
  readonly key: string;
  /** Sentence-case heading for people. */
  readonly label: string;
  readonly unit: Unit;
  /** In JSON and CSV only: people read the same in another table. */
  readonly isForMachines?: boolean;
}

export interface Row {
  readonly cells: readonly Cell[];
  /** `total` closes what stands above it, `heading` spans the table. */
  readonly kind?: 'total' | 'heading';
}

export interface Table {
  /** Stable name in JSON: "by-month". */
  readonly name: string;
  /** A sentence that states the result. */
  readonly title: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** Said right under the table: how complete it is, what a column means. */
  readonly notes?: readonly string[];
  /** Figures in title and notes. */
  readonly mentions?: readonly Mention[];
  /** In JSON and CSV only: too long for a screen. */
  readonly isForMachines?: boolean;
}

/** Where every figure of a report comes from (settled.md §2.6). */
export interface Provenance {
  /** Events known: sequences below it count. */
  readonly cutSequence: number;
  /** First 16 hex of the root over those events. */
  readonly root: string;
  readonly asOf: string;
  readonly policy: string;
  readonly cashPolicy: string;
  readonly modelVersion: string;
  readonly book: string;
  /** Of a comparison. */
  readonly scenarioDigest?: string;
  readonly seed?: string;
  readonly runDigest?: string;
}

/** What a command has to say: one document for terminal, JSON, CSV and HTML alike. */
export interface Report {
  /** "feeworth.report.fee/1". */
  readonly schema: string;
  /** A sentence that states the result. */
  readonly title: string;
  /** The result in a few plain sentences, for who reads no further. */
  readonly summary?: readonly string[];
  readonly tables: readonly Table[];
  /** What a reader must know to believe the figures, or not to. */
  readonly notes: readonly string[];
  /** Figures in title and notes. */
  readonly mentions?: readonly Mention[];
  readonly provenance?: Provenance;
  /** Machine data beyond the tables; the tables themselves are always in the JSON. */
  readonly data?: Readonly<Record<string, unknown>>;
  /** Of the process, when the report itself is a verdict (verify, doctor); else 0. */
  readonly exitCode?: number;
}

/** A table with the columns that people read. */
export function forPeople(table: Table): Table {
  const { columns, rows } = table;
  if (!columns.some((column) => column.isForMachines)) return table;
  const isRead = (_: unknown, i: number): boolean => columns[i]?.isForMachines !== true;
  return {
    ...table,
    columns: columns.filter(isRead),
    rows: rows.map((row) => ({ ...row, cells: row.cells.filter(isRead) })),
  };
}

export function valueOf(cell: Cell): string | number | null {
  if (typeof cell !== 'object' || cell === null) return cell;
  return 'text' in cell ? cell.text : cell.value;
}

export function figureOf(cell: Cell): string | undefined {
  return typeof cell === 'object' && cell !== null && 'value' in cell ? cell.figure : undefined;
}
