import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { explainNamed } from '../../../app/explain/explain-named.ts';
import { openView } from '../../../app/cli/view.ts';
import { figureOf, valueOf } from '../../../app/reports/document.ts';
import type { Report } from '../../../app/reports/document.ts';
import { ageingReport } from '../../../app/reports/ageing.ts';
import { cashFlowReport } from '../../../app/reports/cash-flow.ts';
import { feeReport } from '../../../app/reports/fee.ts';
import { ledgerReport } from '../../../app/reports/ledger.ts';
import { prepaidReport } from '../../../app/reports/prepaid.ts';
import { revenueCycleReport } from '../../../app/reports/revenue-cycle.ts';
import { reportText } from '../../../app/cli/print.ts';
import { paintFor } from '../../../app/cli/colours.ts';
import { faultsOf } from '../../support/adds-up.ts';
import { exampleBook } from '../../support/recorded-example.ts';
import { run } from '../cli/run.ts';

const ROOT = 'examples/three-sites';
const PLAIN = paintFor({ write: () => undefined }, {}, false);
let url = '';
beforeAll(async () => {
  url = await exampleBook();
}, 180_000);

const view = () => openView({ book: url, json: false, csv: false });

/** Every named figure of a report with the value it prints. */
function named(report: Report): { name: string; value: number | null }[] {
  return report.tables.flatMap((table) =>
    table.rows.flatMap((row) =>
      row.cells.flatMap((cell) => {
        const name = figureOf(cell);
        const value = valueOf(cell);
        return name === undefined || typeof value === 'string' ? [] : [{ name, value }];
      }),
    ),
  );
}

describe('the whole example, as reports print it', () => {
  it('finds the overstated invoice and the unpaid month by itself', async () => {
    const open = await view();
    const report = feeReport(open, {});
    expect(report.title).toContain('invoiced $303 too much for 2026-04 (tx-practice)');
    expect(report.title).toContain('unpaid 2026-05 of az-practice ($9,747)');
    const [dispute] = report.tables.find((t) => t.name === 'disputes')?.rows ?? [];
    const cells = dispute?.cells.map(valueOf) ?? [];
    expect(cells.slice(0, 4)).toEqual(['2026-04', 'CM-TX-202604', 'tx-practice', 30_296]);
    expect(cells.at(-1)).toContain('sales tax, tips, gift cards again');
    await open.close();
  });

  it('has the banks’ closing balances as its cash, month by month', async () => {
    const expected = JSON.parse(readFileSync(`${ROOT}/expected.json`, 'utf8')) as {
      practices: Record<string, { month: string; bankClosing: string }[]>;
    };
    const open = await view();
    for (const [entity, months] of Object.entries(expected.practices)) {
      const report = cashFlowReport(open, { entity });
      const rows = report.tables.find((t) => t.name === 'by-month')?.rows ?? [];
      months.forEach(({ month, bankClosing }, i) => {
        expect(rows[i]?.cells[0]).toBe(month);
        const cell = rows[i]?.cells.at(-1) ?? null;
        expect(valueOf(cell), `${entity} ${month}`).toBe(Math.round(Number(bankClosing) * 100));
      });
    }
    await open.close();
  });

  it('I20 explains what it prints: every name works, its value is the printed one, its parts add up', async () => {
    const open = await view();
    const reports = [
      cashFlowReport(open, {}),
      feeReport(open, {}),
      revenueCycleReport(open, {}),
      ageingReport(open, {}),
      prepaidReport(open, {}),
      ledgerReport(open, { entity: 'az-practice' }),
    ];
    const all = [...new Map(reports.flatMap(named).map((f) => [f.name, f])).values()];
    expect(all.length).toBeGreaterThan(200);
    // One of each kind is enough for the time a suite has; which one differs from kind to kind.
    const byKind = Map.groupBy(all, (f) => f.name.replace(/\d{4}-\d{2}.*|\d{4}\/.*/, ''));
    for (const [kind, figures] of byKind) {
      const chosen = figures[kind.length % figures.length];
      if (chosen === undefined) continue;
      const explanation = await explainNamed(open, chosen.name);
      expect(explanation.value, chosen.name).toBe(chosen.value);
      expect(explanation.figure).toBe(chosen.name);
      expect(faultsOf(explanation)).toEqual([]);
    }
    await open.close();
  });

  it('leads from the disputed invoice to its line in the MSO’s file', async () => {
    const open = await view();
    const explanation = await explainNamed(open, 'fee/invoiced/2026-04/cedar-tx');
    if (explanation.kind !== 'sum') throw new Error('an invoiced fee is a sum');
    expect(explanation.parts).toHaveLength(1);
    const file = 'mso-invoices/tx-practice/2026-04.csv';
    expect(explanation.parts[0]?.source).toMatchObject({ file, record: 'line 5' });
    await open.close();
  });

  it('says what before against after is worth', async () => {
    const open = await view();
    const text = reportText(revenueCycleReport(open, {}), { paint: PLAIN });
    expect(text).toContain('weak evidence');
    expect(text).toContain('too young to judge');
    await open.close();
  });

  it('names no patient in any output', async () => {
    const canaries = new Set<string>();
    for (const file of ['2026-03-a', '2026-03-b']) {
      const text = readFileSync(`${ROOT}/remittances/tx-practice/${file}.edi`, 'latin1');
      for (const [, last = '', first = ''] of text.matchAll(/NM1.QC.1.([A-Z' -]+).([A-Z' -]+)/g)) {
        if (last.length > 3) canaries.add(last);
        if (first.length > 3) canaries.add(first);
      }
    }
    expect(canaries.size).toBeGreaterThan(5);
    for (const argv of [
      ['explain', 'ledger/1110/2026-03/tx-practice', '--all', '--json'],
      ['explain', 'event', '#31550', '--json'],
      ['report', 'ageing', '--json'],
      ['suspense', 'list', '--json'],
    ]) {
      const { out, code } = await run([...argv, '--book', url]);
      expect(code).toBe(0);
      for (const canary of canaries) expect(out.includes(`${canary} `)).toBe(false);
      for (const canary of canaries) expect(out.includes(`"${canary}"`)).toBe(false);
    }
  });
});
