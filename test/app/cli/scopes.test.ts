import { describe, expect, it } from 'vitest';
import { mustHeedScope } from '../../../app/cli/scopes.ts';
import { VERBS } from '../../../app/cli/verbs.ts';
import { codeOf } from '../support.ts';

const GLOBALS = { book: 'b.db', json: false, csv: false };

describe('a scope', () => {
  it.each(['report fee', 'report revenue-cycle', 'report ledger', 'compare', 'close'])(
    'of one site is refused by %s, which has no figures by site',
    async (path) => {
      const refused = Promise.resolve().then(() =>
        mustHeedScope(path, { ...GLOBALS, site: 'austin' }),
      );
      expect(await codeOf(refused)).toBe('usage/no-such-scope');
    },
  );

  it('of one entity is refused by what is about the whole book', async () => {
    for (const path of ['compare', 'verify', 'report completeness', 'checkpoint', 'explain']) {
      const refused = Promise.resolve().then(() =>
        mustHeedScope(path, { ...GLOBALS, entity: 'az-practice' }),
      );
      expect(await codeOf(refused), path).toBe('usage/no-such-scope');
    }
  });

  it('is taken by commands that there are', () => {
    const taking = VERBS.filter(({ path }) => {
      try {
        mustHeedScope(path, { ...GLOBALS, entity: 'az-practice' });
        return true;
      } catch {
        return false;
      }
    }).map(({ path }) => path);
    expect(taking).toHaveLength(21);
    expect(taking).toContain('report fee');
  });
});
