import type { Answer } from '../../../scenarios/answer.ts';
import { managementFee } from '../../../projections/management-fee.ts';
import { AGE_BUCKETS, revenueCycle } from '../../../projections/revenue-cycle.ts';
import { formatMonth } from '../../../src/calendar.ts';
import { CASH_FLOW_KINDS, family } from '../../explain/cash-flow-figures.ts';
import { invariant } from '../../../src/error.ts';
import type { View } from '../../cli/view.ts';
import { feeTitle } from '../fee.ts';
import { recordedMonths } from '../months.ts';
import { percent, roundDollars } from '../numbers.ts';
import type { Report, Table } from '../document.ts';
import { cashChart } from './cash-chart.ts';
import type { MonthBar } from './cash-chart.ts';
import { groupedBars } from './grouped-bars.ts';
import type { Figure } from './page.ts';
import { stackedBars } from './stacked-bars.ts';

/** Net cash by month, recorded solid; the horizon's average month of each arm hatched. */
export function cashFigure(view: View, answer: Answer, table: Table): Figure {
  const kind = CASH_FLOW_KINDS.find((k) => k.name === 'cash-flow/net');
  invariant(kind, 'net cash flow is a figure');
  const months = recordedMonths(view);
  const recorded = months.map((month): MonthBar => ({
    label: month,
    cents: family.value(view, kind, { window: month }) ?? 0,
    isForecast: false,
  }));
  const { withMso, independent } = answer.arms;
  const average = (cents: number): number => Math.round(cents / answer.months);
  const bars: readonly MonthBar[] = [
    ...recorded,
    { label: 'with MSO', cents: average(withMso.netCashCents), isForecast: true },
    { label: 'independent', cents: average(independent.netCashCents), isForecast: true },
  ];
  const total = recorded.reduce((sum, b) => sum + b.cents, 0);
  const verb = total < 0 ? 'fell' : 'rose';
  const title =
    `Cash ${verb} by ${roundDollars(Math.abs(total))} over ${months.length} months; ahead, an ` +
    `average month brings ${roundDollars(average(withMso.netCashCents))} with the MSO and ` +
    `${roundDollars(average(independent.netCashCents))} independent`;
  const subtitle = `Dollars a month; solid: recorded, hatched: average of ${answer.months} simulated months`;
  return { title, subtitle, svg: cashChart(title, bars), table };
}

/** Due, invoiced and paid by month, all agreements together. */
export function feeFigure(view: View, report: Report): Figure {
  const { agreements } = view.figures(managementFee);
  const months = [...new Set(agreements.flatMap((a) => a.months.map((m) => m.month)))].sort(
    (a, b) => a - b,
  );
  const groups = months.map((month) => {
    const own = agreements.flatMap((a) => a.months.filter((m) => m.month === month));
    const sum = (pick: (m: (typeof own)[number]) => number | null): number =>
      own.reduce((total, m) => total + (pick(m) ?? 0), 0);
    return {
      label: formatMonth(month),
      values: [sum((m) => m.payableCents), sum((m) => m.invoicedFeeCents), sum((m) => m.paidCents)],
    };
  });
  const table = report.tables.find((t) => t.name === 'by-month');
  invariant(table, 'the fee report has its months');
  const title = feeTitle(agreements, agreements.length).text;
  return {
    title,
    subtitle: 'Dollars a month, all agreements; solid: due, outlined: invoiced, hatched: paid',
    svg: groupedBars(title, ['Due', 'Invoiced', 'Paid'], groups),
    table,
  };
}

/** Open receivables by payer class and age. */
export function ageingFigure(view: View, table: Table): Figure {
  const { ageing, asOf } = view.figures(revenueCycle);
  const rows = ageing.filter((row) => row.split === 'payerClass');
  const all = rows.reduce((sum, row) => sum + row.buckets.reduce((a, b) => a + b, 0), 0);
  const old = rows.reduce((sum, row) => sum + row.buckets.slice(3).reduce((a, b) => a + b, 0), 0);
  const share = all > 0 ? percent(old / all, 0) : 'none';
  const title = `Payers owe ${roundDollars(all)}; ${share} of it is older than 90 days`;
  const stacks = rows.map((row) => ({ label: row.name, parts: row.buckets }));
  return {
    title,
    subtitle: `Dollars open on ${asOf}, by days since the service; the darker, the older`,
    svg: stackedBars(title, AGE_BUCKETS, stacks),
    table,
  };
}
