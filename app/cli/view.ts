import { basename } from 'node:path';
import { sha256 } from '../../src/audit/sha256.node.ts';
import type { BookContext } from '../../src/batch/book-context.ts';
import { columnCachePath } from '../../src/batch/column-cache-path.ts';
import { openColumns } from '../../src/batch/column-cache.node.ts';
import type { ColumnBook, Span } from '../../src/batch/column-book.ts';
import { formatDay } from '../../src/calendar.ts';
import { FeeworthError } from '../../src/error.ts';
import type { Cut } from '../../src/event.ts';
import type { EventStore } from '../../src/store/port.ts';
import { ledger } from '../../projections/ledger.ts';
import type { LedgerState } from '../../projections/ledger.ts';
import { cashPolicyOfDays, ledgerAsOf } from '../../projections/ledger-days.ts';
import type { LedgerDays } from '../../projections/ledger-days.ts';
import type { Block, Projection } from '../../projections/projection.ts';
import { asOfDay, instantOf, sequenceWithin, someKnown } from '../cut.ts';
import { besidePath, openBookStore, shownUrl } from '../book-place.ts';
import { keptLedger } from '../kept-ledger.ts';
import type { Provenance } from '../reports/document.ts';
import type { Globals } from './context.ts';
import { LARGEST_FOLD, withoutLastCompiler } from './last-compiler.ts';
import { programVersion } from './version.ts';

/** A book as reports see it: columns at a cut, figures folded when asked for, nothing written. */
export interface View {
  readonly store: EventStore;
  readonly columns: ColumnBook;
  readonly cut: Cut;
  readonly context: BookContext;
  readonly provenance: Provenance;
  /** Root over the events of the cut, hex. */
  readonly root: string;
  /** Posting policy of its last events. */
  readonly policy: string;
  /** Path beside which the book's own files lie; undefined for one in memory. */
  readonly file: string | undefined;
  /** Rows that count, stretch by stretch; `firstSubject` as in `ColumnBook.spans`. */
  spans(firstSubject?: number): Iterable<Span>;
  /** The state of a projection at the cut; folded once, never to be changed. */
  state<S extends Block, F>(projection: Projection<S, F>): S;
  /** Its figures, read once. */
  figures<S extends Block, F>(projection: Projection<S, F>): F;
  /** The same book at another cut; closing it closes nothing. */
  at(cut: Partial<Cut>): Promise<View>;
  /** Events known at a sequence or an instant, as `--known-at` takes them. */
  knownAt(text: string): number;
  close(): Promise<void>;
}

