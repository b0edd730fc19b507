// The deliberate events in the life of single claims; ordinary luck would not show them all.
import type { Day } from '../../src/calendar.ts';
import { bankingOnOrAfter, indexOf, on } from './days.ts';
import { share, sum } from './dollars.ts';
import { giveUp, paidOf, patientShareOf, reversalOf } from './adjudicate.ts';
import type { Adjudication, ClaimStory } from './adjudicate.ts';
import { nextPayDay } from './decide.ts';
import type { PayerId, PracticeId } from './group.ts';

export interface Specials {
  readonly correction: Adjudication;
  /** A takeback larger than its remittance, carried forward (PLB FB) into the next. */
  readonly carriedTakeback: Adjudication;
  /** A takeback announced in one remittance and taken in the next (PLB WO). */
  readonly delayedTakeback: Adjudication;
  readonly interest: Adjudication;
}

interface Wanted {
  readonly practice: PracticeId;
  readonly payer: PayerId;
  readonly from: Day;
  readonly test: (a: Adjudication) => boolean;
}

/** Changes four stories and returns what they turn on. */
export function arrangeSpecials(stories: readonly ClaimStory[]): Specials {
  return {
    correction: correctPrice(stories),
    carriedTakeback: takeBack(
      stories,
      { practice: 'az-practice', payer: 'harborline', from: on(2025, 5, 1), test: isLarge },
      on(2025, 8, 13),
    ),
    delayedTakeback: takeBack(
      stories,
      { practice: 'tx-practice', payer: 'bluestem', from: on(2026, 1, 8), test: isLarge },
      nextPayDay('bluestem', on(2026, 4, 18)),
    ),
    interest: payInterest(stories),
  };
}

const isLarge = (a: Adjudication): boolean => paidOf(a) > 35_000;

function find(stories: readonly ClaimStory[], wanted: Wanted): ClaimStory {
  const story = stories.find(({ claim, adjudications, writeOffs }) => {
    const [only] = adjudications;
    return (
      adjudications.length === 1 &&
      writeOffs.length === 0 &&
      only !== undefined &&
      claim.practice === wanted.practice &&
      claim.payer === wanted.payer &&
      claim.servedOn >= wanted.from &&
      paidOf(only) > 0 &&
      patientShareOf(only) === 0 &&
      wanted.test(only)
    );
  });
  if (!story) throw new Error(`no ${wanted.payer} claim of ${wanted.practice} fits`);
  return story;
}

/** A payer finds that it allowed too much on the first line: reversal and correction together. */
function correctPrice(stories: readonly ClaimStory[]): Adjudication {
  const story = find(stories, {
    practice: 'tx-practice',
    payer: 'bluestem',
    from: on(2025, 3, 3),
    test: (a) => (a.lines[0]?.paid ?? 0) > 8_000,
  });
  const original = story.adjudications[0] as Adjudication;
  const paidOn = nextPayDay('bluestem', (original.paidOn + 48) as Day);
  const corrected: Adjudication = {
    ...original,
    paidOn,
    isFirst: false,
    icn: `${original.icn}A`,
    lines: original.lines.map((line, i) =>
      i > 0
        ? line
        : {
            ...line,
            paid: line.paid - 3_850,
            allowed: line.allowed - 3_850,
            adjustments: line.adjustments.map((x) =>
              x.carc === '45' ? { ...x, amount: x.amount + 3_850 } : x,
            ),
          },
    ),
  };
  story.adjudications.push(reversalOf(original, paidOn), corrected);
  return corrected;
}

/** A payer learns that cover had ended: it takes everything back and denies the claim (27). */
function takeBack(stories: readonly ClaimStory[], wanted: Wanted, paidOn: Day): Adjudication {
  // What was never paid cannot be taken back.
  const isPaidBefore = (a: Adjudication): boolean => wanted.test(a) && a.paidOn < paidOn;
  const story = find(stories, { ...wanted, test: isPaidBefore });
  const original = story.adjudications[0] as Adjudication;
  const reversal = reversalOf(original, paidOn);
  story.adjudications.push(reversal, {
    ...original,
    paidOn,
    isFirst: false,
    icn: `${original.icn}A`,
    lines: original.lines.map((line) => ({
      ...line,
      paid: 0,
      allowed: 0,
      adjustments: [{ group: 'CO', carc: '27', amount: line.charge }],
    })),
  });
  giveUp(story, bankingOnOrAfter((paidOn + 42) as Day), story.claim.charge, 'Denial - final');
  return reversal;
}

/** A claim paid late under a prompt-payment law: 12 % a year from the 31st day. */
function payInterest(stories: readonly ClaimStory[]): Adjudication {
  const story = find(stories, {
    practice: 'az-practice',
    payer: 'bluestem',
    from: on(2025, 1, 6),
    test: (a) => a.paidOn - a.claim.submittedOn >= 36 && indexOf(a.paidOn) < 20,
  });
  const original = story.adjudications[0] as Adjudication;
  const late = original.paidOn - story.claim.submittedOn - 30;
  const paid = sum(original.lines.map((l) => l.paid));
  const withInterest = { ...original, interest: share(paid, 12 * late, 36_500) };
  story.adjudications[0] = withInterest;
  return withInterest;
}
