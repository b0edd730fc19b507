import type { Day } from '../../src/calendar.ts';
import { weekday } from '../../src/calendar.ts';
import { compact, isBanking, openDays, OPENING, period } from './days.ts';
import { share, sum } from './dollars.ts';
import { demandAt, PAYERS, ramp, SITES } from './group.ts';
import type { PayerId, PracticeId, Site, SiteId } from './group.ts';
import { luck } from './random.ts';
import type { Luck } from './random.ts';

export interface ServiceLine {
  readonly code: string;
  readonly charge: number;
  /** What this payer allows for it. */
  readonly allowed: number;
}

/** An insured visit, billed as one claim. Persons are invented. */
export interface Claim {
  readonly number: string;
  readonly practice: PracticeId;
  readonly site: SiteId;
  readonly payer: PayerId;
  readonly secondary: PayerId | null;
  readonly account: string;
  readonly member: string;
  readonly lastName: string;
  readonly firstName: string;
  readonly born: string;
  readonly sex: 'F' | 'M';
  readonly servedOn: Day;
  readonly submittedOn: Day;
  readonly diagnosis: string;
  readonly lines: readonly ServiceLine[];
  readonly charge: number;
  /** What the claim editor said before it left. */
  readonly edit: 'clean' | 'edited' | 'rejected';
  readonly editCode: string;
}

// Code, charge, base allowed amount; all in cents.
const CODES = {
  '99203': [29_500, 15_000],
  '99213': [21_500, 12_000],
  '11102': [28_500, 14_500],
  '11900': [16_500, 8_500],
  '17000': [18_500, 9_500],
  '17110': [32_500, 17_500],
  '64615': [65_500, 33_500],
  '64650': [54_500, 26_500],
} as const;
type Code = keyof typeof CODES;

// What is done at one visit, with its diagnosis.
const VISITS: readonly (readonly [
  { readonly codes: readonly Code[]; readonly dx: string },
  number,
])[] = [
  [{ codes: ['99203', '11102', '17110'], dx: 'D485' }, 17],
  [{ codes: ['99213', '17110'], dx: 'B079' }, 22],
  [{ codes: ['99213', '64615'], dx: 'G43709' }, 22],
  [{ codes: ['99203', '64650'], dx: 'L74510' }, 14],
  [{ codes: ['99213', '17000', '11102'], dx: 'L570' }, 17],
  [{ codes: ['99213', '11900'], dx: 'L910' }, 8],
];

const LAST = ['SAGEBRUSH', 'MESQUITE', 'OCOTILLO', 'BLUEBONNET', 'CHOLLA', 'YAUPON', 'CREOSOTE'];
const FIRST = ['SAMPLE', 'TESTA', 'EXEMPLA', 'SPECIMEN', 'DEMO', 'MUSTER'];

/** Insured visits of a site in a month, as claims in order of service. */
export function visitsOf(site: Site, m: number): Claim[] {
  const rng = luck(`claims/${site.id}/${period(m)}`);
  const wanted = share(site.insuredVisits * 1000, demandAt(m) * rng.int(955, 1045), 1_000_000);
  const days = openDays(m).filter((d) => isBanking(d));
  const served: Day[] = [];
  for (let i = 0; i < Math.round(wanted / 1000); i++) served.push(rng.pick(days));
  served.sort((a, b) => a - b);
  return served.map((day, i) => makeClaim({ site, m, day, i, rng }));
}

function makeClaim(given: { site: Site; m: number; day: Day; i: number; rng: Luck }): Claim {
  const { site, m, day, i, rng } = given;
  const payer = rng.weighted(PAYERS.map((p) => [p, p.weight] as const));
  const visit = rng.weighted(VISITS);
  const lines = visit.codes.map((code) => {
    const [charge, base] = CODES[code];
    return { code, charge, allowed: share(base, payer.schedule, 1000) };
  });
  const person = rng.int(1, 520);
  const who = luck(`person/${site.id}/${person}`);
  const isMedicare = payer.id === 'medicare';
  const born = isMedicare ? who.int(1938, 1958) : who.int(1962, 2003);
  const edit = rng.weighted([
    ['clean', 935 + Math.floor((ramp(m) * 25) / 1000)] as const,
    ['edited', 50] as const,
    ['rejected', 10] as const,
  ]);
  return {
    number: `${site.code}${compact(day).slice(2, 6)}${String(i + 1).padStart(3, '0')}`,
    practice: site.practice,
    site: site.id,
    payer: payer.id,
    secondary: isMedicare && rng.chance(300) ? 'harborline' : null,
    account: `${site.code[0] ?? 'X'}9${String(person).padStart(5, '0')}`,
    member: `${payer.icnPrefix}M${String(who.int(100000, 999999))}`,
    lastName: who.pick(LAST),
    firstName: who.pick(FIRST),
    born: `${born}${String(who.int(1, 12)).padStart(2, '0')}${String(who.int(1, 28)).padStart(2, '0')}`,
    sex: who.chance(780) ? 'F' : 'M',
    servedOn: day,
    submittedOn: batchDay((day + chargeLag(m, rng)) as Day, m),
    diagnosis: visit.dx,
    lines,
    charge: sum(lines.map((l) => l.charge)),
    edit,
    editCode:
      edit === 'clean' ? '' : rng.pick(['E014 MODIFIER', 'E027 MEMBER ID', 'E031 DX POINTER']),
  };
}

/** Days from service to the finished charge: the changeover costs some, then it gets shorter. */
function chargeLag(m: number, rng: Luck): number {
  const gained = Math.floor((ramp(m) * 2) / 1000);
  const dip = m === 12 ? 4 : m === 13 ? 2 : 0;
  return Math.max(1, rng.int(2, 6) - gained + dip);
}

/** Claims leave on Thursdays; with the MSO's billing team, from 2026-02, on Tuesdays as well. */
export function batchDay(day: Day, m: number): Day {
  let d = day;
  const isBatch = (x: Day): boolean => weekday(x) === 4 || (m >= 15 && weekday(x) === 2);
  while (!(isBatch(d) && isBanking(d))) d = (d + 1) as Day;
  return d;
}

/**
 * All claims from three months before the history (they open it) to its end. What was served
 * before the opening and not yet sent is left out: the books begin with a cleared desk.
 */
export function allClaims(): Claim[] {
  const claims: Claim[] = [];
  for (let m = -3; m < 24; m++) for (const site of SITES) claims.push(...visitsOf(site, m));
  return claims.filter((c) => !(c.servedOn <= OPENING && c.submittedOn > OPENING));
}
