import type { Day } from '../../src/calendar.ts';
import { bankingOnOrAfter, indexOf, openOnOrAfter } from './days.ts';
import { sum } from './dollars.ts';
import { batchDay } from './claims.ts';
import type { Claim } from './claims.ts';
import {
  decisionLag,
  denialRate,
  nextPayDay,
  paidLines,
  refusedLines,
  withRefusedLine,
} from './decide.ts';
import type { Adjustment, LineResult, Refusal } from './decide.ts';
import { payerOf, ramp } from './group.ts';
import type { PayerId } from './group.ts';
import { luck } from './random.ts';
import type { Luck } from './random.ts';

/** What a payer says of a claim in one remittance (a CLP loop of the 835). */
export interface Adjudication {
  readonly claim: Claim;
  readonly payer: PayerId;
  readonly paidOn: Day;
  readonly status: '1' | '2' | '19' | '22';
  readonly frequency: '1' | '7';
  readonly icn: string;
  readonly lines: readonly LineResult[];
  readonly interest: number;
  /** The first decision on this claim by its primary payer. */
  readonly isFirst: boolean;
  readonly isDuplicate: boolean;
}

export interface Replacement {
  readonly claim: Claim;
  readonly submittedOn: Day;
  readonly originalIcn: string;
}

export interface WriteOff {
  readonly claim: Claim;
  readonly day: Day;
  readonly amount: number;
  readonly responsibility: 'insurance' | 'patient';
  readonly reason: 'Denial - final' | 'Timely filing' | 'Bad debt';
}

export interface PatientPayment {
  readonly claim: Claim;
  readonly day: Day;
  readonly amount: number;
  readonly tender: 'card' | 'cash' | 'check';
}

export interface ClaimStory {
  readonly claim: Claim;
  readonly adjudications: Adjudication[];
  readonly replacements: Replacement[];
  readonly writeOffs: WriteOff[];
  readonly payments: PatientPayment[];
}

export const paidOf = (a: Adjudication): number => sum(a.lines.map((l) => l.paid));
export const adjusted = (a: Adjudication, test: (x: Adjustment) => boolean): number =>
  sum(a.lines.flatMap((l) => l.adjustments.filter(test).map((x) => x.amount)));
export const patientShareOf = (a: Adjudication): number => adjusted(a, (x) => x.group === 'PR');

/** Reasons by which a payer refuses what the practice may still ask it for. */
const DENIALS = new Set(['16', '27', '29', '50', '197']);
export const isDenial = (x: Adjustment): boolean =>
  DENIALS.has(x.carc) || (x.group === 'PR' && x.carc === '96');
export const staysOpen = (x: Adjustment): boolean => x.group === 'CO' && DENIALS.has(x.carc);

/** What happened to a claim from submission on. */
export function storyOf(claim: Claim): ClaimStory {
  const rng = luck(`story/${claim.number}`);
  const story: ClaimStory = {
    claim,
    adjudications: [],
    replacements: [],
    writeOffs: [],
    payments: [],
  };
  const m = indexOf(claim.submittedOn);
  const paidOn = nextPayDay(
    claim.payer,
    (claim.submittedOn + decisionLag(claim.payer, m, rng)) as Day,
  );
  const icn = `${payerOf(claim.payer).icnPrefix}${rng.int(10_000_000, 99_999_999)}`;
  const refusal = rng.chance(denialRate(m))
    ? rng.weighted<Refusal>([
        ['16', 31],
        ['197', 20],
        ['50', 15],
        ['29', 8],
        ['96', 9],
        ['line', 17],
      ])
    : null;
  const base = { claim, payer: claim.payer, paidOn, frequency: '1', icn, interest: 0 } as const;
  if (refusal === null || refusal === 'line') {
    const lines = refusal === 'line' ? withRefusedLine(claim, rng) : paidLines(claim, rng);
    pay(story, { ...base, lines, isFirst: true, rng });
    if (refusal === 'line') {
      const amount = lines.at(-1)?.charge ?? 0;
      giveUp(story, (paidOn + rng.int(50, 100)) as Day, amount, 'Denial - final');
    } else if (rng.chance(9)) {
      const again = duplicateOf(story.adjudications[0] as Adjudication, rng);
      story.adjudications.push(again);
    }
    return story;
  }
  const denied: Adjudication = {
    ...base,
    status: '1',
    lines: refusedLines(claim, refusal),
    isFirst: true,
    isDuplicate: false,
  };
  story.adjudications.push(denied);
  work(story, denied, refusal, rng);
  return story;
}

/** What the practice does about a denial. */
function work(story: ClaimStory, denied: Adjudication, refusal: Refusal, rng: Luck): void {
  const { claim } = story;
  const from = denied.paidOn;
  const m = indexOf(from);
  const quicker = Math.floor((ramp(m) * 300) / 1000);
  const later = (low: number, high: number): Day =>
    (from + Math.floor((rng.int(low, high) * (1000 - quicker)) / 1000)) as Day;
  if (refusal === '96') return patientPays(story, denied.paidOn, claim.charge, 480, rng);
  if (refusal === '29') return giveUp(story, later(25, 60), claim.charge, 'Timely filing');
  if (refusal === '16') {
    if (!rng.chance(880)) return giveUp(story, later(80, 130), claim.charge, 'Denial - final');
    const submittedOn = batchDay(later(8, 26), m);
    story.replacements.push({ claim, submittedOn, originalIcn: denied.icn });
    const decided = (submittedOn + decisionLag(claim.payer, m, rng)) as Day;
    return correct(story, denied, nextPayDay(claim.payer, decided), '7', rng);
  }
  const isAppealed = rng.chance(620 + Math.floor((ramp(m) * 80) / 1000));
  if (isAppealed && rng.chance(560)) {
    return correct(story, denied, nextPayDay(claim.payer, later(38, 75)), '1', rng);
  }
  giveUp(story, isAppealed ? later(75, 120) : later(45, 95), claim.charge, 'Denial - final');
}

