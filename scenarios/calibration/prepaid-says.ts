// What prepaid care says: how much of a package is used within a year, and how long members stay.
import type { ColumnBook } from '../../src/batch/column-book.ts';
import { kindOf } from '../../src/batch/layout.ts';
import { addMonths, monthOf } from '../../src/calendar.ts';
import type { Day } from '../../src/calendar.ts';
import { ratioOfMeans } from '../../src/numeric/statistics.ts';
import { windowText } from '../levels/reading.ts';
import type { BookReading } from '../levels/reading.ts';
import { estimated, inconclusive } from './parameter.ts';
import type { CalibratedParameter, Counted } from './parameter.ts';
import { fitRetention, survivalCurve, survivalErrors } from './retention.ts';

const SOLD = kindOf('PackageSold');
const REDEEMED = kindOf('PackageSessionRedeemed');
const BILLED = kindOf('MembershipBilled');

/** A package is judged a year after its sale, and what is left of it after a year and a half. */
const USED_MONTHS = 12;
const LEFT_MONTHS = 18;
const LEAST_PACKAGES = 20;
const LEAST_MEMBERS = 20;
/** A membership is judged by who is still billed so many months after the first time. */
const STAY_MONTHS = 12;

interface Package {
  sessions: number;
  soldOn: number;
  /** Days and sessions of its use. */
  readonly used: { readonly day: number; readonly sessions: number }[];
}

/** A membership: members billed by month since its first one. */
interface Membership {
  first: number;
  readonly billed: Map<number, number>;
}

interface Prepaid {
  readonly packages: readonly Package[];
  readonly memberships: readonly Membership[];
}

/** Reads packages and memberships of some sites; null is all. */
function prepaidOf(book: ColumnBook, reading: BookReading, site: string | null): Prepaid {
  const { context, cut } = reading;
  const packages = new Map<number, Package>();
  const memberships = new Map<number, Membership>();
  const own = site === null ? null : context.names.numberOf('site', site);
  for (const { batch, from, to } of book.feed(cut)) {
    const { kind, subject, occurred, amount1, amount2 } = batch;
    for (let i = from; i < to; i++) {
      const k = kind[i];
      if (k !== SOLD && k !== REDEEMED && k !== BILLED) continue;
      if (own !== null && k !== REDEEMED && batch.site[i] !== own) continue;
      const of = subject[i] as number;
      const day = occurred[i] as number;
      if (k === BILLED) {
        const month = monthOf(day as Day) - context.firstMonth;
        const known = memberships.get(of) ?? { first: month, billed: new Map<number, number>() };
        known.first = Math.min(known.first, month);
        known.billed.set(month, (known.billed.get(month) ?? 0) + (amount1[i] as number));
        memberships.set(of, known);
        continue;
      }
      const known = packages.get(of) ?? { sessions: 0, soldOn: Infinity, used: [] };
      if (k === SOLD) {
        known.sessions += amount1[i] as number;
        known.soldOn = Math.min(known.soldOn, day);
      } else {
        known.used.push({ day, sessions: amount2[i] as number });
      }
      packages.set(of, known);
    }
  }
  return {
    packages: [...packages.values()].filter(
      ({ sessions, soldOn }) => sessions > 0 && soldOn < Infinity,
    ),
    memberships: [...memberships.values()],
  };
}

