import { cashFlow } from '../../projections/cash-flow.ts';
import type { View } from '../cli/view.ts';
import type { Globals } from '../cli/context.ts';
import { CASH_FLOW_KINDS, family } from '../explain/cash-flow-figures.ts';
import { figureCell, figureName } from '../explain/figure.ts';
import type { FigureArgs, FigureKind } from '../explain/figure.ts';
import { entitiesIn } from '../explain/scope.ts';
import { valueOf } from './document.ts';
import type { Cell, Report, Row, Said, Table } from './document.ts';
import { indirectTables } from './indirect-cash-flow.ts';
import { fixed, roundDollars } from './numbers.ts';
import { allMonths, recordedMonths } from './months.ts';
import { mention, said, worded } from './said.ts';
import { siteCostTable, siteTitle } from './site-costs.ts';
import { counted, scopeWords } from './words.ts';

const COLUMNS = [
  'cash-flow/receipts',
  'cash-flow/operating-payments',
  'cash-flow/management-fee',
  'cash-flow/investing-and-financing',
  'cash-flow/net',
] as const;

function kindOf(name: string): FigureKind {
  const kind = CASH_FLOW_KINDS.find((k) => k.name === name);
  if (kind === undefined) throw new RangeError(name);
  return kind;
}

/** Direct cash flow by month: in, out, fee, net, and what the bank says at the end. */
export function cashFlowReport(
  view: View,
  scope: Pick<Globals, 'entity' | 'site'>,
  {
    isBySite = false,
    isIndirect = false,
  }: { readonly isBySite?: boolean; readonly isIndirect?: boolean } = {},
): Report {
  const indirect = isIndirect ? indirectTables(view, scope) : [];
  const months = recordedMonths(view);
  if (scope.site !== undefined) return siteReport(view, scope.site, months);
  const own = scopeArgs(view, scope);
  const last = months.at(-1) ?? '';
  const total = cellAt(view, kindOf('cash-flow/net'), { window: wholeWindow(months), ...own });
  const bank = cellAt(view, kindOf('cash-flow/bank-balance'), { month: last, ...own });
  const words = scopeWords(scope);
  const cents = Number(valueOf(total));
  const by = mention(total, (sum) => roundDollars(Math.abs(sum)));
  const change = cents === 0 ? 'did not change' : said`${cents < 0 ? 'fell' : 'rose'} by ${by}`;
  const holds = mention(bank, roundDollars);
  const unplaced = unplacedWords(unplacedCents(view, own), cents);
  const sites = isBySite ? sitesIn(view, scope) : [];
  return {
    schema: 'feeworth.report.cash-flow/1',
    ...worded(
      said`Cash of ${words} ${change} from ${months[0] ?? ''} to ${last}; the bank holds ${holds}${unplaced}`,
      [...notesOf(view, scope), ...(sites.length === 0 ? [] : [SITE_NOTE])],
    ),
    tables: [
      linesTable(view, scope),
      monthTable(view, scope, months),
      ...sites.map((site) => ({
        ...monthTable(view, { site }, months),
        name: `by-month-${site}`,
        title: `Cash flow of ${site} by month, dollars`,
      })),
      ...indirect,
    ],
    provenance: view.provenance,
  };
}

/**
 * What the bank holds and no document accounts for (1090), once it is more than a tenth of the
 * change: a headline without it would be believed too readily.
 */
export function unplacedWords(unplaced: number, changeCents: number): string {
  if (Math.abs(unplaced) <= Math.abs(changeCents) / 10) return '';
  const amount = roundDollars(Math.abs(unplaced));
  return unplaced > 0
    ? `, ${amount} of it nobody has placed yet`
    : `, after ${amount} paid out that nobody has placed yet`;
}

/** Balance of 1090 of a scope: positive where more came into the bank than was placed. */
function unplacedCents(view: View, args: FigureArgs): number {
  const wanted = new Set(entitiesIn(view.context, args));
  const own = view.figures(cashFlow).entities.filter((e) => wanted.has(e.entity));
  return -own.reduce((sum, e) => sum + sumOf(e.reconciliation.changeInUnidentified), 0);
}

/** Of one site: what can be said of it, and what is kept for its practice only. */
function siteReport(view: View, site: string, months: readonly string[]): Report {
  const scope = { site };
  const args = { window: wholeWindow(months), ...scopeArgs(view, scope) };
  const sum = (...names: readonly string[]): number =>
    names.reduce((all, name) => all + Number(valueOf(cellAt(view, kindOf(name), args))), 0);
  const [received = '', ...paid] = COLUMNS.filter((name) => name !== 'cash-flow/net');
  const table = siteCostTable(view, site, { receipts: sum(received), payments: -sum(...paid) });
  return {
    schema: 'feeworth.report.cash-flow/1',
    title: siteTitle(site, months, table),
    tables: [linesTable(view, scope), monthTable(view, scope, months), table.table],
    notes: [SITE_NOTE],
    provenance: view.provenance,
  };
}

const SITE_NOTE =
  'A site has no bank account of its own: what no claim or till names is under no site.';

