import type { Measure, Sensitivity, SensitivityInput } from '../../scenarios/sensitivity.ts';
import { text } from './columns.ts';
import type { Column, Provenance, Report, Row, Unit } from './document.ts';
import { originNotes } from './history.ts';
import { fixed as digits, percent, roundDollars } from './numbers.ts';

const FIGURE_WORDS = {
  cash: 'the cash difference',
  npv: 'the net present value',
  roi: 'the return on the fee',
} as const;

/** What a figure owes to each parameter, the largest first, each with what chance leaves open. */
export function sensitivityReport(found: Sensitivity, provenance: Provenance): Report {
  const { evaluations, title, months, firstMonth, fixed, figure } = found;
  const measures = measuresOf(found);
  return {
    schema: 'feeworth.sensitivity/1',
    title: headlineOf(found),
    tables: [
      {
        name: 'sensitivity',
        title: `${title}: ${FIGURE_WORDS[figure]} over ${months} months from ${firstMonth}`,
        columns: [
          text('parameter', 'Parameter'),
          ...measures.flatMap(({ key, label, unit, hasInterval }) => [
            { key, label, unit },
            ...(hasInterval ? [text(`${key}Interval`, 'Interval (95 %)')] : []),
            ...(hasInterval ? endsOf(key, label, unit) : []),
          ]),
          text('grade', 'Grade'),
        ],
        rows: found.isConstant ? [] : found.inputs.map((input) => rowOf(input, measures)),
      },
    ],
    notes: [
      `${digits(evaluations, 0)} futures were run, each with both arms, on the expected path: luck is switched off, so that all of the change is the parameters’.`,
      ...WORDS[found.method],
      ...(found.deviation === null || found.isConstant
        ? []
        : [`Standard deviation over the parameters: ${shown(found.deviation, unitOf(found))}.`]),
      ...(fixed.length === 0 ? [] : [`Fixed by the scenario: ${fixed.join(', ')}.`]),
      ...originNotes(found),
    ],
    provenance: {
      ...provenance,
      modelVersion: found.modelVersion,
      scenarioDigest: found.scenarioDigest,
      seed: found.seed,
    },
    data: { sensitivity: found },
  };
}

const WORDS: Readonly<Record<Sensitivity['method'], readonly string[]>> = {
  morris: [
    'Screening: how far the figure moves when one parameter goes over its whole range of probability, averaged over places of the others. Size takes moves without their sign; a spread as large as the size means curvature or interplay.',
  ],
  sobol: [
    'First: share of the variance that goes when the parameter is known. Total: share that stays when all others are. What total has over first is interplay. Shares are not clipped: below zero is chance.',
  ],
  shapley: [
    'Shares of the variance that add up to all of it, interplay and correlation shared out evenly. Shares are not clipped: below zero is chance.',
  ],
};

interface ShownMeasure {
  readonly key: string;
  readonly label: string;
  readonly unit: Unit;
  readonly hasInterval: boolean;
}

const unitOf = ({ figure }: Sensitivity): Unit => (figure === 'roi' ? 'share' : 'cents');

function measuresOf(found: Sensitivity): readonly ShownMeasure[] {
  const unit = unitOf(found);
  switch (found.method) {
    case 'morris':
      return [
        { key: 'mean', label: 'Moves it by', unit, hasInterval: true },
        { key: 'size', label: 'Size', unit, hasInterval: true },
        { key: 'spread', label: 'Spread', unit, hasInterval: false },
      ];
    case 'sobol':
      return [
        { key: 'first', label: 'First', unit: 'share', hasInterval: true },
        { key: 'total', label: 'Total', unit: 'share', hasInterval: true },
      ];
    case 'shapley':
      return [{ key: 'share', label: 'Share', unit: 'share', hasInterval: true }];
  }
}

/** Ends of an interval for machines. */
const endsOf = (key: string, label: string, unit: Unit): Column[] => [
  { key: `${key}Low`, label: `${label}, low (95 %)`, unit, isForMachines: true },
  { key: `${key}High`, label: `${label}, high (95 %)`, unit, isForMachines: true },
];

const shown = (value: number, unit: Unit): string =>
  unit === 'cents' ? roundDollars(value) : percent(value);

/** Money in whole cents, shares as they are. */
const cellOf = (value: number | null, unit: Unit): number | null =>
  value !== null && unit === 'cents' ? Math.round(value) : value;

function rowOf({ id, grade, measures }: SensitivityInput, columns: readonly ShownMeasure[]): Row {
  return {
    cells: [
      id,
      ...columns.flatMap(({ key, unit, hasInterval }) => {
        const { estimate, lower, upper }: Measure = measures[key] ?? NONE;
        const value = cellOf(estimate, unit);
        if (!hasInterval) return [value];
        const words =
          lower === null || upper === null ? '' : `${shown(lower, unit)} to ${shown(upper, unit)}`;
        return [value, words, cellOf(lower, unit), cellOf(upper, unit)];
      }),
      grade,
    ],
  };
}

const NONE: Measure = { estimate: 0, lower: null, upper: null };

function headlineOf(found: Sensitivity): string {
  const what = FIGURE_WORDS[found.figure];
  const [first, second] = found.inputs;
  if (found.isConstant || first === undefined) return `Nothing that varies moves ${what}`;
  const of = ({ measures }: SensitivityInput, key: string): number => measures[key]?.estimate ?? 0;
  const next = second === undefined ? '' : `; ${second.id} comes next`;
  switch (found.method) {
    case 'morris':
      return `${first.id} moves ${what} most, by ${shown(of(first, 'size'), unitOf(found))} over its range${next}`;
    case 'sobol': {
      const single = found.inputs.reduce((sum, input) => sum + of(input, 'first'), 0);
      return `${first.id} matters most: ${percent(of(first, 'first'))} of the variance of ${what} goes when it is known${next}; single parameters come to ${percent(single)}`;
    }
    case 'shapley':
      return `${first.id} matters most: its share of the variance of ${what} is ${percent(of(first, 'share'))}${next}`;
  }
}
