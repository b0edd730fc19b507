import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { here } from './bench.ts';
import type { Contender, Turn } from './bench.ts';
import { foldColumns, startStates } from './column-folds.ts';
import { linesOf } from './column-lines.ts';
import { largeBook } from './large-book.ts';

/** What folds came to, whatever order it is told in. */
export const digestOf = (lines: readonly string[]): string =>
  createHash('sha256').update(lines.toSorted().join('\n')).digest('hex');

/** A process that has the large book as columns and folds it when asked for a turn. */
export async function foldProcess(): Promise<{
  readonly rows: number;
  readonly turn: Contender;
  readonly close: () => void;
}> {
  const child = fork(fileURLToPath(import.meta.url));
  const answer = async <T>(): Promise<T> => ((await once(child, 'message')) as [T])[0];
  const rows = await answer<number>();
  return {
    rows,
    turn: (turnMs) => {
      child.send(turnMs);
      return answer<Turn>();
    },
    close: () => child.disconnect(),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url) && process.send) {
  const { book, rows, cut } = largeBook();
  const states = startStates(book.context(cut), cut);
  const turn = here(() => {
    foldColumns(states, book.feed(cut));
    return () => digestOf(linesOf(states));
  });
  process.on('message', (turnMs: number) => {
    void turn(turnMs).then((answer) => process.send?.(answer));
  });
  process.send(rows);
}
