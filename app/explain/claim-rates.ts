import type { Figure } from '../../projections/figure.ts';
import type { Kpis } from '../../projections/revenue-cycle/kpis.ts';
import type { Measure } from '../../projections/revenue-cycle/measures.ts';
import { invariant } from '../../src/error.ts';
import type { View } from '../cli/view.ts';
import { firstMonthOfBusiness } from '../../projections/book-start.ts';
import { explainMeasure } from './claims.ts';
import type { MeasureSum } from './claims.ts';
import type { Explanation } from './explanation.ts';
import type { FigureKind } from './figure.ts';
import { explainLaid } from './laid-payments.ts';

type RateKey = {
  [K in keyof Kpis]: Kpis[K] extends Figure ? K : never;
}[keyof Kpis];

interface Part {
  readonly measure: Measure;
  readonly sign: 1 | -1;
  readonly words: string;
}

/** A rate of the revenue cycle: its name, and the measures above and below the line. */
export interface Rate {
  readonly kind: FigureKind;
  readonly key: RateKey;
  readonly unit: 'count' | 'cents';
  readonly above: readonly Part[];
  readonly below: readonly Part[];
  /** HFMA: over the average of the three months before each month. */
  readonly isAverage: boolean;
  /** Ends of its interval, where the numerator is a part of the denominator. */
  readonly ends: readonly { readonly kind: FigureKind; readonly end: 'lower' | 'upper' }[];
}

const plus = (measure: Measure, words: string): Part => ({ measure, sign: 1, words });
const minus = (measure: Measure, words: string): Part => ({ measure, sign: -1, words });

function rate(
  name: string,
  key: RateKey,
  label: string,
  definition: string,
  parts: Pick<Rate, 'above' | 'below'> &
    Partial<Pick<Rate, 'unit' | 'isAverage'>> & { readonly isShare?: boolean },
): Rate {
  const kind: FigureKind = {
    name: `revenue-cycle/${name}`,
    label,
    unit: 'share',
    nature: 'ratio',
    definition,
    keys: ['window', 'group?'],
  };
  const { isShare = false, ...own } = parts;
  const ends = isShare
    ? ([
        ['low', 'lower'],
        ['high', 'upper'],
      ] as const)
    : [];
  return {
    kind,
    key,
    unit: 'count',
    isAverage: false,
    ...own,
    ends: ends.map(([word, end]) => ({
      end,
      kind: {
        ...kind,
        name: `${kind.name}-${word}`,
        label: `${label}: ${end} end of its interval`,
        definition: `Wilson’s score interval (95 %): what chance alone could make of it. ${definition}`,
      },
    })),
  };
}

const SUBMITTED = plus('submitted', 'claims submitted');
const SUBMITTED_CENTS = plus('submittedCents', 'charges submitted');
const COLLECTIBLE: readonly Part[] = [
  plus('servedCents', 'charges of services of the months'),
  minus('contractualCents', 'contractual adjustments'),
];

/** Every rate the report prints; definitions at length come with the figure itself. */
export const RATES: readonly Rate[] = [
  rate(
    'initial-denial-rate',
    'initialDenialRate',
    'Initial denial rate',
    'Claims wholly denied by their first decision over claims submitted (HFMA).',
    {
      above: [plus('initiallyDenied', 'claims wholly denied at first')],
      below: [SUBMITTED],
      isAverage: true,
    },
  ),
  rate(
    'initial-denial-rate-dollars',
    'denialRateDollars',
    'Initial denial rate, dollars',
    'Denial-class adjustments of first decisions over charges submitted.',
    {
      above: [plus('initiallyDeniedCents', 'denied dollars of first decisions')],
      below: [SUBMITTED_CENTS],
      unit: 'cents',
      isAverage: true,
    },
  ),
  rate(
    'first-decision-denial-rate',
    'firstDecisionDenialRate',
    'Denied of first decisions',
    'Claims wholly denied by their first decision over first decisions.',
    {
      above: [plus('initiallyDenied', 'claims wholly denied at first')],
      below: [plus('firstDecisions', 'first decisions')],
      isShare: true,
    },
  ),
  rate(
    'clean-claim-rate',
    'cleanClaimRate',
    'Clean claim rate',
    'Claims that passed the editor untouched over claims taken into it (HFMA CL-1).',
    {
      above: [plus('editsPassed', 'claims that passed untouched')],
      below: [plus('edits', 'claims edited')],
      isShare: true,
    },
  ),
  rate(
    'first-pass-rate',
    'firstPassRate',
    'First-pass rate',
    'Claims paid at the first decision without any denial, rejection or replacement.',
    {
      above: [plus('firstPass', 'claims through at the first pass')],
      below: [plus('decidedOfSubmitted', 'claims decided or rejected')],
      isShare: true,
    },
  ),
  rate(
    'net-collection-rate',
    'netCollectionRate',
    'Net collection rate',
    'Payments over charges less contractual adjustments, by month of service.',
    {
      above: [
        plus('payerPaidCents', 'paid by payers'),
        plus('patientPaidCents', 'paid by patients who named the claim'),
        plus('patientLaidCents', 'paid by patients without a claim, laid on the oldest shares'),
      ],
      below: COLLECTIBLE,
      unit: 'cents',
    },
  ),
  rate(
    'payer-collection-rate',
    'payerCollectionRate',
    'Payer collection rate',
    'Payments of payers over what payers owe: charges less contractual and patient shares.',
    {
      above: [plus('payerPaidCents', 'paid by payers')],
      below: [...COLLECTIBLE, minus('patientShareCents', 'patient shares')],
      unit: 'cents',
    },
  ),
  rate(
    'open-share',
    'openShare',
    'Still undecided',
    'Claims without any decision yet over claims submitted.',
    {
      above: [plus('openOfSubmitted', 'claims without a decision')],
      below: [SUBMITTED],
      isShare: true,
    },
  ),
];

