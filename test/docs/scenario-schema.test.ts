import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

const ROOT = new URL('../../', import.meta.url);
const published = z.fromJSONSchema(
  JSON.parse(readFileSync(new URL('docs/scenario.schema.json', ROOT), 'utf8')) as never,
);
const LIBRARY = new URL('scenarios/library/', ROOT);
const files = readdirSync(LIBRARY).map((name) => [
  name,
  readFileSync(new URL(name, LIBRARY), 'utf8'),
]);
const JOIN = files.find(([name]) => name === 'join.yaml')?.[1] ?? '';
const passes = (text: string): boolean => published.safeParse(parse(text)).success;

describe('the published JSON Schema', () => {
  it.each(files)('accepts %s', (_, text = '') => {
    expect(published.safeParse(parse(text)).error?.issues ?? []).toEqual([]);
  });

  it.each([
    ['dist: pert, min: 0%, mode: 3%, max: 9%', true],
    ['dist: normal, mean: 3%, sd: 1%', true],
    ['dist: beta, alpha: 2, beta: 30', true],
    ['dist: beta, alpha: 2%, beta: 30', false],
    ['dist: cauchy, mean: 3%, sd: 1%', false],
    ['low: 1, central: 2%, high: 3%', false],
  ])('knows distributions: %s', (draw, isOne) => {
    const text = JOIN.replace(/ {2}volume: \{[^}]*\}/, `  volume: { ${draw}, grade: E }`);
    expect(text).not.toBe(JOIN);
    expect(passes(text)).toBe(isOne);
  });

  it.each([
    ['levers: { a: { on: visits, by: 5%, from: 2027-03, lag: 1 month } }', true],
    ['levers: { a: { on: visit, by: 5% } }', false],
    ['correlations: [[denials, dip, 0.3]]', true],
    ['correlations: [[denials, dips, 0.3]]', false],
    ['openings: { b: { like: main, opens: 2027-07, size: 80% } }', true],
    [
      'hazards: { b: { chance: 2%, loss: { low: 1 USD, central: 2 USD, high: 3 USD }, grade: E } }',
      false,
    ],
    [
      'memberships: { a: { members: 9, joins: 1 /month, fee: 99 USD/month, leave: 4%/month, grade: E } }',
      true,
    ],
    [
      'memberships: { a: { members: 9, joins: 1 /month, fee: 99 USD/month, alfa: 1, beta: 20, grade: E } }',
      false,
    ],
    [
      'giftCards: { a: { sold: 9 USD/month, delay: 2 months, escheat: 36 months, grade: E } }',
      true,
    ],
    ['packages: { a: { unused: 10%, grade: E } }', false],
    [
      'equipment: { a: { site: main, bought: 2027-06, price: 9 USD, life: 84 months, grade: E } }',
      true,
    ],
    ['incomeTax: { rate: 21%, losses: 9 USD, practices: [main], grade: entered }', true],
    ['incomeTax: { rate: 0.21, grade: entered }', false],
    ['horizon: 36 months', false],
  ])('knows the keys of a file: %s', (line, isOne) => {
    expect(passes(`${JOIN}\n${line}\n`)).toBe(isOne);
  });
});
