import { randomUUID } from 'node:crypto';
import type { Json, NewEvent } from '../../src/event.ts';

/** An event with nothing special about it and an id that no other process has. */
export function makeEvent(data: Json = {}, over: Partial<NewEvent> = {}): NewEvent {
  return {
    id: randomUUID(),
    type: 'NoteTaken',
    data,
    meta: {
      schema: '1',
      occurredOn: '2025-03-01',
      effectiveOn: '2025-03-01',
      recordedAt: '2025-03-02T08:00:00.000Z',
      entity: 'practice-tx',
      actor: 'tester',
      actorKind: 'person',
      policy: '2025.1',
    },
    ...over,
  };
}
