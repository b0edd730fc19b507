// Opens a book, reads it whole, tries to append; prints what came of it as JSON.
import { isFeeworthError } from '../../../src/error.ts';
import { openStore } from '../../../src/store/open.ts';
import { makeEvent } from '../plain-event.ts';

const say = (result: object): unknown => process.stdout.write(JSON.stringify(result));
const codeOf = (error: unknown): string => (isFeeworthError(error) ? error.code : String(error));

try {
  const store = await openStore(process.argv[2] ?? '');
  let events = 0;
  for await (const page of store.readPages()) events += page.events.length;
  const write = { stream: 'a-1', expected: 'any', events: [makeEvent()] } as const;
  const append = await store.append([write]).then(() => 'written', codeOf);
  const { root } = await store.root();
  const { ok } = await store.verify();
  await store.close();
  say({ events, append, root, ok });
} catch (error) {
  say({ open: codeOf(error) });
}
