import type { RecordedEvent } from '../../src/event.ts';
import { UNKNOWN_PAYER } from '../../src/intake/events/claims-office.ts';
import type { ClaimLookup, LiveCharge } from '../../src/intake/events/setting.ts';
import { parseCents } from '../../src/money.ts';
import type { Follower, FollowerKind } from '../follower.ts';

interface Claim {
  payer?: string;
  charge?: LiveCharge & { readonly sequence: number };
  submitted?: { readonly on: string; readonly frequency: string };
}

interface Item {
  readonly kind: string;
  readonly subject: string;
  readonly party?: string;
}

/** What the book knows of each claim, as far as reading further files needs it. */
export class Claims implements Follower, ClaimLookup {
  readonly #claims = new Map<string, Claim>();
  readonly #claimOfCharge = new Map<string, string>();
  /** Write-offs whose claim was not known when they came: sequences by event. */
  readonly orphans = new Map<string, { readonly claim: string; readonly sequence: number }>();

  add(event: RecordedEvent): void {
    switch (event.type) {
      case 'ChargePosted': {
        const data = event.data as { claim: string; payer: string; gross: string };
        const claim = this.#of(data.claim);
        claim.payer = data.payer;
        const { id, sequence } = event;
        const grossCents = parseCents(data.gross);
        claim.charge = { event: id, grossCents, payer: data.payer, sequence };
        this.#claimOfCharge.set(id, data.claim);
        return;
      }
      case 'ClaimSubmitted': {
        const data = event.data as { claim: string; rank: string; frequency: string };
        const on = event.meta.occurredOn;
        const claim = this.#of(data.claim);
        if (data.rank === 'primary' && on >= (claim.submitted?.on ?? ''))
          claim.submitted = { on, frequency: data.frequency };
        return;
      }
      case 'DenialWrittenOff': {
        const { claim, payer } = event.data as { claim: string; payer: string };
        if (payer === UNKNOWN_PAYER)
          this.orphans.set(event.id, { claim, sequence: event.sequence });
        return;
      }
      case 'EntryReversed': {
        const { reverses } = event.data as { reverses: string };
        this.orphans.delete(reverses);
        const name = this.#claimOfCharge.get(reverses);
        const claim = name === undefined ? undefined : this.#claims.get(name);
        if (claim?.charge?.event === reverses) delete claim.charge;
        return;
      }
      case 'OpeningBalanceRecorded': {
        const { items } = event.data as unknown as { items: readonly Item[] };
        for (const { kind, subject, party } of items)
          if (kind === 'claim' && party !== undefined) this.#of(subject).payer ??= party;
        return;
      }
      default:
    }
  }

  payerOf(claim: string): string | undefined {
    return this.#claims.get(claim)?.payer;
  }

  charge(claim: string): (LiveCharge & { readonly sequence: number }) | undefined {
    return this.#claims.get(claim)?.charge;
  }

  submitted(claim: string): { readonly on: string; readonly frequency: string } | undefined {
    return this.#claims.get(claim)?.submitted;
  }

  /** Sequence of a charge that counts. */
  sequenceOfCharge(event: string): number | undefined {
    const claim = this.#claimOfCharge.get(event);
    const charge = claim === undefined ? undefined : this.#claims.get(claim)?.charge;
    return charge?.event === event ? charge.sequence : undefined;
  }

  #of(name: string): Claim {
    const known = this.#claims.get(name);
    if (known) return known;
    const claim: Claim = {};
    this.#claims.set(name, claim);
    return claim;
  }
}

export const claims: FollowerKind<Claims> = {
  name: 'claims',
  isCounted: true,
  types: [
    'ChargePosted',
    'ClaimSubmitted',
    'DenialWrittenOff',
    'EntryReversed',
    'OpeningBalanceRecorded',
  ],
  make: () => new Claims(),
};
