import { expect, test } from 'vitest';
import { LOADERS } from '../../../app/explain/explain-named.ts';
import { FAMILIES } from '../../../app/explain/registry.ts';

test('every kind of figure is loaded by the first word of its name', async () => {
  for (const family of FAMILIES) {
    for (const { name } of family.kinds) {
      const load = LOADERS[name.split('/')[0] ?? ''];
      expect((await load?.())?.family, name).toBe(family);
    }
  }
});