/** Sites that any cash names, in the order of the book. */
function sitesIn(view: View, scope: Pick<Globals, 'entity' | 'site'>): string[] {
  const wanted = new Set(entitiesIn(view.context, scopeArgs(view, scope)));
  const own = view.figures(cashFlow).entities.filter((e) => wanted.has(e.entity));
  return own.flatMap((e) => e.bySite.map((s) => s.site)).filter((site) => site !== '');
}

/** The parts of a name that a scope gives; a site brings its entity along. */
export function scopeArgs(
  view: View,
  { entity, site }: Pick<Globals, 'entity' | 'site'>,
): FigureArgs {
  if (site !== undefined) {
    const [own = ''] = entitiesIn(view.context, { site });
    return { entity: own, site };
  }
  return entity === undefined ? {} : { entity };
}

function cellAt(view: View, kind: FigureKind, args: FigureArgs): Cell {
  return figureCell(kind, args, family.value(view, kind, args));
}

/** "2025-11..2026-10"; a single month stands for itself. */
function wholeWindow(months: readonly string[]): string {
  const [first = ''] = months;
  const last = months.at(-1) ?? first;
  return first === last ? first : `${first}..${last}`;
}

/** For people: one row a month. */
function monthTable(
  view: View,
  scope: Pick<Globals, 'entity' | 'site'>,
  months: readonly string[],
): Table {
  const kinds = COLUMNS.map(kindOf);
  const bank = scope.site === undefined ? [kindOf('cash-flow/bank-balance')] : [];
  const all = [...kinds, ...bank];
  const own = scopeArgs(view, scope);
  const rows: Row[] = months.map((month) => ({
    cells: [month, ...all.map((kind) => cellAt(view, kind, { month, window: month, ...own }))],
  }));
  const window = wholeWindow(months);
  const totals = kinds.map((kind) => cellAt(view, kind, { window, ...own }));
  return {
    name: 'by-month',
    title: 'Cash flow by month, dollars',
    columns: [
      { key: 'month', label: 'Month', unit: 'text' },
      ...all.map((kind) => ({
        key: kind.name.slice('cash-flow/'.length),
        label: kind.label,
        unit: kind.unit,
      })),
    ],
    rows: [...rows, { kind: 'total', cells: ['Total', ...totals, ...bank.map(() => '')] }],
  };
}

/** For machines: month, entity, site, line, amount. */
function linesTable(view: View, scope: Pick<Globals, 'entity' | 'site'>): Table {
  const months = allMonths(view);
  const wanted = new Set(entitiesIn(view.context, scopeArgs(view, scope)));
  const rows: Row[] = [];
  for (const { entity, bySite } of view.figures(cashFlow).entities) {
    if (!wanted.has(entity)) continue;
    for (const { site, lines } of bySite) {
      if (scope.site !== undefined && site !== scope.site) continue;
      for (const { line, byMonth } of lines) {
        const kind = kindOf(`cash-flow/${line}`);
        byMonth.forEach((cents, m) => {
          if (cents === 0) return;
          const month = months[m] ?? '';
          const figure = figureName(kind, {
            window: month,
            entity,
            ...(site === '' ? {} : { site }),
          });
          rows.push({
            cells: [month, entity, site, line, site === '' ? cents : { value: cents, figure }],
          });
        });
      }
    }
  }
  return {
    name: 'lines',
    title: 'Cash by month, entity, site and line',
    isForMachines: true,
    columns: [
      { key: 'month', label: 'Month', unit: 'text' },
      { key: 'entity', label: 'Entity', unit: 'text' },
      { key: 'site', label: 'Site', unit: 'text' },
      { key: 'line', label: 'Line', unit: 'text' },
      { key: 'amount', label: 'Amount', unit: 'cents' },
    ],
    rows,
  };
}

function notesOf(view: View, scope: Pick<Globals, 'entity'>): readonly (Said | string)[] {
  const wanted = new Set(entitiesIn(view.context, scopeArgs(view, scope)));
  const own = view.figures(cashFlow).entities.filter((e) => wanted.has(e.entity));
  const notes = own.map(({ entity, runway }): Said | string => {
    if (runway.months === null) {
      return `Runway of ${entity}: n/a, operations and investments use up no cash (average of ${counted(runway.over, 'whole month')}; loans and owners left aside).`;
    }
    const months = mention(cellAt(view, kindOf('cash-flow/runway'), { entity }), (m) =>
      fixed(m, 1),
    );
    return said`Runway of ${entity}: ${months} months at ${roundDollars(runway.burnCents)} a month.`;
  });
  const inTransit = own.reduce((sum, e) => sum + sumOf(e.reconciliation.changeInTransit), 0);
  const unknown = own.reduce((sum, e) => sum + sumOf(e.reconciliation.changeInUnidentified), 0);
  if (view.context.cashPolicy === 'bank') {
    notes.push(
      `Documents and bank differ by ${roundDollars(inTransit)} on its way (1036) and ` +
        `${roundDollars(unknown)} that nobody has placed (1090); see "feeworth suspense list".`,
    );
  }
  return notes;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
