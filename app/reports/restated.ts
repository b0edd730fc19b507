import { ledger } from '../../projections/ledger.ts';
import { restatedBetween } from '../../projections/restated.ts';
import type { KnownBook, Restated } from '../../projections/restated.ts';
import { accountLabel } from '../../src/chart.ts';
import type { Globals } from '../cli/context.ts';
import type { View } from '../cli/view.ts';
import { sourcedAt, sourcedEvents } from '../explain/sources.ts';
import { entityIds } from '../explain/scope.ts';
import { count, money, text } from './columns.ts';
import type { Report, Row, Table } from './document.ts';
import { counted } from './words.ts';

/** Rows of the table of events that a person is shown; the rest stands in --json. */
const SHOWN = 40;

/** As first reported against as now known: by account and month, with the events between. */
export async function restatedReport(
  first: View,
  now: View,
  { entity }: Pick<Globals, 'entity'>,
): Promise<Report> {
  const wanted = entity === undefined ? entityIds(now.context) : [entity];
  const all = restatedBetween(knownBook(first), knownBook(now));
  const own = all.filter((restated) => wanted.includes(restated.entity));
  const events = await eventsTable(now, own);
  const { cutSequence, root } = first.provenance;
  return {
    schema: 'feeworth.report.restated/1',
    title:
      own.length === 0
        ? `Nothing was restated as of ${first.provenance.asOf}`
        : `${counted(own.length, 'account and month', 'accounts and months')} as of ${first.provenance.asOf} read otherwise now`,
    tables: [
      differences(own),
      ...(events.rows.length > SHOWN
        ? [{ ...events, isForMachines: true }, largest(events)]
        : [events]),
    ],
    notes: [
      `First reported with events 0 to ${cutSequence - 1}, root ${root}; the line below says what is known now.`,
      'The parts of a difference add up to it to the cent; what counts no longer was in an import taken back.',
    ],
    provenance: now.provenance,
  };
}

const knownBook = (view: View): KnownBook => ({
  context: view.context,
  ledger: view.state(ledger),
  spans: () => view.spans(),
});

function differences(restated: readonly Restated[]): Table {
  return {
    name: 'restated',
    title: 'Activity by account and month, dollars, debits less credits',
    columns: [
      text('entity', 'Entity'),
      text('account', 'Account'),
      text('month', 'Month'),
      money('first', 'As first reported'),
      money('now', 'As now known'),
      money('difference', 'Difference'),
      count('events', 'Events'),
    ],
    rows: restated.map(({ entity, account, month, firstCents, nowCents, parts }) => ({
      cells: [
        entity,
        accountLabel(account),
        month,
        firstCents,
        nowCents,
        nowCents - firstCents,
        parts.length,
      ],
    })),
  };
}

async function eventsTable(now: View, restated: readonly Restated[]): Promise<Table> {
  const parts = restated.flatMap((of) => of.parts.map((part) => ({ of, part })));
  const events = await sourcedEvents(
    now.store,
    parts.map(({ part }) => part.sequence),
  );
  const rows = parts.map(({ of, part }): Row => {
    const { event, source } = sourcedAt(events, part.sequence);
    return {
      cells: [
        of.entity,
        accountLabel(of.account),
        of.month,
        `#${part.sequence}`,
        event.id.slice(0, 8),
        event.type,
        event.meta.recordedAt,
        event.meta.effectiveOn,
        part.countsNow ? 'counts now' : 'counts no longer',
        source === null ? '' : `${source.file} ${source.record}`,
        part.cents,
      ],
    };
  });
  return {
    name: 'events',
    title: 'The events that explain each difference, dollars',
    columns: [
      text('entity', 'Entity'),
      text('account', 'Account'),
      text('month', 'Month'),
      text('sequence', 'Sequence'),
      text('event', 'Event'),
      text('type', 'Type'),
      text('recorded-at', 'Recorded'),
      text('effective-on', 'Effective'),
      text('state', 'State'),
      text('source', 'Source'),
      money('amount', 'Amount'),
    ],
    rows,
  };
}

function largest(events: Table): Table {
  const amountOf = ({ cells }: Row): number => Math.abs(Number(cells.at(-1)));
  const rows = events.rows.toSorted((a, b) => amountOf(b) - amountOf(a)).slice(0, SHOWN);
  return {
    ...events,
    name: 'largest-events',
    title: `The largest ${SHOWN} of ${events.rows.length} parts, dollars; all of them with --json`,
    rows,
  };
}
