import type { Encodable } from '../src/batch/encode.ts';
import { FeeworthError } from '../src/error.ts';
import type { EventMeta, Json } from '../src/event.ts';
import { formatCents } from '../src/money.ts';

/** Above it a second person approves, where a book says nothing else: 5,000.00. */
export const DEFAULT_APPROVAL_LIMIT = '5000.00';

/** Whether two names are one: letter case, spaces and signs that nobody sees tell nobody apart. */
export function isSamePerson(one: string, other: string): boolean {
  const plain = (name: string): string =>
    name
      .normalize('NFKC')
      .replaceAll(/[\p{Cf}\s]+/gu, '')
      .toLowerCase();
  return plain(one) === plain(other);
}

type Approvable = Omit<Encodable, 'meta'> & {
  readonly meta: Pick<EventMeta, 'actor' | 'approvedBy' | 'effectiveOn'>;
};
type Data = Readonly<Record<string, Json | undefined>>;

/** Lists of lines whose debits are the size of an entry by hand. */
const LINES: Readonly<Record<string, string>> = {
  JournalEntryRecorded: 'lines',
  ErrorRestated: 'effectByAccount',
};
/** Decisions without an amount: they always want a second person. */
const DECISIONS: ReadonlySet<string> = new Set(['PolicyChanged', 'PeriodReopened']);

/**
 * Refuses what one person may not do alone: a journal entry or restatement whose debits lie above
 * the limit, the reversal of one, a change of policy, a reopening. Throws `approval/missing` when
 * nobody approved it and `approval/own-work` when its preparer did.
 */
export function assertApproved(event: Approvable, limitCents: number): void {
  if (event.type === 'EntryReversed') return assertReversalApproved(event, limitCents);
  const list = LINES[event.type];
  if (list === undefined && !DECISIONS.has(event.type)) return;
  const amount = list === undefined ? null : debitsOf((event.data as Data)[list]);
  const text = (name: string): string | undefined => {
    const value = (event.data as Data)[name];
    return typeof value === 'string' && value.trim() !== '' ? value : undefined;
  };
  const preparer = text('preparer') ?? event.meta.actor;
  const approver = text('approver') ?? event.meta.approvedBy;
  const isSmall = amount !== null && amount <= limitCents;
  // A restatement names its approver whatever its amount: then it is somebody else.
  if (isSmall && (event.type !== 'ErrorRestated' || approver === undefined)) return;
  const what = amount === null ? event.type : `${event.type} of ${formatCents(amount)}`;
  const why = amount === null || isSmall ? '' : ` above the limit of ${formatCents(limitCents)}`;
  const place = { at: `${event.type} of ${event.meta.effectiveOn}` };
  if (approver === undefined) {
    throw new FeeworthError('approval/missing', 'input', `${what}${why} needs an approver`, {
      place,
      hint: 'name a second person who approved it: --approver WHO, or approver in the file',
    });
  }
  const names = [preparer, event.meta.actor];
  if (!names.some((name) => isSamePerson(name, approver))) return;
  throw new FeeworthError(
    'approval/own-work',
    'input',
    `${what}${why} cannot be approved by who prepared or records it`,
    { place, hint: 'let somebody else approve it; names that differ in case only are one person' },
  );
}

/**
 * What two people put into the book one does not take out: who approved it then approves nothing
 * now.
 */
function assertReversalApproved({ data, meta }: Approvable, limitCents: number): void {
  const [copy] = (data as Data)['original'] as readonly Readonly<Record<string, string>>[];
  const list = LINES[copy?.['type'] ?? ''];
  if (copy === undefined || list === undefined) return;
  const own = JSON.parse(copy['data'] ?? '{}') as Data;
  assertApproved(
    { type: 'JournalEntryRecorded', data: { lines: own[list] ?? [] }, meta },
    limitCents,
  );
}

function debitsOf(lines: Json | undefined): number {
  let cents = 0;
  for (const line of (lines ?? []) as readonly { readonly amount?: string }[]) {
    // Amounts were checked by their declaration; what is not money never gets here.
    const amount = Number((line.amount ?? '').replace('.', ''));
    if (amount > 0) cents += amount;
  }
  return cents;
}
