import { FeeworthError } from '../../src/error.ts';
import type { Globals } from './context.ts';

/** Commands that can be about one site. */
const BY_SITE: ReadonlySet<string> = new Set(['import', 'report ageing', 'report cash-flow']);

/** Commands that can be about one practice or MSO. */
const BY_ENTITY: ReadonlySet<string> = new Set([
  ...BY_SITE,
  'adjustment book',
  'adjustment pass',
  'audit',
  'close',
  'close-year',
  'export',
  'import list',
  'reconcile',
  'reopen',
  'report adjustments',
  'report fee',
  'report lead-schedules',
  'report ledger',
  'report prepaid',
  'report restated',
  'report revenue-cycle',
  'report roll-forwards',
  'suspense list',
]);

/**
 * Refuses a scope that a command would pass over in silence: the group's figures under a site's
 * name. Throws `usage/no-such-scope`.
 */
export function mustHeedScope(path: string, { site, entity }: Globals): void {
  const refused = (option: '--site' | '--entity', takes: ReadonlySet<string>): FeeworthError =>
    new FeeworthError('usage/no-such-scope', 'usage', `"${path}" does not take ${option}`, {
      hint: `leave it out; these take it: ${[...takes].sort().join(', ')}`,
    });
  if (site !== undefined && !BY_SITE.has(path)) throw refused('--site', BY_SITE);
  if (entity !== undefined && !BY_ENTITY.has(path)) throw refused('--entity', BY_ENTITY);
}
