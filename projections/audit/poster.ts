import { makeBatch } from '../../src/batch/columns.ts';
import { Dictionary } from '../../src/batch/dictionary.ts';
import { encodeEvent, rowCount } from '../../src/batch/encode.ts';
import type { Encodable } from '../../src/batch/encode.ts';
import { postingsOfRow } from '../postings.ts';
import type { Posting } from '../postings.ts';
import type { CashPolicy } from '../posting-rules.ts';

/** Names kept before the dictionary is begun anew: memory stays level however long the book. */
const MOST_NAMES = 50_000;

/** Postings of event after event, through one batch that is used again. */
export function makePoster(cashPolicy: CashPolicy): (event: Encodable) => Posting[] {
  let batch = makeBatch(64);
  let names = new Dictionary();
  return (event) => {
    const rows = rowCount(event);
    if (rows > batch.capacity) batch = makeBatch(rows * 2);
    if (names.size('subject') > MOST_NAMES) names = new Dictionary();
    batch.length = 0;
    encodeEvent(event, batch, names, { sequenceDelta: 0, recorded: 0 });
    const postings: Posting[] = [];
    const context = { names, cashPolicy };
    for (let row = 0; row < batch.length; row++) {
      postings.push(...postingsOfRow(batch, row, context));
    }
    return postings;
  };
}
