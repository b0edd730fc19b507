import type { Month } from '../src/calendar.ts';
import { progress } from './effects.ts';
import type { Arm } from './effects.ts';
import type { Lever, LeverTarget, Plan } from './plan.ts';

/** Factors of one target by [site × months + month]; of `retention` sums of shifts. */
interface Table {
  /** As the measures of the with-MSO arm have it, and as those of the independent arm do. */
  readonly withMso: Float64Array;
  readonly independent: Float64Array;
}

/** The levers of a plan laid out by month; targets that none moves have no table. */
export interface LeverTables {
  /** No lever at all: most plans, and then nothing has to be looked up. */
  readonly isEmpty: boolean;
  readonly byTarget: Readonly<Partial<Record<LeverTarget, Table>>>;
  /** By service line. */
  readonly byLine: ReadonlyMap<string, Table>;
}

/** Levers do not depend on luck or parameters: what they do is laid out once. */
export function leverTables(plan: Plan): LeverTables {
  const byTarget: Partial<Record<LeverTarget, Table>> = {};
  const byLine = new Map<string, Table>();
  for (const lever of plan.levers ?? []) {
    if (lever.target === 'line') layLine(plan, lever, byLine);
    else lay(plan, lever, (byTarget[lever.target] ??= newTable(plan, lever.target)));
  }
  return { isEmpty: (plan.levers ?? []).length === 0, byTarget, byLine };
}

const newTable = ({ sites, months }: Plan, target: LeverTarget): Table => {
  const empty = (): Float64Array =>
    new Float64Array(sites.length * months).fill(target === 'retention' ? 0 : 1);
  return { withMso: empty(), independent: empty() };
};

function layLine(plan: Plan, lever: Lever, byLine: Map<string, Table>): void {
  const line = lever.line ?? '';
  let table = byLine.get(line);
  if (table === undefined) {
    table = newTable(plan, 'line');
    byLine.set(line, table);
  }
  lay(plan, lever, table);
}

/** Several levers on one target: their factors multiply, their shifts add up; order is no matter. */
function lay({ sites, start, months }: Plan, lever: Lever, table: Table): void {
  const arms = (['withMso', 'independent'] as const).filter(
    (arm) => lever.arm === 'both' || lever.arm === arm,
  );
  sites.forEach(({ id }, site) => {
    if (lever.sites !== null && !lever.sites.includes(id)) return;
    for (let m = 0; m < months; m++) {
      const change = lever.by * strengthOf(lever, (start + m) as Month);
      const at = site * months + m;
      for (const arm of arms) {
        const before = table[arm][at] as number;
        table[arm][at] = lever.target === 'retention' ? before + change : before * (1 + change);
      }
    }
  });
}

function strengthOf({ from, until, rampMonths }: Lever, at: Month): number {
  return until !== null && at >= until ? 0 : progress(at, from, rampMonths);
}

/** The factor of a target in a site-month of an arm; 1 where no lever moves it. */
export function leverAt(
  { isEmpty, byTarget }: LeverTables,
  target: LeverTarget,
  arm: Arm,
  at: number,
): number {
  if (isEmpty) return 1;
  const table = byTarget[target];
  return table === undefined ? 1 : (valuesOf(table, arm)[at] as number);
}

/** The shift of the log odds of retention in a site-month of an arm; 0 where no lever moves it. */
export function retentionShiftAt({ byTarget }: LeverTables, arm: Arm, at: number): number {
  const table = byTarget.retention;
  return table === undefined ? 0 : (valuesOf(table, arm)[at] as number);
}

/** The factor of a service line's revenue. */
export function lineFactorAt({ byLine }: LeverTables, line: string, arm: Arm, at: number): number {
  const table = byLine.get(line);
  return table === undefined ? 1 : (valuesOf(table, arm)[at] as number);
}

const valuesOf = (table: Table, arm: Arm): Float64Array =>
  arm.drivers.measures ? table.withMso : table.independent;
