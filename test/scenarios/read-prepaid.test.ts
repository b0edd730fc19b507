import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { comparisonOf, ownStartingPoint } from '../../scenarios/comparison-of.ts';
import { PREPAID } from '../../scenarios/defaults-tables.ts';
import { readScenario } from '../../scenarios/file/read-scenario.ts';
import type { ScenarioProblem } from '../../scenarios/file/problems.ts';
import type { Plan } from '../../scenarios/plan.ts';
import { startFromDefaults } from '../../scenarios/starting-point.ts';
import { sha256 } from '../../src/audit/sha256.node.ts';
import { parseMonth } from '../../src/calendar.ts';
import { isFeeworthError } from '../../src/error.ts';

const JOIN = readFileSync(new URL('../../scenarios/library/join.yaml', import.meta.url), 'utf8');

const read = (text: string) => readScenario('ours.yaml', () => text, sha256);
const added = (text: string): string => `${JOIN}\n${text}\n`;

function planOf(text: string): Plan {
  const scenario = read(added(text));
  const from = ownStartingPoint(scenario.scenario);
  if (from === null) throw new Error('join brings its own levels');
  return comparisonOf(scenario, from).plan;
}

function problemsOf(text: string): readonly ScenarioProblem[] {
  try {
    read(added(text));
  } catch (error) {
    if (isFeeworthError(error)) return error.details['problems'] as ScenarioProblem[];
    throw error;
  }
  return [];
}

const refusalOf = (text: string): string => refusedAs(() => planOf(text));

function refusedAs(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (isFeeworthError(error)) return error.code;
    throw error;
  }
  return 'none';
}

const CLUB = 'members: 40, joins: 3 /month, fee: 149 USD/month, grade: entered';
const CARDS = 'sold: 2500 USD/month, delay: 2 months, grade: entered';
const LASER = 'site: main, bought: 2027-06, price: 120000 USD, life: 84 months, grade: entered';

describe('memberships', () => {
  it('are read with what they leave unsaid by the documented defaults', () => {
    const [club] = planOf(`memberships: { club: { ${CLUB} } }`).sites[0]?.memberships ?? [];
    const central = (row: keyof typeof PREPAID): number => PREPAID[row].of.solo[1];
    expect(club).toEqual({
      id: 'club',
      members: 40,
      joinsMonthly: 3,
      feeCents: 14_900,
      stay: { leave: central('memberLeave'), spread: central('memberSpread') },
      sinceMonths: central('memberMonths'),
      unused: 0,
      banked: { share: 0, delayMonths: 0 },
    });
  });

  it('stay by a rate and a spread, or by the shapes of a beta distribution', () => {
    const stay = (text: string) =>
      planOf(`memberships: { club: { ${CLUB}, ${text} } }`).sites[0]?.memberships?.[0]?.stay;
    expect(stay('leave: 6%/month, spread: 0.1')).toEqual({ leave: 0.06, spread: 0.1 });
    expect(stay('alpha: 0.9, beta: 20')).toEqual({ leave: 0.9 / 20.9, spread: 1 / 20.9 });
  });

  it('are banked in part, unused in part, and of some sites', () => {
    const text = `unused: 10%, banked: 30%, delay: 2 months, since: 18 months, sites: main`;
    const plan = planOf(`memberships: { club: { ${CLUB}, ${text} } }`);
    expect(plan.sites[0]?.memberships?.[0]).toMatchObject({
      unused: 0.1,
      banked: { share: 0.3, delayMonths: 2 },
      sinceMonths: 18,
    });
  });

  it('are something that retention moves, where no patients are counted', () => {
    const lever = 'levers: { a: { on: retention, shift: 0.1 } }\n';
    const moved = (more: string): string => {
      const scenario = read(added(lever + more));
      const from = ownStartingPoint(scenario.scenario);
      if (from === null) throw new Error('join brings its own levels');
      const sites = from.sites.map((site) => {
        const { retention: _, ...own } = site;
        return own;
      });
      return refusedAs(() => comparisonOf(scenario, { ...from, sites }));
    };
    expect(moved('')).toBe('scenario/nothing-to-move');
    expect(moved(`memberships: { club: { ${CLUB} } }`)).toBe('none');
  });
});

