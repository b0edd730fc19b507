import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { stageExport } from '../../../app/commands/export.ts';
import { EXPORT_FORMATS } from '../../../src/events/access.ts';
import { withFolder } from '../../support/book-stores.ts';
import { goldenStore } from '../../support/golden-store.ts';
import { toldAt } from '../../support/told-to-stop.ts';

afterEach(() => vi.unstubAllEnvs());

describe('an export that is told to stop', () => {
  it.each(EXPORT_FORMATS)('leaves nothing of %s behind, wherever it was', (format) =>
    withFolder(async (folder) => {
      const [scratch, parent] = [join(folder, 'scratch'), join(folder, 'place')];
      for (const one of [scratch, parent]) mkdirSync(one);
      vi.stubEnv('TMPDIR', scratch);
      const store = await goldenStore();
      const packageKey = new Uint8Array(32).fill(7);
      const left = (): readonly string[] => [...readdirSync(scratch), ...readdirSync(parent)];
      let stops = 0;
      for (let isWhole = false; !isWhole;) {
        const out = join(parent, 'out');
        const signal = toldAt(stops + 1);
        const staging = stageExport({ format, out, grain: 'day', packageKey, signal }, store);
        isWhole = await staging.then(
          (staged) => {
            staged.discard();
            return true;
          },
          (error: unknown) => {
            expect(error).toMatchObject({ code: expect.stringMatching(/stopped|aborted/) });
            return false;
          },
        );
        expect(left()).toEqual([]);
        if (!isWhole) stops += 1;
      }
      expect(stops).toBeGreaterThan(2);
    }),
  );
});
