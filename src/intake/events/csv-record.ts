import { FeeworthError } from '../../error.ts';
import { formatCents, parseCents } from '../../money.ts';
import type { CsvRecord } from '../csv/target.ts';
import { makeFact } from './fact.ts';
import type { Fact, FactPlace, IntakeContext, Loose, Origin } from './fact.ts';
import type { EventData, EventType } from '../../events/vocabulary.ts';

/** A row of a mapped file with typed access, its place and its identity. */
export class Row {
  readonly context: IntakeContext;
  readonly record: CsvRecord;
  readonly origin: Origin;

  /** `leftOut` are fields that may differ between two exports of the same record. */
  constructor(
    context: IntakeContext,
    system: string,
    target: string,
    record: CsvRecord,
    leftOut: readonly string[] = [],
  ) {
    this.context = context;
    this.record = record;
    const values = Object.entries(record.values).filter(([name]) => !leftOut.includes(name));
    this.origin = {
      system: `${system}/${target}`,
      record: JSON.stringify(values),
      sourceRecord: `line ${record.line}`,
    };
  }

  text(field: string): string | undefined {
    const value = this.record.values[field];
    return value === undefined || value === '' ? undefined : String(value);
  }

  /** A field the reader does not hand out records without. */
  must(field: string): string {
    const value = this.text(field);
    if (value === undefined) throw this.refuse('import/missing-value', `has no ${field}`);
    return value;
  }

  cents(field: string): number {
    const value = this.text(field);
    return value === undefined ? 0 : parseCents(value);
  }

  count(field: string): number | undefined {
    const value = this.record.values[field];
    return typeof value === 'number' ? value : undefined;
  }

  /** Whether the row or the file names a site; `shared` says that it is none. */
  get saysSite(): boolean {
    return (this.text('site') ?? this.context.site) !== undefined;
  }

  /** The site of the row, else the file's; `shared` is no site; an unknown one is refused. */
  get site(): string | undefined {
    const site = this.text('site') ?? this.context.site;
    if (site === undefined || site === 'shared') return undefined;
    const known = this.context.setting.sites.get(site);
    if (known === undefined) throw this.refuse('import/unknown-site', 'names a site unknown here');
    if (known.entity !== this.context.entity)
      throw this.refuse('import/other-entity', `names a site of ${known.entity}`);
    return site;
  }

  fact<T extends EventType>(
    type: T,
    on: string,
    data: Loose<EventData<T>>,
    more: Omit<FactPlace, 'on'> = {},
  ): Fact {
    return makeFact(this.context, this.origin, { on, site: this.site, ...more }, type, data);
  }

  /** Money whose meaning is not known: it waits in 1090 against the account that holds it. */
  suspended(on: string, amountCents: number, against: number, subject?: string): Fact {
    const { suspense } = this.record;
    this.context.notice({
      code: 'record-in-suspense',
      words: 'a value is not known to the mapping; the money of the row waits in suspense',
      where: this.origin.sourceRecord,
    });
    return this.fact('RecordSuspended', on, {
      reason: suspense?.reason ?? 'other',
      field: suspense?.field,
      amount: formatCents(amountCents),
      against,
      subject,
    });
  }

  refuse(code: string, what: string): FeeworthError {
    const { file } = this.context;
    return new FeeworthError(code, 'input', `A row ${what}`, {
      place: { file, line: this.record.line },
      hint: 'mend the row, the mapping, or what the book knows (book.yaml)',
    });
  }
}

/** What one kind of file becomes. Called once per file, so that rows may be looked at together. */
export type FromRows = (rows: readonly Row[], context: IntakeContext) => Fact[];
