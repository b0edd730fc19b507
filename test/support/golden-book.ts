import { join } from 'node:path';
import { openStore } from '../../src/store/open.ts';
import type { RecordedEvent } from '../../src/event.ts';
import { folder } from '../app/support.ts';
import { TERMS } from './book-steps.ts';
import { goldenMonth } from './golden-month.ts';

/** The golden month with its entities and its terms, and more events of one's own, in a file. */
export async function goldenBook(more: readonly RecordedEvent[] = []): Promise<string> {
  const terms = { ...TERMS, id: 'msa', practices: ['PC'], mso: 'MSO', effectiveFrom: '2025-01-02' };
  const [opened, ...month] = goldenMonth();
  if (opened === undefined) throw new Error('the golden month begins with its book');
  const formed = ['PC', 'MSO'].map((entity, i) => ({
    ...opened,
    id: `00000000-0000-4000-9000-00000000000${i}`,
    type: 'EntityFormed',
    data: { kind: entity === 'PC' ? 'practice' : 'mso', name: entity, state: 'TX' },
    meta: { ...opened.meta, entity },
  }));
  const events = [opened, ...formed, ...month, ...more].map((event) =>
    event.type === 'AgreementSigned'
      ? { ...event, data: { agreement: 'msa', fromOn: '2025-01-02', terms } }
      : event,
  );
  const url = join(folder(), 'golden.db');
  const store = await openStore(url);
  await store.append([{ stream: 'golden', expected: 'none', events }]);
  await store.close();
  return url;
}
