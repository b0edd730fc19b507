import { describe, expect, it } from 'vitest';
import { mustHeedCut, mustHeedScope } from '../../../app/cli/scopes.ts';
import { VERBS } from '../../../app/cli/verbs.ts';
import { codeOf } from '../support.ts';

const GLOBALS = { book: 'b.db', json: false, csv: false };

describe('a cut', () => {
  const refusal = (path: string, cut: { asOf?: string; knownAt?: string }): Promise<unknown> =>
    codeOf(Promise.resolve().then(() => mustHeedCut(path, { ...GLOBALS, ...cut })));

  it('is refused by what would pass over it', async () => {
    for (const path of ['import list', 'reconcile', 'verify', 'close', 'checkpoint', 'journal'])
      for (const cut of [{ asOf: '2026-01-31' }, { knownAt: '5' }])
        expect(await refusal(path, cut), path).toBe('usage/no-such-cut');
    expect(await refusal('suspense list', { knownAt: '5' })).toBe('usage/no-such-cut');
  });

  it('is taken by every report and by what explains, compares and hands over', () => {
    const both = { ...GLOBALS, asOf: '2026-01-31', knownAt: '5' };
    for (const { path } of VERBS.filter(({ path: p }) => p.startsWith('report ')))
      mustHeedCut(path, both);
    for (const path of [
      'audit',
      'compare',
      'explain',
      'explain event',
      'export',
      'sweep',
      'tornado',
    ])
      mustHeedCut(path, both);
    for (const path of ['suspense list', 'agreement show'])
      mustHeedCut(path, { ...GLOBALS, asOf: '2026-01-31' });
  });
});

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
    for (const path of [
      'compare',
      'verify',
      'report completeness',
      'checkpoint',
      'explain',
      'sweep',
      'tornado',
    ]) {
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
