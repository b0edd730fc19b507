import { parseDay } from '../../../src/calendar.ts';
import { Raw, reveal } from '../../../src/intake/raw.ts';
import type { Anomaly } from '../../../src/intake/x12/anomaly.ts';
import { readRemittancesFrom } from '../../../src/intake/x12/read-835.ts';
import { readSubmittedClaimsFrom } from '../../../src/intake/x12/read-837p.ts';
import type { Remittance } from '../../../src/intake/x12/types-835.ts';
import type { SubmittedClaim } from '../../../src/intake/x12/types-837p.ts';
import { bytesOf } from '../../support/x12-builder.ts';

export const TODAY = parseDay('2026-02-01');
export const OPTIONS = { today: TODAY, currency: 'USD', file: 'a.835' } as const;

export interface Read<T> {
  readonly items: T[];
  /** Codes of the envelope's anomalies. */
  readonly envelope: string[];
}

export function read835(text: string | Uint8Array): Read<Remittance> {
  const envelope: string[] = [];
  const bytes = typeof text === 'string' ? bytesOf(text) : text;
  const onAnomaly = (a: Anomaly): number => envelope.push(a.code);
  return { items: [...readRemittancesFrom(bytes, { ...OPTIONS, onAnomaly })], envelope };
}

export function read837(text: string | Uint8Array): Read<SubmittedClaim> {
  const envelope: string[] = [];
  const bytes = typeof text === 'string' ? bytesOf(text) : text;
  const onAnomaly = (a: Anomaly): number => envelope.push(a.code);
  return { items: [...readSubmittedClaimsFrom(bytes, { ...OPTIONS, onAnomaly })], envelope };
}

/** The one remittance of a text that has one. */
export function only835(text: string): Remittance {
  const { items } = read835(text);
  if (items.length !== 1 || items[0] === undefined) throw new Error(`${items.length} remittances`);
  return items[0];
}

export const codesOf = (anomalies: readonly Anomaly[]): string[] => anomalies.map((a) => a.code);

/** A copy with every Raw replaced by its content, because two Raws look alike to a matcher. */
export function revealed(value: unknown): unknown {
  if (value instanceof Raw) return { raw: reveal(value) };
  if (Array.isArray(value)) return value.map(revealed);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, v]) => [key, revealed(v)]));
}