/** Takes a decision back and pays after all: a reversal (22), then the claim anew. */
function correct(
  story: ClaimStory,
  denied: Adjudication,
  paidOn: Day,
  frequency: '1' | '7',
  rng: Luck,
): void {
  story.adjudications.push(reversalOf(denied, paidOn));
  const icn = `${payerOf(denied.payer).icnPrefix}${rng.int(10_000_000, 99_999_999)}`;
  const lines = paidLines(story.claim, rng);
  const { claim, payer } = denied;
  pay(story, { claim, payer, paidOn, frequency, icn, interest: 0, lines, isFirst: false, rng });
}

/** Everything negated, with the original group codes (X12 RFI 1147, 2442). */
export function reversalOf(original: Adjudication, paidOn: Day): Adjudication {
  return {
    ...original,
    paidOn,
    status: '22',
    isFirst: false,
    interest: 0,
    lines: original.lines.map((line) => ({
      ...line,
      charge: -line.charge,
      paid: -line.paid,
      allowed: -line.allowed,
      adjustments: line.adjustments.map((x) => ({ ...x, amount: -x.amount })),
    })),
  };
}

function pay(
  story: ClaimStory,
  given: Omit<Adjudication, 'status' | 'isDuplicate'> & { readonly rng: Luck },
): void {
  const { rng, ...rest } = given;
  const { claim } = story;
  const main: Adjudication = { ...rest, status: claim.secondary ? '19' : '1', isDuplicate: false };
  story.adjudications.push(main);
  const owed = patientShareOf(main);
  if (owed === 0) return;
  if (!claim.secondary) return patientPays(story, main.paidOn, owed, 770, rng);
  const second = secondaryOf(main, claim.secondary, rng);
  story.adjudications.push(second);
  patientPays(story, second.paidOn, owed - paidOf(second), 770, rng);
}

/** The supplement pays coinsurance, leaves the deductible, and answers for the rest by OA-23. */
function secondaryOf(main: Adjudication, payer: PayerId, rng: Luck): Adjudication {
  const lines = main.lines.map((line): LineResult => {
    const of = (carc: string): number =>
      sum(line.adjustments.filter((x) => x.group === 'PR' && x.carc === carc).map((x) => x.amount));
    const deductible = of('1');
    const paid = of('2') + of('3');
    const prior = line.charge - deductible - paid;
    const adjustments: Adjustment[] = [{ group: 'OA', carc: '23', amount: prior }];
    if (deductible > 0) adjustments.push({ group: 'PR', carc: '1', amount: deductible });
    return { ...line, paid, allowed: paid + deductible, adjustments, remark: '' };
  });
  return {
    ...main,
    payer,
    paidOn: nextPayDay(payer, (main.paidOn + rng.int(9, 24)) as Day),
    status: '2',
    icn: `${payerOf(payer).icnPrefix}${rng.int(10_000_000, 99_999_999)}`,
    lines,
    isFirst: false,
  };
}

function duplicateOf(first: Adjudication, rng: Luck): Adjudication {
  return {
    ...first,
    paidOn: nextPayDay(first.payer, (first.paidOn + 3) as Day),
    status: '1',
    icn: `${payerOf(first.payer).icnPrefix}${rng.int(10_000_000, 99_999_999)}`,
    isFirst: false,
    isDuplicate: true,
    lines: first.lines.map((line) => ({
      ...line,
      paid: 0,
      allowed: 0,
      remark: '',
      adjustments: [{ group: 'OA', carc: '18', amount: line.charge }],
    })),
  };
}

export function giveUp(
  story: ClaimStory,
  day: Day,
  amount: number,
  reason: WriteOff['reason'],
): void {
  const responsibility = reason === 'Bad debt' ? 'patient' : 'insurance';
  story.writeOffs.push({
    claim: story.claim,
    day: bankingOnOrAfter(day),
    amount,
    responsibility,
    reason,
  });
}

function patientPays(
  story: ClaimStory,
  from: Day,
  amount: number,
  perMille: number,
  rng: Luck,
): void {
  if (amount <= 0) return;
  if (rng.chance(perMille)) {
    const day = openOnOrAfter(
      (from + (rng.chance(880) ? rng.int(12, 55) : rng.int(56, 110))) as Day,
    );
    const tender = rng.weighted<PatientPayment['tender']>([
      ['card', 84],
      ['check', 11],
      ['cash', 5],
    ]);
    story.payments.push({ claim: story.claim, day, amount, tender });
  } else if (rng.chance(650)) {
    giveUp(story, (from + rng.int(140, 190)) as Day, amount, 'Bad debt');
  }
}
