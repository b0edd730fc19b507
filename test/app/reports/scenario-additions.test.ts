import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { scenarioReport } from '../../../app/reports/scenario.ts';
import { readScenario } from '../../../scenarios/file/read-scenario.ts';
import { sha256 } from '../../../src/audit/sha256.node.ts';

const JOIN = readFileSync(new URL('../../../scenarios/library/join.yaml', import.meta.url), 'utf8');

describe('the report on a scenario', () => {
  it('tells what is sold ahead, bought and taxed', () => {
    const text = `${JOIN}
memberships: { club: { members: 1, joins: 3 /month, fee: 149 USD/month, grade: E } }
giftCards: { cards: { sold: 2500 USD/month, delay: 2 months, escheat: 36 months, grade: E } }
packages: { all: { delay: 1 month, sites: main, grade: entered } }
equipment:
  laser: { site: main, bought: 2027-06, price: 120000 USD, life: 84 months, grade: entered }
incomeTax: { rate: 21%, grade: entered }
`;
    const report = scenarioReport(
      'ours',
      readScenario('ours.yaml', () => text, sha256),
    );
    const table = report.tables.find(({ name }) => name === 'changes');
    expect(table?.rows.map(({ cells }) => cells)).toEqual([
      [
        'membership',
        'club',
        'one member, 3 join a month, $149 a month, 4.0 % of new ones leave in a month, spread 0.05, ' +
          'sold for 36 months (E)',
      ],
      ['gift cards', 'cards', '$2,500 a month, used 2 months later, 8.0 % never: the state’s (E)'],
      ['packages', 'all', 'used one month after their sale at main, 10.0 % never (entered)'],
      ['equipment', 'laser', '$120,000 at main in 2027-06, over 84 months (entered)'],
      [
        'income tax',
        'all practices',
        '21.0 % of what is earned before it; figures are before it, cash is after it (entered)',
      ],
    ]);
  });

  it('tells what there is of credits, shares, balances and loans', () => {
    const text = `${JOIN}
memberships:
  club: { members: 9, joins: 3 /month, fee: 149 USD/month, spread: 0.2, since: 36 months,
          unused: 10%, banked: 20%, delay: 3 months, grade: E }
giftCards: { cards: { sold: 2500 USD/month, delay: 2 months, owed: 6000 USD, grade: E } }
packages: { all: { share: 12%, delay: 4 months, grade: entered } }
equipment:
  laser: { site: main, bought: 2027-06, price: 120000 USD, financed: 80%, term: 48 months,
           rate: 9%/yr, life: 84 months, salvage: 10000 USD, grade: entered }
incomeTax: { rate: 21%, losses: 40000 USD, lossLimit: 80%, grade: entered }
`;
    const { tables } = scenarioReport(
      'ours',
      readScenario('ours.yaml', () => text, sha256),
    );
    const rows = tables.find(({ name }) => name === 'changes')?.rows ?? [];
    expect(rows.map(({ cells }) => cells[2])).toEqual([
      '9 members, 3 join a month, $149 a month, 4.0 % of new ones leave in a month, spread 0.2, ' +
        'sold for 36 months, 10.0 % never used, 20.0 % banked for 3 months (E)',
      '$2,500 a month, used 2 months later, 8.0 % never: breakage, $6,000 owed at the start (E)',
      '12.0 % of self-pay revenue, used 4 months after their sale, 10.0 % never (entered)',
      '$120,000 at main in 2027-06, $96,000 of it by a loan at 9.0 % over 48 months, over ' +
        '84 months to $10,000 (entered)',
      '21.0 % of what is earned before it; figures are before it, cash is after it, ' +
        '$40,000 of losses before the start, losses against 80.0 % of a year at most (entered)',
    ]);
  });
});