/** Everything that packages and memberships say. */
export function prepaidSays(
  book: ColumnBook,
  reading: BookReading,
  { site, of }: { readonly site: string | null; readonly of: string },
): CalibratedParameter[] {
  const { packages, memberships } = prepaidOf(book, reading, site);
  const about = (parameter: string, method: string, n: number, counted: string): Counted => ({
    parameter,
    of,
    unit: 'share',
    method,
    window: windowText(reading, reading.all),
    n,
    counted,
  });
  const usedBy = ({ soldOn, used }: Package, months: number): number => {
    const until = addMonths(soldOn as Day, months);
    return used.reduce((sum, { day, sessions }) => sum + (day < until ? sessions : 0), 0);
  };
  const share = (
    parameter: string,
    months: number,
    method: string,
    counts: (used: number, sold: number) => number,
  ): CalibratedParameter => {
    const old = packages.filter(
      ({ soldOn }) => addMonths(soldOn as Day, months) <= reading.cut.asOf,
    );
    const told = about(parameter, method, old.length, 'packages sold');
    const found =
      old.length < LEAST_PACKAGES
        ? null
        : ratioOfMeans(
            old.map((one) => counts(usedBy(one, months), one.sessions)),
            old.map(({ sessions }) => sessions),
          );
    if (found === null || !(found.standardError > 0)) {
      const reason = `not identified: ${old.length} packages were sold at least ${months} months ago; ${LEAST_PACKAGES} that differ are wanted`;
      return inconclusive(told, reason);
    }
    return estimated(
      told,
      {
        kind: 'students',
        degrees: old.length - 1,
        isLog: false,
        parts: [{ weight: 1, centre: found.estimate, scale: found.standardError }],
      },
      { restsOn: 'log' },
    );
  };
  return [
    share(
      'packageUsed',
      USED_MONTHS,
      `sessions used within ${USED_MONTHS} months, of sessions sold`,
      (used) => used,
    ),
    share(
      'packageLeft',
      LEFT_MONTHS,
      `sessions not used within ${LEFT_MONTHS} months: breakage, or used later`,
      (used, sold) => Math.max(0, sold - used),
    ),
    staying(reading, memberships, about),
  ];
}

/** Members still billed after a year, by the shifted beta-geometric on cohorts seen to join. */
function staying(
  reading: BookReading,
  memberships: readonly Membership[],
  about: (parameter: string, method: string, n: number, counted: string) => Counted,
): CalibratedParameter {
  const { all, last } = reading;
  // Who was billed in the first month may have joined long before.
  const joined = memberships.filter(({ first }) => first > all.from && first < last);
  const cohorts = joined.map(({ first, billed }) => survivors(billed, first, last));
  const members = cohorts.reduce((sum, cohort) => sum + (cohort[0] ?? 0), 0);
  const told = about(
    'memberRetention',
    `shifted beta-geometric on cohorts of memberships; still billed after ${STAY_MONTHS} months`,
    members,
    'members seen to join',
  );
  if (members < LEAST_MEMBERS) {
    const reason = `not identified: ${members} members were seen to join; ${LEAST_MEMBERS} are wanted`;
    return inconclusive(told, reason);
  }
  const fit = fitRetention(cohorts);
  if (fit.status === 'undetermined') {
    return inconclusive(told, `not identified: ${REASONS[fit.reason]}`);
  }
  const model =
    fit.status === 'fitted'
      ? {
          share: survivalCurve(fit, STAY_MONTHS)[STAY_MONTHS],
          error: survivalErrors(fit, STAY_MONTHS)[STAY_MONTHS],
        }
      : constantStay(fit.churn, cohorts);
  if (model.share === undefined || model.error === undefined || !(model.error > 0)) {
    return inconclusive(told, 'not identified: nobody left');
  }
  const method =
    fit.status === 'fitted'
      ? told.method
      : told.method.replace(
          'shifted beta-geometric',
          'one churn rate (people differ by chance alone)',
        );
  return estimated(
    { ...told, method },
    {
      kind: 'students',
      degrees: Math.max(1, joined.length - 2),
      isLog: false,
      parts: [{ weight: 1, centre: model.share, scale: model.error }],
    },
    { restsOn: 'log' },
  );
}

const REASONS = {
  'one-period': 'all cohorts are one month old',
  'nobody-left': 'nobody left',
  'everybody-left': 'nobody stayed',
  'leave-at-once': 'who left did so in the first month',
} as const;

/** (1 − churn)^12 with the delta method's error; exposures are member-months. */
function constantStay(
  churn: number,
  cohorts: readonly (readonly number[])[],
): { share: number; error: number } {
  const exposure = cohorts.reduce(
    (sum, cohort) => sum + cohort.slice(0, -1).reduce((a, b) => a + b, 0),
    0,
  );
  let share = 1;
  for (let i = 0; i < STAY_MONTHS; i++) share *= 1 - churn;
  const error = Math.sqrt((churn * (1 - churn)) / exposure);
  return { share, error: ((STAY_MONTHS * share) / (1 - churn)) * error };
}

/** Members by months since the first; a month missed and billed again later was none that left. */
function survivors(billed: ReadonlyMap<number, number>, first: number, last: number): number[] {
  const counts: number[] = [];
  let later = 0;
  for (let month = last; month >= first; month--) {
    later = Math.max(later, billed.get(month) ?? 0);
    counts.push(later);
  }
  return counts.reverse();
}
