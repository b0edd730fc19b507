import type { Answer, Bar } from '../../../scenarios/answer.ts';
import type { Table } from '../document.ts';
import { percent, roundDollars } from '../numbers.ts';
import { fanChart } from './fan-chart.ts';
import type { Figure } from './page.ts';
import { swingBars } from './swing-bars.ts';
import { waterfall } from './waterfall.ts';
import type { Step } from './waterfall.ts';

/** Steps a reader can take in at a glance; the rest is "Other". */
const MOST_DRIVERS = 6;

/** From the drivers to the gross benefit, and from there to the difference. */
export function bridgeFigure({ bridge }: Answer, level1: Table, level2: Table): Figure {
  const [gross, ...costs] = bridge.level1;
  const drivers = fewest(bridge.level2.filter((bar) => bar.cents !== 0));
  const steps: Step[] = [
    ...drivers.map((bar) => step(bar, false)),
    ...(drivers.length === 0 && gross !== undefined ? [step(gross, false)] : []),
    ...(drivers.length > 0 && gross !== undefined ? [step(gross, true)] : []),
    ...costs.filter((bar) => bar.cents !== 0).map((bar) => step(bar, false)),
    { label: 'Cash difference', cents: bridge.totalCents, isTotal: true },
  ];
  const title =
    `A gross benefit of ${roundDollars(bridge.grossCents)}${costs.map(costWords).join('')} ` +
    `comes to ${roundDollars(bridge.totalCents)}`;
  const table: Table = {
    ...level1,
    rows: [...level2.rows, ...level1.rows.slice(1)],
    title: 'Drivers, then what the benefit costs',
  };
  return {
    title,
    subtitle: 'Dollars over the horizon, mean of all paths, undiscounted; sums are exact',
    svg: waterfall(title, steps),
    table,
  };
}

/** What is taken off the benefit, or spared; nothing for a bar that is nothing. */
function costWords({ label, cents }: Bar): string {
  if (cents === 0) return '';
  const name = label.slice(0, 1).toLowerCase() + label.slice(1);
  return cents < 0
    ? ` less ${roundDollars(-cents)} of ${name}`
    : ` plus ${roundDollars(cents)} of ${name} spared`;
}

function step({ label, cents }: Bar, isTotal: boolean): Step {
  return { label, cents, isTotal };
}

function fewest(bars: readonly Bar[]): readonly Bar[] {
  if (bars.length <= MOST_DRIVERS) return bars;
  const sorted = bars.toSorted((a, b) => Math.abs(b.cents) - Math.abs(a.cents));
  const rest = sorted.slice(MOST_DRIVERS - 1);
  const cents = rest.reduce((sum, bar) => sum + bar.cents, 0);
  return [...sorted.slice(0, MOST_DRIVERS - 1), { id: 'other', label: 'Other drivers', cents }];
}

/** The cumulative difference month by month. */
export function fanFigure(answer: Answer, table: Table): Figure {
  const end = answer.fan.at(-1);
  const title =
    `After ${answer.months} months the difference is between ${roundDollars(end?.p10 ?? 0)} and ` +
    `${roundDollars(end?.p90 ?? 0)} in eight of ten futures`;
  return {
    title,
    subtitle: `Cumulative dollars, with MSO less independent; ${answer.paths} paths, seed ${answer.seed}; dashed: median`,
    svg: fanChart(title, answer.fan),
    table,
  };
}

/** The one assumption the headline hangs on (settled.md §6.10). */
export function managerFigure({ managerCases }: Answer, table: Table): Figure {
  const rows = managerCases.map((c) => ({
    label: `manager replaced ${percent(c.removedShare, 0)}`,
    cents: c.npvCents,
  }));
  const first = managerCases[0]?.npvCents ?? 0;
  const last = managerCases.at(-1)?.npvCents ?? 0;
  const changes = Math.sign(first) !== Math.sign(last);
  const title =
    `With none to half of the practice manager replaced, the net present value goes from ` +
    `${roundDollars(first)} to ${roundDollars(last)}${changes ? ': the sign changes' : ''}`;
  return {
    title,
    subtitle: 'Dollars of net present value; each row is a run of its own',
    svg: swingBars(title, rows),
    table,
  };
}
