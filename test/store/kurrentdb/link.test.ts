import { expect, test } from 'vitest';
import { Link } from '../../../src/store/kurrentdb/link.ts';
import type { Wire } from '../../../src/store/kurrentdb/wire.ts';

/** A link over clients that do nothing, and how many of them there are and were given up. */
function links(): { link: Link; made: Wire[]; disposed: Wire[] } {
  const [made, disposed]: [Wire[], Wire[]] = [[], []];
  const link = new Link(() => {
    const wire = { dispose: async () => void disposed.push(wire) } as unknown as Wire;
    made.push(wire);
    return Promise.resolve(wire);
  });
  return { link, made, disposed };
}

test('a client is given up at once when it is retired after its last call', async () => {
  const { link, made, disposed } = links();
  const wire = await link.use(async (used) => used);
  link.retire(wire);
  expect(disposed).toEqual([wire]);
  await link.use(async () => undefined);
  expect(made).toHaveLength(2);
  link.renew();
  expect(disposed).toEqual(made);
});

test('a client that is retired under a call is given up when that has ended', async () => {
  const { link, disposed } = links();
  let answer = (): void => undefined;
  const answered = new Promise<void>((resolve) => (answer = resolve));
  const { promise, resolve } = Promise.withResolvers<Wire>();
  const call = link.use(async (used) => {
    resolve(used);
    await answered;
  });
  const wire = await promise;
  link.retire(wire);
  expect(disposed).toEqual([]);
  answer();
  await call;
  expect(disposed).toEqual([wire]);
});
