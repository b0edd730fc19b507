import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { AUDIT_TESTS } from '../../projections/audit/tests.ts';

const page = readFileSync(new URL('../../docs/audit-tests.md', import.meta.url), 'utf8');

test.each(AUDIT_TESTS.map((t) => [t.name, t] as const))(
  '%s has its part of the page, with its question and its source',
  (name, { question, source }) => {
    const [, rest = ''] = page.split(`\n## ${name}\n`);
    const own = (rest.split('\n## ')[0] ?? '').replace(/\s+/g, ' ');
    expect(own).toContain(question);
    expect(own).toContain(source);
    expect(own.length).toBeGreaterThan(150);
  },
);

test('every option of the page is one of the command', async () => {
  const { VERBS } = await import('../../app/cli/verbs.ts');
  const known = VERBS.find((v) => v.path === 'audit')?.options?.map(([flags]) => flags) ?? [];
  const globals = ['--as-of', '--known-at', '--entity', '--json', '--csv'];
  const used = new Set(page.match(/--[a-z][a-z-]+/g));
  const missing = [...used].filter(
    (flag) => !globals.includes(flag) && !known.some((k) => k.split(' ')[0] === flag),
  );
  expect(missing).toEqual([]);
});
