// In which order the files are taken in, what reads each, and where the months are closed.
import { write } from './book.ts';
import type { Journal } from './book.ts';
import { period } from './days.ts';
import { LATE_FILE } from './files-desk.ts';
import { PRACTICES, SITES } from './group.ts';

interface Step {
  readonly period: string;
  readonly action: 'init' | 'agreement' | 'import' | 'late' | 'close';
  readonly entity: string;
  readonly site: string;
  readonly mapping: string;
  readonly file: string;
}

/** Folders in the order of a month's work, and the mapping that reads each. */
const FOLDERS: readonly (readonly [folder: string, mapping: string])[] = [
  ['claim-edits', 'claim-edits'],
  ['claims', 'x12-837p'],
  ['day-sheets', 'day-sheet'],
  ['appointments', 'appointments'],
  ['remittances', 'x12-835'],
  ['cards', 'cards'],
  ['partners', 'partners'],
  ['payroll', 'payroll'],
  ['bills', 'bills'],
  ['inventory', 'inventory'],
  ['write-offs', 'write-offs'],
  ['mso-invoices', 'mso-invoice'],
  ['bank', 'bank'],
];

const SHARED = new Set(['partners', 'mso-invoice', 'claim-edits']);

function mappingOf(base: string, file: string, code: 'tx' | 'az'): string {
  if (base.startsWith('x12')) return base;
  if (base === 'bills') {
    return file.endsWith('-payments.csv') ? 'bill-payments.yaml' : `bills-${code}.yaml`;
  }
  if (base === 'inventory') {
    return file.endsWith('-usage.csv') ? 'inventory-usage.yaml' : 'inventory-receipts.yaml';
  }
  return SHARED.has(base) ? `${base}.yaml` : `${base}-${code}.yaml`;
}

/** The steps as a table with tabs; what lies in `papers/` is evidence that no reader takes in. */
export function writeOrder(journal: Journal): void {
  const paths = [...journal.files.keys()].sort();
  const steps: Step[] = [{ ...step('init', '2024-10'), file: 'book.yaml' }];
  for (const p of PRACTICES) {
    for (const kind of ['trial-balance', 'open-items']) {
      const mapping = kind === 'open-items' ? 'opening-items.yaml' : 'opening-balances.yaml';
      const file = `opening/${p.id}-${kind}.csv`;
      steps.push({ ...step('import', '2024-10'), entity: p.id, mapping, file });
    }
  }
  for (let m = 0; m < 24; m++) {
    const at = period(m);
    if (m === 12) {
      for (const p of PRACTICES) {
        const file = `agreement-${p.code.toLowerCase()}.yaml`;
        steps.push({ ...step('agreement', at), entity: p.id, file });
      }
    }
    for (const [folder, base] of FOLDERS) {
      for (const file of paths.filter((x) => x.startsWith(`${folder}/`) && monthOf(x) === at)) {
        steps.push(fileStep(file, base, at));
      }
    }
    // Claims leave up to two weeks after the visit: a month is closed when the next one is in.
    if (m > 0) steps.push(step('close', period(m - 1)));
    if (m === 7) {
      const mapping = 'day-sheet-az.yaml';
      const late = { entity: 'az-practice', site: 'phoenix', mapping, file: LATE_FILE };
      steps.push({ ...step('late', at), ...late });
    }
  }
  steps.push(step('close', period(23)));
  const rows = steps.map((s) =>
    [s.period, s.action, s.entity, s.site, s.mapping, s.file].join('\t'),
  );
  const head = 'period\taction\tentity\tsite\tmapping\tfile';
  write(journal, 'import-order.txt', `${[head, ...rows].join('\n')}\n`);
}

const step = (action: Step['action'], at: string): Step => ({
  period: at,
  action,
  entity: '',
  site: '',
  mapping: '',
  file: '',
});

/** Files carry their month in their name: 2024-11.csv, 2024-11-b.edi, 2024-11-15.csv. */
const monthOf = (path: string): string => (path.split('/').at(-1) ?? '').slice(0, 7);

function fileStep(file: string, base: string, at: string): Step {
  const owner = file.split('/')[1] ?? '';
  const site = SITES.find((s) => s.id === owner);
  const entity = site?.practice ?? owner;
  const mapping = mappingOf(base, file, entity === 'tx-practice' ? 'tx' : 'az');
  return { period: at, action: 'import', entity, site: site?.id ?? '', mapping, file };
}
