import { toHex } from '../../src/audit/merkle.ts';
import { sha256 } from '../../src/audit/sha256.node.ts';
import type { RecordedEvent } from '../../src/event.ts';
import type { EventData } from '../../src/events/vocabulary.ts';
import { FeeworthError } from '../../src/error.ts';
import type { Follower, FollowerKind } from '../follower.ts';

export interface RunApproval {
  readonly approver: string;
  readonly recordedAt: string;
  readonly reason: string | null;
}

/** That a run is the one of record of its scenario, and why. */
export interface RunLock {
  readonly id: string;
  readonly by: string;
  readonly recordedAt: string;
  readonly reason: string;
}

/** A run that the book holds, with what was decided about it. */
export interface KnownRun {
  readonly id: string;
  readonly sequence: number;
  readonly stream: string;
  readonly recordedAt: string;
  readonly actor: string;
  readonly data: EventData<'ScenarioRunRecorded'>;
  readonly approvals: RunApproval[];
  lock: RunLock | null;
  /** Last revision of its stream. */
  revision: bigint;
}

/** The stream of a scenario's locks; its id may hold what no stream's name may. */
export const lockStream = (scenario: string): string =>
  `scenario-${toHex(sha256(new TextEncoder().encode(scenario))).slice(0, 16)}`;

/** The recorded runs of a book. */
export class Runs implements Follower {
  readonly byStream = new Map<string, KnownRun>();
  /** The run of record by scenario. */
  readonly locked = new Map<string, KnownRun>();
  /** Last revision of each stream of locks. */
  readonly lockRevisions = new Map<string, bigint>();
  readonly #byId = new Map<string, KnownRun>();

  add(event: RecordedEvent): void {
    const { type, data, meta, stream, revision } = event;
    if (type === 'ScenarioRunRecorded') {
      const made: KnownRun = {
        id: event.id,
        sequence: event.sequence,
        stream,
        recordedAt: meta.recordedAt,
        actor: meta.actor,
        data: data as unknown as KnownRun['data'],
        approvals: [],
        lock: null,
        revision,
      };
      this.byStream.set(stream, made);
      this.#byId.set(event.id, made);
    } else if (type === 'ScenarioRunLocked') this.#lock(event);
    else if (type === 'ApprovalGiven') {
      const { approves, approver, reason } = data as unknown as EventData<'ApprovalGiven'>;
      const run = this.byStream.get(stream);
      if (run === undefined || run.id !== approves) return;
      run.revision = revision;
      run.approvals.push({ approver, recordedAt: meta.recordedAt, reason: reason ?? null });
    }
  }

  #lock({ id, data, meta, stream, revision }: RecordedEvent): void {
    const { run, scenario, reason } = data as unknown as EventData<'ScenarioRunLocked'>;
    const known = this.#byId.get(run);
    this.lockRevisions.set(stream, revision);
    if (known === undefined) return;
    const before = this.locked.get(scenario);
    if (before !== undefined) before.lock = null;
    known.lock = { id, by: meta.actor, recordedAt: meta.recordedAt, reason };
    this.locked.set(scenario, known);
  }

  /** All of them, in the order in which they were recorded. */
  get all(): readonly KnownRun[] {
    return [...this.byStream.values()].toSorted((a, b) => a.sequence - b.sequence);
  }

  /** The run for analysis that was recorded last for the same scenario, word for word. */
  lastAnalysis(scenarioDigest: string): KnownRun | undefined {
    return this.all.findLast(
      ({ data }) => data.scenarioDigest === scenarioDigest && data.purpose !== 'promise',
    );
  }

  /**
   * The run that a person names: its stream, four or more of its hex digits or of its result's
   * digest, or "#sequence". Throws `run/unknown`, `run/ambiguous`.
   */
  named(text: string): KnownRun {
    const name = text.trim().toLowerCase();
    const exact = this.all.filter((run) => isExactly(run, name));
    const found = exact.length > 0 ? exact : this.all.filter((run) => beginsSo(run, name));
    const [only] = found;
    if (only === undefined) {
      throw new FeeworthError('run/unknown', 'input', 'The book has no such run', {
        place: { at: text.slice(0, 80) },
        hint: 'see feeworth run list; compare --record keeps one',
      });
    }
    if (found.length === 1) return only;
    throw new FeeworthError('run/ambiguous', 'usage', `${found.length} runs begin so`, {
      place: { at: text.slice(0, 80) },
      hint: `write one of ${found.map(({ stream }) => stream).join(', ')}`,
    });
  }
}

const isExactly = ({ stream, sequence, id }: KnownRun, name: string): boolean =>
  name === stream || name === id || name === `#${sequence}`;

function beginsSo({ stream, data }: KnownRun, name: string): boolean {
  const hex = name.replace(/^run-/, '');
  if (!/^[0-9a-f]{4,64}$/.test(hex)) return false;
  return stream.startsWith(`run-${hex}`) || data.resultDigest.startsWith(hex);
}

export const runs: FollowerKind<Runs> = {
  name: 'runs',
  isCounted: false,
  types: ['ScenarioRunRecorded', 'ScenarioRunLocked', 'ApprovalGiven'],
  make: () => new Runs(),
};
