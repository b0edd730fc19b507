import type { RecordedEvent } from '../../src/event.ts';
import type { Follower, FollowerKind } from '../follower.ts';

/** Which events were reversed, and by which. */
export class Reversed implements Follower {
  readonly by = new Map<string, string>();

  add({ id, type, data }: RecordedEvent): void {
    if (type !== 'EntryReversed') return;
    this.by.set((data as { reverses: string }).reverses, id);
  }
}

export const reversed: FollowerKind<Reversed> = {
  name: 'reversed',
  isCounted: true,
  types: ['EntryReversed'],
  make: () => new Reversed(),
};
