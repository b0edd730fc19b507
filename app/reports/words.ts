import type { Globals } from '../cli/context.ts';

/** What a report is about, inside a sentence. */
export function scopeWords({ entity, site }: Pick<Globals, 'entity' | 'site'>): string {
  return site ?? entity ?? 'all practices';
}

/** "one invoice", "3 invoices". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return count === 1 ? `one ${one}` : `${count} ${many}`;
}

/** The same text beginning a sentence. */
export function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
