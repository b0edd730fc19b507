import type { ValueOfInformation, Worth } from '../../scenarios/voi.ts';
import { money, text } from './columns.ts';
import type { Provenance, Report, Row } from './document.ts';
import { originNotes } from './history.ts';
import { roundDollars } from './numbers.ts';

const FIGURE_WORDS = { cash: 'cash', npv: 'present value' } as const;

/** What to find out first: what knowing each assumption before choosing is worth, in money. */
export function voiReport(found: ValueOfInformation, provenance: Provenance): Report {
  const { title, months, firstMonth, paths, fixed, gain, figure } = found;
  return {
    schema: 'feeworth.voi/1',
    title: headlineOf(found),
    tables: [
      {
        name: 'voi',
        title: `${title}: what knowing it first is worth, ${FIGURE_WORDS[figure]} over ${months} months from ${firstMonth}`,
        columns: [
          text('known', 'Known before choosing'),
          money('worth', 'Worth at most'),
          money('byRule', 'By a rule of its own'),
          money('standardError', 'Standard error'),
          text('grade', 'Grade'),
        ],
        rows: [
          ...found.inputs.map((one) => rowOf(one.ids.join(', '), one, one.grade ?? '')),
          ...found.groups.map((one) => rowOf(`${one.ids.join(' and ')} together`, one)),
          ...(found.parameters === null
            ? []
            : [rowOf('all parameters, not luck', found.parameters)]),
          rowOf('everything, luck too', found.everything),
        ],
      },
    ],
    notes: [
      `On what is known the difference is ${roundDollars(gain.cents)} on average (${roundDollars(gain.lowerCents)} to ${roundDollars(gain.upperCents)}), so that ${CHOICES[found.question][found.choice]} is right; ${paths} paired paths.`,
      'Worth: how much more the better of both choices brings on average when this is known before choosing. A study that leaves doubt is worth less, and what it costs comes off.',
      'Estimated by regression on the run’s own paths: the first column errs upwards, since its curve follows chance a little; the second is what a rule fitted to other paths gains, and errs downwards.',
      'Values do not add up: two things known together may be worth more than both alone, or less.',
      ...(fixed.length === 0 ? [] : [`Fixed by the scenario: ${fixed.join(', ')}.`]),
      ...originNotes(found),
    ],
    provenance: {
      ...provenance,
      modelVersion: found.modelVersion,
      scenarioDigest: found.scenarioDigest,
      seed: found.seed,
    },
    data: { valueOfInformation: found },
  };
}

const CHOICES = {
  'stay-or-leave': { withMso: 'staying', independent: 'leaving' },
  'join-or-stay': { withMso: 'joining', independent: 'staying independent' },
} as const;

function rowOf(label: string, worth: Worth, grade = ''): Row {
  return {
    cells: [label, worth.cents, worth.byRuleCents, worth.standardErrorCents, grade],
  };
}

function headlineOf(found: ValueOfInformation): string {
  const { inputs, everything, parameters } = found;
  const choice = CHOICES[found.question][found.choice];
  const [first] = inputs;
  const all = parameters === null ? everything : parameters;
  if (first === undefined) return `Nothing can be found out first: no assumption varies`;
  if (first.cents < 100) {
    return all.cents < 100
      ? `Nothing is worth finding out first: ${choice} is right whatever the assumptions turn out to be`
      : `No single assumption is worth finding out first: ${choice} stays right whichever is known; all together are worth at most ${roundDollars(all.cents)}`;
  }
  const ids = first.ids.join(', ');
  const doubt = 1.96 * first.standardErrorCents;
  if (first.cents < doubt) {
    return `No single assumption is clearly worth finding out first: the dearest, ${ids}, at most ${roundDollars(first.cents)}, give or take ${roundDollars(doubt)}; all together at most ${roundDollars(all.cents)}; without, ${choice} is right`;
  }
  return `Knowing ${ids} first is worth at most ${roundDollars(first.cents)}, and all assumptions ${roundDollars(all.cents)}; without, ${choice} is right`;
}
