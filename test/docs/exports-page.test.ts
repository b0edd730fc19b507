import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { paintFor } from '../../app/cli/colours.ts';
import { understand } from '../../app/cli/program.ts';
import { FORMATS, formatNamed } from '../../app/export/formats.ts';

const PLAIN = paintFor({ write: () => undefined }, {}, false);
const page = readFileSync(new URL('../../docs/exports.md', import.meta.url), 'utf8');
const commands = [...page.matchAll(/^feeworth (export [^\n>&]+)/gm)].map(([, line = '']) =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map((m) => m[1] ?? m[2] ?? ''),
);

describe('the page about exports', () => {
  test.each(Object.keys(FORMATS))('tells of %s', (name) => {
    expect(page).toContain(`\`${name}\``);
  });

  test('shows commands that the parser understands', () => {
    expect(commands.length).toBeGreaterThan(5);
    for (const argv of commands) {
      const understood = understand(argv, PLAIN);
      expect(understood.kind === 'verb' ? understood.verb.path : '').toBe('export');
      expect(() => formatNamed(argv[1] ?? '')).not.toThrow();
    }
  });
});
