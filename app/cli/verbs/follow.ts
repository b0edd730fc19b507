import { openBookStore, shownUrl } from '../../book-place.ts';
import { followBook } from '../../commands/follow-book.ts';
import { counted } from '../../reports/words.ts';
import { flagOption } from '../context.ts';
import type { VerbModule } from '../verb.ts';

export const run: VerbModule['run'] = async (input, { globals, io, say, progress }) => {
  const { book: url } = globals;
  const stop = new AbortController();
  const forget = io.onStop?.(() => stop.abort());
  const isOnce = flagOption(input, 'once');
  if (!isOnce) say(`Following ${shownUrl(url)}; Ctrl-C ends it.`);
  const store = await openBookStore(url, { readOnly: true });
  try {
    const { kept, rounds } = await followBook({
      store,
      url,
      signal: stop.signal,
      isOnce,
      onSilence: () => say('The server does not answer; waiting for it.'),
      onRound: ({ size, root }) => progress(`${counted(size, 'event')}, root ${root.slice(0, 16)}`),
    });
    return {
      schema: 'feeworth.follow/1',
      title: `What is derived from ${shownUrl(url)} is kept up to ${counted(kept.size, 'event')}`,
      tables: [],
      notes: [`Root ${kept.root}; it was brought up to date ${counted(rounds, 'time')}.`],
      data: { ...kept, rounds },
    };
  } finally {
    forget?.();
    await store.close();
  }
};
