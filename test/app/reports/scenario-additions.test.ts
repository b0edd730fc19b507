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
        'one member, 3 join a month, $149 a month, 4.0 % of new ones leave in a month (E)',
      ],
      ['gift cards', 'cards', '$2,500 a month, used 2 months later, 8.0 % never: the state’s (E)'],
      ['packages', 'all', 'used one month after their sale at main, 10.0 % never (entered)'],
      [
        'equipment',
        'laser',
        '$120,000 at main in 2027-06, $0 of it by a loan, over 84 months (entered)',
      ],
      [
        'income tax',
        'all practices',
        '21.0 % of what is earned before it; figures are before it, cash is after it (entered)',
      ],
    ]);
  });
});
