import type { Tornado, TornadoBar } from '../../scenarios/tornado.ts';
import { money, moneyEnds, text } from './columns.ts';
import type { Provenance, Report, Row } from './document.ts';
import { originNotes } from './history.ts';
import { percent, roundDollars } from './numbers.ts';

/** What the answer hangs on, the widest bar first, each with what chance leaves open. */
export function tornadoReport(tornado: Tornado, provenance: Provenance): Report {
  const { bars, base, fixed, paths, months, firstMonth, title } = tornado;
  return {
    schema: 'feeworth.tornado/1',
    title: headlineOf(tornado),
    tables: [
      {
        name: 'tornado',
        title: `${title}: cash difference over ${months} months from ${firstMonth}, with one held at a time`,
        columns: [
          text('parameter', 'Held'),
          text('from', 'from (P10)'),
          text('to', 'to (P90)'),
          money('low', 'At the low end'),
          money('high', 'At the high end'),
          money('swing', 'Moves by'),
          text('interval', 'Monte Carlo interval (95 %)'),
          text('sign', 'Turns the sign'),
          text('grade', 'Grade'),
          ...moneyEnds('low', 'At the low end'),
          ...moneyEnds('high', 'At the high end'),
          ...moneyEnds('swing', 'Moves by'),
        ],
        rows: bars.map(rowOf),
      },
    ],
    notes: [
      `With everything drawn the difference is ${between(base)}; ${paths} paired paths a run, all with the same luck.`,
      'Each is held at its tenth and its ninetieth percentile while the others are drawn: what two move together is in neither bar.',
      ...(fixed.length === 0
        ? []
        : [`Fixed by the scenario, so without a bar: ${fixed.join(', ')}.`]),
      ...originNotes(tornado),
    ],
    provenance: {
      ...provenance,
      modelVersion: tornado.modelVersion,
      scenarioDigest: tornado.scenarioDigest,
      seed: tornado.seed,
    },
    data: { tornado },
  };
}

function headlineOf({ bars, base }: Tornado): string {
  const [first] = bars;
  const now = `the difference is ${roundDollars(base.cents)}`;
  if (first === undefined) return `Nothing in this scenario varies: ${now}`;
  if (first.swing.cents === 0) return `Nothing that varies here moves the difference: ${now}`;
  const turning = bars.filter(turnsSign).map(({ id }) => id);
  const words =
    turning.length === 0
      ? 'none of them turns its sign alone'
      : `${turning.join(', ')} can turn its sign alone`;
  return `${first.id} matters most: it moves the difference by ${roundDollars(Math.abs(first.swing.cents))}; ${words}`;
}

/** Whether the mean difference is above zero at one end and below it at the other. */
const turnsSign = ({ low, high }: TornadoBar): boolean => low.cents * high.cents < 0;

const between = ({ cents, lowerCents, upperCents }: TornadoBar['swing']): string =>
  `${roundDollars(cents)} (${roundDollars(lowerCents)} to ${roundDollars(upperCents)})`;

function rowOf(bar: TornadoBar): Row {
  const { id, lowValue, highValue, low, high, swing, grade } = bar;
  const ends = `${roundDollars(swing.lowerCents)} to ${roundDollars(swing.upperCents)}`;
  return {
    cells: [
      id,
      percent(lowValue),
      percent(highValue),
      low.cents,
      high.cents,
      swing.cents,
      ends,
      turnsSign(bar) ? 'yes' : 'no',
      grade,
      ...[low, high, swing].flatMap(({ lowerCents, upperCents }) => [lowerCents, upperCents]),
    ],
  };
}
