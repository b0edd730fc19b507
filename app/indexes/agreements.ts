import type { RecordedEvent } from '../../src/event.ts';
import type { EventData } from '../../src/events/vocabulary.ts';
import type { AgreementHistory, Amendment } from '../../src/agreement/amend.ts';
import type { AgreementTerms } from '../../src/agreement/terms.ts';
import type { Follower, FollowerKind } from '../follower.ts';

export interface KnownAgreement {
  readonly id: string;
  readonly practice: string;
  readonly mso: string;
  history: AgreementHistory;
  /** Last revision of its stream. */
  revision: bigint;
}

/** The agreements of the book with everything that was changed in them. */
export class Agreements implements Follower {
  readonly byId = new Map<string, KnownAgreement>();
  readonly #byStream = new Map<string, KnownAgreement>();

  add(event: RecordedEvent): void {
    const { type, meta, revision, stream } = event;
    if (!stream.startsWith('agreement-')) return;
    if (type === 'AgreementSigned') {
      const { agreement, terms } = event.data as unknown as EventData<'AgreementSigned'>;
      const signed = terms as unknown as AgreementTerms;
      const made: KnownAgreement = {
        id: agreement,
        practice: meta.entity,
        mso: signed.mso,
        history: { signed, amendments: [] },
        revision,
      };
      this.byId.set(agreement, made);
      this.#byStream.set(stream, made);
      return;
    }
    // A decision about it stands in its stream and does not name it.
    const known = this.#byStream.get(stream);
    if (known === undefined) return;
    known.revision = revision;
    if (type === 'AgreementAmended') {
      const { fromOn, terms } = event.data as unknown as EventData<'AgreementAmended'>;
      const changes = terms as unknown as AgreementTerms;
      const { id: _id, mso: _mso, effectiveFrom: _from, signedOn: _on, ...rest } = changes;
      const amendment: Amendment = {
        id: event.id,
        signedOn: meta.occurredOn,
        effectiveFrom: fromOn,
        changes: rest,
      };
      const { history } = known;
      known.history = { ...history, amendments: [...history.amendments, amendment] };
    } else if (type === 'AgreementTerminated') {
      const { lastOn } = event.data as unknown as EventData<'AgreementTerminated'>;
      known.history = { ...known.history, endsOn: lastOn };
    }
  }
}

export const agreements: FollowerKind<Agreements> = {
  name: 'agreements',
  isCounted: false,
  types: ['AgreementSigned', 'AgreementAmended', 'AgreementTerminated', 'DecisionTaken'],
  make: () => new Agreements(),
};