describe('gift cards and packages', () => {
  it('are read with their season, what becomes of the rest, and what is owed', () => {
    const season = 'season: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0.5, 1.5]';
    const plan = planOf(
      `giftCards: { cards: { ${CARDS}, ${season}, escheat: 36 months, owed: 4000 USD } }\n` +
        'packages: { all: { delay: 4 months, share: 12%, grade: entered } }',
    );
    const [site] = plan.sites;
    expect(site?.giftCards).toEqual([
      {
        id: 'cards',
        soldMonthlyCents: 250_000,
        season: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0.5, 1.5],
        delayMonths: 2,
        unused: PREPAID.giftCardsUnused.of.solo[1],
        escheatMonths: 36,
        openCents: 400_000,
      },
    ]);
    const unused = PREPAID.packagesUnused.of.solo[1];
    expect(site).toMatchObject({ prepaidShare: 0.12, packages: { delayMonths: 4, unused } });
  });

  it('come to a site that opens by its size, and with nothing from before it', () => {
    const plan = planOf(
      'openings: { houston: { like: main, opens: 2027-07, size: 50% } }\n' +
        `memberships: { club: { ${CLUB} } }\n` +
        `giftCards: { cards: { ${CARDS}, owed: 900 USD } }`,
    );
    const [main, houston] = plan.sites;
    expect(main?.memberships?.[0]).toMatchObject({ members: 40, joinsMonthly: 3 });
    expect(houston?.memberships?.[0]).toMatchObject({ members: 0, joinsMonthly: 1.5 });
    expect(main?.giftCards?.[0]).toMatchObject({ soldMonthlyCents: 250_000, openCents: 90_000 });
    expect(houston?.giftCards?.[0]).toMatchObject({ soldMonthlyCents: 125_000, openCents: 0 });
  });
});

describe('equipment and income tax', () => {
  it('are read with their loan, life and losses', () => {
    const loan = 'financed: 80%, rate: 9%/yr effective, term: 48 months, salvage: 10000 USD';
    const plan = planOf(
      `equipment: { laser: { ${LASER}, ${loan} } }\n` +
        'incomeTax: { rate: 21%, losses: 40000 USD, lossLimit: 80%, practices: [practice], grade: entered }',
    );
    expect(plan.sites[0]?.equipment).toEqual([
      {
        id: 'laser',
        bought: parseMonth('2027-06'),
        priceCents: 12_000_000,
        financedCents: 9_600_000,
        rateAnnual: 0.09,
        termMonths: 48,
        lifeMonths: 84,
        salvageCents: 1_000_000,
      },
    ]);
    expect(plan.incomeTax).toMatchObject({
      rate: 0.21,
      lossesCents: 4_000_000,
      lossLimit: 0.8,
      practices: ['practice'],
    });
  });

  it('are not there unless they are said, in plan, document or digest', () => {
    const plain = read(JOIN);
    for (const key of ['memberships', 'giftCards', 'packages', 'equipment', 'incomeTax']) {
      expect(plain.document).not.toContain(`"${key}"`);
      expect(planOf('')).not.toHaveProperty(key);
      expect(planOf('').sites[0]).not.toHaveProperty(key);
    }
  });

  it('may be added by a file that extends another', () => {
    const child = `schema: feeworth-scenario/1
id: ours
extends: join
set:
  memberships.club: { ${CLUB} }
  giftCards.cards: { ${CARDS} }
  packages.all: { delay: 3 months, grade: entered }
  equipment.laser: { ${LASER} }
  incomeTax: { rate: 21%, grade: entered }
`;
    const load = (path: string): string => (path === 'join' ? JOIN : child);
    const { scenario } = readScenario('ours.yaml', load, sha256);
    expect(scenario).toMatchObject({
      memberships: [{ plan: { id: 'club' } }],
      giftCards: [{ plan: { id: 'cards' } }],
      packages: [{ plan: { delayMonths: 3 } }],
      equipment: [{ site: 'main' }],
      incomeTax: { rate: 0.21 },
    });
  });
});

