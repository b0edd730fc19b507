// How payers decide: when they pay, what they refuse, how a line's charge falls apart.
import type { Day } from '../../src/calendar.ts';
import { bankingOnOrAfter, first, indexOf } from './days.ts';
import { share } from './dollars.ts';
import type { Claim } from './claims.ts';
import { payerOf, ramp } from './group.ts';
import type { PayerId } from './group.ts';
import type { Luck } from './random.ts';

export interface Adjustment {
  readonly group: 'CO' | 'PR' | 'OA';
  readonly carc: string;
  readonly amount: number;
}

export interface LineResult {
  readonly code: string;
  readonly charge: number;
  readonly paid: number;
  readonly allowed: number;
  readonly adjustments: readonly Adjustment[];
  readonly remark: string;
}

/** The first pay day of a payer on or after a day. */
export function nextPayDay(id: PayerId, day: Day): Day {
  for (let m = indexOf(day); ; m++) {
    for (const d of payerOf(id).payDays) {
      const candidate = bankingOnOrAfter((first(m) + d - 1) as Day);
      if (candidate >= day) return candidate;
    }
  }
}

/** Days from receipt to decision; a little shorter once the MSO's team follows up. */
export function decisionLag(id: PayerId, m: number, rng: Luck): number {
  const [shortest, usual, tail] = payerOf(id).lag;
  const drawn = rng.weighted([
    [rng.int(shortest, usual), 55],
    [rng.int(usual, usual + 8), 33],
    [rng.int(usual + 8, tail), 12],
  ]);
  const gained = Math.floor((ramp(m) * 3) / 1000) - (m === 12 ? 4 : m === 13 ? 2 : 0);
  return Math.max(shortest, drawn - gained);
}

export type Refusal = '16' | '197' | '50' | '29' | '96' | 'line';

/** Initial denials in thousandths: 98 before; the changeover adds some, the ramp takes 20. */
export const denialRate = (m: number): number =>
  98 - Math.floor((ramp(m) * 20) / 1000) + (m === 12 ? 22 : m === 13 ? 12 : 0);

/** A claim paid: contractual part, deductible, copay, coinsurance, sequestration. */
export function paidLines(claim: Claim, rng: Luck): LineResult[] {
  const kind = payerOf(claim.payer).payerClass;
  const month = ((((indexOf(claim.servedOn) + 10) % 12) + 12) % 12) + 1;
  const early = Math.max(40, 380 - month * 40);
  let deductible = kind !== 'workers-comp' && rng.chance(early) ? rng.int(80, 420) * 100 : 0;
  const hasCopay = kind === 'commercial' && rng.chance(600);
  const coinsurance = kind === 'medicare' ? 20 : kind === 'commercial' && rng.chance(400) ? 20 : 0;
  return claim.lines.map((line, i) => {
    const adjustments: Adjustment[] = [
      { group: 'CO', carc: '45', amount: line.charge - line.allowed },
    ];
    let left = line.allowed;
    const takes = (carc: string, amount: number): void => {
      const taken = Math.min(amount, left);
      if (taken <= 0) return;
      left -= taken;
      adjustments.push({ group: 'PR', carc, amount: taken });
    };
    const before = left;
    takes('1', deductible);
    deductible -= before - left;
    if (i === 0 && hasCopay) takes('3', 4000);
    takes('2', share(left, coinsurance, 100));
    const sequestered = kind === 'medicare' ? share(left, 2, 100) : 0;
    if (sequestered > 0) adjustments.push({ group: 'CO', carc: '253', amount: sequestered });
    return { ...line, paid: left - sequestered, adjustments, remark: '' };
  });
}

/** A claim paid but for its last line, which had no authorisation. */
export function withRefusedLine(claim: Claim, rng: Luck): LineResult[] {
  const lines = paidLines(claim, rng);
  const lastLine = lines.at(-1) as LineResult;
  const refused: LineResult = {
    ...lastLine,
    paid: 0,
    allowed: 0,
    adjustments: [{ group: 'CO', carc: '197', amount: lastLine.charge }],
    remark: '',
  };
  return [...lines.slice(0, -1), refused];
}

/** A claim refused whole. */
export function refusedLines(claim: Claim, refusal: Exclude<Refusal, 'line'>): LineResult[] {
  const group = refusal === '96' ? 'PR' : 'CO';
  const remark = refusal === '16' ? 'N290' : refusal === '96' ? 'N130' : '';
  return claim.lines.map((line) => ({
    ...line,
    paid: 0,
    allowed: 0,
    adjustments: [{ group, carc: refusal, amount: line.charge }],
    remark,
  }));
}
