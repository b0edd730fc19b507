import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { here, interleaved, speeds } from './support/bench.ts';
import type { Bench, Contender } from './support/bench.ts';
import { arraysOf, checksum, writeBookForC } from './support/c-book.ts';
import { cSource } from './support/c-source.ts';
import { foldColumns, startStates } from './support/column-folds.ts';
import { largeBook } from './support/large-book.ts';

const BUILD = fileURLToPath(new URL('.build/', import.meta.url));
const SOURCE = fileURLToPath(new URL('c/fold.c', import.meta.url));

/** The program, or why there is none. */
function build(): { readonly program: string } | { readonly missing: string } {
  const compiler = process.env['CC'] ?? 'cc';
  if (spawnSync(compiler, ['--version']).status !== 0)
    return { missing: `no C compiler (${compiler})` };
  mkdirSync(BUILD, { recursive: true });
  writeFileSync(`${BUILD}folds.generated.h`, cSource());
  const program = `${BUILD}fold`;
  const flags = ['-std=c11', '-D_POSIX_C_SOURCE=200809L', '-O3', '-I', BUILD];
  const made = spawnSync(compiler, [...flags, SOURCE, '-o', program, '-lm'], { encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`the folds in C do not compile:\n${made.stderr}`);
  return { program };
}

/** Asks the program for turns, one at a time. */
function asker(child: ChildProcess): Contender {
  const { stdin, stdout } = child;
  if (stdin === null || stdout === null) throw new Error('the program has no pipes');
  const answers = createInterface(stdout)[Symbol.asyncIterator]();
  return async (turnMs) => {
    stdin.write(`${turnMs}\n`);
    const [ms = '', result = ''] = String((await answers.next()).value).split(' ');
    return { ms: Number(ms), result };
  };
}

export const bench: Bench = {
  name: 'fold-vs-c',
  question: 'How near are the folds over columns to the same folds in C at -O3?',
  peerName: 'C at -O3',
  bar: 0.3,
  better: 'higher',
  async run() {
    const built = build();
    if ('missing' in built) return { skipped: built.missing };
    const { book, rows, cut } = largeBook();
    const states = startStates(book.context(cut), cut);
    const bookFile = `${BUILD}book.bin`;
    writeBookForC(bookFile, book, states, cut);
    const child = spawn(built.program, [bookFile], { stdio: ['pipe', 'pipe', 'inherit'] });
    try {
      const times = await interleaved(
        {
          ours: here(() => {
            foldColumns(states, book.feed(cut));
            return () => String(checksum(arraysOf(states)));
          }),
          peer: asker(child),
        },
        { rounds: 9, warmUps: 3, turnMs: 250 },
      );
      const note = `${rows} rows; ledger, cash flow, revenue cycle, prepaid; checksums equal.`;
      return speeds(times, rows, 'rows/s', note);
    } finally {
      child.stdin?.end();
    }
  },
};
