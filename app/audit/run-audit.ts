import type { AuditSettings, AuditTest } from '../../projections/audit/audit-test.ts';
import { amountOf } from '../../projections/audit/entry.ts';
import { startTests } from '../../projections/audit/run-tests.ts';
import type { Outcome } from '../../projections/audit/run-tests.ts';
import { isInPopulation } from '../../projections/audit/sample.ts';
import type { View } from '../cli/view.ts';
import { entriesOf } from './entries.ts';
import type { EntryScope } from './entries.ts';
import { recountOf } from './recount.ts';

/**
 * Runs tests over the book at the cut, in one reading of it. Sampling by monetary units without an
 * interval reads it once more beforehand: the interval is the population by the size.
 */
export async function runAudit(
  tests: readonly AuditTest[],
  settings: Omit<AuditSettings, 'recount'>,
  view: View,
  scope: EntryScope,
): Promise<Outcome[]> {
  const has = (name: string): boolean => tests.some((test) => test.name === name);
  const running = startTests(tests, {
    ...settings,
    recount: has('totals') ? recountOf(view, scope) : null,
    sample: has('sample') ? await withPopulation(settings, view, scope) : settings.sample,
  });
  for await (const page of entriesOf(view, scope)) for (const entry of page) running.take(entry);
  return running.finish();
}

async function withPopulation(
  { sample }: Pick<AuditSettings, 'sample'>,
  view: View,
  scope: EntryScope,
): Promise<AuditSettings['sample']> {
  if (sample.method !== 'monetary-unit' || sample.intervalCents !== null) return sample;
  let populationCents = 0;
  for await (const page of entriesOf(view, scope))
    for (const entry of page)
      if (entry.isTested && isInPopulation(entry, sample)) populationCents += amountOf(entry);
  return { ...sample, populationCents };
}