/** Opens the book for reading at the cut that the options ask for; `largeBytes` as for columns. */
export async function openView(globals: Globals, largeBytes?: number): Promise<View> {
  const store = await openBookStore(globals.book, { readOnly: true });
  try {
    return await viewOf(store, globals, largeBytes);
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** Opens a view, hands it over, and closes the book whatever happens. */
export async function withView<T>(globals: Globals, use: (view: View) => Promise<T>): Promise<T> {
  const view = await openView(globals);
  try {
    return await use(view);
  } finally {
    await view.close();
  }
}

async function viewOf(store: EventStore, globals: Globals, largeBytes?: number): Promise<View> {
  const path = besidePath(globals.book);
  const columns = await openColumns(
    store,
    sha256,
    path === null ? undefined : columnCachePath(path),
    largeBytes,
  );
  if (columns.size === 0) {
    throw new FeeworthError('book/empty', 'input', 'The book holds no events yet', {
      place: { file: shownUrl(globals.book) },
      hint: 'open it with "feeworth init FILE", then import',
    });
  }
  const { root } = await store.rootAt(columns.size);
  const opened: Opened = { store, columns, url: globals.book, root, days: {} };
  const view = await viewAt(opened, cutOf(columns, globals));
  checkNames(view.context, globals);
  return { ...view, close: () => store.close() };
}

interface Opened {
  readonly store: EventStore;
  readonly columns: ColumnBook;
  readonly url: string;
  /** Of all that the columns hold. */
  readonly root: string;
  /** The ledger by day, once somebody has asked; null when there is none. */
  readonly days: { of?: LedgerDays | null };
}

async function viewAt(opened: Opened, cut: Cut): Promise<View> {
  const { store, columns, url } = opened;
  const context = columns.context(cut);
  const { root } = await store.rootAt(cut.knownAt);
  const policy = policyAt(columns, cut.knownAt);
  const states = new Map<string, unknown>();
  const folded = new Map<string, unknown>();
  const foldOf = <S extends Block, F>(projection: Projection<S, F>): S => {
    const state = projection.start(context, cut);
    withoutLastCompiler(LARGEST_FOLD, () => {
      for (const { batch, from, to } of columns.spans(cut)) projection.fold(state, batch, from, to);
    });
    return state;
  };
  const stateOf = <S extends Block, F>(projection: Projection<S, F>): S => {
    const known = states.get(projection.name);
    if (known !== undefined) return known as S;
    const state =
      (keptState(projection, opened, context, cut) as S | undefined) ?? foldOf(projection);
    states.set(projection.name, state);
    return state;
  };
  return {
    store,
    columns,
    cut,
    context,
    root,
    policy,
    file: besidePath(url) ?? undefined,
    provenance: {
      book: bookName(context) ?? basename(shownUrl(url)),
      cutSequence: cut.knownAt,
      root: root.slice(0, 16),
      asOf: formatDay(cut.asOf),
      policy,
      cashPolicy: context.cashPolicy,
      modelVersion: programVersion(),
    },
    spans: (firstSubject) => columns.spans(cut, firstSubject),
    state: stateOf,
    figures(projection) {
      if (!folded.has(projection.name)) {
        folded.set(projection.name, projection.figures(stateOf(projection)));
      }
      return folded.get(projection.name) as ReturnType<typeof projection.figures>;
    },
    at: (other) => viewAt(opened, { ...cut, ...other }),
    knownAt: (text) => knownAtOf(columns, text),
    close: () => Promise.resolve(),
  };
}

/** The ledger of a large book with all it knows, from its days; undefined where it is to be folded. */
function keptState(
  projection: { readonly name: string },
  { columns, url, root, days }: Opened,
  context: BookContext,
  cut: Cut,
): LedgerState | undefined {
  if (projection.name !== ledger.name || cut.knownAt !== columns.size) return undefined;
  days.of ??= keptLedger(columns, root, besidePath(url) ?? undefined) ?? null;
  if (days.of === null || context.cashPolicy !== cashPolicyOfDays(columns)) return undefined;
  return ledgerAsOf(days.of, context, cut);
}

/** Posting policy of the last event known: later ones must not change an old report. */
function policyAt(columns: ColumnBook, knownAt: number): string {
  return columns.segments.findLast(({ firstSequence }) => firstSequence < knownAt)?.policy ?? '';
}

function bookName(context: BookContext): string | undefined {
  const opened = context.facts.find((fact) => fact.type === 'BookOpened');
  const name = opened?.data['name'];
  return typeof name === 'string' ? name : undefined;
}

/** Both axes: `--known-at` counts what was recorded by then, `--as-of` what is effective by then. */
function cutOf(columns: ColumnBook, { asOf, knownAt }: Globals): Cut {
  const known = knownAt === undefined ? columns.size : knownAtOf(columns, knownAt);
  return { asOf: asOf === undefined ? columns.lastDay(known) : asOfDay(asOf), knownAt: known };
}

function knownAtOf(columns: ColumnBook, text: string): number {
  if (/^\d+$/.test(text)) {
    return sequenceWithin(Number(text), columns.size);
  }
  return someKnown(columns.knownAt(instantOf(text)));
}

function checkNames(context: BookContext, { site, entity }: Globals): void {
  const known = (kind: 'entity' | 'site', type: string): string[] =>
    context.facts
      .filter((fact) => fact.type === type)
      .map((fact) => (kind === 'entity' ? fact.meta.entity : (fact.meta.site ?? '')));
  checkName('--entity', entity, known('entity', 'EntityFormed'));
  checkName('--site', site, known('site', 'SiteOpened'));
  const opened = context.facts.find((f) => f.type === 'SiteOpened' && f.meta.site === site);
  if (site === undefined || entity === undefined || opened?.meta.entity === entity) return;
  throw new FeeworthError('usage/other-entity', 'usage', `${site} is no site of ${entity}`, {
    hint: `it belongs to ${opened?.meta.entity ?? 'another'}; leave one of the two out`,
  });
}

function checkName(flag: string, value: string | undefined, known: readonly string[]): void {
  if (value === undefined || known.includes(value)) return;
  throw new FeeworthError('usage/unknown-name', 'usage', `${flag} "${value}" is not in the book`, {
    hint: known.length === 0 ? 'the book names none' : `it has ${known.join(', ')}`,
  });
}