/** Claims sent for the first time. */
export const CLAIMS_SUBMITTED: FigureKind = {
  name: 'revenue-cycle/submitted',
  label: 'Claims submitted',
  unit: 'count',
  nature: 'sum',
  definition: 'Claims first submitted in the months; a claim sent again counts once.',
  keys: ['window', 'group?'],
};

/** The rate of a kind, its own or that of an end of its interval. */
export function rateOf(kind: FigureKind): Rate {
  const found = RATES.find((r) => r.kind === kind || r.ends.some((end) => end.kind === kind));
  invariant(found, 'a rate knows its measures');
  return found;
}

/** Measures added up over a window, each claim by claim; they add up exactly. */
export async function explainParts(
  view: View,
  parts: readonly Part[],
  window: { readonly from: number; readonly to: number },
  about: {
    readonly figure: string;
    readonly label: string;
    readonly unit: 'count' | 'cents';
    readonly group: string | undefined;
    /** Submissions of the three months before each month stand below the line (HFMA). */
    readonly isAverage: boolean;
  },
): Promise<Explanation> {
  const { figure, unit, group } = about;
  const since = firstMonthOfBusiness(view.context);
  const first = about.isAverage ? Math.max(window.from, since + 3) : window.from;
  const monthsOf = (measure: Measure): Omit<MeasureSum, 'measure'> => {
    const isBefore = about.isAverage && measure.startsWith('submitted');
    if (!isBefore) return { from: first, to: window.to, weightOf: () => 1 };
    const weightOf = windowsWith(first, window.to);
    return { from: first - 3, to: window.to - 1, weightOf };
  };
  const explained: { part: Part; explanation: Explanation }[] = [];
  for (const part of parts) {
    const explanation =
      part.measure === 'patientLaidCents'
        ? await explainLaid(view, window, { ...about, words: part.words })
        : await explainMeasure(
            view,
            { measure: part.measure, ...monthsOf(part.measure) },
            {
              figure: `${figure} · ${part.words}`,
              label: part.words,
              unit,
              definition: part.words,
            },
            group,
          );
    explained.push({ part, explanation });
  }
  const [only] = explained;
  if (explained.length === 1 && only !== undefined) return only.explanation;
  const steps = explained.map(({ part, explanation }) => ({
    words: part.sign < 0 ? `less ${part.words}` : part.words,
    amount: part.sign * (explanation.value ?? 0),
  }));
  return {
    kind: 'rule',
    figure: `${figure} · ${about.label.toLowerCase()}`,
    label: about.label,
    unit,
    value: steps.reduce((sum, step) => sum + step.amount, 0),
    definition: steps.map((step) => step.words).join(', '),
    formula: steps.map((step) => step.words).join(' + '),
    steps,
    from: explained.map(({ explanation }) => explanation),
  };
}

/** In how many of the windows [m − 3, m − 1] of months m in [from, to] a month lies. */
function windowsWith(from: number, to: number): (month: number) => number {
  return (month) => {
    let count = 0;
    for (let m = from; m <= to; m++) if (month >= m - 3 && month < m) count += 1;
    return count;
  };
}
