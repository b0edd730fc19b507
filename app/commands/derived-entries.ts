import { lastDay } from '../../src/calendar.ts';
import type { Month } from '../../src/calendar.ts';
import { draft } from '../../src/events/draft.ts';
import type { DraftMeta, EventDraft } from '../../src/events/draft.ts';
import { reversalOf } from '../../src/events/reversal.ts';
import type { EventData } from '../../src/events/vocabulary.ts';
import { expectedContractual, findPayer } from '../../src/intake/events/payers.ts';
import { formatCents, parseCents } from '../../src/money.ts';
import { project } from '../../projections/projection.ts';
import { prepaid } from '../../projections/prepaid.ts';
import type { EntityPrepaid } from '../../projections/prepaid-figures.ts';
import type { Book } from '../book.ts';
import { claims } from '../indexes/claims.ts';
import { feeEntries, metaAt } from './derived-fees.ts';

/** What the month itself brings about: nobody sends a file of it. Computed from what is recorded. */
export async function derivedEntries(
  entity: string,
  month: Month,
  book: Book,
): Promise<readonly EventDraft[]> {
  return [
    ...(await writeOffs(entity, book)),
    ...(await feeEntries(entity, month, book)),
    ...(await prepaidEntries(entity, month, book)),
  ];
}

/**
 * Write-offs that came before their claim are booked again with the payer's estimate released, so
 * that the order in which a month's files come changes no figure.
 */
async function writeOffs(entity: string, book: Book): Promise<EventDraft[]> {
  const known = await book.follow(claims);
  const closed = await book.periods;
  const { setting } = await book.settings;
  const made: EventDraft[] = [];
  for (const { claim, sequence } of known.orphans.values()) {
    const payer = findPayer(setting, [known.payerOf(claim)]);
    if (payer === undefined) continue;
    const original = await book.eventAt(sequence);
    if (original.meta.entity !== entity) continue;
    const { meta } = original;
    const by = { actor: book.actor, actorKind: 'rule' as const };
    const effectiveOn = closed.openDay(meta.effectiveOn, entity);
    const data = original.data as unknown as EventData<'DenialWrittenOff'>;
    const cents = parseCents(data.net) + parseCents(data.released);
    const released = expectedContractual(cents, payer);
    const reason = 'its claim is known now';
    made.push(
      reversalOf(original, { occurredOn: meta.occurredOn, effectiveOn, reason, ...by }),
      draft(
        'DenialWrittenOff',
        {
          ...data,
          payer: payer.id,
          released: formatCents(released),
          net: formatCents(cents - released),
        },
        {
          occurredOn: meta.occurredOn,
          effectiveOn,
          entity,
          ...(meta.site === undefined ? {} : { site: meta.site }),
          ...by,
          causedBy: original.id,
        },
      ),
    );
  }
  return made;
}

async function prepaidEntries(entity: string, month: Month, book: Book): Promise<EventDraft[]> {
  const columns = await book.columns;
  const cut = { asOf: lastDay(month), knownAt: columns.size };
  const figures = project(prepaid, columns.context(cut), columns.feed(cut), cut);
  const own = figures.entities.find((e) => e.entity === entity);
  if (own === undefined) return [];
  return entriesOfPrepaid(own, metaAt(entity, month, book));
}

/** What a close recognises of prepaid balances as they stand. */
export function entriesOfPrepaid(own: EntityPrepaid, meta: DraftMeta): EventDraft[] {
  return [
    ...membershipsEarned(own, meta),
    ...packageBreakage(own, meta),
    ...cardBreakage(own, meta),
  ];
}

/**
 * Membership months that passed and were not recognised by the practice's own system. Where that
 * system recognises them in one sum for a site, the rest is one sum too.
 */
function membershipsEarned(own: EntityPrepaid, meta: DraftMeta): EventDraft[] {
  const inSum = own.openMemberships.reduce((sum, m) => sum + Math.min(0, m.liabilityCents), 0);
  if (inSum < 0) {
    const due = own.earnedDueCents + inSum;
    if (due <= 0) return [];
    const membership = `memberships-${own.entity}`;
    return [draft('MembershipEarned', { membership, amount: formatCents(due) }, meta)];
  }
  return own.openMemberships
    .filter((m) => m.earnedDueCents > 0)
    .map(({ membership, earnedDueCents }) =>
      draft('MembershipEarned', { membership, amount: formatCents(earnedDueCents) }, meta),
    );
}

/**
 * What is left of a package when no session is left or it has expired (a fee kept at a refund,
 * sessions given up), and the portfolio's breakage in proportion to use (606-10-55-48).
 */
function packageBreakage(own: EntityPrepaid, meta: DraftMeta): EventDraft[] {
  const finished = own.openPackages.filter(
    (p) =>
      p.liabilityCents > 0 &&
      (p.sessionsLeft <= 0 || (p.expiresOn !== undefined && p.expiresOn <= meta.occurredOn)),
  );
  const made = finished.map((p) =>
    draft(
      'PackageBreakageRecognized',
      { package: p.package, amount: formatCents(p.liabilityCents) },
      meta,
    ),
  );
  const ofFinished = finished.reduce((sum, p) => sum + p.breakageDueCents, 0);
  const left = own.packages.closingCents - finished.reduce((sum, p) => sum + p.liabilityCents, 0);
  const due = Math.min(own.breakageDue.packagesCents - ofFinished, Math.max(0, left));
  if (due === 0) return made;
  return [...made, draft('PackageBreakageRecognized', { amount: formatCents(due) }, meta)];
}

function cardBreakage(own: EntityPrepaid, meta: DraftMeta): EventDraft[] {
  const due = own.breakageDue.giftCardsCents;
  if (due === 0) return [];
  return [draft('GiftCardBreakageRecognized', { amount: formatCents(due) }, meta)];
}
