import { FeeworthError } from '../../src/error.ts';
import type { Globals } from './context.ts';

/** Commands that can be about one site. */
const BY_SITE: ReadonlySet<string> = new Set([
  'calibrate',
  'import',
  'report ageing',
  'report cash-flow',
]);

/** Commands that can be about one practice or MSO. */
const BY_ENTITY: ReadonlySet<string> = new Set([
  ...[...BY_SITE].filter((path) => path !== 'calibrate'),
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

/** Commands whose answer is as of a day; every report is. */
const AS_OF: ReadonlySet<string> = new Set([
  'agreement show',
  'audit',
  'backtest',
  'calibrate',
  'compare',
  'explain',
  'explain event',
  'export',
  'run check',
  'replay',
  'suspense list',
  'solve',
  'sweep',
  'tornado',
]);

/** Commands whose answer is what the book knew at a time. */
const KNOWN_AT: ReadonlySet<string> = new Set([
  'audit',
  'backtest',
  'calibrate',
  'compare',
  'explain',
  'explain event',
  'export',
  'run check',
  'replay',
  'solve',
  'sweep',
  'tornado',
]);

/** Whether a command answers as of a day: it asks for the columns of the book. */
export const isAsOf = (path: string): boolean => AS_OF.has(path) || path.startsWith('report ');

/** Refuses a cut that a command would pass over. Throws `usage/no-such-cut`. */
export function mustHeedCut(path: string, { asOf, knownAt }: Globals): void {
  const refuse = (option: string, takes: ReadonlySet<string>): void => {
    if (takes.has(path) || path.startsWith('report ')) return;
    throw new FeeworthError('usage/no-such-cut', 'usage', `"${path}" does not take ${option}`, {
      hint: `leave it out; these take it: ${[...takes].sort().join(', ')}, and every report`,
    });
  };
  if (asOf !== undefined) refuse('--as-of', AS_OF);
  if (knownAt !== undefined) refuse('--known-at', KNOWN_AT);
}

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