describe('what is wrong is refused with its place', () => {
  it.each([
    [
      'E-MISSING',
      'memberships.club.fee',
      `memberships: { club: { members: 4, joins: 1 /month, grade: E } }`,
    ],
    [
      'E-UNIT',
      'memberships.club.fee',
      `memberships: { club: { ${CLUB.replace('149 USD/month', '149')} } }`,
    ],
    ['E-UNIT', 'memberships.club.leave', `memberships: { club: { ${CLUB}, leave: 4% } }`],
    ['E-RANGE', 'memberships.club.leave', `memberships: { club: { ${CLUB}, leave: 95%/month } }`],
    [
      'E-DIST',
      'memberships.club',
      `memberships: { club: { ${CLUB}, leave: 4%/month, alpha: 1, beta: 9 } }`,
    ],
    ['E-MISSING', 'memberships.club.beta', `memberships: { club: { ${CLUB}, alpha: 1 } }`],
    ['E-MISSING', 'memberships.club.delay', `memberships: { club: { ${CLUB}, banked: 30% } }`],
    ['E-MISSING', 'memberships.club', `memberships: { club: { ${CLUB}, delay: 3 months } }`],
    ['E-PATH', 'memberships.club.fees', `memberships: { club: { ${CLUB}, fees: 9 USD } }`],
    [
      'E-RANGE',
      'memberships.club.joins',
      `memberships: { club: { ${CLUB.replace('3 /', '999999999 /')} } }`,
    ],
    ['E-MISSING', 'giftCards.cards.delay', 'giftCards: { cards: { sold: 9 USD/month, grade: E } }'],
    ['E-SUM', 'giftCards.cards', `giftCards: { cards: { ${CARDS}, season: [1, 2] } }`],
    ['E-RANGE', 'giftCards.cards.escheat', `giftCards: { cards: { ${CARDS}, escheat: 1 month } }`],
    [
      'E-RANGE',
      'packages.all.unused',
      'packages: { all: { delay: 3 months, unused: 100%, grade: E } }',
    ],
    [
      'E-MISSING',
      'equipment.laser.term',
      `equipment: { laser: { ${LASER}, financed: 80%, rate: 9%/yr } }`,
    ],
    ['E-MISSING', 'equipment.laser', `equipment: { laser: { ${LASER}, rate: 9%/yr } }`],
    ['E-RANGE', 'equipment.laser', `equipment: { laser: { ${LASER}, salvage: 130000 USD } }`],
    ['E-UNIT', 'incomeTax.rate', 'incomeTax: { rate: 0.21, grade: E }'],
    ['E-PATH', 'incomeTax.loss', 'incomeTax: { rate: 21%, loss: 5 USD, grade: E }'],
  ])('%s at %s: %s', (code, at, text) => {
    const found = problemsOf(text);
    expect(found).toContainEqual(expect.objectContaining({ code, at }));
    const line =
      1 +
      added(text)
        .split('\n')
        .findIndex((own) => own === text);
    for (const problem of found) expect(problem).toMatchObject({ file: 'ours.yaml', line });
  });

  it('suggests the word that was meant', () => {
    const [problem] = problemsOf(`memberships: { club: { ${CLUB}, unusd: 10% } }`);
    expect(problem?.hint).toBe('did you mean "unused"?');
    const [top] = problemsOf('membership: {}');
    expect(top?.hint).toBe('did you mean "memberships"?');
  });

  it('lists more entries than a month has room for', () => {
    const many = (of: string, n: number) =>
      `{ ${Array.from({ length: n }, (_, i) => `e${i}: { ${of} }`).join(', ')} }`;
    expect(problemsOf(`memberships: ${many(CLUB, 9)}`)[0]?.code).toBe('E-RANGE');
    expect(problemsOf(`equipment: ${many(LASER, 41)}`)[0]?.code).toBe('E-RANGE');
    expect(problemsOf(`equipment: ${many(LASER, 40)}`)).toEqual([]);
  });

  it.each([
    ['scenario/no-such-site', `memberships: { club: { ${CLUB}, sites: austin } }`],
    ['scenario/no-such-site', `equipment: { laser: { ${LASER.replace('main', 'austin')} } }`],
    [
      'scenario/equipment-outside',
      `equipment: { laser: { ${LASER.replace('2027-06', '2026-12')} } }`,
    ],
    [
      'scenario/equipment-outside',
      `equipment: { laser: { ${LASER.replace('2027-06', '2035-01')} } }`,
    ],
    [
      'scenario/packages-twice',
      'packages: { a: { delay: 3 months, grade: E }, b: { delay: 5 months, sites: main, grade: E } }',
    ],
    ['scenario/prepaid-exceeds', `memberships: { club: { ${CLUB.replace('40', '900')} } }`],
    ['scenario/prepaid-exceeds', `giftCards: { cards: { ${CARDS.replace('2500', '90000')} } }`],
    ['scenario/prepaid-exceeds', `memberships: { club: { ${CLUB.replace('3 /', '40 /')} } }`],
    ['scenario/no-such-practice', 'incomeTax: { rate: 21%, practices: [elsewhere], grade: E }'],
    ['scenario/no-such-practice', 'incomeTax: { rate: 30%, practices: [], grade: entered }'],
  ])('%s: %s', (code, text) => {
    expect(refusalOf(text)).toBe(code);
  });
});

