import type { RecordedEvent } from '../../src/event.ts';
import type { EventData } from '../../src/events/vocabulary.ts';
import type { Follower, FollowerKind } from '../follower.ts';

/** A proposed adjustment and what became of it. */
export interface Adjustment {
  readonly event: string;
  readonly entity: string;
  readonly proposed: EventData<'AdjustmentProposed'>;
  /** Last revision of its stream: a decision is taken on what was read there. */
  revision: bigint;
  status: 'proposed' | 'passed' | 'booked';
  /** Why it was passed, or the entry that books it. */
  because: string;
}

/** Adjustments by entity and number. An entry that books one and is reversed books it no more. */
export class Adjustments implements Follower {
  readonly byName = new Map<string, Adjustment>();
  readonly #byEvent = new Map<string, Adjustment>();

  add({ id, type, data, meta, revision }: RecordedEvent): void {
    if (type === 'AdjustmentProposed') {
      const proposed = data as unknown as EventData<'AdjustmentProposed'>;
      const made: Adjustment = {
        event: id,
        entity: meta.entity,
        proposed,
        revision,
        status: 'proposed',
        because: '',
      };
      this.byName.set(nameOf(meta.entity, proposed.adjustment), made);
      this.#byEvent.set(id, made);
    } else if (type === 'AdjustmentPassed') {
      const { adjustment, reason } = data as unknown as EventData<'AdjustmentPassed'>;
      decide(this.byName.get(nameOf(meta.entity, adjustment)), 'passed', reason, revision);
    } else if (type === 'JournalEntryRecorded') {
      decide(this.#byEvent.get(meta.causedBy ?? ''), 'booked', id, revision);
    } else if (type === 'EntryReversed') {
      const { reverses } = data as { reverses: string };
      const booked = [...this.byName.values()].find((a) => a.because === reverses);
      become(booked, 'proposed', '');
    }
  }
}

export const nameOf = (entity: string, adjustment: string): string => `${entity} ${adjustment}`;

/** A decision stands in the adjustment's own stream. */
function decide(
  of: Adjustment | undefined,
  status: Adjustment['status'],
  because: string,
  revision: bigint,
): void {
  become(of, status, because);
  if (of !== undefined) of.revision = revision;
}

function become(of: Adjustment | undefined, status: Adjustment['status'], because: string): void {
  if (of === undefined) return;
  of.status = status;
  of.because = because;
}

export const adjustments: FollowerKind<Adjustments> = {
  name: 'adjustments',
  isCounted: false,
  types: ['AdjustmentProposed', 'AdjustmentPassed', 'JournalEntryRecorded', 'EntryReversed'],
  make: () => new Adjustments(),
};
