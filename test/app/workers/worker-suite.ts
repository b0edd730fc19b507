import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TestServer } from '../../support/kurrentdb/server.ts';
import type { Package } from '../../support/kurrentdb/stubs.ts';
import { alone, before, changed, later, Workshop } from '../../support/work.ts';

/** What must hold over both clients. */
export function describeWorkers(client: Package): void {
  describe(`workers over the ${client} client`, () => {
    const server = new TestServer({ package: client });
    let shop: Workshop;
    beforeAll(() => server.start());
    afterAll(() => server.stop());
    beforeEach(() => {
      shop = new Workshop(server, client);
    });
    afterEach(() => shop.close());

    it('come to the answer of one process, each range answered once', async () => {
      // Neither goes on alone: each waits until the other has a range too.
      const [first, second] = [later(), later()];
      const met = (own: typeof first, other: typeof first) =>
        before(async () => {
          own.happen();
          await other.come;
        });
      shop.worker({ pool: met(first, second) });
      shop.worker({ pool: met(second, first) });
      expect(await shop.compare()).toEqual(await alone());
      expect(new Set(shop.sizes('result-'))).toEqual(new Set([1]));
    });

    it('start before anybody has asked, and go on when the server comes back', async () => {
      const isHeld = later();
      const pool = before(async (index) => {
        if (index !== 2) return;
        isHeld.happen();
        await server.restart();
      });
      const worker = shop.worker({ pool });
      const answer = shop.compare();
      await isHeld.come;
      expect(await answer).toEqual(await alone());
      await worker.answered(3);
    });

    it('give back what they hold when they are stopped', async () => {
      const isHeld = later();
      const givenBack: string[] = [];
      const log = changed(shop.log(), (taken) => ({
        ...taken,
        giveBack: (why) => {
          givenBack.push(why);
          return taken.giveBack(why);
        },
      }));
      const never = new Promise<void>(() => undefined);
      const pool = before(() => {
        isHeld.happen();
        return never;
      });
      const busy = shop.worker({ log, pool });
      const answer = shop.compare();
      await isHeld.come;
      expect(await busy.stop()).toBe(0);
      expect(givenBack).toEqual(['the worker was stopped']);
      shop.worker();
      expect(await answer).toEqual(await alone());
    });
  });
}
