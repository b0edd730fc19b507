import { parseDay } from '../../src/calendar.ts';
import type { RecordedEvent } from '../../src/event.ts';
import type {
  AgreementInfo,
  EntityInfo,
  PayerInfo,
  Setting,
  SiteInfo,
} from '../../src/intake/events/setting.ts';
import type { EventData } from '../../src/events/vocabulary.ts';
import type { AgreementTerms } from '../../src/agreement/terms.ts';
import type { Follower, FollowerKind } from '../follower.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What a book is: its opening, entities, sites, payers and agreements. */
export class Settings implements Follower {
  opened: EventData<'BookOpened'> | null = null;
  readonly entities = new Map<string, Mutable<EntityInfo>>();
  readonly sites = new Map<string, SiteInfo>();
  readonly payers = new Map<string, PayerInfo>();
  readonly agreements = new Map<string, Mutable<AgreementInfo>>();
  #setting: Setting | null = null;

  add(event: RecordedEvent): void {
    const take = TAKERS[event.type];
    if (take === undefined) return;
    take(this, event);
    this.#setting = null;
  }

  /** What readers of files are told; the same object until something changes. */
  get setting(): Setting {
    this.#setting ??= {
      currency: this.opened?.currency ?? 'USD',
      cashPolicy: this.opened?.cashPolicy ?? 'bank',
      opening: this.opened?.opening ?? '1999-12-31',
      entities: new Map(this.entities),
      sites: new Map(this.sites),
      payers: [...this.payers.values()],
      agreements: [...this.agreements.values()],
    };
    return this.#setting;
  }
}

const TAKERS: Readonly<Record<string, (to: Settings, event: RecordedEvent) => void>> = {
  BookOpened(to, event) {
    to.opened = event.data as unknown as EventData<'BookOpened'>;
  },
  EntityFormed(to, { data, meta }) {
    const { kind, state, npi } = data as unknown as EventData<'EntityFormed'>;
    const bankAccounts = to.entities.get(meta.entity)?.bankAccounts ?? [];
    to.entities.set(meta.entity, { id: meta.entity, kind, state, npi, bankAccounts });
  },
  SiteOpened(to, { data, meta }) {
    const { npi, claimPrefixes } = data as unknown as EventData<'SiteOpened'>;
    const prefixes = claimPrefixes?.map((item) => item.prefix) ?? [];
    const id = meta.site ?? '';
    to.sites.set(id, { id, entity: meta.entity, npi, claimPrefixes: prefixes });
  },
  BankAccountOpened(to, { data }) {
    const { bankAccount, holder } = data as unknown as EventData<'BankAccountOpened'>;
    const entity = to.entities.get(holder);
    if (entity) entity.bankAccounts = [...entity.bankAccounts, bankAccount];
  },
  PayerListed(to, { data }) {
    const payer = data as unknown as EventData<'PayerListed'>;
    const { payerClass, name, contractualRate } = payer;
    const ids = payer.ids.map((item) => item.id);
    to.payers.set(payer.payer, { id: payer.payer, payerClass, name, ids, contractualRate });
  },
  AgreementSigned: agreed,
  AgreementAmended: agreed,
  AgreementTerminated(to, { data }) {
    const { agreement, lastOn } = data as unknown as EventData<'AgreementTerminated'>;
    const known = to.agreements.get(agreement);
    if (known) known.to = parseDay(lastOn);
  },
};

function agreed(to: Settings, { data }: RecordedEvent): void {
  const { agreement, fromOn, terms } = data as unknown as EventData<'AgreementSigned'>;
  const { practices, mso } = terms as unknown as AgreementTerms;
  const known = to.agreements.get(agreement);
  const from = known?.from ?? parseDay(fromOn);
  to.agreements.set(agreement, { id: agreement, practices, mso, from, to: known?.to ?? null });
}

export const settings: FollowerKind<Settings> = {
  name: 'settings',
  isCounted: false,
  types: Object.keys(TAKERS),
  make: () => new Settings(),
};
