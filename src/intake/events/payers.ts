import { timesRateHalfUp } from '../../money.ts';
import type { Cents } from '../../money.ts';
import { sameValue } from '../csv/same-value.ts';
import { Raw, reveal } from '../raw.ts';
import type { IntakeContext } from './fact.ts';
import type { PayerInfo, Setting } from './setting.ts';

/** A payer as events name it; `isListed` is false for one the book has never heard of. */
export interface ResolvedPayer extends PayerInfo {
  readonly isListed: boolean;
}

const INDEXES = new WeakMap<Setting, ReadonlyMap<string, PayerInfo>>();

function indexOf(setting: Setting): ReadonlyMap<string, PayerInfo> {
  const known = INDEXES.get(setting);
  if (known) return known;
  const index = new Map<string, PayerInfo>();
  for (const payer of setting.payers) {
    for (const name of [payer.id, payer.name, ...payer.ids]) index.set(sameValue(name), payer);
  }
  INDEXES.set(setting, index);
  return index;
}

/** A payer by any of the names files give it: our id, its name, NM109, TRN03. */
export function findPayer(
  setting: Setting,
  names: readonly (string | Raw | null | undefined)[],
): PayerInfo | undefined {
  const index = indexOf(setting);
  for (const name of names) {
    if (name === null || name === undefined) continue;
    const text = sameValue(typeof name === 'string' ? name : reveal(name));
    // TRN03 is the payer's tax number with a 1 before it.
    const found = index.get(text) ?? index.get(text.replace(/^1(?=\d{9}$)/, ''));
    if (found) return found;
  }
  return undefined;
}

/**
 * The payer of a record. One that is not listed gets a token, class `other` and no expected
 * contractual part: its money is not in doubt, only its name; the file's notices say so.
 */
export function resolvePayer(
  context: IntakeContext,
  names: readonly (string | Raw | null | undefined)[],
  where: string,
): ResolvedPayer {
  const found = findPayer(context.setting, names);
  if (found) return { ...found, isListed: true };
  const raw = names.find((name) => name !== null && name !== undefined) ?? 'unnamed payer';
  context.notice({
    code: 'unknown-payer',
    words: 'a payer is not listed in the book; no contractual adjustment is expected of it',
    where,
  });
  return {
    id: context.tokenise('payer', raw),
    payerClass: 'other',
    name: '',
    ids: [],
    contractualRate: '0',
    isListed: false,
  };
}

/** Expected contractual part of an amount, half up, ties away from zero (settled.md §3.3). */
export function expectedContractual(amountCents: number, payer: PayerInfo): Cents {
  return timesRateHalfUp(amountCents, payer.contractualRate);
}
