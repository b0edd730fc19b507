import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { DOCUMENTS, eventsPage, accountsPage } from '../../scripts/generate-docs.ts';
import { ACCOUNTS } from '../../src/chart.ts';
import { VOCABULARY } from '../../src/events/vocabulary.ts';
import { proposeMapping } from '../../src/intake/csv/propose.ts';
import { bytesSource } from '../../src/intake/csv/source.ts';
import { TARGETS } from '../../src/intake/csv/targets.ts';

const text = (path: string): string =>
  readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

// To write them again: npm run generate
test.each(DOCUMENTS)('$path is what the declarations say', ({ path, make }) => {
  expect(text(path) === make(), 'stale: run npm run generate').toBe(true);
});

test('every event with every field stands in the events page', () => {
  const page = eventsPage();
  for (const declaration of VOCABULARY.values()) {
    const [, rest = ''] = page.split(`### ${declaration.type}\n`);
    const [own = ''] = rest.split('\n### ');
    for (const name of Object.keys(declaration.fields)) expect(own).toContain(`- \`${name}\` (`);
    for (const { posts } of declaration.rows)
      for (const { amount } of posts ?? []) expect(own).toContain(`- \`${amount}\``);
  }
});

test('every account stands in the accounts page', () => {
  const page = accountsPage();
  for (const { number, name } of ACCOUNTS) expect(page).toContain(`- ${number} ${name} (`);
});

describe('the import templates', () => {
  test('are those of the targets and no others', () => {
    const files = readdirSync(new URL('../../docs/import-templates', import.meta.url));
    const expected = [...TARGETS.map((t) => `${t.name}.csv`), 'README.md'];
    expect(files.sort()).toEqual(expected.sort());
  });

  test.each(TARGETS.map((t) => [t.name, t] as const))('%s: its columns are recognised', (_, t) => {
    const path = `docs/import-templates/${t.name}.csv`;
    const source = bytesSource(path, new TextEncoder().encode(text(path)));
    expect(proposeMapping(source, { target: t }).missing).toEqual([]);
  });
});