describe('what is paid ahead', () => {
  it('counts who joins, month by month, and says when it is too much', () => {
    const of = (joins: number): string =>
      `memberships: { club: { members: 60, joins: ${joins} /month, fee: 149 USD/month, grade: E } }`;
    expect(refusalOf(of(4))).toBe('none');
    expect(() => planOf(of(40))).toThrow(
      /pays ahead for more care than the visits of main bring in 2027-12/,
    );
  });

  it('is what its months bring: joins after the end of the horizon are none', () => {
    const club = CLUB.replace('40,', '0,').replace('3 /', '25 /');
    const text = `memberships: { club: { ${club} } }`;
    expect(refusalOf(`${text}\n`)).toBe('scenario/prepaid-exceeds');
    const short = read(added(text).replace('months: 36', 'months: 12'));
    const from = ownStartingPoint(short.scenario);
    expect(refusedAs(() => from && comparisonOf(short, from))).toBe('none');
  });
});

describe('what is owed on gift cards at the start', () => {
  const OWED = (of: string): string => `giftCards: { cards: { ${CARDS}, ${of} } }`;

  /** The plan over a book whose sites owe so much of what was sold ahead. */
  function overBook(text: string, packagesCents: number): Plan {
    const { scenario, ...rest } = read(added(text));
    const from = startFromDefaults('solo');
    const opening = from.opening.map((position) => ({ ...position, packagesCents }));
    const recorded = { ...scenario, levels: { kind: 'recorded' } as const };
    return comparisonOf({ ...rest, scenario: recorded }, { ...from, opening }).plan;
  }

  it('is a part of what the book owes there, and no more', () => {
    expect(overBook(OWED('owed: 4000 USD'), 400_000).opening[0]?.packagesCents).toBe(400_000);
    expect(() => overBook(OWED('owed: 4000.01 USD'), 400_000)).toThrow(
      expect.objectContaining({
        code: 'scenario/owed-exceeds',
        message: expect.stringMatching(/ 4000\.01 USD on gift cards of main, .+ is 4000\.00 USD/),
      }),
    );
    const two = `giftCards: { a: { ${CARDS}, owed: 3000 USD }, b: { ${CARDS}, owed: 1001 USD } }`;
    expect(refusedAs(() => overBook(two, 400_000))).toBe('scenario/owed-exceeds');
  });

  it('is all that is owed where no book says a balance', () => {
    expect(refusalOf(OWED('owed: 4000 USD'))).toBe('none');
  });

  it('is nothing at a site that opens: who names one is refused, who names all means the others', () => {
    const houston = 'openings: { houston: { like: main, opens: 2027-07, size: 50% } }\n';
    const named = 'owed: 900 USD, sites: [main, houston]';
    expect(refusalOf(houston + OWED(named))).toBe('scenario/owed-exceeds');
    expect(refusalOf(houston + OWED('sites: [houston]'))).toBe('none');
    expect(refusalOf(houston + OWED('owed: 900 USD'))).toBe('none');
  });
});
