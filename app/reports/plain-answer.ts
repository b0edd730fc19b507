import type { Answer } from '../../scenarios/answer.ts';
import { percent, roundDollars } from './numbers.ts';

/**
 * The answer for somebody who reads no further: what the MSO costs, what it brings, how far apart
 * the futures lie, how sure that is, what it hangs on. Every figure stands in the tables below it.
 */
export function plainAnswer(answer: Answer): string[] {
  return [costAndReturn(answer), result(answer), doubt(answer), hinge(answer)].filter(
    (sentence) => sentence !== '',
  );
}

function barOf({ bridge }: Answer, id: string): number {
  return bridge.level1.find((bar) => bar.id === id)?.cents ?? 0;
}

function costAndReturn(answer: Answer): string {
  const { months, question } = answer;
  const fee = -barOf(answer, 'fee');
  const change = barOf(answer, 'change');
  const gross = barOf(answer, 'gross');
  const changes =
    change === 0
      ? ''
      : change < 0
        ? ` and the change itself to ${roundDollars(-change)}`
        : ` and leaving, which staying spares, to ${roundDollars(change)}`;
  const brings =
    gross < 0
      ? `what it does costs the practice another ${roundDollars(-gross)} on average`
      : `what it brings (work it takes over, cheaper supplies, patients, faster payment) is worth ${roundDollars(gross)} on average`;
  const who = question === 'stay-or-leave' ? 'If the group stays, the MSO’s' : 'The MSO’s';
  return `${who} fee comes to ${roundDollars(fee)} over ${months} months${changes}; ${brings}.`;
}

function result(answer: Answer): string {
  const { mean, quantiles } = answer.deltaCash;
  const [low, middle, high] = quantiles.map(({ value }) => roundDollars(value));
  const [act, other] =
    answer.question === 'stay-or-leave' ? ['staying', 'leaving'] : ['joining', 'not joining'];
  const word = mean.cents < 0 ? 'less' : 'more';
  return (
    `On average ${act} leaves ${roundDollars(Math.abs(mean.cents))} ${word} cash than ${other}. In ` +
    `eight of ten simulated futures the difference lies between ${low} and ${high}: one in ten is ` +
    `below (P10), one in ten above (P90), and ${middle} is the middle one (P50).`
  );
}

function doubt(answer: Answer): string {
  const { parameters, pBetter, shareOnEstimates } = answer;
  const estimates = parameters.filter((p) => p.isEstimate).length;
  const rests =
    shareOnEstimates === null
      ? ''
      : `, and ${percent(shareOnEstimates)} of the spread rests on them`;
  return (
    `The MSO comes out ahead in ${percent(pBetter.estimate, 0)} of these futures. That is no ` +
    `promise: ${estimates} of ${parameters.length} assumptions are estimates and not recorded ` +
    `figures${rests}.`
  );
}

function hinge({ managerCases, paths }: Answer): string {
  const [first] = managerCases;
  const last = managerCases.at(-1);
  if (first === undefined || last === undefined || first === last) return '';
  const hasTurned = Math.sign(first.deltaCashCents) !== Math.sign(last.deltaCashCents);
  const turns = hasTurned ? 'Whether it pays hangs on' : 'Much hangs on';
  const at = ({ removedShare, deltaCashCents }: typeof first): string =>
    `${roundDollars(deltaCashCents)} with ${percent(removedShare, 0)} of it`;
  const own = first.paths < paths ? `over ${first.paths} futures of their own ` : '';
  return (
    `${turns} how much of the practice manager’s work the MSO really takes over: ${own}the difference ` +
    `is ${at(first)}, ${at(last)}.`
  );
}
