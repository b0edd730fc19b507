import type { CalibratedParameter, Calibration } from '../../scenarios/calibration/parameter.ts';
import type { LogSaid } from '../../scenarios/calibration/log-levels.ts';
import { quantileOf } from '../../scenarios/draw.ts';
import { conflictWords, powerWords, written } from './history.ts';
import { fixed, percent } from './numbers.ts';
import { count, money, text } from './columns.ts';
import type { Cell, Column, Provenance, Report, Row, Table } from './document.ts';

/** What the log says of every parameter, what rests on priors, and what cannot be judged. */
export function calibrationReport(
  calibration: Calibration,
  says: readonly LogSaid[],
  provenance: Provenance,
): Report {
  const { parameters, site } = calibration;
  const estimates = parameters.filter((p) => p.status === 'estimated');
  const conflicts = estimates.filter((p) => p.isInConflict);
  const whose = site === null ? 'The log' : `The log of ${site}`;
  const judged = `${whose} speaks to ${estimates.length} of ${parameters.length} parameters`;
  const against =
    conflicts.length === 0
      ? 'none contradicts its shipped default'
      : `${conflicts.length} contradict${conflicts.length === 1 ? 's its' : ' their'} shipped default`;
  return {
    schema: 'feeworth.calibration/1',
    title: `${judged}; ${against}`,
    tables: [
      machineTable(parameters),
      peopleTable(calibration),
      ...(says.length === 0 ? [] : [drawsTable(says)]),
      ...(calibration.unfinished.length === 0 ? [] : [unfinishedTable(calibration)]),
    ],
    notes: notesOf(calibration),
    provenance,
    data: { calibration, draws: says },
  };
}

const number = (key: string, label: string): Column => ({ key, label, unit: 'quantity' });

/** One record a parameter, for CSV and JSON. */
function machineTable(parameters: readonly CalibratedParameter[]): Table {
  return {
    name: 'parameters',
    title: 'Every parameter the log could speak to',
    isForMachines: true,
    columns: [
      text('parameter', 'Parameter'),
      text('of', 'Of'),
      text('unit', 'Unit'),
      text('status', 'Status'),
      number('estimate', 'Estimate'),
      number('from80', '80 % from'),
      number('to80', '80 % to'),
      number('from95', '95 % from'),
      number('to95', '95 % to'),
      text('grade', 'Grade'),
      text('restsOn', 'Rests on'),
      text('conflict', 'Conflict with the default'),
      number('defaultLow', 'Default, low'),
      number('defaultMiddle', 'Default, middle'),
      number('defaultHigh', 'Default, high'),
      number('n', 'n'),
      text('counted', 'Counted'),
      text('window', 'Window'),
      text('method', 'Method'),
      text('reason', 'Reason'),
    ],
    rows: parameters.map((p): Row => {
      const found = p.status === 'estimated' ? p : null;
      const [low = null, middle = null, high = null] = p.shipped?.range ?? [];
      return {
        cells: [
          p.parameter,
          p.of,
          p.unit,
          p.status,
          found?.estimate ?? null,
          found?.interval80.lower ?? null,
          found?.interval80.upper ?? null,
          found?.interval95.lower ?? null,
          found?.interval95.upper ?? null,
          found?.grade ?? p.shipped?.grade ?? '',
          p.restsOn,
          found === null ? '' : found.isInConflict ? 'yes' : 'no',
          low,
          middle,
          high,
          p.n,
          p.counted,
          p.window,
          p.method,
          p.status === 'inconclusive' ? p.reason : '',
        ],
      };
    }),
  };
}

/** The same for people: parameters of one method under one heading. */
function peopleTable({ parameters, defaults }: Calibration): Table {
  const rows: Row[] = [];
  let before = '';
  // A parameter of several payers or sites stands together, in the order it first came.
  const order = [...new Set(parameters.map(({ parameter }) => parameter.split('.')[0]))];
  const together = parameters.toSorted(
    (a, b) => order.indexOf(a.parameter.split('.')[0]) - order.indexOf(b.parameter.split('.')[0]),
  );
  for (const p of together) {
    const words = headingOf(p);
    if (words !== before) rows.push({ kind: 'heading', cells: [words] });
    before = words;
    rows.push(rowOf(p));
  }
  return {
    name: 'calibrated',
    title: `What the log says, beside the shipped default of ${defaults}`,
    columns: [
      text('parameter', 'Parameter'),
      text('of', 'Of'),
      text('estimate', 'Estimate'),
      text('interval', '80 % interval'),
      count('n', 'n'),
      text('default', 'Default (low, middle, high)'),
      text('grade', 'Grade'),
      text('restsOn', 'Rests on'),
      text('remark', 'Remark'),
    ],
    rows,
  };
}

const headingOf = (p: CalibratedParameter): string =>
  p.status === 'estimated'
    ? `${p.method}; ${p.window}, n in ${p.counted}`
    : `cannot be judged; ${p.window}, n in ${p.counted}`;

function rowOf(p: CalibratedParameter): Row {
  const shown = (x: number): string => written(x, p.unit);
  const shipped =
    p.shipped === null ? '—' : `${p.shipped.range.map(shown).join(', ')} (${p.shipped.grade})`;
  const own: readonly Cell[] =
    p.status === 'estimated'
      ? [shown(p.estimate), `${shown(p.interval80.lower)} to ${shown(p.interval80.upper)}`]
      : ['inconclusive', '—'];
  return {
    cells: [
      p.parameter,
      p.of,
      ...own,
      p.n,
      shipped,
      p.status === 'estimated' ? p.grade : '—',
      p.restsOn,
      p.status === 'inconclusive' ? p.reason : p.isInConflict ? 'contradicts the default' : '',
    ],
  };
}

/** What a scenario draws when it asks the log, in the unit of the log and as the model takes it. */
function drawsTable(says: readonly LogSaid[]): Table {
  return {
    name: 'draws',
    title: 'What a scenario draws that asks the log (from: log)',
    columns: [
      text('parameter', 'Parameter'),
      text('from', 'From'),
      text('estimate', 'Estimate'),
      text('interval', '80 % interval'),
      text('level', 'Recorded level'),
      text('drawn', 'Drawn, 80 %'),
      count('n', 'n'),
      text('default', 'Default (low, middle, high)'),
      text('restsOn', 'Rests on'),
      text('remark', 'Remark'),
    ],
    rows: says.map((said): Row => {
      if (said.status === 'inconclusive') {
        return { cells: [said.id, '—', 'inconclusive', '—', '—', '—', 0, '—', '—', said.reason] };
      }
      const { calibrated, level, draw } = said;
      const { parameter, of, unit, estimate, interval80, n, shipped } = calibrated;
      const shown = (x: number): string => written(x, unit);
      const drawn = (p: number): string => percent(quantileOf(draw, p));
      return {
        cells: [
          said.id,
          `${parameter} of ${of}`,
          shown(estimate),
          `${shown(interval80.lower)} to ${shown(interval80.upper)}`,
          level === null ? '—' : shown(level),
          `${drawn(0.1)} to ${drawn(0.9)}`,
          n,
          shipped === null ? '—' : `${shipped.range.map(shown).join(', ')} (${shipped.grade})`,
          calibrated.restsOn,
          calibrated.isInConflict ? 'contradicts the default' : '',
        ],
      };
    }),
    notes: [
      'Levels are drawn against the recorded level, the mean of the trailing months; visits end on the trend, so that growth during those months is in them. Other levels stay values.',
    ],
  };
}

/** Which parameters rest on the log alone, on priors beside it, on priors alone, or on nothing. */
function originWords(parameters: readonly CalibratedParameter[]): string {
  const names = (is: (p: CalibratedParameter) => boolean): string => {
    const found = parameters.filter(is).map((p) => p.parameter.split('.')[0] ?? '');
    return found.length === 0 ? 'none' : [...new Set(found)].join(', ');
  };
  const graded = (restsOn: CalibratedParameter['restsOn']): string => {
    const own = parameters.filter((p) => p.restsOn === restsOn);
    const grades = [...new Set(own.flatMap((p) => p.shipped?.grade ?? []))].toSorted();
    const lists = grades.map(
      (grade) => `${grade} ${names((p) => p.restsOn === restsOn && p.shipped?.grade === grade)}`,
    );
    return lists.length === 0 ? 'none' : lists.join('; ');
  };
  return `From the log alone: ${names((p) => p.restsOn === 'log')}. From the log and priors, by grade: ${graded('log and prior')}. From priors alone, by grade: ${graded('prior')}. Entered: none.`;
}

function unfinishedTable({ unfinished, reserveRatio, calendarPValue }: Calibration): Table {
  return {
    name: 'unfinished',
    title: 'Insured care of recent months that is still being paid, completed',
    columns: [
      text('month', 'Service month'),
      money('charges', 'Charged'),
      money('cash', 'Cash so far'),
      money('chainLadder', 'Chain ladder'),
      money('bornhutterFerguson', 'Bornhutter-Ferguson'),
      money('byLag', 'By payers’ lags'),
      money('ultimate', 'Taken'),
    ],
    rows: unfinished.map((m) => ({
      cells: [
        m.month,
        m.chargesCents,
        m.cashCents,
        m.chainLadderCents,
        m.bornhutterFergusonCents,
        m.byLagCents,
        m.ultimateCents,
      ],
    })),
    notes: [
      'Taken is Bornhutter-Ferguson for the three youngest months, the chain ladder for older ones; months that are not over are left out.',
      reserveRatio === null
        ? 'The payers’ lags are too little known to check it.'
        : `What is still to come is ${fixed(reserveRatio, 2)} times what the payers’ own lags say; far from 1 would mean that the mix has shifted.`,
      calendarPValue === null
        ? 'Too few months to ask whether payers changed their behaviour (Mack’s calendar test).'
        : calendarPValue < 0.05
          ? `Payers seem to have changed their behaviour at some month (Mack’s calendar test, p ${fixed(calendarPValue, 3)}): do not trust one set of factors for all.`
          : `No month stands out by payers changing their behaviour (Mack’s calendar test, p ${fixed(calendarPValue, 3)}).`,
    ],
  };
}

function notesOf({ parameters, levels, power, placebo }: Calibration): string[] {
  const all = [...parameters, ...levels];
  const conflicts = all.filter((p) => p.status === 'estimated' && p.isInConflict);
  return [
    ...conflicts.map(conflictWords),
    originWords(all),
    powerWords(power),
    placebo.status === 'inconclusive'
      ? `Placebo: inconclusive, ${placebo.reason}.`
      : `Placebo: a change pretended at ${placebo.at} comes out as ${percent(placebo.change.estimate)} (${percent(placebo.change.lower)} to ${percent(placebo.change.upper)}, 95 %)${placebo.isClear ? ', not apart from none, as it should' : ': the method sees a change where there was none'}.`,
    'Intervals say what the log leaves open if months to come are like those recorded; a change of payers, prices or care is not in them.',
    '“log and prior” leans on the shipped default, “log” does not; a default is contradicted when the log alone (95 %) lies outside its whole range.',
  ];
}
